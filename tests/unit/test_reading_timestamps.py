"""Written stamps of time, in the forms in which files state them."""

from datetime import date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from rag.reading.metadata.timestamps import stated_time


@pytest.mark.parametrize(
    ("words", "stamp"),
    [
        ("2026-01-09", "2026-01-09"),
        (" 2026/1/9 ", "2026-01-09"),
        ("20260109", "2026-01-09"),
        ("Friday, 9th of January 2026", "2026-01-09"),
        ("13/01/2026", "2026-01-13"),
        ("2026-01-09T12:51", "2026-01-09T12:51:00"),
        ("2026-01-09 12:51:07", "2026-01-09T12:51:07"),
        ("2026-01-09T12:51:07.123456", "2026-01-09T12:51:07"),
        ("20260109125107", "2026-01-09T12:51:07"),
        ("09 Jan. 2026, 12:51", "2026-01-09T12:51:00"),
        ("Friday 9 January 2026 08.15", "2026-01-09T08:15:00"),
        ("January 9, 2026 | 3 p.m.", "2026-01-09T15:00:00"),
        ("08:15, 9th of January 2026", "2026-01-09T08:15:00"),
        ("12:51 PM · Jan 9, 2026", "2026-01-09T12:51:00"),
        ("12:51 a.m. on Friday, January 9, 2026", "2026-01-09T00:51:00"),
        ("Fri Jan  9 12:51:07 2026", "2026-01-09T12:51:07"),
        ("9. März 2026, 15:05 Uhr", "2026-03-09T15:05:00"),
        ("1er août 2026 à 15h05", "2026-08-01T15:05:00"),
        ("9 de enero de 2026, 15:05", "2026-01-09T15:05:00"),
        ("2026年1月9日（金） 午後3時05分", "2026-01-09T15:05:00"),
        ("2026.01.09 (금) 오전 12:05", "2026-01-09T00:05:00"),
    ],
)
def test_stamps_without_a_zone(words: str, stamp: str) -> None:
    assert stated_time(words) == stamp


@pytest.mark.parametrize(
    ("words", "stamp"),
    [
        ("2026-01-09T12:51:07Z", "2026-01-09T12:51:07+00:00"),
        ("2026-01-09T12:51:07.250+09:00", "2026-01-09T12:51:07+09:00"),
        ("2026-01-09 12:51:07 +0530", "2026-01-09T12:51:07+05:30"),
        ("2026-01-09T23:30-11", "2026-01-09T23:30:00-11:00"),
        ("20260109T125107Z", "2026-01-09T12:51:07+00:00"),
        ("Fri, 09 Jan 2026 12:51:07 -0500 (EST)", "2026-01-09T12:51:07-05:00"),
        ("Fri, 9 Jan 26 12:51:07 GMT", "2026-01-09T12:51:07+00:00"),
        ("Fri Jan 09 12:51:07 +0100 2026", "2026-01-09T12:51:07+01:00"),
        ("Fri Jan 09 2026 12:51:07 GMT+0900 (Korea Standard Time)", "2026-01-09T12:51:07+09:00"),
        ("Friday, January 9, 2026 08:15 KST", "2026-01-09T08:15:00+09:00"),
        ("January 9, 2026 at 3:05 p.m. EST", "2026-01-09T15:05:00-05:00"),
        ("3:05 PM UTC+2, Fri January 9, 2026", "2026-01-09T15:05:00+02:00"),
        ("9. Juli 2026, 15:05 Uhr MESZ", "2026-07-09T15:05:00+02:00"),
        ("Jan 9, 2026 12:51 CST", "2026-01-09T12:51:00-06:00"),
        ("1767930667", "2026-01-09T03:51:07+00:00"),
        ("1767930667.25", "2026-01-09T03:51:07+00:00"),
        ("1767930667999", "2026-01-09T03:51:07+00:00"),
    ],
)
def test_a_zone_is_kept_where_it_is_stated(words: str, stamp: str) -> None:
    assert stated_time(words) == stamp


@pytest.mark.parametrize(
    "words",
    [
        "2026-01-09 12:51 IST",
        "January 9, 2026 12:51 p.m. ET",
        "Beijing, 2026-01-09 12:51 CST",
        "Fri, 09 Jan 2026 12:51:00 -0000",
        "2026-01-09 12:51-13:20",
        "2026-01-09T12:51:00+99:00",
    ],
)
def test_a_zone_that_names_no_one_offset_is_left_out(words: str) -> None:
    assert stated_time(words) == "2026-01-09T12:51:00"


@pytest.mark.parametrize("words", ["2026-01-09T25:00:00", "2026-01-09T24:00", "9 Jan 2026 5 notes"])
def test_a_time_that_no_clock_shows_leaves_the_day(words: str) -> None:
    assert stated_time(words) == "2026-01-09"


@pytest.mark.parametrize(
    "words",
    [
        *("", "soon", "3 hours ago", "Jan 9", "January 2026", "2026", "12:51", "0", "1234567"),
        *("09/01/2026", "2026-02-31", "2026-02-31, changed 2026-03-01", "31 June 2026"),
        *("1970-01-01T00:00:00Z", "1970-01-01 00:00", "nan", "-1767930667", "176793066700000000"),
    ],
)
def test_no_full_and_unambiguous_date_no_stamp(words: str) -> None:
    assert stated_time(words) is None


MOMENTS = some.datetimes(min_value=datetime(1605, 1, 2))
ZONED = some.datetimes(min_value=datetime(1605, 1, 2), timezones=some.timezones())


@given(MOMENTS | ZONED)
def test_python_s_own_stamps_come_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assume(moment.replace(tzinfo=None) != datetime(1970, 1, 1))  # programs write it for "unknown"
    stamp = datetime.fromisoformat(stated_time(moment.isoformat()) or "0001-01-01")
    assert stamp.replace(tzinfo=None) == moment.replace(tzinfo=None)


@given(some.text(max_size=60) | some.from_regex(r"[\d:., TZ/+-]{4,40}"))
def test_whatever_is_written_gives_iso_or_nothing(words: str) -> None:
    stamp = stated_time(words)
    assert stamp is None or isinstance(datetime.fromisoformat(stamp), date)
