"""Amounts in a text: what their numbers can stand for, rounded and bounded as they are. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from rag.answering.facts.quantities import Bound, Quantity, quantities

_TO = re.compile(r"\s?(?:-|–|to)\s?")
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
class AmountMention:
    """An amount as it stands in `text[start:end]`; its number begins at `number`."""

    amount: Amount
    start: int
    end: int
    number: int


def amounts(text: str) -> Iterator[AmountMention]:
    """Yield the amounts of a text, in order: "some 1.2 million euros", "10 to 15"."""
    first: Quantity | None = None
    found = [
        each
        for each in quantities(text)
        if not (each.numeral.ordinal or _NOBODY.search(text, 0, each.numeral.start))
    ]
    for quantity, following in zip_longest(found, found[1:]):
        if following and _TO.fullmatch(text, quantity.numeral.end, following.start):
            first = first or quantity
            continue
        yield _mention(text, first or quantity, quantity)
        first = None


def _mention(text: str, first: Quantity, last: Quantity) -> AmountMention:
    numeral, unit = last.numeral, last.unit or first.unit
    size = unit.size if unit else 1.0
    if first is not last:
        low, high = sorted((first.numeral.value, numeral.value))
    elif last.bound:
        low, high = _bounds(last.bound, numeral.value)
    else:
        margin = _margin(text[numeral.start : numeral.end], numeral.value)
        low, high = numeral.value - margin, numeral.value + margin
    amount = Amount(
        low=low * size,
        high=high * size,
        unit=unit.base if unit else "",
        exact=first is last and not last.bound,
    )
    return AmountMention(amount=amount, start=first.start, end=last.end, number=numeral.start)


def _bounds(bound: Bound, value: float) -> tuple[float, float]:
    match bound:
        case "least":
            return value, value * _BEYOND
        case "most":
            return 0.0, value
        case "nearly":
            return value * (1 - _TOLERANCE), value
        case _:
            return value * (1 - _TOLERANCE), value * (1 + _TOLERANCE)


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
