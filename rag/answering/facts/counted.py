"""What a number counts, and what became of it: "49 were rescued", "nine of them". Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.answering.facts.numerals import Numeral
from rag.answering.facts.quantities import Bound, Quantity, quantities
from rag.answering.facts.wording import AUXILIARIES, base, is_past
from rag.words import CALENDAR_WORDS, FUNCTION_WORDS, Word, words

_NEAR, _REACH = 3, 4
"""Words behind a number within which its noun stands, and its verb."""

_OF_ALL = re.compile(r"\bof (?:the |its |all |about )*$", re.IGNORECASE)
_OF_AGE = re.compile(r"[A-Z][\w'’-]+, $")
_OF_THEM = re.compile(r"\s+of (?:them|these|those|which|whom)\b")
_OF_THE = re.compile(r"\s+of (?:the|its|his|her|their)\b")
_APART = re.compile(r"[^\s\w'’-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of a text: what is counted or measured, and whether it is a bound.

    `noun` is the stem of the first content word close behind it, `state` of the verb there ("49
    were rescued"), None where there is none; `partial` is "nine of them", `whole` the "eleven" of
    "six of the eleven".
    """

    written: str
    value: float
    ordinal: bool
    unit: str | None
    noun: str | None
    state: str | None
    partial: Literal["of them", "of the", ""]
    whole: bool
    bound: Bound


@lru_cache(maxsize=512)
def counted_numbers(text: str) -> tuple[Count, ...]:
    """Give the numbers of a text in order."""
    found = tuple(words(text))
    return tuple(_count(text, found, each) for each in quantities(text))


def _count(text: str, found: Sequence[Word], quantity: Quantity) -> Count:
    numeral = quantity.numeral
    following = [word for word in found if word.start >= numeral.end]
    whole = bool(_OF_ALL.search(text[: numeral.start]))
    return Count(
        written=text[numeral.start : numeral.end],
        value=numeral.value,
        ordinal=numeral.ordinal,
        unit=quantity.unit.name if quantity.unit else _age(text, numeral),
        noun=_noun(text, numeral.end, following[:_NEAR]),
        state=None if whole else _state(text, numeral.end, following[:_REACH]),
        partial=_partial(text[numeral.end :]),
        whole=whole,
        bound=quantity.bound,
    )


def _age(text: str, numeral: Numeral) -> str | None:
    """Give the unit of "Vane, 64, said"."""
    aged = text[numeral.end : numeral.end + 1] in (",", ".") and numeral.end < len(text)
    return "year" if aged and _OF_AGE.search(text[: numeral.start]) else None


def _partial(behind: str) -> Literal["of them", "of the", ""]:
    if _OF_THEM.match(behind):
        return "of them"
    return "of the" if _OF_THE.match(behind) else ""


def _noun(text: str, end: int, following: Sequence[Word]) -> str | None:
    for word in following:
        if _APART.search(text, end, word.start) or word.written.lower() in AUXILIARIES:
            return None
        if word.written.lower() not in FUNCTION_WORDS | CALENDAR_WORDS:
            return None if word.is_number else word.stem
        end = word.end
    return None


def _state(text: str, end: int, following: Sequence[Word]) -> str | None:
    """Give what a number's things did or what was done to them: "49 were rescued"."""
    for word in following:
        if _APART.search(text, end, word.start):
            return None
        if is_past(word):
            return base(word.stem)
        end = word.end
    return None
