"""Calendar dates written out in full, as publication lines give them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from rag.reading.dates.lexicon import MONTH, WEEKDAY_SHORT, month_number

_FIRST_NEWSPAPER = date(1605, 1, 1)

_OTHER_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("januar jänner janvier janv enero", "februar février févr fevrier febrero"),
            *("märz maerz mars marzo", "avril avr abril", "mai mayo", "juni juin junio"),
            *("juli juillet juil julio", "août aout agosto", "septembre septiembre setiembre"),
            *("oktober okt octobre octubre", "novembre noviembre"),
            "dezember dez décembre déc decembre diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
"""Months in German, French and Spanish where English writes them otherwise."""

ANY_MONTH = rf"(?:{MONTH}|(?:{'|'.join(sorted(_OTHER_MONTHS, key=len, reverse=True))})\b\.?)"
"""A month's name in any of the languages read here, in any case."""

_DAY = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>\d{4})\s?[-/.]\s?(?P<month>\d{1,2})\s?[-/.]\s?(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]",
        rf"{_DAY}[\s-]+(?:of\s+|de\s+)?(?P<month>{ANY_MONTH}),?[\s-]+(?:del?\s+)?{_YEAR}",
        rf"\b(?P<month>{MONTH})\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"(?<!\d)(?P<one>\d{{1,2}})(?P<mark>[/.-])(?P<other>\d{{1,2}})(?P=mark){_YEAR}",
    )
)
_DAY_OF_YEAR = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<month>{MONTH})\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:de\s+)?(?P<month>{ANY_MONTH})",
    )
)
_IN_NAME = re.compile(
    r"(?<![^\W_])(?P<year>\d{4})(?P<mark>[-_.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?![^\W_]|[-_.]?\d)"
)
_AROUND_DATES = re.compile(
    rf"(?:(?i:{WEEKDAY_SHORT}|\bat\b|\bon\b|\b[ap]\.?m\b\.?|hrs?\b|Uhr\b|\bum\b|\b[aà]\b|\ble\b)"
    r"|T?\d{1,2}[:.h]\d\d(?:[:.]\d+)*|[+-]\d\d:?\d\d|[A-Z]{1,4}T\b|UTC\b|GMT\b|Z\b|MEZ\b|MESZ\b"
    r"|\d{1,2}(?=\s?[ap]\.?m)|오전|오후|午前|午後|上午|下午|[\s,;.()|·–—-])*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDate:
    """A date at `text[start:end]`; `day` is None where the calendar has no such day, or where a
    form such as 09/01/2026 leaves open which number is the month.
    """

    start: int
    end: int
    day: date | None


def find_stated_date(text: str) -> StatedDate | None:
    """Give the first full date of `text`, None where it has none."""
    found = [match for form in _FORMS if (match := form.search(text))]
    if not found:
        return None
    first = min(found, key=lambda match: match.start())
    read = _read_numbers if "one" in first.groupdict() else _read
    return StatedDate(start=first.start(), end=first.end(), day=_tried(read, first))


def surrounds_date(words: str) -> bool:
    """Tell whether words are only what stands around a date: a weekday, a time, a zone, commas."""
    return _AROUND_DATES.fullmatch(words) is not None


def month_and_day(words: str) -> str | None:
    """Give "11-03" for "Nov. 3" or "3 November"; None for anything else or an impossible day."""
    for form in _DAY_OF_YEAR:
        match = form.fullmatch(words)
        if match:
            # A leap year, so that 29 February stays possible.
            day = _tried(lambda found: date(2024, _month(found["month"]), int(found["day"])), match)
            return f"{day:%m-%d}" if day else None
    return None


def day_in_year(month_day: str, *, year: int) -> date | None:
    """Give the date of "11-03" in a year; None where that year has no such day."""
    try:
        return date.fromisoformat(f"{year:04d}-{month_day}")
    except ValueError:
        return None


def date_in_name(file: str) -> date | None:
    """Give the date that a file's name holds (2025-12-04-ferry.txt), year first; else None."""
    match = _IN_NAME.search(file)
    return _tried(_read, match) if match else None


def is_plausible(day: date, *, latest: date) -> bool:
    """Tell whether news could have been published that day: since 1605, and not after `latest`."""
    return _FIRST_NEWSPAPER <= day <= latest


def _tried(read: Callable[[re.Match[str]], date | None], match: re.Match[str]) -> date | None:
    try:
        return read(match)
    except ValueError:
        return None


def _read(match: re.Match[str]) -> date:
    return date(int(match["year"]), _month(match["month"]), int(match["day"]))


def _month(words: str) -> int:
    if words.isdecimal():
        return int(words)
    name = words.lower().rstrip(".")
    return _OTHER_MONTHS[name] if name in _OTHER_MONTHS else month_number(words)


def _read_numbers(match: re.Match[str]) -> date | None:
    one, other = int(match["one"]), int(match["other"])
    if match["mark"] == "." or one > 12 or one == other:
        return date(int(match["year"]), other, one)
    return date(int(match["year"]), one, other) if other > 12 else None
