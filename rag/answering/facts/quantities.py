"""Numbers: in digits or words, with magnitude, unit, order and bounds. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.answering.facts.numerals import Numeral, numerals
from rag.answering.facts.wording import base, is_past
from rag.words import CALENDAR_WORDS, FUNCTION_WORDS, Word, words

Bound = Literal["over", "under", "about", ""]

_BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("under", re.compile(r"\b(?:no (?:more|later|greater) than|not more than|at most|up to)\W*$")),
    ("over", re.compile(r"\b(?:no (?:less|fewer) than|not less than|at least)\W*$")),
    ("over", re.compile(r"\b(?:more than|over|above|exceed\w*|upwards of|greater than)\W*$")),
    ("under", re.compile(r"\b(?:(?:less|fewer|lower) than|under|below|nearly|almost)\W*$")),
    ("about", re.compile(r"\b(?:about|around|roughly|approximately|some|circa|an? estimated)\W*$")),
)
_REACH = 4
"""Words behind a number within which its verb stands."""

_LINKING = frozenset({"is", "are", "was", "were", "has", "have", "had", "will", "would"})
_OF_ALL = re.compile(r"\bof (?:the |its |all |about )*$", re.IGNORECASE)
_OF_AGE = re.compile(r"[A-Z][\w'’-]+, $")
_OF_THEM = re.compile(r"\s+of (?:them|these|those|which|whom)\b")
_OF_THE = re.compile(r"\s+of (?:the|its|his|her|their)\b")
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₩": "won", "%": "percent"}
_UNITS = {
    name: unit
    for unit, names in {
        "percent": "percent percentage pct",
        "dollar": "dollar dollars usd", "euro": "euro euros eur", "pound": "pound pounds gbp",
        "yen": "yen", "won": "won", "crown": "crown crowns", "yuan": "yuan renminbi",
        "rupee": "rupee rupees", "peso": "peso pesos", "franc": "franc francs",
        "rouble": "rouble roubles ruble rubles", "cent": "cent cents",
        "kilometre": "km kilometre kilometres kilometer kilometers", "mile": "mile miles",
        "metre": "m metre metres meter meters", "foot": "foot feet ft", "inch": "inch inches",
        "centimetre": "cm centimetre centimetres centimeter centimeters",
        "kilogram": "kg kilogram kilograms kilo kilos", "gram": "gram grams",
        "tonne": "tonne tonnes ton tons", "litre": "litre litres liter liters",
        "hectare": "hectare hectares", "acre": "acre acres", "degree": "degree degrees",
        "second": "seconds", "minute": "minute minutes", "hour": "hour hours hrs",
        "day": "day days", "week": "week weeks", "month": "month months",
        "year": "year years", "decade": "decade decades", "century": "century centuries",
        "megawatt": "mw megawatt megawatts", "gigawatt": "gw gigawatt gigawatts",
    }.items()
    for name in names.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
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
def quantities(text: str) -> tuple[Quantity, ...]:
    """Give the numbers of a text in order."""
    found = tuple(words(text))
    return tuple(_quantity(text, found, each) for each in numerals(text))


def uncounted(text: str) -> str:
    """Blank out the numbers of a text with their units, which are compared as quantities."""
    for numeral in numerals(text):
        end = numeral.end
        following = next((word for word in words(text) if word.start >= end), None)
        if following and following.start == end + 1 and following.written.lower() in _UNITS:
            end = following.end
        text = f"{text[: numeral.start]}{' ' * (end - numeral.start)}{text[end:]}"
    return text


def _quantity(text: str, found: Sequence[Word], numeral: Numeral) -> Quantity:
    before, behind = text[: numeral.start], text[numeral.end :]
    following = [word for word in found if word.start >= numeral.end][:3]
    return Quantity(
        written=text[numeral.start : numeral.end],
        value=numeral.value,
        ordinal=numeral.ordinal,
        unit=(numeral.unit and _UNITS.get(numeral.unit)) or _unit(before, behind, following),
        noun=_noun(text, numeral.end, following),
        state=_state(text, numeral, found),
        partial=_partial(behind),
        whole=bool(_OF_ALL.search(before)),
        bound=next((bound for bound, said in _BOUNDS if said.search(before.lower())), ""),
    )


def _partial(behind: str) -> Literal["of them", "of the", ""]:
    if _OF_THEM.match(behind):
        return "of them"
    return "of the" if _OF_THE.match(behind) else ""


def _unit(before: str, behind: str, following: Sequence[Word]) -> str | None:
    for sign in (before.rstrip()[-1:], behind.lstrip()[:1]):
        if sign in _SIGNS:
            return _SIGNS[sign]
    if re.match(r"\W?per cent\b", behind, re.IGNORECASE):
        return "percent"
    if _OF_AGE.search(before) and re.match(r"[,.]", behind):
        return "year"
    if following and len(behind.split(following[0].written, 1)[0]) <= 1:
        return _UNITS.get(following[0].written.lower())
    return None


def _noun(text: str, end: int, following: Sequence[Word]) -> str | None:
    for word in following:
        if re.search(r"[^\s\w'’-]", text[end : word.start]):
            return None
        if word.written.lower() in _LINKING:
            return None
        if word.written.lower() not in FUNCTION_WORDS | CALENDAR_WORDS:
            return None if word.is_number else word.stem
        end = word.end
    return None


def _state(text: str, numeral: Numeral, found: Sequence[Word]) -> str | None:
    """Give what a number's things did or what was done to them: "49 were rescued"."""
    if _OF_ALL.search(text[: numeral.start]):
        return None
    end = numeral.end
    for word in [word for word in found if word.start >= end][:_REACH]:
        if re.search(r"[^\s\w'’-]", text[end : word.start]):
            return None
        if is_past(word):
            return base(word.stem)
        end = word.end
    return None
