"""A question that names articles is asked of those alone, exactly, by either way of searching."""

from datetime import date

import pytest

from rag.index.filters import Filters
from rag.index.library import Library
from rag.retrieval.hybrid import HybridRetriever
from rag.schema import Question, RetrievedPassage

TODAY = date(2026, 1, 12)
ASKED = "What was said about the bridge?"


def search(library: Library, **narrowing: object) -> tuple[RetrievedPassage, ...]:
    return HybridRetriever(library).search(Question(text=ASKED, as_of=TODAY, **narrowing))  # type: ignore[arg-type]


def ids(library: Library) -> list[str]:
    return [each.article_id for each in library.articles()]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_only_the_articles_named_are_searched_and_all_of_them(
    sample_library: Library, count: int
) -> None:
    named = tuple(ids(sample_library)[:: len(ids(sample_library)) // count][:count])
    found = search(sample_library, articles=named, k=100)
    expected = sample_library.catalogue.passage_ids(Filters(articles=named))
    assert {each.passage.passage_id for each in found} == set(expected)
    assert {each.article.article_id for each in found} == set(named)


def test_evidence_too_is_of_the_articles_named_alone(sample_library: Library) -> None:
    named = ids(sample_library)[3]
    asked = Question(text=ASKED, as_of=TODAY, articles=(named,))
    evidence = HybridRetriever(sample_library).retrieve(asked).evidence
    assert {each.article_id for each in evidence} == {named}


@pytest.mark.parametrize("named", ["no such article", "' OR 1=1 --", "", "a:b"])
def test_an_unknown_article_gives_nothing(sample_library: Library, named: str) -> None:
    assert search(sample_library, articles=(named,)) == ()


def test_other_filters_narrow_further(sample_library: Library) -> None:
    outlets = {each.article_id: each.outlet for each in sample_library.articles() if each.outlet}
    first, outlet = next(iter(outlets.items()))
    other = next(each for each in outlets if outlets[each] != outlet)
    found = search(sample_library, articles=(first, other), outlets=(outlet,), k=100)
    assert {each.article.article_id for each in found} == {first}


def test_very_many_can_be_named(sample_library: Library) -> None:
    named = (*(f"unknown-{number}" for number in range(50_000)), ids(sample_library)[0])
    found = search(sample_library, articles=named)
    assert {each.article.article_id for each in found} == {named[-1]}
