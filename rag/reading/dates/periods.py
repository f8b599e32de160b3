"""TIMEX3 values and the calendar: which period a value names, and the values of shifted days.

Units are `day`, `weekend`, `week`, `month`, `quarter`, `half`, `year`, `decade`, `century`.
Weeks are ISO weeks, Monday to Sunday.
"""

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache

Period = tuple[date, date]

SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""The month in which each season begins, as the northern press counts."""

_MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_DAYS_IN = {"day": 1, "week": 7, "weekend": 7}

_VALUE = re.compile(
    r"(?P<year>\d{4})(?:"
    r"-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T.*)?)?"
    r"|-W(?P<week>\d\d)(?P<weekend>-WE)?"
    r"|-Q(?P<quarter>[1-4])|-H(?P<half>[12])|-(?P<season>SP|SU|FA|WI))?"
    r"|(?P<decade>\d{3})|(?P<century>\d\d)"
)


@lru_cache(maxsize=4096)
def period_of(value: str | None) -> Period | None:
    """Give the inclusive period that a TIMEX3 value names; None where it names none.

    Two values joined by a slash are a range: from the one's first day to the other's last.
    """
    if value is None:
        return None
    if "/" in value:
        first, last = (period_of(part) for part in value.split("/", 1))
        return (first[0], last[1]) if first and last and first[0] <= last[1] else None
    found = _VALUE.fullmatch(value)
    if found is None:
        return None
    try:
        return _period(found)
    except (ValueError, OverflowError):
        return None


def _period(found: re.Match[str]) -> Period:
    if found["century"]:
        return _years(int(found["century"]) * 100, count=100)
    if found["decade"]:
        return _years(int(found["decade"]) * 10, count=10)
    year = int(found["year"])
    if found["day"]:
        day = date(year, int(found["month"]), int(found["day"]))
        return day, day
    if found["week"]:
        monday = date.fromisocalendar(year, int(found["week"]), 1)
        return monday + timedelta(days=5 if found["weekend"] else 0), monday + timedelta(days=6)
    return _months_of_year(found, year=year)


def _months_of_year(found: re.Match[str], *, year: int) -> Period:
    if found["month"]:
        return _months(year, int(found["month"]), count=1)
    if found["quarter"]:
        return _months(year, int(found["quarter"]) * 3 - 2, count=3)
    if found["half"]:
        return _months(year, int(found["half"]) * 6 - 5, count=6)
    if found["season"]:
        return _months(year, SEASON_MONTHS[found["season"]], count=3)
    return _years(year, count=1)


def _years(first: int, *, count: int) -> Period:
    return date(max(first, 1), 1, 1), date(first + count - 1, 12, 31)


def _months(year: int, month: int, *, count: int) -> Period:
    start = date(year, month, 1)
    return start, shifted(start, unit="month", by=count) - timedelta(days=1)


def shifted(day: date, *, unit: str, by: int) -> date:
    """Move a day by whole units, to the last day of the month where that month is shorter.

    Raises OverflowError or ValueError beyond the years that a date can hold.
    """
    if unit in _DAYS_IN:
        return day + timedelta(days=_DAYS_IN[unit] * by)
    months = day.year * 12 + day.month - 1 + _MONTHS_IN[unit] * by
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def value_of(day: date, *, unit: str) -> str:
    """Write the TIMEX3 value of the unit that contains the day."""
    if unit == "day":
        return day.isoformat()
    if unit in ("week", "weekend"):
        iso_year, week, _ = day.isocalendar()
        return f"{iso_year:04}-W{week:02}" + ("-WE" if unit == "weekend" else "")
    year = f"{day.year:04}"
    values = {
        "month": f"{year}-{day.month:02}",
        "quarter": f"{year}-Q{(day.month + 2) // 3}",
        "half": f"{year}-H{(day.month + 5) // 6}",
        "year": year,
        "decade": year[:3],
        "century": year[:2],
    }
    return values[unit]


def unit_of(value: str) -> str:
    """Name the unit of a calendar value: `day` for "1998-02-13", `quarter` for "1998-Q1"."""
    found = _VALUE.fullmatch(value)
    if found is None:
        return "range"
    names = ("day", "weekend", "week", "month", "quarter", "half", "season", "decade", "century")
    return next((name for name in names if found[name]), "year")
