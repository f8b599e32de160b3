"""Numbers as they stand in a text: with their unit, and with what makes them a bound. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.answering.facts.numerals import Numeral, numerals
from rag.answering.facts.units import SIGN, Unit, unit_before, unit_behind

Bound = Literal["least", "most", "nearly", "about", ""]
"""Whether a number is one that another is at least, at most, just below, or near to."""

_SAID: dict[Bound, str] = {
    "most": r"at most|up to|as many as|(?:no|not) (?:more|later|greater) than|"
    r"(?:less|fewer|lower) than|under|below",
    "least": r"at least|(?:no|not) (?:less|fewer) than|(?:more|greater) than|over|above|"
    r"exceed(?:s|ed|ing)?|in excess of|upwards? of",
    "nearly": r"nearly|almost|close to|just under|not quite",
    "about": r"about|around|roughly|approximately|some|circa|(?:an )?estimated",
}
_BOUND = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{bound}>{said})' for bound, said in _SAID.items())})\s(?={SIGN}?\s?$)",
    re.IGNORECASE,
)
_OR_MORE = re.compile(r"\sor more\b", re.IGNORECASE)
_FAR = 30
"""Characters before a number in which its bound is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its unit and bound, all of which stand in `text[start:end]`."""

    numeral: Numeral
    unit: Unit | None
    bound: Bound
    start: int
    end: int


@lru_cache(maxsize=512)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Give the numbers of a text in order, ordinal ones too: "some 1.2 million euros", "third"."""
    return tuple(_quantity(text, each) for each in numerals(text))


def _quantity(text: str, numeral: Numeral) -> Quantity:
    bound = _BOUND.search(text, max(0, numeral.start - _FAR), numeral.start)
    signed, start = unit_before(text, numeral.start)
    named, end = unit_behind(text, numeral.end - len(numeral.unit or ""))
    more = _OR_MORE.match(text, end := max(end, numeral.end))
    said: Bound = next((each for each in _SAID if bound and bound[each]), "")
    return Quantity(
        numeral=numeral,
        unit=signed or named,
        bound="least" if more else said,
        start=bound.start() if bound else start,
        end=more.end() if more else end,
    )


def uncounted(text: str) -> str:
    """Blank out a text's numbers with their units and bounds, which are compared as quantities."""
    for each in quantities(text):
        text = f"{text[: each.start]}{' ' * (each.end - each.start)}{text[each.end :]}"
    return text
