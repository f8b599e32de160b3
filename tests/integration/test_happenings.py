from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rag.index.filters import Filters
from rag.index.happenings import Calendar, Happening
from rag.index.library import Library

STORY = (
    "Published: 5 May 2025\nOutlet: {outlet}\n\nNew ferry for Lornhaven\n\n"
    "The harbour board of Lornhaven will launch its new ferry on Friday, its chairwoman said. "
    "It was named on Friday as well, and on Friday it is blessed. "
    "The ferry was built in Maristow in 2023 and carries 140 passengers over the sound, "
    "which the old one crossed for the last time in March. "
    "Its keel was laid on 4 June 2022, and its engines came from a yard in Quillby.\n"
)
UNDATED = (
    "The town library\n\nThe town library of Quillby closes its doors on Friday. "
    "It was opened on 3 April 1951, and its books move to the old school next week.\n"
)
FRIDAY, KEEL, OPENED = date(2025, 5, 9), date(2022, 6, 4), date(1951, 4, 3)
BOTH_FILES = ("gazette.txt", "herald.txt")


@pytest.fixture
def told(tmp_path: Path, library: Library) -> Iterator[Calendar]:
    """What two copies of a story and an undated article tell."""
    folder = tmp_path / "news"
    folder.mkdir()
    for name in BOTH_FILES:
        outlet = name.removesuffix(".txt").capitalize()
        (folder / name).write_text(STORY.format(outlet=outlet), "utf-8")
    (folder / "library.txt").write_text(UNDATED, "utf-8")
    library.ingest([folder])
    return Calendar(library)


def on(calendar: Calendar, day: date, **filters: tuple[str, ...]) -> tuple[Happening, ...]:
    return calendar.telling_of(day, day, filters=Filters(**filters), limit=10)


def test_a_sentence_and_its_words_stand_where_they_are_said_to(
    told: Calendar, library: Library
) -> None:
    found = told.happenings(limit=100)
    assert found
    for each in found:
        assert library.article(each.article_id).text[each.start : each.end] == each.text
        assert each.text[each.words_start : each.words_end] == each.words


def test_what_copies_carry_counts_once_with_its_carriers(told: Calendar) -> None:
    launched, named = on(told, FRIDAY)
    assert (launched.words, launched.carriers) == ("Friday", 2)
    assert launched.voice == named.voice
    (one,) = on(told, KEEL, outlets=("Herald",))
    assert (one.outlet, one.carriers) == ("Herald", 1)


def test_a_sentence_that_names_a_day_twice_counts_once(told: Calendar) -> None:
    tallies = {each.start_date: each.sentences for each in told.tallies()}
    assert tallies[FRIDAY] == 2


def test_the_line_of_publication_is_not_told_of(told: Calendar) -> None:
    assert on(told, date(2025, 5, 5)) == ()


def test_an_undated_article_tells_of_the_days_that_it_names_in_full(told: Calendar) -> None:
    (opened,) = on(told, OPENED)
    assert (opened.published, opened.file) == (None, "library.txt")
    assert {each.file for each in on(told, FRIDAY)} <= set(BOTH_FILES)
    assert told.undated() == 1
    assert told.undated(filters=Filters(outlets=("Herald",))) == 0


def test_tallies_agree_with_what_is_told(told: Calendar) -> None:
    found = told.happenings(limit=100)
    periods = [(each.start_date, each.end_date) for each in found]
    assert periods == sorted(periods)
    assert [(each.start_date, each.end_date) for each in told.tallies()] == sorted({*periods})
    for each in told.tallies():
        assert each.sentences == periods.count((each.start_date, each.end_date))


def test_a_stretch_of_days_is_given_with_all_that_touches_it(told: Calendar) -> None:
    found = told.happenings(since=date(2023, 5, 1), until=date(2023, 5, 2), limit=100)
    assert [each.words for each in found] == ["2023"]


def test_the_most_exact_are_given_where_there_are_too_many(told: Calendar) -> None:
    found = told.happenings(limit=2)
    assert [each.start_date for each in found] == [OPENED, KEEL]


def test_filters_leave_out_what_others_tell(told: Calendar) -> None:
    everything = told.happenings(limit=100)
    dated = told.happenings(filters=Filters(since=date(2025, 1, 1)), limit=100)
    assert {each.file for each in everything} - {each.file for each in dated} == {"library.txt"}
    assert told.tallies(filters=Filters(outlets=("Nobody’s",))) == ()


def test_what_comes_and_goes_is_noticed(told: Calendar, library: Library) -> None:
    assert on(told, KEEL)
    for article in library.articles():
        library.remove(article.article_id)
    assert told.tallies() == ()
    assert told.happenings(limit=10) == ()


def test_the_sample_tells_of_the_past_and_of_what_lies_ahead(sample_library: Library) -> None:
    calendar = Calendar(sample_library)
    ahead = [
        each
        for each in calendar.happenings(limit=1000)
        if each.published and each.start_date > each.published
    ]
    behind = calendar.happenings(until=date(2025, 9, 1), limit=1000)
    assert len(ahead) > 20
    assert len(behind) > 10
