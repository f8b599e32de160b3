"""Written stamps of time -> ISO 8601: what headers, markup, records and publication lines state."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from types import MappingProxyType

from rag.reading.dates.lexicon import WEEKDAY_SHORT
from rag.reading.metadata.stated_dates import ANY_MONTH, find_stated_date

_LONGEST = 200
_NO_STAMP = datetime(1970, 1, 1)
"""What programs write where they know no time."""

_HOURS: Mapping[str, float] = MappingProxyType(
    {
        **{"UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2},
        **{"EET": 2, "EEST": 3, "MSK": 3, "HKT": 8, "SGT": 8, "KST": 9, "JST": 9},
        **{"AEST": 10, "AEDT": 11, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7},
        **{"MDT": -6, "PST": -8, "PDT": -7},
    }
)
"""Hours from UTC. IST (of India, Israel, Ireland) and "ET" (summer or winter?) name no one offset;
they are left out, as is CST where an Asian place stands beside it.
"""

_IN_ASIA = re.compile(r"beijing|china|shanghai|taiwan|taipei|hong kong|macau|[\u3040-\u9fff]", re.I)

_SECONDS = re.compile(r"(?:1\d{9}|[2-9]\d{8})(?:\.\d+)?")
_MILLISECONDS = re.compile(r"1\d{12}|[2-9]\d{11}")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d:?\d\d)?)?")
_YEAR_LAST = re.compile(
    rf"\b(?P<day>{ANY_MONTH} +\d{{1,2}}) +(?P<clock>\d\d?:\d\d(?::\d\d)?)"
    r"(?P<zone> +(?:[+-]\d{4}|[A-Z]{1,5}))? +(?P<year>\d{4})\b",
    re.IGNORECASE,
)
_SHORT_YEAR = re.compile(rf"(?<=, )(\d\d? {ANY_MONTH}) (\d\d)(?= \d\d:\d\d)", re.IGNORECASE)

_HALF = r"(?i:(?P<half>[ap])\.?\s?m\b\.?)"
_CLOCK = (
    r"(?P<part>오전|오후|午前|午後|上午|下午)?\s?(?<!\d)(?P<hour>\d{1,2})"
    r"(?:\s?(?:[:.hH]|[時时시点])\s?(?P<minute>\d\d)(?!\d)(?:[:.](?P<second>\d\d)(?!\d))?"
    rf"(?:[.,]\d{{1,9}})?\s?[分분]?(?:\s?{_HALF})?|\s?(?P<bare>{_HALF.replace('half', 'only')}))"
    r"(?:\s?(?i:Uhr|hrs?|hours)\b)?"
)
_ZONE = (
    r"(?:[\s,(]{0,3}(?P<zone>(?:UTC|GMT)\s?[+−-]\d{1,2}(?::?\d\d)?(?!\d)|[+−-]\d\d:?\d\d(?!\d)"
    r"|(?<=\d)[+−-]\d\d(?!\d)|[A-Z]{1,5}\b))?"
)
_WEEKDAY = (
    rf"(?:[(（]?(?i:{WEEKDAY_SHORT}|[日月火水木金土일월화수목금토](?:曜日|요일)?)[)）]?[\s,.]*)"
)
_AFTER_DAY = re.compile(
    rf"(?:T|[\s,;:.·|•@–—-]*{_WEEKDAY}?(?i:(?:at|um|à|a las)\s+)?[\s,|·–—-]*){_CLOCK}{_ZONE}"
)
_BEFORE_DAY = re.compile(
    rf"{_CLOCK}{_ZONE}[)\s,;·|•–—-]*(?i:(?:on|am|le|el)\s+)?{_WEEKDAY}?(?:the\s+)?$"
)
_NO_OFFSET, _QUARTER = timedelta(0), timedelta(minutes=15)
_WESTMOST, _EASTMOST = timedelta(hours=12), timedelta(hours=14)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?(?P<sign>[+−-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?")


def stated_time(words: str) -> str | None:
    """Give a written stamp as an ISO 8601 day, or day and time with the zone where it is stated.

    Read are ISO 8601 in its usual forms, the stamps of mail headers and feeds, seconds and
    milliseconds since 1970 as digits, and dates written out with or without a time of day on
    either side ("09 Jan. 2026, 12:51", "3:05 p.m. EST, January 9, 2026"). None where the first date
    is not full or leaves open which number is the month, where there is none, and for the zero
    stamp of programs (1970-01-01T00:00).
    """
    words = " ".join(words[:_LONGEST].split())
    stamp = _digits(words) or _written(_usual(words))
    if isinstance(stamp, datetime):
        return None if stamp.replace(tzinfo=None) == _NO_STAMP else stamp.isoformat()
    return stamp.isoformat() if stamp else None


def _digits(words: str) -> date | None:
    """Read a stamp that is nothing but digits."""
    if _SECONDS.fullmatch(words):
        return datetime.fromtimestamp(int(float(words)), tz=UTC)
    if _MILLISECONDS.fullmatch(words):
        return datetime.fromtimestamp(int(words) // 1000, tz=UTC)
    match = _COMPACT.fullmatch(words)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    clock = f"T{hour}:{minute}:{second or '00'}{zone or ''}" if hour else ""
    return _written(f"{year}-{month}-{day}{clock}")


def _usual(words: str) -> str:
    """Write the year where it usually stands ("Fri Jan 9 12:51:00 2026") and in four digits."""
    words = _YEAR_LAST.sub(
        lambda found: f"{found['day']} {found['year']} {found['clock']}{found['zone'] or ''}", words
    )
    return _SHORT_YEAR.sub(
        lambda found: f"{found[1]} {'20' if found[2] < '50' else '19'}{found[2]}", words
    )


def _written(words: str) -> date | None:
    stated = find_stated_date(words)
    if stated is None or stated.day is None:
        return None
    before, after = words[: stated.start], words[stated.end :]
    match = _AFTER_DAY.match(after) or _BEFORE_DAY.search(before)
    clock = _clock(match) if match else None
    if match is None or clock is None:
        return stated.day
    return datetime.combine(stated.day, clock, tzinfo=_zone(match["zone"] or "", beside=words))


def _clock(match: re.Match[str]) -> time | None:
    """Give the time of day; None where no clock shows it."""
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    half = (match["half"] or match["only"] or "").lower()
    if half and not 1 <= hour <= 12:
        # "15:05 pm" is odd but clear; "0:30 a.m." likewise.
        half = ""
    if half or match["part"]:
        late = half == "p" or match["part"] in ("오후", "午後", "下午")
        hour = hour % 12 + (12 if late else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _zone(words: str, *, beside: str) -> timezone | None:
    """Give the zone that is named; None where none is, or where its name fits several."""
    if words in _HOURS:
        doubtful = words == "CST" and _IN_ASIA.search(beside)
        return None if doubtful else timezone(timedelta(hours=_HOURS[words]))
    match = _OFFSET.fullmatch(words)
    if match is None:
        return None
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    east = match["sign"] == "+"
    # Mail says -0000 where the sender's zone is unknown; "12:51-13:20" is no zone at all.
    if offset % _QUARTER or not (offset <= _EASTMOST if east else _NO_OFFSET < offset <= _WESTMOST):
        return None
    return timezone(offset if east else -offset)
