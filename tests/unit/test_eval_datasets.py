from collections import Counter
from pathlib import Path

import pytest

from eval.casefile import read_cases
from eval.metrics.places import find_words, source_of
from rag.reading import find_files, read_articles
from rag.settings import ReadingSettings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def cases():
    return read_cases(ROOT / "eval" / "datasets" / "nara.jsonl")


@pytest.fixture(scope="module")
def articles():
    settings = ReadingSettings()
    files = find_files([ROOT / "corpus"], settings=settings)
    read = (article for file in files for article in read_articles(file, settings=settings))
    return {source_of(article): article for article in read}


def test_every_source_is_an_article_of_the_corpus(cases, articles):
    assert {source for case in cases for source in case.sources} <= articles.keys()


def test_every_gold_quote_stands_in_its_article(cases, articles):
    missing = [
        (case.id, each)
        for case in cases
        for each in case.evidence
        if not list(find_words(articles[each.source], each.quote))
    ]
    assert missing == []


def test_every_case_with_sources_has_evidence_from_them_and_from_every_side(cases):
    for case in cases:
        sources = {each.source for each in case.evidence}
        assert bool(sources) == bool(case.sources), case.id
        assert sources <= set(case.sources), case.id
        assert all(sources & set(side.sources) for side in case.positions), case.id


def test_every_case_belongs_to_a_story(cases):
    stories = Counter(case.story for case in cases)
    assert "" not in stories
    assert len(stories) >= 10


@pytest.mark.parametrize(
    ("name", "least"), [("false-premise", 8), ("conflict", 8), ("unanswerable", 15)]
)
def test_the_kinds_that_are_hard_are_there(cases, name, least):
    assert sum(case.kind == name for case in cases) >= least
