from dataclasses import replace

import pytest
from answer_factory import make_answer, make_article, make_citation, make_evidence

from eval import grounding
from eval.cases import CasePosition, EvalCase

CASE = EvalCase(
    id="case", question="Who?", kind="entity", answers=("Ferrer",), sources=("bridge", "town")
)
CONFLICT = EvalCase(
    id="conflict",
    question="How long?",
    kind="conflict",
    positions=(
        CasePosition(answers=("80",), sources=("bridge",)),
        CasePosition(answers=("90",), sources=("river", "town")),
    ),
    sources=("bridge", "river", "town"),
)
ARTICLES = {
    article.article_id: article
    for article in map(make_article, ("bridge", "town", "river", "sea", "hill", "lake"))
}
BRIDGE, TOWN, RIVER, SEA, HILL, LAKE = ARTICLES.values()
QUOTE = "The mayor opened the bridge"


def answer_citing(*articles):
    citations = [
        make_citation(article, QUOTE, marker=marker)
        for marker, article in enumerate(articles, start=1)
    ]
    return make_answer("Ferrer did.", citations=citations)


@pytest.mark.parametrize(
    ("cited", "value"),
    [
        ((BRIDGE, TOWN), 1),
        ((BRIDGE, SEA), 0.5),
        ((BRIDGE, BRIDGE, SEA), 0.5),
        ((SEA,), 0),
        ((), None),
    ],
)
def test_precision_is_the_share_of_cited_articles_that_are_gold(cited, value):
    assert grounding.citation_precision(CASE, answer_citing(*cited), ARTICLES.get)[0] == value


@pytest.mark.parametrize(
    ("case", "cited", "value"),
    [
        (CASE, (SEA, TOWN), 1),
        (CASE, (SEA,), 0),
        (CASE, (), 0),
        (CONFLICT, (BRIDGE,), 0.5),
        (CONFLICT, (RIVER, TOWN), 0.5),
        (CONFLICT, (TOWN, BRIDGE), 1),
    ],
)
def test_recall_asks_for_a_gold_article_or_one_a_position(case, cited, value):
    assert grounding.citation_recall(case, answer_citing(*cited), ARTICLES.get)[0] == value


def test_a_quote_is_exact_only_at_its_own_offsets():
    exact = make_citation(BRIDGE, QUOTE)
    shifted = make_citation(BRIDGE, QUOTE, marker=2, shift=1)

    def value(*citations):
        return grounding.quote_exact(CASE, make_answer("x", citations=citations), ARTICLES.get)[0]

    assert value(exact) == 1
    assert value(exact, shifted) == 0
    assert value(replace(exact, quote=QUOTE.lower())) == 0
    assert value(replace(exact, article_id="id-absent")) == 0
    assert value(replace(exact, quote="", start=3, end=3)) == 0
    assert value() is None


def test_an_unknown_article_is_no_gold_one():
    answer = make_answer("x", citations=[replace(make_citation(BRIDGE, QUOTE), article_id="gone")])
    value, reason = grounding.citation_precision(CASE, answer, ARTICLES.get)
    assert value == 0
    assert "gone" in reason


@pytest.mark.parametrize(
    ("case", "found", "value"),
    [
        (CASE, (SEA, HILL, RIVER, TOWN), 1),
        (CASE, (SEA, SEA, HILL, RIVER, TOWN), 0),
        (CASE, (), 0),
        (CONFLICT, (BRIDGE, BRIDGE, BRIDGE, BRIDGE, TOWN), 0.5),
    ],
)
def test_early_recall_looks_at_four_pieces_of_evidence(case, found, value):
    assert grounding.early_recall(case, make_evidence(*found))[0] == value


@pytest.mark.parametrize(
    ("found", "value"),
    [((TOWN, SEA), 1), ((SEA, SEA, SEA, TOWN, BRIDGE), 0.5), ((SEA, HILL), 0), ((), 0)],
)
def test_reciprocal_rank_counts_articles(found, value):
    assert grounding.reciprocal_rank(CASE, make_evidence(*found))[0] == value


def test_reciprocal_rank_ends_at_ten_articles():
    others = [make_article(f"other{number}") for number in range(10)]
    assert grounding.reciprocal_rank(CASE, make_evidence(*others[:9], TOWN))[0] == 0.1
    assert grounding.reciprocal_rank(CASE, make_evidence(*others, TOWN))[0] == 0
