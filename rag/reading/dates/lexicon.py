"""The words of time: what they mean, and the pattern fragments that recognise them.

Fragments carry no named groups, so that any of them may stand twice in one pattern. A blank in a
fragment stands for white space with at most one line break (see `rules.compiled`).
"""

import re

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
}
"""Month numbers by their first three letters."""

WEEKDAYS = {
    name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
}
"""Weekdays as `date.weekday()` counts them, by their first three letters."""

SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
DAY_PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI"}

UNITS = {
    "second": "S",
    "minute": "M",
    "hour": "H",
    "day": "D",
    "night": "D",
    "weekend": "W",
    "week": "W",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
    "decade": "Y",
    "century": "Y",
    "centurie": "Y",
    "fortnight": "W",
}
"""The letters of TIMEX3 durations, by the unit's singular (`centurie` from its plural)."""

UNIT_SIZES = {"decade": 10, "century": 100, "centurie": 100, "fortnight": 2}
"""How many of its letter a unit stands for, where that is not one."""

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = {"hundred": 100, "thousand": 1000, "dozen": 12}
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth", "twentieth"),
)

NUMBER_WORDS = {
    **{word: value for value, word in enumerate(_ONES, start=1)},
    **{word: value for value, word in enumerate(_TEENS, start=10)},
    **{word: value * 10 for value, word in enumerate(_TENS, start=2)},
}
ORDINAL_WORDS = {word: value for value, word in enumerate(_ORDINALS, start=1)}
DECADE_WORDS = {
    **{word: value * 10 for value, word in enumerate(("twenties", "thirties"), start=2)},
    **{
        "forties": 40,
        "fifties": 50,
        "sixties": 60,
        "seventies": 70,
        "eighties": 80,
        "nineties": 90,
    },
}

MONTH_NAME = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
MONTH = (
    r"(?:January|February|March|April|June|July|August|September|October|November|December|May"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
WEEKDAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
WEEKDAY_SHORT = rf"(?:{WEEKDAY}|(?:Mon|Tues|Tue|Wed|Thurs|Thur|Thu|Fri|Sat|Sun)\b\.?)"
SEASON = "(?:spring|summer|autumn|fall|winter)"
DAY_PART = "(?:morning|afternoon|evening|night)"
DASH = "[-–—‑]"
APOSTROPHE = "['’‘]"

_ONE = f"(?:{'|'.join(_ONES)})"
_TEN = f"(?:{'|'.join(_TENS)})"
_WORD = f"(?:{_TEN}(?:[- ]{_ONE})?|{'|'.join(reversed(_TEENS))}|{_ONE})"
_SCALED = f"(?:{_WORD}|an?)(?: hundred| thousand| dozen)(?: and {_WORD})?"
VAGUE_NUMBER = (
    "(?:(?:a|the) (?:good )?few|several|few|some|many|(?:hundreds|dozens|tens|thousands) of)"
)
COUPLE = "(?:(?:a|the) )?couple(?: of)?"
DIGITS = r"\d{1,3}(?:,\d{3})+|\d{1,4}(?:\.\d+)?(?: 1/2|½)?"
NUMBER = f"(?:{_SCALED}|{_WORD}|{DIGITS}|{COUPLE}|{VAGUE_NUMBER})"

YEAR_DIGITS = r"(?:1[0-9]|20)\d\d"
YEAR_WORDS = (
    f"(?:(?:sixteen|seventeen|eighteen|nineteen|twenty) (?:{_TEN}(?:[- ]{_ONE})?"
    f"|{'|'.join(_TEENS)})|two thousand (?:and )?{_WORD})"
)
YEAR = f"(?:{YEAR_DIGITS}(?!\\d)|{YEAR_WORDS})"
ORDINAL = f"(?:{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})"
ORDINAL_DIGITS = r"\d{1,2}(?:st|nd|rd|th)"
DAY_DIGITS = r"(?:3[01]|[12]\d|0?[1-9])"
DAY_NUMBER = (
    rf"(?:{DAY_DIGITS}(?:st|nd|rd|th)?(?![\w%]|[.,:/]\d|-(?!{MONTH})\w)"
    rf"|(?:twenty[- ]|thirty[- ])?{ORDINAL}\b(?! (?:quarter|half|time)))"
)
ANY_NUMBER = frozenset({"0", "00", "000", "0000", "00000"})
"""Stands among the words that a rule needs for any digits, by how many there are."""

SMALL_NUMBER = frozenset({"0", "00"})
YEAR_NUMBER = frozenset({"0000"})
ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})

MONTH_WORDS = frozenset({*MONTHS, "sept", *MONTH_NAME.lower().strip("(?:)").split("|")})
WEEKDAY_WORDS = frozenset(
    word
    for name in WEEKDAY.lower().strip("(?:)").split("|")
    for word in (name, f"{name}s", name[:3], name[:4], name[:5])
)
SEASON_WORDS = frozenset(SEASONS)
DAY_PART_WORDS = frozenset(word for part in DAY_PARTS for word in (part, f"{part}s"))
YEAR_START_WORDS = frozenset(NUMBER_WORDS)
UNIT_WORDS = frozenset({"centuries", *UNITS, *(f"{unit}s" for unit in UNITS)}) - {"centurie"}

UNIT = "(?:second|minute|hour|day|night|week|fortnight|month|quarter|year|decade|centur(?:y|ie))"
CALENDAR_UNIT = "(?:day|weekend|week|month|quarter|year|decade|century)"
PART = (
    r"(?:(?:the )?(?:very )?(?:(?:early|mid|late|later|earlier)(?:[- ]in)?[- ](?:the )?"
    r"|(?:beginning|start|end|middle|close|early part|latter part|first half|second half|last half"
    r"|(?:first|last|final|early|closing|opening) (?:days|weeks|months|part)|rest|remainder"
    r"|good part|most|much) of )(?:the )?)"
)
ABOUT = (
    "(?:(?:about|around|approximately|roughly|nearly|almost|some|just|barely|only|exactly|over"
    "|more than|less than|fewer than|no more than|at least|at most|up to|as many as|within) )"
)


def month_number(word: str) -> int:
    """Give the number of a month from its name or abbreviation."""
    return MONTHS[word[:3].lower()]


def weekday_number(word: str) -> int:
    """Give the number of a weekday, Monday 0, from its name or abbreviation."""
    return WEEKDAYS[word[:3].lower()]


def day_number(words: str) -> int:
    """Give the number that a day of the month is called by: "13", "13th", "twenty-first"."""
    digits = re.match(r"\d+", words)
    if digits:
        return int(digits[0])
    *tens, last = re.split(r"[\s-]+", words.lower())
    return sum(NUMBER_WORDS[word] for word in tens) + ORDINAL_WORDS[last]


def year_number(words: str) -> int:
    """Give the year from its digits or its words ("nineteen ninety-seven")."""
    if words[0].isdigit():
        return int(words)
    parts = [part for part in re.split(r"[\s-]+", words.lower()) if part != "and"]
    if parts[:2] == ["two", "thousand"]:
        return 2000 + sum(NUMBER_WORDS[part] for part in parts[2:])
    return NUMBER_WORDS[parts[0]] * 100 + sum(NUMBER_WORDS[part] for part in parts[1:])


def amount(words: str) -> float | None:
    """Give the number that words or digits stand for; None for a vague one ("several")."""
    lowered = " ".join(words.lower().split())
    if "couple" in lowered:
        return 2
    digits = re.fullmatch(r"([\d,]+(?:\.\d+)?)( 1/2|½)?", lowered)
    if digits:
        return float(digits[1].replace(",", "")) + (0.5 if digits[2] else 0)
    if lowered in ("a", "an"):
        return 1
    if re.fullmatch(VAGUE_NUMBER, lowered):
        return None
    total = 0
    for part in re.split(r"[\s-]+", lowered):
        if part in _SCALES:
            total = max(total, 1) * _SCALES[part]
        else:
            total += NUMBER_WORDS.get(part, 0)
    return total
