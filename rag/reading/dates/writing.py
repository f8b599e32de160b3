"""How Dateline writes a calendar period for its readers."""

import calendar
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)


def format_period(start: date, end: date) -> str:
    """Write an inclusive period: "Tuesday, 13 January 2026", "October 2025", "1910 to 1945"."""
    if start == end:
        return f"{calendar.day_name[start.weekday()]}, {_day(start)}"
    if _is_whole(start, end, unit="year"):
        return _joined(str(start.year), str(end.year))
    if _is_whole(start, end, unit="month"):
        if start.year == end.year and start.month != end.month:
            return f"{calendar.month_name[start.month]} to {_month(end)}"
        return _joined(_month(start), _month(end))
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {_day(end)}"
    if start.year == end.year:
        return f"{start.day} {calendar.month_name[start.month]} to {_day(end)}"
    return f"{_day(start)} to {_day(end)}"


def _is_whole(start: date, end: date, *, unit: str) -> bool:
    if unit == "year":
        return (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    return start.day == 1 and (end == date.max or (end + _ONE_DAY).day == 1)


def _joined(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _day(day: date) -> str:
    return f"{day.day} {_month(day)}"


def _month(day: date) -> str:
    return f"{calendar.month_name[day.month]} {day.year}"
