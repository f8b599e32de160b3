"""Retrieval over the sample collection: filters, hostile questions, exact evidence."""

from datetime import date

import pytest

from rag.index.library import Library
from rag.retrieval.hybrid import HybridRetriever
from rag.schema import Article, Question

TODAY = date(2026, 1, 12)
ALL = 100
"""More passages than the sample collection has."""


@pytest.fixture(scope="module")
def retriever(sample_library: Library) -> HybridRetriever:
    assert sample_library.catalogue.size()[1] <= ALL
    return HybridRetriever(sample_library)


def found_articles(retriever: HybridRetriever, **filters: object) -> set[str]:
    question = Question(text="What was said about the bridge?", as_of=TODAY, k=ALL, **filters)  # type: ignore[arg-type]
    return {each.article.file for each in retriever.search(question)}


def files(library: Library, **wanted: object) -> set[str]:
    return {
        each.file
        for each in library.articles()
        if all(getattr(each, name) == value for name, value in wanted.items())
    }


def test_each_outlet_gives_all_its_articles_and_no_other(
    retriever: HybridRetriever, sample_library: Library
) -> None:
    outlets = {each.outlet for each in sample_library.articles() if each.outlet}
    assert len(outlets) > 3
    for outlet in outlets:
        assert found_articles(retriever, outlets=(outlet.upper(),)) == files(
            sample_library, outlet=outlet
        )


def test_several_outlets_add_up(retriever: HybridRetriever, sample_library: Library) -> None:
    first, second = sorted({each.outlet for each in sample_library.articles() if each.outlet})[:2]
    expected = files(sample_library, outlet=first) | files(sample_library, outlet=second)
    assert found_articles(retriever, outlets=(first, second)) == expected


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2025, 11, 21), date(2026, 1, 9)),
        (date(2026, 1, 9), None),
        (None, date(2025, 11, 21)),
        (date(2025, 11, 21), date(2025, 11, 21)),
    ],
)
def test_days_of_publication_are_inclusive_and_exact(
    retriever: HybridRetriever, sample_library: Library, since: date | None, until: date | None
) -> None:
    def passes(article: Article) -> bool:
        day = article.reference_date
        return day is not None and (since or day) <= day <= (until or day)

    expected = {each.file for each in sample_library.articles() if passes(each)}
    assert 0 < len(expected) < len(sample_library.articles())
    assert found_articles(retriever, since=since, until=until) == expected


@pytest.mark.parametrize(
    "filters",
    [
        {"outlets": ("No Such Gazette",)},
        {"outlets": ("' OR 1=1 --",)},
        {"since": date(2030, 1, 1)},
        {"since": date(2026, 1, 9), "until": date(2026, 1, 8)},
    ],
)
def test_filters_that_nothing_passes_give_nothing(
    retriever: HybridRetriever, filters: dict[str, object]
) -> None:
    question = Question(text="When does Lee arrive?", as_of=TODAY, **filters)  # type: ignore[arg-type]
    assert retriever.search(question) == ()
    found = retriever.retrieve(question)
    assert found.evidence == ()
    assert found.searched.notes


@pytest.mark.parametrize(
    "text",
    [
        '" OR NEAR(',
        "'; DROP TABLE articles; --",
        '"nara" AND ("lee" NOT',
        'What is "nara*" ^title : {text}?',
        "title:nara + text:lee - *",
        "*",
        "?!… — ",
        "what is it of the and",
        "奈良での首脳会談はいつですか",
        "Когда приедет Ли?",
        "🚢🚢🚢 when 🏯?",
        "When\0does Lee arrive?",
        'What is "shuttle\0diplomacy"?',
        "a" * 4_000,
        "lee " * 1_000,
    ],
)
def test_a_question_is_never_a_command(
    retriever: HybridRetriever, sample_library: Library, text: str
) -> None:
    size = sample_library.catalogue.size()
    question = Question(text=text, as_of=TODAY)
    assert len(retriever.search(question)) <= sample_library.settings.retrieval.passages
    assert len(retriever.retrieve(question).evidence) <= sample_library.settings.retrieval.evidence
    assert sample_library.catalogue.size() == size


def test_evidence_is_an_exact_place_with_its_dates(
    retriever: HybridRetriever, sample_library: Library
) -> None:
    question = Question(text="When does Lee arrive in Nara?", as_of=TODAY)
    evidence = retriever.retrieve(question).evidence
    assert [each.rank for each in evidence] == list(range(1, len(evidence) + 1))
    assert [each.score for each in evidence] == sorted((e.score for e in evidence), reverse=True)
    for each in evidence:
        stored = sample_library.article(each.article_id)
        assert stored.text[each.start : each.end] == each.text
        for mention in each.dates:
            assert each.text[mention.start : mention.end] == mention.text
    periods = {
        (mention.start_date, mention.end_date) for each in evidence for mention in each.dates
    }
    assert (date(2026, 1, 13), date(2026, 1, 13)) in periods


def test_k_bounds_what_is_found_and_the_best_comes_first(retriever: HybridRetriever) -> None:
    question = "How much has the Harrow Sound bridge cost?"
    found = retriever.search(Question(text=question, as_of=TODAY, k=3))
    assert [each.rank for each in found] == [1, 2, 3]
    assert found[0].article.file in {"harrow-sound-bridge.txt", "bearing-maker-must-pay.txt"}
    more = retriever.search(Question(text=question, as_of=TODAY, k=20))
    assert len(more) == 20


def test_a_name_is_found_by_its_letters(retriever: HybridRetriever) -> None:
    found = retriever.search(Question(text="Vandel", as_of=TODAY, k=3))
    assert any("Vandel" in each.passage.text for each in found)


def test_what_no_word_says_is_found_by_its_meaning(retriever: HybridRetriever) -> None:
    asked = "Which vessel hit rocks at sea?"
    (found,) = retriever.search(Question(text=asked, as_of=TODAY, k=1))
    assert "Petrel Dawn" in found.article.text


def test_each_outlet_that_is_named_is_served(
    retriever: HybridRetriever, sample_library: Library
) -> None:
    outlets = sample_library.catalogue.outlets()
    first, second = [each for each in outlets if " " in each][:2]
    text = f"What did {first} report, and what did {second} report on the price of the bridge?"
    question = Question(text=text, as_of=TODAY, k=4)
    found = retriever.search(question)
    assert {each.article.outlet for each in found} == {first, second}
    searched = retriever.retrieve(question).searched
    assert set(searched.outlets) == {first, second}
    assert searched.text == text


def test_an_outlet_that_filters_leave_nothing_of_steps_aside(
    retriever: HybridRetriever, sample_library: Library
) -> None:
    named, other = [each for each in sample_library.catalogue.outlets() if " " in each][:2]
    question = Question(text=f"What did {named} report?", as_of=TODAY, outlets=(other,))
    assert {each.article.outlet for each in retriever.search(question)} == {other}


def test_authors_and_languages_narrow_a_search(
    retriever: HybridRetriever, sample_library: Library
) -> None:
    authors = [each.author for each in sample_library.articles() if each.author]
    assert authors
    wanted = {each.file for each in sample_library.articles() if each.author == authors[0]}
    assert found_articles(retriever, authors=(authors[0].upper(),)) == wanted
    assert found_articles(retriever, languages=("xx",)) == set()


@pytest.mark.parametrize(
    ("filters", "note"),
    [
        ({"outlets": ("No Such Gazette",)}, "No article here is from “No Such Gazette”."),
        ({"authors": ("No Such Writer",)}, "No article here is by “No Such Writer”."),
        ({"languages": ("xx",)}, "No article here is in the language “xx”."),
        ({"since": date(2030, 1, 1)}, "No article here passes all the filters."),
    ],
)
def test_a_note_says_why_nothing_was_found(
    retriever: HybridRetriever, filters: dict[str, object], note: str
) -> None:
    question = Question(text="When does Lee arrive?", as_of=TODAY, **filters)  # type: ignore[arg-type]
    assert note in retriever.retrieve(question).searched.notes


def test_articles_of_the_day_of_publication_that_is_asked_for_are_favoured(
    retriever: HybridRetriever, sample_library: Library
) -> None:
    def ranks(text: str, day: date) -> list[int]:
        found = retriever.search(Question(text=text, as_of=TODAY, k=ALL))
        return [each.rank for each in found if each.article.reference_date == day]

    days = sorted({each.published for each in sample_library.articles() if each.published})
    for day in days[:3]:
        text = f"What do the articles published on {day.isoformat()} say of workers?"
        assert sum(ranks(text, day)) < sum(ranks("What do the articles say of workers?", day))
        question = Question(text=text, as_of=TODAY)
        assert retriever.retrieve(question).searched.since == day


def test_quoted_words_are_looked_for_as_they_stand(library: Library) -> None:
    texts = {
        "apart": "Salt went down to the quay by cart, and by barge came the timber for the mill.",
        "whole": "In the end the jury chose The Salt Barge as the best play of a long season.",
    }
    library.add([Article(article_id=name, file=name, text=text) for name, text in texts.items()])
    retriever = HybridRetriever(library)

    def first(text: str) -> str:
        return retriever.search(Question(text=text, as_of=TODAY))[0].article.file

    assert first("What is known of salt and barge?") == "apart"
    assert first("What is known of “salt barge”?") == "whole"
