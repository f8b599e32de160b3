"""Units of money, sizes, shares and lengths of time: their names and their signs. Pure."""

import re
from dataclasses import dataclass

_CURRENCIES = {
    "dollar": r"(?:(?:US|American|Australian|Canadian) )?dollars?|usd",
    "euro": r"euros?|eur",
    "pound": r"pounds?(?: sterling)?|gbp",
    "yen": r"yen",
    "won": r"won",
    "yuan": r"yuan|renminbi",
    "rupee": r"rupees?",
    "franc": r"(?:Swiss )?francs?",
    "crown": r"crowns?|kron(?:a|or|e|er)",
    "rouble": r"r(?:o?u)bles?",
    "peso": r"pesos?",
    "rand": r"rand",
    "zloty": r"zlotys?",
    "lira": r"lira",
    "cent": r"cents?",
}
_MEASURES: dict[str, tuple[str, str, float]] = {
    "kilometre": (r"kilomet(?:re|er)s?|km", "metre", 1_000),
    "centimetre": (r"centimet(?:re|er)s?|cm", "metre", 0.01),
    "millimetre": (r"millimet(?:re|er)s?|mm", "metre", 0.001),
    "metre": (r"met(?:re|er)s?|(?-i:m)", "metre", 1),
    "mile": (r"miles?", "mile", 1),
    "foot": (r"feet|foot|ft", "foot", 1),
    "inch": (r"inch(?:es)?", "inch", 1),
    "square_kilometre": (r"square kilomet(?:re|er)s?|sq km|km²", "hectare", 100),
    "hectare": (r"hectares?", "hectare", 1),
    "acre": (r"acres?", "acre", 1),
    "kilogram": (r"kilograms?|kilos?|kg", "kilogram", 1),
    "gram": (r"grams?", "kilogram", 0.001),
    "tonne": (r"(?:metric )?ton(?:ne)?s?", "kilogram", 1_000),
    "degree": (r"degrees?(?: celsius| centigrade)?|°C", "degree", 1),
    "litre": (r"lit(?:re|er)s?", "litre", 1),
    "barrel": (r"barrels?", "barrel", 1),
    "megawatt": (r"megawatts?|MW", "megawatt", 1),
    "gigawatt": (r"gigawatts?|GW", "megawatt", 1_000),
    "percent": (r"per ?cent|pct|pc|%", "percent", 1),
    "point": (r"percentage points?", "point", 1),
    "second": (r"seconds?(?!-)", "second", 1),
    "minute": (r"minutes?", "second", 60),
    "hour": (r"hours?|hrs", "second", 3_600),
    "day": (r"days?", "day", 1),
    "week": (r"weeks?", "day", 7),
    "fortnight": (r"fortnights?", "day", 14),
    "month": (r"months?", "month", 1),
    "year": (r"years?", "month", 12),
    "decade": (r"decades?", "month", 120),
    "century": (r"centur(?:y|ies)", "month", 1_200),
}
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₩": "won", "₹": "rupee"}
TIMES = frozenset({"second", "day", "month"})
"""Bases of lengths of time; a month is no number of days."""

MONEY = frozenset(_CURRENCIES)
"""Bases of money; amounts of two currencies can't be compared."""

SIGN = rf"(?:(?:US|A|C|NZ|HK)?[{''.join(_SIGNS)}])"
"""A sign of currency before a number, as a pattern."""

_WORDS = "|".join(
    f"(?P<{name}>{pattern})"
    for name, pattern in [
        *_CURRENCIES.items(),
        *((name, row[0]) for name, row in _MEASURES.items()),
    ]
)
_BEFORE = re.compile(rf"{SIGN}\s?$")
_BEHIND = re.compile(
    rf"\s?(?P<sign>[{''.join(_SIGNS)}])(?!\s?\d)|[\s-]?(?:{_WORDS})(?!\w)", re.IGNORECASE
)
_LONGEST_SIGN = 4
"""Characters of a sign with the space behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit, `size` of its `base`: a week is 7 of day. Units of one base can be compared."""

    name: str
    base: str
    size: float


def unit_before(text: str, at: int) -> tuple[Unit | None, int]:
    """Give the unit whose sign stands before a number, and where the sign starts."""
    found = _BEFORE.search(text, max(0, at - _LONGEST_SIGN), at)
    return (_unit(_SIGNS[found[0].strip()[-1]]), found.start()) if found else (None, at)


def unit_behind(text: str, at: int) -> tuple[Unit | None, int]:
    """Give the unit that stands behind a number, as a sign or a word, and where it ends."""
    found = _BEHIND.match(text, at)
    if found is None:
        return None, at
    name = _SIGNS[found["sign"]] if found["sign"] else str(found.lastgroup)
    return _unit(name), found.end()


def _unit(name: str) -> Unit:
    _, base, size = _MEASURES.get(name, ("", name, 1.0))
    return Unit(name=name, base=base, size=size)
