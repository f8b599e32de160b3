"""What a text without a date tells of the day it was written."""

from datetime import date

import pytest

from rag.reading.inferring import agreement, kinship, own_day, paired_day, told_days
from rag.schema import Article

WRITTEN = date(2025, 5, 5)  # a Monday


def article(text: str, **values: object) -> Article:
    return Article(article_id="a", file="a.txt", text=text, **values)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The pier fell on 2 May 2025. Divers went down on 4 May 2025.", date(2025, 5, 4)),
        ("Sad news. — Port Watch (@portwatch) May 3, 2025 The pier is closed.", date(2025, 5, 3)),
        # One date may be of any age, and so may several that lie far apart.
        ("The pier opened on 2 May 1925.", None),
        ("The pier opened on 2 May 1925 and burned on 9 June 1950.", None),
        # The future is no day of writing; nor are dates that the year doesn't stand with.
        ("The pier fell on 2 May 2025. It will be rebuilt by 9 May 2025.", None),
        ("The pier fell on 2 May. Divers went down on 4 May.", None),
        ("The pier fell on Friday.", None),
        ("", None),
    ],
)
def test_the_last_full_date_counts_where_it_is_the_news(text: str, day: date | None) -> None:
    assert own_day(article(text)) == day


def test_dates_in_asides_tell_nothing() -> None:
    text = "The pier fell on 2 May 2025.\nPhoto taken on 4 May 2025"
    assert own_day(article(text, asides=((29, len(text)),))) is None


def test_kinship_is_of_names_and_numbers_alone() -> None:
    here = article("Gerda Holm counted 46 boats in Port Ellis.")
    assert kinship(here, here) == pytest.approx(1)
    assert kinship(here, article("In Port Ellis 46 boats were counted by Gerda Holm.")) > 0.9
    assert kinship(here, article("Somebody counted boats in some port.")) == 0
    assert kinship(article(""), here) == 0


def sentences(text: str) -> list[tuple[int, int]]:
    """Give the spans of sentences that end with a full stop and a blank."""
    ends = [place + 1 for place, letter in enumerate(text) if letter == "."]
    starts = [0, *(end + 1 for end in ends)]
    return [*zip(starts, ends, strict=False)]


def told(text: str, *, written: date = WRITTEN, relative: bool = True) -> tuple:
    return told_days(article(text), sentences=sentences(text), written=written, relative=relative)


def test_days_are_told_sentence_by_sentence() -> None:
    first, second = told("The ferry sails on Friday. Nothing else. The pier fell yesterday.")
    assert (first.days, second.days) == ({date(2025, 5, 9)}, {date(2025, 5, 4)})
    assert "ferri" in first.words


def test_full_dates_fit_any_day_of_writing() -> None:
    text = "The ferry sails on 9 May 2025."
    assert told(text) == ()
    assert [each.days for each in told(text, relative=False)] == [{date(2025, 5, 9)}]


@pytest.mark.parametrize(
    ("other", "counted"),
    [
        ("The new ferry of Lornhaven sails on 9 May 2025.", (1, 0)),
        ("The new ferry of Lornhaven sails on 16 May 2025.", (0, 1)),
        # What the other report lets happen on that day is another thing.
        ("A choir sings at the town hall on 9 May 2025.", (0, 0)),
        ("", (0, 0)),
    ],
)
def test_days_agree_where_sentences_speak_of_one_thing(
    other: str, counted: tuple[int, int]
) -> None:
    mine = told("The new ferry of Lornhaven sails on Friday.")
    assert agreement(mine, told(other, relative=False)) == counted


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The pier fell on Friday (May 2), and opens next Friday (May 9).", date(2025, 5, 2)),
        ("The pier fell on Fri., 2 May.", date(2025, 5, 2)),
        # In that year the second of May was no Thursday, or the ninth no Saturday.
        ("The pier fell on Thursday, May 2.", None),
        (
            "The pier fell on Friday, May 2, and opens on Saturday, May 10, and Monday, May 13.",
            None,
        ),
        ("The pier opens on Friday, May 9, and the quay will open on Monday, May 12.", None),
        ("The pier fell on Sunday, March 2.", None),
        ("The pier fell on Friday, May 2, 2025.", None),
        ("The pier fell on Friday, Feb. 30.", None),
        ("The pier fell on Friday.", None),
    ],
)
def test_a_weekday_and_a_day_fit_a_year(text: str, day: date | None) -> None:
    assert paired_day(article(text), near=WRITTEN) == day
