"""Days called by their date: "9 January 2026", "Friday, Jan. 9", "2026-01-09", "the 13th"."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date

from rag.reading.dates.lexicon import (
    DAY_DIGITS,
    DAY_NUMBER,
    MONTH,
    MONTH_WORDS,
    ORDINAL_DIGITS,
    ORDINAL_ENDINGS,
    SMALL_NUMBER,
    WEEKDAY_SHORT,
    WEEKDAY_WORDS,
    YEAR,
    YEAR_DIGITS,
    YEAR_NUMBER,
    day_number,
    month_number,
    weekday_number,
    year_number,
)
from rag.reading.dates.periods import shifted
from rag.reading.dates.rules import (
    Reading,
    Scene,
    absolute,
    rule,
    unresolved,
)
from rag.reading.dates.tense import Tense

_RECENT_DAYS = 65
_DISTANT_DAYS = 300

YEAR_BESIDE = r"(?:(?: of)?(?: the)? (?:last|this|next|same|that|following|previous) year(?!['’]s))"
_LEAD = rf"(?:(?:this past|this coming|next|last|this|coming) )?(?P<weekday>{WEEKDAY_SHORT})"
_MONTH_DAY = rf"(?P<month>{MONTH}) (?:the )?(?P<day>{DAY_NUMBER})"
_DAY_MONTH = rf"(?P<day>{DAY_NUMBER})(?: day)?(?: of)? (?P<month>{MONTH})"
_TAIL = rf"(?:,? (?P<year>{YEAR})|(?P<beside>{YEAR_BESIDE}))?"
_CORES = (_MONTH_DAY, _DAY_MONTH)
_FORMS = tuple(rf"(?:{_LEAD},? (?:the )?|(?:last|this|next) )?{core}{_TAIL}" for core in _CORES)
_BRACKETED = tuple(rf"{_LEAD} ?\((?:the )?{core}{_TAIL}\)" for core in _CORES)
_DAY_CUE = re.compile(r"\b(?:on|by|since|until|from|before|after)\s$")
_NO_NOUN_AFTER = (
    r"(?=[^\S\n]*(?:[,.;:)?!\n]|$|[-–—]{1,2}\s|"
    r"(?:and|or|to|at|for|in|with|when|where|by|as|before|after|will|is|was|said|that|but|through"
    r"|until|on|from|followed|would|has|had|they|the|he|she|it|we|there|this|last|next"
    r"|beg(?:ins|an)|start(?:s|ed)|open(?:s|ed)|end(?:s|ed)|br(?:ings|ought)|sees|saw|came)\b))"
)
_NAME_AFTER = (
    r"(?= (?-i:[A-Z]))(?! (?:amendment|anniversary|army|avenue|century|congress|district|division|"
    r"floor|hole|street)\b)"
)
_ORDINAL_DAY = rf"the (?P<day>{ORDINAL_DIGITS})"
_ISO = r"(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?![-/]?\d)"
_SLASHED = r"(?<![./-])(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>(?:19|20)\d\d|\d\d)(?!/|\d)"
_EVIDENCE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(?:(?:19|20)\d\d|\d\d)\b", re.ASCII)
_EVIDENCE_REACH = 2000
"""How far around a slashed date others may tell whether the day or the month stands first."""

NAMED_DAY = (
    rf"(?:(?:{WEEKDAY_SHORT},? )?(?:{MONTH} {DAY_DIGITS}|{DAY_DIGITS} {MONTH})\b"
    rf"(?:,? {YEAR_DIGITS}\b)?|\d{{4}}-\d\d-\d\d\b)"
)
"""Fragment: a day called by day and month, in its usual forms, as a part of longer expressions."""

ORDINAL_DAY = f"(?:the {ORDINAL_DIGITS}{_NO_NOUN_AFTER})"
"""Fragment: "the 13th", where no noun follows it."""


def full_date(year: int, month: int, day: int, *, rule: str) -> Reading | None:
    """Read a whole date; None for a day that no calendar has."""
    try:
        return absolute(date(year, month, day).isoformat(), rule=rule)
    except ValueError:
        return None


_NO_SUCH_DAY = unresolved(rule="a day that no calendar has")


def _iso(found: re.Match[str], _scene: Scene) -> Reading | None:
    return full_date(int(found["year"]), int(found["month"]), int(found["day"]), rule="ISO date")


def _slashed(found: re.Match[str], scene: Scene) -> Reading | None:
    first, second = int(found["first"]), int(found["second"])
    year = _whole_year(found["year"])
    if first == second or first > 12 or second > 12:
        month, day = (second, first) if first > 12 else (first, second)
        return full_date(year, month, day, rule="numbers that are one day only")
    day_first = _day_comes_first(scene)
    if day_first is not None:
        month, day = (second, first) if day_first else (first, second)
        return full_date(year, month, day, rule="day and month in the order of another date")
    if scene.published in (date(year, first, second), date(year, second, first)):
        return absolute(scene.published.isoformat(), rule="the day of publication")
    return unresolved(rule="day and month in an unknown order")


def _day_comes_first(scene: Scene) -> bool | None:
    """Say by another slashed date nearby which number is the day's; None where none tells."""
    near = _EVIDENCE.finditer(
        scene.text, max(0, scene.start - _EVIDENCE_REACH), scene.end + _EVIDENCE_REACH
    )
    for found in near:
        if (int(found[1]) > 12) != (int(found[2]) > 12):
            return int(found[1]) > 12
    return None


def _dotted(found: re.Match[str], _scene: Scene) -> Reading | None:
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    return full_date(year, month, day, rule="day.month.year")


def _whole_year(digits: str) -> int:
    year = int(digits)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _named_day(found: re.Match[str], scene: Scene) -> Reading | None:
    month, day = month_number(found["month"]), day_number(found["day"])
    if found["month"] in ("may", "march") and not _DAY_CUE.search(scene.before()):
        return None
    if found["year"]:
        return full_date(year_number(found["year"]), month, day, rule="full date") or _NO_SUCH_DAY
    if found["beside"]:
        year = year_beside(found["beside"], scene)
        if year is None:
            return unresolved(value=f"XXXX-{month:02}-{day:02}", rule="year unknown")
        return full_date(year, month, day, rule="day and month of a named year")
    weekday = weekday_number(found["weekday"]) if found["weekday"] else None
    return day_without_year(month, day, weekday=weekday, scene=scene)


def year_beside(words: str, scene: Scene) -> int | None:
    """Give the year that "last year", "of the same year" stand for; None where unknown."""
    by = {"last": -1, "this": 0, "next": 1, "same": 0, "that": 0, "following": 1, "previous": -1}
    which = next(word for word in words.lower().split() if word in by)
    origin = scene.published
    if which not in ("last", "this", "next"):
        anchor = scene.anchor()
        origin = anchor.start_date if anchor else None
    return origin.year + by[which] if origin else None


def day_without_year(month: int, day: int, *, weekday: int | None, scene: Scene) -> Reading | None:
    """Place a day and month in a year: by the weekday beside it, by tense, else the nearest."""
    if not 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31):
        return _NO_SUCH_DAY
    published = scene.published
    if published is None:
        return unresolved(value=f"XXXX-{month:02}-{day:02}", rule="year unknown")
    years = 1 if weekday is None and (month, day) != (2, 29) else 4
    candidates = _nearest_first(_same_day_in_years(month, day, published, years), published)
    fitting = [each for each in candidates if each.weekday() == weekday]
    if fitting:
        return absolute(fitting[0].isoformat(), rule="nearest year with that weekday")
    return day_by_tense(candidates, tense=scene.tense(), published=published)


def _same_day_in_years(month: int, day: int, near: date, years: int) -> Iterator[date]:
    for year in range(max(1, near.year - years), min(9999, near.year + years) + 1):
        with suppress(ValueError):
            yield date(year, month, day)


def _nearest_first(days: Iterator[date], near: date) -> list[date]:
    return sorted(days, key=lambda day: abs((day - near).days))


def day_by_tense(candidates: Sequence[date], *, tense: Tense | None, published: date) -> Reading:
    """Take the nearest day that suits the tense, unless that is far off and another is close.

    `candidates` are the same day of several years or months, the nearest first.
    A day of the coming or the past weeks goes without its year; a day of last year seldom does.
    """
    nearest = candidates[0]
    if tense is None and (nearest - published).days > _RECENT_DAYS:
        tense = "past"
    suiting = [day for day in candidates if _suits(day, tense=tense, published=published)]
    if not suiting or suiting[0] == nearest:
        return absolute(nearest.isoformat(), rule=f"nearest to publication, {tense or 'no'} tense")
    near = abs((nearest - published).days) <= _RECENT_DAYS
    if near and abs((suiting[0] - published).days) > _DISTANT_DAYS:
        return absolute(nearest.isoformat(), rule="nearest to publication")
    return absolute(suiting[0].isoformat(), rule=f"nearest in the {tense}")


def _suits(day: date, *, tense: Tense | None, published: date) -> bool:
    return (tense == "past" and day <= published) or (tense == "future" and day >= published)


def _ordinal_day(found: re.Match[str], scene: Scene) -> Reading | None:
    day = day_number(found["day"])
    if not 1 <= day <= 31:
        return None
    published = scene.published
    if published is None:
        return unresolved(value=f"XXXX-XX-{day:02}", rule="month unknown")
    weekday = weekday_number(found["weekday"]) if found["weekday"] else None
    months = 2 if weekday is None else 6
    nearby = _nearest_first(_same_day_in_months(day, published, months), published)
    fitting = [each for each in nearby if each.weekday() == weekday]
    if fitting:
        return absolute(fitting[0].isoformat(), rule="nearest month with that weekday")
    return day_by_tense(nearby, tense=scene.tense(), published=published)


def _ordinal_day_of(found: re.Match[str], scene: Scene) -> Reading | None:
    if scene.published is None:
        return unresolved(value=f"XXXX-XX-{day_number(found['day']):02}", rule="month unknown")
    by = {"this": 0, "last": -1, "next": 1}[found["which"].lower()]
    month = shifted(scene.published.replace(day=1), unit="month", by=by)
    return full_date(month.year, month.month, day_number(found["day"]), rule="day of a named month")


def _same_day_in_months(day: int, near: date, months: int) -> Iterator[date]:
    this_month = near.year * 12 + near.month - 1
    for month in range(this_month - months, this_month + months + 1):
        with suppress(ValueError):
            yield date(month // 12, month % 12 + 1, day)


RULES = (
    rule(_ISO, _iso, needs=YEAR_NUMBER),
    rule(_SLASHED, _slashed, needs=SMALL_NUMBER),
    rule(
        r"(?<![./-])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:19|20)\d\d)(?!\d)",
        _dotted,
        needs=SMALL_NUMBER,
    ),
    *(rule(form, _named_day, needs=MONTH_WORDS) for form in _FORMS),
    *(rule(form, _named_day, needs=WEEKDAY_WORDS) for form in _BRACKETED),
    rule(
        rf"{_ORDINAL_DAY} (?:of )?(?P<which>this|last|next) month",
        _ordinal_day_of,
        needs=ORDINAL_ENDINGS,
    ),
    rule(rf"(?:{_LEAD},? )?{_ORDINAL_DAY}{_NO_NOUN_AFTER}", _ordinal_day, needs=ORDINAL_ENDINGS),
    rule(
        rf"(?<=\bon\s)(?P<weekday>)?{_ORDINAL_DAY}{_NAME_AFTER}",
        _ordinal_day,
        needs=ORDINAL_ENDINGS,
    ),
)
