"""Ranges that one expression names: "1910-45", "from 13 to 15 January", "Jan. 28-Feb. 2, 2026"."""

import re
from datetime import timedelta

from rag.reading.dates.days import NAMED_DAY, day_without_year, full_date
from rag.reading.dates.lexicon import (
    DAY_DIGITS,
    MONTH,
    MONTH_WORDS,
    WEEKDAY,
    WEEKDAY_WORDS,
    YEAR,
    YEAR_DIGITS,
    YEAR_NUMBER,
    day_number,
    month_number,
    year_number,
)
from rag.reading.dates.periods import period_of
from rag.reading.dates.rules import Reading, Scene, absolute, rule, unresolved
from rag.reading.dates.weekdays import WEEKDAY_EXPRESSION
from rag.reading.dates.years import is_year

_TO = r"(?: ?[-–—‑] ?| (?:to|and|until|till|through) )"
_AND = re.compile(r"\sand\s", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)
_ORDINAL_END = "(?:st|nd|rd|th)?"
_FIRST = rf"(?P<first>{DAY_DIGITS}){_ORDINAL_END}"
_LAST = rf"(?P<last>{DAY_DIGITS}){_ORDINAL_END}"


def _years(found: re.Match[str], scene: Scene) -> Reading | None:
    first, last = found["first"], found["last"] or found["last_in_words"]
    last = first[:2] + last if len(last) == 2 else last
    if _joins_two(found, scene):
        return None
    if int(first) >= int(last) or not is_year(scene.text, start=scene.start, end=scene.end):
        return None
    return absolute(f"{first}/{last}", rule="range of years")


def _joins_two(found: re.Match[str], scene: Scene) -> bool:
    """Tell "between May and July", a range, from "in May and July", two months."""
    return bool(_AND.search(found[0])) and not _BETWEEN.search(scene.before())


def _days_of_month(found: re.Match[str], scene: Scene) -> Reading | None:
    month = month_number(found["month"])
    days = (day_number(found["first"]), day_number(found["last"]))
    adjoining = days[1] - days[0] == 1
    if days[0] >= days[1] or (_joins_two(found, scene) and not adjoining):
        return None
    if found["year"]:
        year = year_number(found["year"])
        ends = [full_date(year, month, day, rule="") for day in days]
    else:
        ends = [day_without_year(month, day, weekday=None, scene=scene) for day in days]
    return _joined(ends, rule="range of days")


def _joined(ends: list[Reading | None], *, rule: str) -> Reading | None:
    first, last = (end.value if end else None for end in ends)
    if not first or not last:
        return None
    value = f"{first}/{last}"
    return absolute(value, rule=rule) if period_of(value) else unresolved(value=value, rule=rule)


def _two_ends(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read each end as a date of its own, the first in the year that the last states."""
    if _joins_two(found, scene):
        return None
    first = scene.read_part(*found.span("first"))
    last = scene.read_part(*found.span("last"))
    if first is None or last is None or first.value is None or last.value is None:
        return None
    if not re.search(YEAR, found["first"]):
        first = _in_year_before(last, first, stated=bool(re.search(f"{YEAR}$", found["last"])))
    return _joined([first, last], rule="range between two dates")


def _in_year_before(last: Reading, first: Reading, *, stated: bool) -> Reading:
    """Put the first end into the year of the last, which is stated, or before it, if it is not."""
    if not first.value or not last.value or first.value[:4] == "XXXX" or last.value[:4] == "XXXX":
        return first
    if not stated and first.value <= last.value:
        return first
    year = int(last.value[:4]) - (1 if first.value[4:] > last.value[4:] else 0)
    return absolute(f"{year:04}{first.value[4:]}", rule=first.rule)


def _weekdays(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "Monday to Wednesday": ends less than a week apart, on the side that the tense names."""
    if _joins_two(found, scene):
        return None
    ends = [scene.read_part(*found.span(name)) for name in ("first", "last")]
    periods = [period_of(end.value) if end else None for end in ends]
    if scene.published is None or periods[0] is None or periods[1] is None:
        return unresolved(rule="range of weekdays, week unknown")
    first, last = periods[0][0], periods[1][0]
    if first > last and first > scene.published:
        last += timedelta(days=7)
    elif first > last:
        first -= timedelta(days=7)
    return absolute(f"{first.isoformat()}/{last.isoformat()}", rule="range of weekdays")


_MONTH_OR_DAY = rf"(?:{NAMED_DAY}|{MONTH}(?:,? {YEAR})?)"

RULES = (
    rule(
        rf"(?<![-–—.,/])(?P<first>{YEAR_DIGITS})"
        rf"(?:[-–—‑](?P<last>{YEAR_DIGITS}|\d\d)|(?: to | through | until | and )"
        rf"(?P<last_in_words>{YEAR_DIGITS}))(?![-–—/]\d)",
        _years,
        needs=YEAR_NUMBER,
    ),
    rule(
        rf"{_FIRST}{_TO}{_LAST}(?: of)? (?P<month>{MONTH})(?:,? (?P<year>{YEAR}))?",
        _days_of_month,
        needs=MONTH_WORDS,
    ),
    rule(
        rf"(?P<month>{MONTH}) {_FIRST}{_TO}{_LAST}(?!\d)(?:,? (?P<year>{YEAR}))?",
        _days_of_month,
        needs=MONTH_WORDS,
    ),
    rule(
        rf"(?P<first>{_MONTH_OR_DAY}){_TO}(?P<last>{_MONTH_OR_DAY})",
        _two_ends,
        needs=MONTH_WORDS,
    ),
    rule(
        rf"(?P<first>{WEEKDAY_EXPRESSION}){_TO}(?P<last>{WEEKDAY})",
        _weekdays,
        needs=WEEKDAY_WORDS,
    ),
)
