"""Expressions that are read by the article's date, its tenses and the dates before them."""

from datetime import date

import pytest

from rag.reading.dates import find_dates

FRIDAY = date(2026, 1, 9)


def last_day(text: str, *, published: date | None = FRIDAY) -> str | None:
    """Give the value of the last expression of the text."""
    return find_dates(text, published=published)[-1].value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The mayor will visit on Tuesday.", "2026-01-13"),
        ("The mayor is expected to visit on Tuesday.", "2026-01-13"),
        ("On Tuesday, the mayors will meet.", "2026-01-13"),
        ("The opening is set for Tuesday.", "2026-01-13"),
        ("The vote was postponed until Monday.", "2026-01-12"),
        ("The ferry arrives in Oslo Tuesday.", "2026-01-13"),
        ("The mayor resigned on Tuesday.", "2026-01-06"),
        ("The office said Friday.", "2026-01-09"),
        ("The office said on Friday the mayor will go.", "2026-01-09"),
        ("The mayor, who will retire, left on Thursday.", "2026-01-08"),
        ("Analysts praised Thursday's deal.", "2026-01-08"),
        ("The mayor will attend Tuesday's dinner.", "2026-01-13"),
        ("The office said next Tuesday.", "2026-01-13"),
        ("The office said next Wednesday.", "2026-01-14"),
        ("The office said next Friday.", "2026-01-16"),
        ("It was shown last Tuesday.", "2026-01-06"),
        ("It was shown last Friday.", "2026-01-02"),
        ("They will meet this Tuesday.", "2026-01-13"),
        ("They meet this coming Sunday.", "2026-01-11"),
        ("It happened this past Sunday.", "2026-01-04"),
        ("It happened on Monday last week.", "2025-12-29"),
        ("It will happen on Wednesday of next week.", "2026-01-14"),
        ("It will happen a week from Tuesday.", "2026-01-20"),
    ],
)
def test_weekdays_follow_the_tense(text: str, value: str) -> None:
    assert last_day(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("On the 13th, both will meet.", "2026-01-13"),
        ("She left on the 13th.", "2025-12-13"),
        ("It opens on Tuesday the 13th.", "2026-01-13"),
        ("Jan. 19 will be the day.", "2026-01-19"),
        ("They will meet on 19 January.", "2026-01-19"),
        ("He resigned on December 3.", "2025-12-03"),
        ("They met on Oct. 30.", "2025-10-30"),
        ("They will meet on Oct. 30.", "2026-10-30"),
        ("It came on Friday (January 9).", "2026-01-09"),
        ("It came on Friday, Jan. 9.", "2026-01-09"),
        ("It will come on Saturday, Dec. 6.", "2025-12-06"),
        ("It starts next Tuesday (January 13).", "2026-01-13"),
        ("It was on 12 October last year.", "2025-10-12"),
    ],
)
def test_days_take_the_nearest_month_and_year(text: str, value: str) -> None:
    assert last_day(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("She took office in October.", "2025-10"),
        ("The polls will open in October.", "2026-10"),
        ("The polls will open in January.", "2026-01"),
        ("It was held late last October.", "2025-10"),
        ("He came in August last year.", "2025-08"),
        ("He came in August of last year.", "2025-08"),
        ("They won in June 2025. She left the same month.", "2025-06"),
        ("It ends next month.", "2026-02"),
        ("It ends next week.", "2026-W03"),
        ("It ends early next week.", "2026-W03"),
        ("She travelled there a week ago.", "2026-W01"),
        ("It fell last year.", "2025"),
        ("He left a year ago.", "2025"),
        ("He left three days ago.", "2026-01-06"),
        ("It fell last quarter.", "2025-Q4"),
        ("It fell in the third quarter.", "2025-Q3"),
        ("It fell last winter.", "2024-WI"),
        ("The show opens in three days.", "2026-01-12"),
        ("It was the first show in two years.", "P2Y"),
        ("It will rain tomorrow.", "2026-01-10"),
        ("It came the day before yesterday.", "2026-01-07"),
        ("It rained at the weekend; the weekend was cold.", "2026-W01-WE"),
    ],
)
def test_periods_around_publication(text: str, value: str) -> None:
    assert last_day(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("They met on 3 March 2020. Two years later he died.", "2022"),
        ("They met on 3 March 2020. Three days later he died.", "2020-03-06"),
        ("They met on 3 March 2020. The following day he died.", "2020-03-04"),
        ("They met on 3 March 2020. He died the day after.", "2020-03-04"),
        ("They met on 3 March 2020. The next day he died.", "2020-03-04"),
        ("They met in March 2020. Two years earlier he won.", "2018"),
        ("They met in March 2020. Later that year he died.", "2020"),
        ("She will arrive on Tuesday, the office said Friday. She leaves that day.", "2026-01-13"),
        ("Net for the third quarter fell to $3 from $4 a year earlier.", "2024-Q3"),
    ],
)
def test_counting_from_the_date_before(text: str, value: str) -> None:
    assert last_day(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("She will arrive on Tuesday afternoon.", "2026-01-13TAF"),
        ("She will arrive at 9 a.m. Tuesday.", "2026-01-13T09:00"),
        ("She will arrive on Tuesday at 9:30 p.m.", "2026-01-13T21:30"),
        ("She will arrive on the afternoon of the 13th.", "2026-01-13TAF"),
        ("She will leave at noon on Wednesday.", "2026-01-14T12:00"),
        ("She left in the early hours of Wednesday.", "2026-01-07TMO"),
        ("She left last night.", "2026-01-08TNI"),
        ("She spoke this morning.", "2026-01-09TMO"),
    ],
)
def test_times_keep_their_day(text: str, value: str) -> None:
    mention = find_dates(text, published=FRIDAY)[-1]
    assert (mention.type, mention.value) == ("TIME", value)
    assert mention.start_date == mention.end_date == date.fromisoformat(value[:10])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("She left on Friday, Jan. 9.", "XXXX-01-09"),
        ("She will arrive on Tuesday.", "XXXX-WXX-2"),
        ("She left in January.", "XXXX-01"),
        ("She left on the 13th.", "XXXX-XX-13"),
        ("She left last October.", "XXXX-10"),
        ("She left yesterday.", None),
        ("She left last week.", None),
        ("She left a year ago.", None),
        ("She left last night.", None),
    ],
)
def test_without_publication_relative_dates_stay_open(text: str, value: str | None) -> None:
    (mention,) = find_dates(text, published=None)
    assert (mention.value, mention.start_date, mention.end_date) == (value, None, None)


def test_a_stated_date_carries_what_follows_it_even_without_publication() -> None:
    assert last_day("They met on 3 March 2020. It rained the next day.", published=None) == (
        "2020-03-04"
    )


def test_a_question_is_read_by_the_readers_today() -> None:
    today = date(2026, 1, 12)
    assert last_day("What happened on Friday?", published=today) == "2026-01-09"
    assert last_day("What will they do on Wednesday?", published=today) == "2026-01-14"
    assert last_day("When does she arrive next week?", published=today) == "2026-W04"


def test_the_rule_names_what_decided() -> None:
    (mention,) = find_dates("She will visit on Tuesday.", published=FRIDAY)
    assert mention.rule == "weekday after publication, future tense"
