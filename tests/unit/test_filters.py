"""Filters: which articles pass, however names are written."""

from datetime import date

import pytest

from rag.index.filters import EVERYTHING, Filters, Shelves, filters_of
from rag.schema import Question

ROWS = [
    ("herald", "The Harbour Herald", "Ann Lee and Bob Ray", "en", "2026-01-10"),
    ("courier", "Coast Courier", "José Pérez", "en-GB", "2026-01-12"),
    ("dagblad", "Zee-Dagblad", "Łucja Ost, Ann Lee & JÉRÔME D’ARC", "nl", "2026-02-01"),
    ("wire", "A.P.", "Bob Ray with Søren Vang", "pt-BR", "2026-02-01"),
    ("straße", "Straßen-Blatt", "Andy Sandwith", None, None),
    ("hindi", "दिन", None, "hi", None),
    ("nobody", None, None, None, "2026-03-01"),
]
"""Ids, outlets, authors, languages, days."""


@pytest.fixture(scope="module")
def shelves() -> Shelves:
    return Shelves(ROWS)


@pytest.mark.parametrize(
    ("outlets", "passing"),
    [
        (["The Harbour Herald"], {"herald"}),
        (["harbour herald"], {"herald"}),
        (["  THE  HARBOUR\tHERALD "], {"herald"}),
        (["the coast courier"], {"courier"}),
        (["Herald"], set()),
        (["Harbour Herald", "Coast Courier"], {"herald", "courier"}),
        (["zee dagblad"], {"dagblad"}),
        (["AP"], {"wire"}),
        (["STRASSEN-BLATT"], {"straße"}),
        (["straßen blatt"], {"straße"}),
        (["दिन"], {"hindi"}),
        (["दान"], set()),
        (["The"], set()),
        (["", "  ", "-"], set()),
        (["harbour%", "*", "' OR 1 --"], set()),
    ],
)
def test_outlets_pass_by_name(shelves: Shelves, outlets: list[str], passing: set[str]) -> None:
    assert shelves.passing(Filters(outlets=tuple(outlets))) == passing


@pytest.mark.parametrize(
    ("authors", "passing"),
    [
        (["JOSÉ  pérez"], {"courier"}),
        (["Jose Perez"], {"courier"}),
        (["ann lee"], {"herald", "dagblad"}),
        (["Bob Ray"], {"herald", "wire"}),
        (["Ann Lee and Bob Ray"], {"herald"}),
        (["ann lee, bob ray"], {"herald"}),
        (["Ann Lee & Bob Ray"], {"herald"}),
        (["Bob Ray, Søren Vang"], {"wire"}),
        (["Jérôme d'Arc"], {"dagblad"}),
        (["Bob Ray", "José Pérez"], {"herald", "wire", "courier"}),
        (["Andy Sandwith"], {"straße"}),
        (["Ann"], set()),
        (["Ann Lee and José Pérez"], set()),
        (["and", ","], set()),
    ],
)
def test_authors_pass_each_alone_and_all_together(
    shelves: Shelves, authors: list[str], passing: set[str]
) -> None:
    assert shelves.passing(Filters(authors=tuple(authors))) == passing


@pytest.mark.parametrize(
    ("languages", "passing"),
    [
        (["en"], {"herald", "courier"}),
        (["EN"], {"herald", "courier"}),
        (["en-gb"], {"courier"}),
        (["en_GB"], {"courier"}),
        (["en-US"], set()),
        (["pt", "nl"], {"wire", "dagblad"}),
        (["e"], set()),
        ([""], set()),
    ],
)
def test_languages_pass_with_and_without_their_country(
    shelves: Shelves, languages: list[str], passing: set[str]
) -> None:
    assert shelves.passing(Filters(languages=tuple(languages))) == passing


@pytest.mark.parametrize(
    ("since", "until", "passing"),
    [
        (date(2026, 1, 10), None, {"herald", "courier", "dagblad", "wire", "nobody"}),
        (date(2026, 1, 11), None, {"courier", "dagblad", "wire", "nobody"}),
        (None, date(2026, 2, 1), {"herald", "courier", "dagblad", "wire"}),
        (date(2026, 2, 1), date(2026, 2, 1), {"dagblad", "wire"}),
        (date(2026, 1, 13), date(2026, 1, 31), set()),
        (date(2026, 3, 1), date(2026, 1, 1), set()),
        (date(9, 1, 1), date(999, 1, 1), set()),
    ],
)
def test_days_are_inclusive_and_pass_no_article_without_one(
    shelves: Shelves, since: date | None, until: date | None, passing: set[str]
) -> None:
    assert shelves.passing(Filters(since=since, until=until)) == passing


def test_articles_pass_by_id_where_they_are_there(shelves: Shelves) -> None:
    assert shelves.passing(Filters(articles=("wire", "gone"))) == {"wire"}


def test_all_kinds_have_to_pass(shelves: Shelves) -> None:
    both = Filters(authors=("Ann Lee",), languages=("en", "nl"), since=date(2026, 1, 11))
    assert shelves.passing(both) == {"dagblad"}
    assert shelves.passing(Filters(outlets=("AP",), articles=("herald",))) == set()


def test_no_filter_passes_everything(shelves: Shelves) -> None:
    assert shelves.passing(EVERYTHING) == {row[0] for row in ROWS}
    assert Shelves([]).passing(EVERYTHING) == Shelves([]).passing(Filters(outlets=("AP",))) == set()


@pytest.mark.parametrize(
    "filters",
    [
        Filters(outlets=("a",)),
        Filters(authors=("a",)),
        Filters(languages=("a",)),
        Filters(articles=("a",)),
        Filters(since=date.min),
        Filters(until=date.max),
    ],
)
def test_any_value_makes_a_filter(filters: Filters) -> None:
    assert filters
    assert not EVERYTHING


def test_a_question_tells_all_its_filters() -> None:
    question = Question(
        text="What of the quay?",
        as_of=date(2026, 3, 1),
        outlets=("AP",),
        authors=("Ann Lee",),
        languages=("en",),
        articles=("wire",),
        since=date(2026, 1, 1),
        until=date(2026, 2, 1),
    )
    assert filters_of(question) == Filters(
        outlets=("AP",),
        authors=("Ann Lee",),
        languages=("en",),
        articles=("wire",),
        since=date(2026, 1, 1),
        until=date(2026, 2, 1),
    )
    assert not filters_of(Question(text="What?", as_of=date(2026, 3, 1)))
