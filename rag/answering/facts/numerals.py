"""Numerals of English text, in digits and in words, as numbers. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.words import Word, content_words, words

_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_CARDINALS = {word: value for value, word in enumerate(_ONES.split())} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_FIRST = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
"""
ORDINALS = {word: value for value, word in enumerate(_FIRST.split(), start=1)} | {
    f"{word[:-1]}ieth": 10 * value for value, word in enumerate(_TENS, start=2)
}
"""Numbers of order up to "ninetieth", and their values."""

_MAGNITUDES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "mn": 1e6, "bn": 1e9, "tn": 1e12, "dozen": 12,
}  # fmt: skip
_SUFFIXES = {"k": 1e3, "m": 1e6, "bn": 1e9, "mn": 1e6, "tn": 1e12, "b": 1e9}
_DIGITS = re.compile(r"(\d[\d,]*(?:\.\d+)?)(st|nd|rd|th)?([a-z]{0,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A number: `text[start:end]` as written; `unit` is what is written together with it."""

    value: float
    ordinal: bool
    unit: str | None
    start: int
    end: int


def numerals(text: str) -> Iterator[Numeral]:
    """Yield the numbers of a text; magnitudes belong to them, "twenty-three" is one number.

    "one" by itself counts only where a content word follows it directly: "one barge".
    """
    found = tuple(words(text))
    place = 0
    while place < len(found):
        numeral, used = _read(text, found[place:])
        if numeral is not None:
            yield numeral
        place += max(used, 1)


def _read(text: str, found: Sequence[Word]) -> tuple[Numeral | None, int]:
    first = found[0]
    if first.is_number:
        return _in_digits(text, found)
    if first.written.lower() == "a" and len(found) > 1:
        if found[1].written.lower() in _MAGNITUDES:
            value, used, _ = _in_words(text, found[1:], value=1.0)
            return _numeral(value, found[: used + 1]), used + 1
        return None, 1
    return _spelt(text, found)


def _spelt(text: str, found: Sequence[Word]) -> tuple[Numeral | None, int]:
    word = found[0].written.lower()
    if word in ORDINALS:
        return _numeral(float(ORDINALS[word]), found[:1], ordinal=True), 1
    if word not in _CARDINALS:
        return None, 1
    value, used, ordinal = _in_words(text, found, value=0.0)
    if (word, used) == ("one", 1) and not _counts(found):
        return None, 1
    return _numeral(value, found[:used], ordinal=ordinal), used


def _counts(found: Sequence[Word]) -> bool:
    return len(found) > 1 and bool(content_words(found[1].written))


def _in_digits(text: str, found: Sequence[Word]) -> tuple[Numeral | None, int]:
    first = found[0]
    match = _DIGITS.fullmatch(first.written)
    if match is None:
        return None, 1
    value = float(match[1].replace(",", ""))
    suffix = match[3].lower()
    unit = suffix if suffix and suffix not in _SUFFIXES else None
    value *= _SUFFIXES.get(suffix, 1)
    used = 1
    if len(found) > 1 and _close(text, first, found[1]):
        magnitude = _magnitude(first, found[1])
        value, used = (value * magnitude, 2) if magnitude else (value, 1)
    return _numeral(value, found[:used], ordinal=bool(match[2]), unit=unit), used


def _magnitude(number: Word, word: Word) -> float | None:
    written = word.written.lower()
    # "2.1m" is 2.1 million, "2.1 m" a length.
    if number.end == word.start and written in _SUFFIXES:
        return _SUFFIXES[written]
    return _MAGNITUDES.get(written)


def _in_words(text: str, found: Sequence[Word], *, value: float) -> tuple[float, int, bool]:
    """Add up a run of number words; give the sum, the words used, whether it ends in an ordinal."""
    total, current, used = 0.0, value, 0
    for place, word in enumerate(found):
        written = word.written.lower()
        if place and not _close(text, found[place - 1], word):
            break
        if written in _CARDINALS and _adds(current, _CARDINALS[written]):
            current, used = current + _CARDINALS[written], place + 1
        elif written in _MAGNITUDES and current:
            scale = _MAGNITUDES[written]
            total, current = (
                (total + current * scale, 0) if scale >= 1e3 else (total, current * scale)
            )
            used = place + 1
        elif written in ORDINALS and current and _adds(current, ORDINALS[written]):
            return total + current + ORDINALS[written], place + 1, True
        elif written != "and" or not (total or current >= 100):
            break
    return total + current, used, False


def _adds(current: float, more: int) -> bool:
    """Tell whether a number word goes on with a number: "twenty-three", but not "two three"."""
    return (
        current == 0
        or current % 100 == 0
        or (current % 10 == 0 and 0 < more < 10 <= current % 100 != 10)
    )


def _close(text: str, left: Word, right: Word) -> bool:
    return text[left.end : right.start] in (" ", "-", "\u00a0", "")


def _numeral(
    value: float, found: Sequence[Word], *, ordinal: bool = False, unit: str | None = None
) -> Numeral:
    return Numeral(value=value, ordinal=ordinal, unit=unit, start=found[0].start, end=found[-1].end)


def numbers(text: str) -> frozenset[str]:
    """Give the numbers of a text as digits, whether written in digits or in words."""
    return frozenset(f"{each.value:.12g}" for each in numerals(text))
