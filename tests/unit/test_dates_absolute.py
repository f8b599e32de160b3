"""Expressions that need no article's date, or only the year of it."""

from datetime import date

import pytest

from rag.reading.dates import find_dates
from rag.schema import DateMention

FRIDAY = date(2026, 1, 9)


def only(text: str, *, published: date | None = FRIDAY) -> DateMention:
    (mention,) = find_dates(text, published=published)
    assert text[mention.start : mention.end] == mention.text
    return mention


@pytest.mark.parametrize(
    "text",
    [
        "9 January 2026",
        "09 Jan. 2026",
        "Jan. 9, 2026",
        "January 9th, 2026",
        "the 9th of January 2026",
        "Friday, 9 January 2026",
        "2026-01-09",
        "2026/01/09",
        "9.01.2026",
        "Fri 9 Jan 2026",
        "JANUARY 9, 2026",
    ],
)
def test_full_dates_resolve_with_and_without_publication(text: str) -> None:
    for published in (FRIDAY, None):
        mention = only(text, published=published)
        assert (mention.value, mention.start_date) == ("2026-01-09", FRIDAY)


def test_a_number_above_twelve_is_never_a_month() -> None:
    assert only("13/01/2026").value == "2026-01-13"
    assert find_dates("31/31/2026", published=FRIDAY) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It fell on 03/04/2026.", None),
        ("It fell on 03/04/2026 and again on 13/04/2026.", "2026-04-03"),
        ("After 04/13/2026 it fell on 03/04/2026.", "2026-03-04"),
        ("It fell on 04/04/2026.", "2026-04-04"),
        ("It came out on 09/01/2026.", "2026-01-09"),
    ],
)
def test_day_and_month_in_either_order_are_told_by_other_dates_of_the_text(
    text: str, value: str | None
) -> None:
    mentions = find_dates(text, published=FRIDAY)
    (mention,) = [
        mention for mention in mentions if "13/" not in mention.text and "/13" not in mention.text
    ]
    assert mention.value == value
    assert mention.rule


@pytest.mark.parametrize("text", ["30 February", "Feb. 29, 2026", "31 April 2025"])
def test_a_day_that_no_calendar_has_stays_open(text: str) -> None:
    mention = only(text)
    assert (mention.text, mention.value, mention.start_date) == (text, None, None)
    assert "no calendar" in mention.rule


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-08T14:03:22+01:00", "2026-01-08T14:03"),
        ("2026-01-08T14:03Z", "2026-01-08T14:03"),
        ("2026-01-08 14:03 UTC", "2026-01-08T14:03"),
    ],
)
def test_stamps_are_times_of_their_day(text: str, value: str) -> None:
    mention = only(text, published=None)
    assert (mention.text, mention.type, mention.value) == (text, "TIME", value)
    assert mention.start_date == date(2026, 1, 8)


@pytest.mark.parametrize(
    ("text", "value", "start", "end"),
    [
        ("in June 2025", "2025-06", date(2025, 6, 1), date(2025, 6, 30)),
        ("early in June 2025", "2025-06", date(2025, 6, 1), date(2025, 6, 30)),
        ("a bridge lost in 1942", "1942", date(1942, 1, 1), date(1942, 12, 31)),
        ("the 1990s", "199", date(1990, 1, 1), date(1999, 12, 31)),
        ("the mid-1990s", "199", date(1990, 1, 1), date(1999, 12, 31)),
        ("the '80s", "198", date(1980, 1, 1), date(1989, 12, 31)),
        ("the early ’90s", "199", date(1990, 1, 1), date(1999, 12, 31)),
        ("the late eighties", "198", date(1980, 1, 1), date(1989, 12, 31)),
        ("the 20th century", "19", date(1900, 1, 1), date(1999, 12, 31)),
        ("mid-2024", "2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("fiscal 2025", "2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("FY2025", "2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("the second quarter of fiscal 2026", "2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("late 7th century", "06", date(600, 1, 1), date(699, 12, 31)),
        ("the third quarter of 2025", "2025-Q3", date(2025, 7, 1), date(2025, 9, 30)),
        ("Q3 2025", "2025-Q3", date(2025, 7, 1), date(2025, 9, 30)),
        ("the first half of 2025", "2025-H1", date(2025, 1, 1), date(2025, 6, 30)),
        ("the summer of 2024", "2024-SU", date(2024, 6, 1), date(2024, 8, 31)),
        ("winter 2024", "2024-WI", date(2024, 12, 1), date(2025, 2, 28)),
        ("nineteen ninety-seven", "1997", date(1997, 1, 1), date(1997, 12, 31)),
    ],
)
def test_longer_periods(text: str, value: str, start: date, end: date) -> None:
    mention = only(text, published=None)
    assert (mention.value, mention.start_date, mention.end_date) == (value, start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("under the 1910-45 law", date(1910, 1, 1), date(1945, 12, 31)),
        ("from 1910 to 1945", date(1910, 1, 1), date(1945, 12, 31)),
        ("between 1910 and 1945", date(1910, 1, 1), date(1945, 12, 31)),
        ("13 to 15 January 2026", date(2026, 1, 13), date(2026, 1, 15)),
        ("January 13–15, 2026", date(2026, 1, 13), date(2026, 1, 15)),
        ("from 28 December to 2 January 2026", date(2025, 12, 28), date(2026, 1, 2)),
        ("October to December 2025", date(2025, 10, 1), date(2025, 12, 31)),
        ("Jan. 28-Feb. 2, 2026", date(2026, 1, 28), date(2026, 2, 2)),
        ("between 3 May and 7 June 2020", date(2020, 5, 3), date(2020, 6, 7)),
        ("March 2020 to May 2021", date(2020, 3, 1), date(2021, 5, 31)),
    ],
)
def test_ranges_are_one_mention(text: str, start: date, end: date) -> None:
    mention = only(text)
    assert (mention.start_date, mention.end_date) == (start, end)


def test_range_of_days_takes_its_year_from_publication() -> None:
    assert only("Talks will run from 13 to 15 January.").end_date == date(2026, 1, 15)
    mention = only("The fair will run from Monday to Wednesday.")
    assert (mention.start_date, mention.end_date) == (date(2026, 1, 12), date(2026, 1, 14))


@pytest.mark.parametrize(
    "text",
    [
        "1,942 people came",
        "the lights went out in 1500 homes",
        "2000 people marched",
        "it cost $1950",
        "a 1500-metre race",
        "call 02-1950-2000",
        "they won 3-2",
        "on page 1998",
        "You may march there.",
        "on a second vote",
        "Leaves fall in spring rain and the sun sat low.",
        "mon ami",
        "Theresa May agreed.",
        "June Smith agreed.",
        "The Sunday Times agreed.",
        "Monday Night Football is on.",
        "Black Friday sales",
        "the 13th floor",
        "the 13th time",
        "a 44-year-old man",
        "he was aged 12 years",
        "at the age of 30 years",
        "she is 12 years old",
        "in his late eighties",
        "Wait a second.",
        "a second-hand car came second",
        "on Easter Island",
        "over the past four seasons",
        "He had previously led a future champion.",
        "Polls gave them 50/50 and 9/10.",
        "about three-quarters of the food",
    ],
)
def test_words_and_numbers_that_are_no_dates(text: str) -> None:
    assert find_dates(text, published=FRIDAY) == ()


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("for three days", "DURATION", "P3D"),
        ("a two-day visit", "DURATION", "P2D"),
        ("took two hours", "DURATION", "PT2H"),
        ("for several years", "DURATION", "PXY"),
        ("over the past two years", "DURATION", "P2Y"),
        ("for 2 1/2 years", "DURATION", "P2Y6M"),
        ("a year and a half", "DURATION", "P1Y6M"),
        ("one and a half years", "DURATION", "P1Y6M"),
        ("a decades-long feud", "DURATION", "PXY"),
        ("within seconds", "DURATION", "PTXS"),
        ("once a week", "SET", "P1W"),
        ("shut at weekends", "SET", "XXXX-WXX-WE"),
        ("every Monday", "SET", "XXXX-WXX-1"),
        ("every two weeks", "SET", "P2W"),
        ("three times a week", "SET", "P1W"),
        ("it rains daily", "SET", "P1D"),
        ("he is now here", "DATE", "PRESENT_REF"),
        ("he recently left", "DATE", "PAST_REF"),
        ("in the near future", "DATE", "FUTURE_REF"),
    ],
)
def test_lengths_repetitions_and_references_have_no_period(
    text: str, kind: str, value: str
) -> None:
    mention = only(text)
    assert (mention.type, mention.value, mention.start_date) == (kind, value, None)


def test_two_weekdays_are_two_mentions_in_order() -> None:
    text = "She will be in Oslo on Tuesday and Wednesday."
    mentions = find_dates(text, published=FRIDAY)
    assert [m.start_date for m in mentions] == [date(2026, 1, 13), date(2026, 1, 14)]
    assert [text[m.start : m.end] for m in mentions] == ["Tuesday", "Wednesday"]


def test_an_expression_may_cross_one_line_break() -> None:
    assert only("It ends on 9\nJanuary 2026.").start_date == FRIDAY


def test_a_date_beyond_the_calendar_is_found_but_not_resolved() -> None:
    last = find_dates("On 9999-12-31 he left. The following year he came.", published=None)[-1]
    assert (last.text, last.start_date) == ("The following year", None)
