"""Numerals of English text, in figures and in words, as values. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from eval.metrics.vocabulary import CARDINALS, ORDINALS, TENS

_SMALL: Mapping[str, int] = MappingProxyType({name: value for value, name in enumerate(CARDINALS)})
_TEN: Mapping[str, int] = MappingProxyType(
    {name: value * 10 for value, name in enumerate(TENS, start=2)}
)
_ORDINAL: Mapping[str, int] = MappingProxyType(
    {name: value for value, name in enumerate(ORDINALS, start=1)}
    | {f"{name[:-1]}ieth": value for name, value in _TEN.items()}
)
_SCALE: Mapping[str, float] = MappingProxyType(
    {
        **{"dozen": 12, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
        **{"mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12},
    }
)
_PARTS: Mapping[str, int] = MappingProxyType(
    {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4}
    | {f"{name}{ending}": _ORDINAL[name] for name in ORDINALS[4:10] for ending in ("", "s")}
)
_VULGAR: Mapping[str, float] = MappingProxyType(
    {"½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅛": 1 / 8}
)

_GAP = "[,\u00a0\u2009\u202f ]"
_TOKEN = re.compile(
    rf"""
    (?P<rank>\d+)(?:st|nd|rd|th)\b
    | (?P<grouped>\d{{1,3}}(?:{_GAP}\d{{3}})+(?!\d)(?:\.\d+)?)
    | (?P<dotted>\d{{1,3}}(?:\.\d{{3}}){{2,}}(?!\d))
    | (?P<comma>\d+,\d{{1,2}}(?!\d))
    | (?P<figure>\d+(?:\.\d+)?)
    | (?P<vulgar>[{"".join(_VULGAR)}])
    | (?P<word>(?:km|m)/[hs]\b | k?m[²³] | us\$ | [^\W\d_]+(?:['\u2019][^\W\d_]+)*(?<!['\u2019]s)
        | [^\W\d_]+)
    | (?P<sign>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A figure, a word in small letters or a sign; `value` is of figures alone.

    `glued`: no space stands before it.
    """

    text: str
    start: int
    end: int
    glued: bool
    kind: str
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number: `end` is the token behind it; `share` marks a part of a whole, such as a third.

    `scale` is the last of thousand, million and their like that the value holds, else 1; `bare`
    marks four plain figures, which may be a year.
    """

    value: float
    end: int
    scale: float = 1
    ordinal: bool = False
    share: bool = False
    bare: bool = False


def read_tokens(text: str) -> tuple[Token, ...]:
    """Part a text into figures, words and signs."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        glued = bool(tokens) and tokens[-1].end == match.start()
        kind = match.lastgroup or "sign"
        tokens.append(
            Token(match[0].lower(), match.start(), match.end(), glued, kind, _value(kind, match))
        )
    return tuple(tokens)


def read_numeral(tokens: Sequence[Token], first: int) -> Numeral | None:
    """Read the number that begins at a token, None where none does."""
    if _word(tokens, first - 1) == "between":
        # What stands behind the first "and" is the other end of the span.
        ends = (index for index in range(first + 1, len(tokens)) if tokens[index].text == "and")
        tokens = tokens[: next(ends, len(tokens))]
    if tokens[first].text == "half":
        return _half(tokens, first)
    begin = first + 1 if _word(tokens, first) in {"a", "an"} else first
    group = _group(tokens, begin, after_article=begin > first)
    if group is None or group.ordinal:
        return group if begin == first else None
    number = _fraction(tokens, group, first=begin) or _scaled(tokens, group, first=begin)
    return None if number.end == begin else number


def _value(kind: str, match: re.Match[str]) -> float | None:
    if kind == "vulgar":
        return _VULGAR[match[0]]
    if kind == "comma":
        return float(match[0].replace(",", "."))
    if kind == "dotted":
        return float(match[0].replace(".", ""))
    if kind == "rank":
        return float(match["rank"])
    if kind in {"grouped", "figure"}:
        return float(re.sub(_GAP, "", match[0]))
    return None


def _word(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].text if 0 <= index < len(tokens) else ""


def _behind_hyphen(tokens: Sequence[Token], index: int) -> int:
    """Give the index behind a hyphen that joins two words, else the index itself."""
    joined = (
        _word(tokens, index) in {"-", "‑"}
        and tokens[index].glued
        and index + 1 < len(tokens)
        and tokens[index + 1].glued
    )
    return index + 1 if joined else index


def _half(tokens: Sequence[Token], first: int) -> Numeral:
    """Read "half a million" and "half a dozen"; any other half is a share."""
    after = _behind_hyphen(tokens, first + 1)
    begin = after + 1 if _word(tokens, after) in {"a", "an"} else after
    scale = _SCALE.get(_word(tokens, begin))
    if scale:
        return Numeral(scale / 2, begin + 1, scale)
    if begin > after:
        return Numeral(0.5, begin)
    return Numeral(0.5, first + 1, share=True)


def _group(tokens: Sequence[Token], first: int, *, after_article: bool) -> Numeral | None:
    """Read a number below the scales: figures, or words up to nine hundred and ninety-nine."""
    word = _word(tokens, first)
    if after_article and word in {*_SCALE, *_PARTS}:
        return Numeral(1, first)
    hundreds = None if after_article or word == "hundred" else _below_hundred(tokens, first)
    if word == "hundred":
        hundreds = Numeral(100, first + 1)
    elif hundreds and not hundreds.ordinal and _word(tokens, hundreds.end) == "hundred":
        hundreds = Numeral(hundreds.value * 100, hundreds.end + 1)
    else:
        return hundreds
    rest = hundreds.end + (_word(tokens, hundreds.end) == "and")
    tail = _below_hundred(tokens, rest)
    if tail is None or tail.ordinal or tokens[rest].kind != "word":
        return hundreds
    return Numeral(hundreds.value + tail.value, tail.end)


def _below_hundred(tokens: Sequence[Token], first: int) -> Numeral | None:
    if not 0 <= first < len(tokens):
        return None
    token = tokens[first]
    if token.value is not None:
        return _figures(tokens, first)
    if token.text in _TEN:
        behind = _behind_hyphen(tokens, first + 1)
        ones = _SMALL.get(_word(tokens, behind), 0) or _ORDINAL.get(_word(tokens, behind), 0)
        if 0 < ones < 10:
            ordinal = _word(tokens, behind) in _ORDINAL
            return Numeral(_TEN[token.text] + ones, behind + 1, ordinal=ordinal)
        return Numeral(_TEN[token.text], first + 1)
    if token.text in _SMALL:
        return Numeral(_SMALL[token.text], first + 1)
    if token.text in _ORDINAL:
        return Numeral(_ORDINAL[token.text], first + 1, ordinal=True)
    return None


def _figures(tokens: Sequence[Token], first: int) -> Numeral:
    token = tokens[first]
    value = token.value or 0.0
    if token.kind == "rank":
        return Numeral(value, first + 1, ordinal=True)
    following = tokens[first + 1] if first + 1 < len(tokens) else None
    if following and following.kind == "vulgar" and token.kind != "vulgar":
        return Numeral(value + (following.value or 0), first + 2)
    bare = token.kind == "figure" and len(token.text) == 4 and 1100 <= value <= 2100
    return Numeral(value, first + 1, bare=bare, share=token.kind == "vulgar")


def _fraction(tokens: Sequence[Token], group: Numeral, *, first: int) -> Numeral | None:
    """Read "two thirds", "a quarter of" and "1/2" as shares of a whole."""
    index = _behind_hyphen(tokens, group.end)
    part = _PARTS.get(_word(tokens, index))
    if part and (group.value > 1 or _word(tokens, index + 1) == "of" or part in {2, 4}):
        return _of_scale(tokens, Numeral(group.value / part, index + 1, share=True))
    slash = _word(tokens, group.end) == "/" and tokens[group.end].glued
    below = tokens[group.end + 1].value if slash and group.end + 1 < len(tokens) else None
    if below and group.end == first + 1 and group.value < below <= 100:
        return Numeral(group.value / below, group.end + 2, share=True)
    return None


def _of_scale(tokens: Sequence[Token], share: Numeral) -> Numeral:
    """Read on where a fraction is of a scale: three quarters of a million."""
    words = [each.text for each in tokens[share.end : share.end + 3]]
    scale = _SCALE.get(words[-1], 0) if len(words) == 3 else 0
    if scale and words[0] == "of" and words[1] in {"a", "one"}:
        return Numeral(share.value * scale, share.end + 3, scale)
    return share


def _scaled(tokens: Sequence[Token], group: Numeral, *, first: int) -> Numeral:
    """Read on over "and a half", the scales, and smaller groups behind them."""
    group = _and_a_half(tokens, group)
    scale = _SCALE.get(_word(tokens, _behind_hyphen(tokens, group.end)))
    if not scale:
        return group
    total = Numeral(group.value * scale, _behind_hyphen(tokens, group.end) + 1, scale)
    total = _and_a_half(tokens, total, worth=scale)
    if tokens[first].value is not None:
        return total
    rest = total.end + (_word(tokens, total.end) == "and")
    tail = _group(tokens, rest, after_article=False)
    if tail is None or tail.ordinal or tokens[rest].kind != "word":
        return total
    tail = _scaled(tokens, tail, first=rest)
    return replace(tail, value=total.value + tail.value) if tail.value < scale else total


def _and_a_half(tokens: Sequence[Token], number: Numeral, *, worth: float = 1) -> Numeral:
    words = [each.text for each in tokens[number.end : number.end + 6] if each.text != "-"][:3]
    if words != ["and", "a", "half"]:
        return number
    behind = next(index for index in range(number.end, len(tokens)) if tokens[index].text == "half")
    return replace(number, value=number.value + worth / 2, end=behind + 1)
