"""Amounts in a text: numbers with their bounds, rounding and units. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from rag.answering.conflicts.units import BEHIND, SIGN, unit_of
from rag.answering.facts.numerals import Numeral, numerals

_LEAST = r"at least|more than|over|no (?:fewer|less) than|upwards? of|above|exceeding|in excess of"
_MOST = r"at most|up to|as many as|no more than|fewer than|less than|under|below"
_NEARLY = r"nearly|almost|close to|just under|not quite"
_ABOUT = r"about|around|some|roughly|approximately|an estimated|estimated|circa"
_BOUND = re.compile(
    rf"\b(?:(?P<most>{_MOST})|(?P<least>{_LEAST})|(?P<nearly>{_NEARLY})|(?P<about>{_ABOUT}))\s"
    rf"(?={SIGN}?\s?$)|(?={SIGN}\s?$)",
    re.IGNORECASE,
)
_SIGNED = re.compile(rf"(?P<sign>{SIGN})\s?$")
_BEHIND = re.compile(rf"(?P<unit>{BEHIND})?(?P<more>\sor more\b)?", re.IGNORECASE)
_TO = re.compile(rf"\s?(?:-|–|to)\s?(?:{SIGN})?")
_NOBODY = re.compile(r"\bno[ -]$", re.IGNORECASE)
_DIGITS = re.compile(r"[\d,]*\d(?:\.(?P<decimals>\d+))?")

_ROUND_FROM = 1_000
"""Whole numbers from here on are rounded where they end in zeros: 12,000 may stand for 11,870."""

_TOLERANCE = 0.1
"""How far, by share, "about" and "nearly" reach."""

_BEYOND = 1.5
"""How far "more than" reaches: nobody says "at least 12" who knows of 40."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What a number can stand for: everything from `low` to `high` of a `unit`, "" of things."""

    low: float
    high: float
    unit: str = ""
    exact: bool = True

    def agrees(self, other: object) -> bool:
        """Two amounts agree where one number can be meant by both; other units say nothing."""
        if not isinstance(other, Amount) or self.unit != other.unit:
            return True
        return self.low <= other.high and other.low <= self.high

    @property
    def middle(self) -> float:
        """The number itself; of a vague amount something in its midst."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """An amount as it stands in a text; its number begins at `number`."""

    amount: Amount
    written: str
    start: int
    end: int
    number: int


def quantities(text: str) -> Iterator[Quantity]:
    """Yield the amounts of a text, in order: "some 1.2 million euros", "at least forty"."""
    first: Numeral | None = None
    found = [each for each in numerals(text) if not each.ordinal]
    for numeral, following in zip_longest(found, found[1:]):
        if following and _TO.fullmatch(text, numeral.end, following.start):
            first = first or numeral
            continue
        if not _NOBODY.search(text, 0, numeral.start):
            yield _quantity(text, first or numeral, numeral)
        first = None


def _quantity(text: str, first: Numeral, last: Numeral) -> Quantity:
    before, behind = text[: first.start], _BEHIND.match(text, last.end)
    signed = _SIGNED.search(text[: last.start])
    bound = _BOUND.search(before)
    unit, size = unit_of(
        signed["sign"] if signed else "", last.unit or (behind["unit"] if behind else None) or ""
    )
    kind = "least" if behind and behind["more"] else bound.lastgroup if bound else None
    low, high = _bounds(kind, last.value)
    if first is not last:
        low, high = sorted((first.value, last.value))
    elif kind is None:
        margin = _margin(text[last.start : last.end], last.value)
        low, high = low - margin, high + margin
    start = bound.start() if bound else first.start
    end = behind.end() if behind else last.end
    exact = first is last and kind is None
    return Quantity(
        amount=Amount(low=low * size, high=high * size, unit=unit, exact=exact),
        written=text[start:end],
        start=start,
        end=end,
        number=last.start,
    )


def _bounds(kind: str | None, value: float) -> tuple[float, float]:
    match kind:
        case "least":
            return value, value * _BEYOND
        case "most":
            return 0.0, value
        case "nearly":
            return value * (1 - _TOLERANCE), value
        case "about":
            return value * (1 - _TOLERANCE), value * (1 + _TOLERANCE)
        case _:
            return value, value


def _margin(written: str, value: float) -> float:
    """Give how far a rounded number may be from what was counted."""
    digits = _DIGITS.match(written)
    said = float(digits[0].replace(",", "")) if digits else 0.0
    decimals = len(digits["decimals"] or "") if digits else 0
    if digits and said != value:  # "1.2 million"
        return 0.5 * 10.0**-decimals * value / said if said else 0.0
    whole = f"{value:.0f}"
    zeros = len(whole) - len(whole.rstrip("0"))
    return 0.0 if decimals or zeros < 2 or value < _ROUND_FROM else 0.5 * 10.0**zeros
