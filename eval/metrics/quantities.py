"""The quantities that a text names: numbers with their units, or with what they count. Pure.

It shares nothing with how Dateline itself reads amounts: a yardstick must not move with what it
measures.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from eval.metrics.days import find_days
from eval.metrics.numerals import Numeral, Token, read_numeral, read_tokens
from eval.metrics.units import LONGEST, MONEY, UNITS, WHOLE, Unit, is_money, names
from eval.metrics.wording import REMEMBERED, without_markers

_ABBREVIATED = {"k": 1e3, "b": 1e9, "m": 1e6}
_BETWEEN = frozenset({"more", "additional", "further", "extra", "full", "whole", "consecutive"})
_LABELS = frozenset(
    {"no", "nr", "number", "#", "№", "flight", "room", "gate", "platform", "route", "line", "bus"}
    | {"tram", "train", "road", "highway", "motorway", "article", "section", "chapter", "page"}
    | {"clause", "paragraph", "phase", "stage", "level", "block", "lot", "pier", "model", "type"}
    | {"version", "volume", "part", "figure", "table"}
)
_CLOCK = re.compile(r"\b\d{1,2}(?:[.:]\d{2})?\s*(?:[ap]\.?m\b|o['’]clock)|\b\d{1,2}:\d{2}\b", re.I)
_BEFORE_YEARS = frozenset(
    {"in", "since", "until", "till", "by", "from", "during", "of", "before", "after", "early"}
    | {"late", "mid", "spring", "summer", "autumn", "winter", "year", "around", "season"}
)
_PEOPLE = frozenset({"people", "men", "women", "children", "police", "staff"})
_NO_NOUNS = frozenset({"is", "was", "has", "as", "its", "his", "this", "less", "plus", "others"})
_NONE = frozenset({"none", "nobody", "nil"})
_VAGUE = frozenset({"several", "few", "many"})
_LIST = re.compile(r"\s*(?:[-–—]|,?\s\b(?:or|to|and)\b)\s*")
_CODES = frozenset(
    {"us$", "usd", "eur", "gbp", "jpy", "krw", "cny", "rmb", "inr", "chf", "sek", "nok", "dkk"}
)
_RATES = frozenset({"times", "once", "twice", "per"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number in a text, `text[start:end]`, with what it counts.

    `units` are what its unit may mean, empty where it has none that is known; `noun` is the word
    behind the number; `scale` is that of Numeral. `year` marks what reads as a year of the
    calendar, `ordinal` a rank.
    """

    value: float
    scale: float = 1
    units: tuple[Unit, ...] = ()
    noun: str = ""
    start: int
    end: int
    year: bool = False
    ordinal: bool = False


@lru_cache(maxsize=REMEMBERED)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Give the quantities of a text in order; days, times of day and labels are none."""
    tokens = read_tokens(_without_calendar(text))
    found: list[Quantity] = []
    index = 0
    while index < len(tokens):
        quantity, index = _at(tokens, index, behind=found[-1].end if found else -1)
        if quantity:
            found.append(quantity)
    return tuple(_joined(found, text))


def as_quantity(phrase: str) -> Quantity | None:
    """Read a phrase that is nothing but a quantity, such as "2.6 million"; a year is none."""
    found = find_quantities(phrase)
    if len(found) != 1 or found[0].year:
        return None
    rest = phrase[: found[0].start] + phrase[found[0].end :]
    return None if re.search(r"\w", rest) else found[0]


def _without_calendar(text: str) -> str:
    """Blank out what is no quantity: markers, days, clock times."""
    plain = without_markers(text)
    kept, end = [], 0
    for mention in find_days(plain):
        kept += [plain[end : mention.start], ";" * (mention.end - mention.start)]
        end = mention.end
    plain = "".join([*kept, plain[end:]])
    return _CLOCK.sub(lambda match: ";" * len(match[0]), plain)


def _at(tokens: Sequence[Token], index: int, *, behind: int) -> tuple[Quantity | None, int]:
    """Read the quantity that begins at a token, if any; give as well where to go on.

    `behind` is where the quantity before it ends in the text.
    """
    token = tokens[index]
    money, first = _money_before(tokens, index)
    named = not money and _is_label(tokens, first)
    number = None if named else read_numeral(tokens, first)
    if number is None:
        nothing = _nothing(tokens, index) or _single(tokens, index, behind=behind)
        return nothing or (None, index + 1)
    number = _abbreviated(tokens, number, money=bool(money))
    units, end = _unit_behind(tokens, number)
    quantity = Quantity(
        value=number.value,
        scale=number.scale,
        units=money or units or ((WHOLE,) if number.share else ()),
        noun=_noun(tokens, end),
        start=token.start,
        end=tokens[end - 1].end,
        ordinal=number.ordinal,
    )
    return replace(quantity, year=number.bare and _is_year(tokens, index, quantity)), end


def _word(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].text if 0 <= index < len(tokens) else ""


def _money_before(tokens: Sequence[Token], index: int) -> tuple[tuple[Unit, ...], int]:
    """Read a currency's sign or code that stands before its number."""
    token = tokens[index]
    units = UNITS.get(token.text, ()) if token.kind == "sign" or token.text in _CODES else ()
    if not is_money(units) or index + 1 >= len(tokens) or tokens[index + 1].value is None:
        return (), index
    return tuple(unit for unit in units if unit.kind in MONEY), index + 1


def _is_label(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a figure is a name's: no. 5, Covid-19, G20; or "several hundred", no number."""
    before = index - 1
    if _word(tokens, before) == "." and _word(tokens, before - 1) in {"no", "nr"}:
        before -= 1
    if _word(tokens, before) in _LABELS:
        return tokens[index].value is not None
    if _word(tokens, before) in _VAGUE:
        return tokens[index].kind == "word"
    glued = tokens[index].glued and tokens[index].value is not None
    if glued and _word(tokens, before) in {"-", "‑"} and tokens[before].glued:
        before -= 1
    return glued and 0 <= before < index and tokens[before].kind == "word"


def _abbreviated(tokens: Sequence[Token], number: Numeral, *, money: bool) -> Numeral:
    """Read 50k, $1.2b, $1,200m and "12m people" as thousands, billions and millions."""
    mark = _word(tokens, number.end)
    if mark not in _ABBREVIATED or tokens[number.end - 1].value is None:
        return number
    behind = number.end + 1
    paid = money or is_money(UNITS.get(_word(tokens, behind), ()))
    counted = mark == "m" and is_plural(_word(tokens, behind)) and tokens[number.end].glued
    if (mark == "k" and tokens[number.end].glued) or paid or counted:
        scale = _ABBREVIATED[mark]
        return Numeral(number.value * scale, behind, scale)
    return number


def _unit_behind(tokens: Sequence[Token], number: Numeral) -> tuple[tuple[Unit, ...], int]:
    """Read the unit behind a number; give as well the token behind both."""
    index = number.end
    while _word(tokens, index) in _BETWEEN | {"-", "‑"}:
        index += 1
    following = tuple(token.text for token in tokens[index : index + LONGEST])
    for length, units in names(following):
        if following[0] != "won" or number.value >= 100:
            return units, index + length
    return (), number.end


def _noun(tokens: Sequence[Token], index: int) -> str:
    while _word(tokens, index) in _BETWEEN | {"-", "‑"}:
        index += 1
    word = tokens[index] if index < len(tokens) else None
    return word.text if word and word.kind == "word" else ""


def is_plural(noun: str) -> bool:
    """Tell whether a word behind a number looks like what is counted."""
    if noun in _PEOPLE:
        return True
    return len(noun) > 3 and noun.endswith("s") and noun not in _NO_NOUNS and noun not in UNITS


def _is_year(tokens: Sequence[Token], index: int, quantity: Quantity) -> bool:
    if quantity.units:
        return False
    return _word(tokens, index - 1) in _BEFORE_YEARS or not is_plural(quantity.noun)


def _nothing(tokens: Sequence[Token], index: int) -> tuple[Quantity, int] | None:
    """Read "none", "nobody", "no one" and "no passengers" as 0."""
    token, following = tokens[index], _word(tokens, index + 1)
    if token.text in _NONE or (token.text == "no" and following == "one"):
        end = index + 1 + (token.text == "no")
        return Quantity(value=0, start=token.start, end=tokens[end - 1].end), end
    if token.text == "no" and tokens[index + 1 :] and tokens[index + 1].kind == "word":
        noun = Quantity(value=0, noun=following, start=token.start, end=token.end)
        return noun, index + 1
    return None


def _single(tokens: Sequence[Token], index: int, *, behind: int) -> tuple[Quantity, int] | None:
    """Read "a week" and "an hour and a half"; in "$12 a week" and "twice a week" it is a rate."""
    before = tokens[index - 1] if index else None
    rate = before and (before.text in _RATES or before.end == behind)
    if tokens[index].text not in {"a", "an"} or rate:
        return None
    for length, units in names(
        tuple(each.text for each in tokens[index + 1 : index + 1 + LONGEST])
    ):
        if units[0].kind in {"time", "length"}:
            end = index + 1 + length
            half = [each.text for each in tokens[end : end + 3]] == ["and", "a", "half"]
            end += 3 * half
            value = 1.5 if half else 1.0
            return (
                Quantity(
                    value=value, units=units, start=tokens[index].start, end=tokens[end - 1].end
                ),
                end,
            )
    return None


def _joined(found: Sequence[Quantity], text: str) -> Iterator[Quantity]:
    """Add up what is said in two units, and complete what leaves its unit to the next number."""
    waiting: Quantity | None = None
    for each in found:
        sum_ = _sum(waiting, each, text) if waiting else None
        if waiting and not sum_:
            yield _completed(waiting, each, text)
        waiting = sum_ or each
    if waiting:
        yield waiting


def _completed(left: Quantity, right: Quantity, text: str) -> Quantity:
    """Read "four or six million euros" as four million euros or six million euros."""
    joined = _LIST.fullmatch(text[left.end : right.start])
    if not joined or left.scale > 1 or (left.units and left.units != right.units):
        return left
    scale = right.scale if left.value <= 10 * right.value / right.scale else 1
    return replace(left, value=left.value * scale, scale=scale, units=right.units, noun=right.noun)


def _is_hundredths(right: Quantity, text: str) -> bool:
    """Tell whether two figures are what stands behind a price in words: 14 euros 90."""
    return bool(re.fullmatch(r"\d\d", text[right.start : right.end])) and not right.noun


def _sum(left: Quantity, right: Quantity, text: str) -> Quantity | None:
    if not re.fullmatch(r"[\s,]*(?:and)?\s*", text[left.end : right.start]):
        return None
    if is_money(left.units) and not right.units and _is_hundredths(right, text):
        return replace(left, value=left.value + right.value / 100, end=right.end)
    for large in left.units:
        for small in right.units:
            more = right.value * small.factor / large.factor
            whole = left.value == int(left.value) and small.factor < large.factor and more < 1
            if large.kind == small.kind in {"time", "length", "mass"} and whole:
                return replace(left, value=left.value + more, units=(large,), end=right.end)
    return None
