"""Expressions that are read by the article's date, its tenses and the dates before them."""

import re
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
        ("The mayor is to meet the king Monday.", "2026-01-12"),
        ("Lee arrives Tuesday", "2026-01-13"),
        ("Lee to arrive Tuesday", "2026-01-13"),
        ("Polls open Sunday.", "2026-01-11"),
        ("Elections take place on Sunday.", "2026-01-11"),
        ("Talks, which start Monday, were agreed.", "2026-01-12"),
        ("The mayor may leave on Monday.", "2026-01-12"),
        ("The mayor has been invited to speak on Monday.", "2026-01-12"),
        ("The mayor has scheduled a vote for Monday.", "2026-01-12"),
        ("He spoke of the planned visit on Monday.", "2026-01-12"),
        ("The deal holds until Tuesday.", "2026-01-13"),
        ("The bridge was to have opened on Saturday.", "2026-01-03"),
        ("The mayor had met the king on Monday.", "2026-01-05"),
        ("The mayor had been due to leave on Monday.", "2026-01-05"),
        ("The mayor would have left on Monday.", "2026-01-05"),
        ("The mayor was meeting the king on Monday.", "2026-01-05"),
        ("They rallied in the streets on Sunday.", "2026-01-04"),
        ("Talks in Oslo last Monday failed.", "2026-01-05"),
        ("The side that beat Rovers on Saturday is ahead.", "2026-01-03"),
        ("The hosts easily chased it down on Sunday.", "2026-01-04"),
        ("The Thursday ruling is a new chapter.", "2026-01-08"),
        ("Rovers v Athletic (Saturday, 4 p.m.)", "2026-01-10T16:00"),
    ],
)
def test_weekdays_follow_the_tense(text: str, value: str) -> None:
    assert last_day(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("On the 13th, both will meet.", "2026-01-13"),
        ("The 14th begins with a walk.", "2026-01-14"),
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
        ("The council voted on Nov. 3.", "2025-11-03"),
        ("It ends by the 13th of next month.", "2026-02-13"),
        ("Talks run Jan. 13-14.", "2026-01-13/2026-01-14"),
        ("Rain fell between Monday and Wednesday.", "2026-01-05/2026-01-07"),
        ("Rain fell between May and July.", "2025-05/2025-07"),
        ("The trial ran from October to March.", "2024-10/2025-03"),
        ("The trial will run from October to March.", "2025-10/2026-03"),
        ("The fair ran from 28 December to 2 January.", "2025-12-28/2026-01-02"),
        ("She worked there from March to May.", "2025-03/2025-05"),
        ("They spoke of a summit set for Oslo in April.", "2026-04"),
        ("It closed back in April, so it is gone.", "2025-04"),
        ("He raced to open a rival, a small café, in March.", "2025-03"),
        ("All is well: In March, he said, it rained.", "2025-03"),
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
        ("It will rain in the coming week.", "2026-W03"),
        ("It burned a fortnight ago.", "2025-W52"),
        ("It opened earlier this month.", "2026-01"),
        ("It opened late last year.", "2025"),
        ("They met the week before last.", "2025-W52"),
        ("They will meet the week after next.", "2026-W04"),
        ("In the first half of this year.", "2026-H1"),
        ("Sales rose in the quarter ended Sept. 30", "2025-09-30"),
        ("In the 12 months to June", "2025-06"),
        ("He leaves in ten days' time.", "2026-01-19"),
        ("She will one day win.", "FUTURE_REF"),
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
        ("They met on 3 March 2020. The next week it rained.", "2020-W11"),
        ("They met on 3 March 2020. A few days later he died.", "PXD"),
        ("Net was $9 for the nine months, against $7 a year earlier.", "2025"),
        ("They met on 3 March 2020. 24 hours later he died.", "2020-03-04"),
        ("They met on 3 March 2020. It closed the same day.", "2020-03-03"),
        ("They met on 3 March 2020. The following Monday it rained.", "2020-03-09"),
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
        ("She left at noon Friday.", "2026-01-09T12:00"),
        ("She left at 3 p.m. on Tuesday.", "2026-01-06T15:00"),
        ("She left at 15:00 on Tuesday.", "2026-01-06T15:00"),
        ("She left on Tuesday, at 9:30 in the morning.", "2026-01-06T09:30"),
        ("She stayed until 9 a.m. Tuesday.", "2026-01-13T09:00"),
        ("She left on the morning of Christmas Day.", "2025-12-25TMO"),
        ("She left in the early hours of Wednesday.", "2026-01-07TMO"),
        ("She left last night.", "2026-01-08TNI"),
        ("She spoke this morning.", "2026-01-09TMO"),
        ("She left on 3 March 2020. It rained the previous morning.", "2020-03-02TMO"),
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
        ("She left on Christmas Day.", "XXXX-12-25"),
        ("She left by Easter.", None),
        ("She left the week before last.", None),
        ("She will leave in two days.", None),
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
    assert re.search("unknown|no date|no calendar", mention.rule)


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
