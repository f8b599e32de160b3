"""Units of amounts: currencies, measures, shares and lengths of time. Pure."""

import re

_CURRENCIES = {
    "dollar": r"(?:(?:US|American|Australian|Canadian) )?dollars?",
    "euro": "euros?",
    "pound": "pounds?(?: sterling)?",
    "yen": "yen",
    "won": "won",
    "yuan": "yuan",
    "rupee": "rupees?",
    "franc": "(?:Swiss )?francs?",
    "crown": "(?:crowns?|kron(?:a|or|e|er))",
    "rouble": "r(?:o?u)bles?",
    "peso": "pesos?",
    "rand": "rand",
    "zloty": "zlotys?",
    "lira": "lira",
}
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₩": "won", "₹": "rupee"}
_MEASURES: dict[str, tuple[str, float]] = {
    r"kilomet(?:re|er)s?|km": ("metre", 1_000),
    r"centimet(?:re|er)s?|cm": ("metre", 0.01),
    r"millimet(?:re|er)s?|mm": ("metre", 0.001),
    r"met(?:re|er)s?": ("metre", 1),
    r"miles?": ("mile", 1),
    r"feet|foot|ft": ("foot", 1),
    r"square kilomet(?:re|er)s?|sq km|km²": ("hectare", 100),
    r"hectares?": ("hectare", 1),
    r"acres?": ("acre", 1),
    r"kilograms?|kilos?|kg": ("kilogram", 1),
    r"tonnes?|metric tons?": ("kilogram", 1_000),
    r"tons?": ("ton", 1),
    r"degrees?(?: celsius| centigrade)?|°C": ("degree", 1),
    r"lit(?:re|er)s?": ("litre", 1),
    r"barrels?": ("barrel", 1),
    r"megawatts?|MW": ("megawatt", 1),
    r"gigawatts?|GW": ("megawatt", 1_000),
    r"per ?cent|percent|pc\b|%": ("%", 1),
    r"percentage points?": ("point", 1),
    r"seconds?": ("second", 1),
    r"minutes?": ("second", 60),
    r"hours?": ("second", 3_600),
    r"days?": ("day", 1),
    r"weeks?": ("day", 7),
    r"fortnights?": ("day", 14),
    r"months?": ("month", 1),
    r"years?": ("month", 12),
    r"decades?": ("month", 120),
    r"centur(?:y|ies)": ("month", 1_200),
}
TIMES = frozenset({"second", "day", "month"})
"""Units of lengths of time; a month is no number of days."""

MONEY = frozenset(_CURRENCIES)
"""Units of money; amounts of two currencies can't be compared."""

SIGN = r"(?:US|A|C|NZ|HK)?[$€£¥₩₹]"
"""A sign of currency, as it stands before a number."""

_WORDS = "|".join(sorted([*_CURRENCIES.values(), *_MEASURES], key=len, reverse=True))
BEHIND = rf"(?:[ -]?%|[ -](?:{_WORDS})(?!\w))"
"""A unit behind a number, as a pattern."""

_READ = tuple(
    (re.compile(pattern, re.IGNORECASE), unit)
    for pattern, unit in [
        *((pattern, (name, 1.0)) for name, pattern in _CURRENCIES.items()),
        *_MEASURES.items(),
    ]
)


def unit_of(sign: str, behind: str) -> tuple[str, float]:
    """Give the unit that is meant, and how many of it one is: a week is seven days."""
    if sign:
        return _SIGNS[sign[-1]], 1.0
    written = behind.strip(" -")
    return next((unit for pattern, unit in _READ if pattern.fullmatch(written)), ("", 1.0))
