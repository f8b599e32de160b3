from math import log2

import numpy as np
import pytest
from answer_factory import as_copies, make_article, make_evidence
from hypothesis import given, settings
from hypothesis import strategies as st
from passage_factory import make_passages
from sklearn.metrics import average_precision_score, ndcg_score

from eval.cases import EvalCase
from eval.metrics import ranking
from eval.metrics.scoring import Outcome

STEMS = tuple(f"article{number}" for number in range(14))
ARTICLES = dict(zip(STEMS, map(make_article, STEMS), strict=True))


def case_of(*sources):
    stems = tuple(STEMS[number] for number in sources)
    return EvalCase(id="case", question="Who?", kind="entity", answers=("x",), sources=stems)


def passages_of(*numbers):
    return Outcome(passages=make_passages(*((ARTICLES[STEMS[each]], 0, 10) for each in numbers)))


@pytest.mark.parametrize(
    ("sources", "found", "ndcg", "mrr", "average", "recall"),
    [
        ((1,), (1, 2), 1, 1, 1, 1),
        ((1,), (2, 1), 1 / log2(3), 1 / 2, 1 / 2, 1),
        (
            (1, 2),
            (0, 1, 2),
            (1 / log2(3) + 1 / 2) / (1 + 1 / log2(3)),
            1 / 2,
            (1 / 2 + 2 / 3) / 2,
            1,
        ),
        ((1, 2), (1, 0), 1 / (1 + 1 / log2(3)), 1, 1 / 2, 1 / 2),
        ((1,), (0, 0, 0, 2, 0, 1), 1 / log2(4), 1 / 3, 1 / 3, 1),
        ((1, 1), (1, 1), 1, 1, 1, 1),
        ((1,), (0, 2, 3, 4, 5, 1), 0, 0, 0, 0),
        ((1,), (), 0, 0, 0, 0),
    ],
)
def test_the_values_are_those_worked_out_by_hand(sources, found, ndcg, mrr, average, recall):
    case, outcome = case_of(*sources), passages_of(*found)
    factories = (ranking.ndcg, ranking.mrr, ranking.map_at, ranking.recall)
    values = [factory(5)(case, outcome).value for factory in factories]
    assert values == pytest.approx([ndcg, mrr, average, recall])


@settings(max_examples=60, deadline=None)
@given(
    order=st.permutations(range(14)),
    sources=st.sets(st.integers(0, 13), min_size=1),
    k=st.integers(1, 14),
)
def test_the_values_agree_with_scikit_learn(order, sources, k):
    case, outcome = case_of(*sources), passages_of(*order)
    relevant = np.array([[each in sources for each in order]], dtype=float)
    falling = np.arange(14, 0, -1, dtype=float)
    expected = ndcg_score(relevant, falling[np.newaxis], k=k)
    assert ranking.ndcg(k)(case, outcome).value == pytest.approx(expected)
    expected = average_precision_score(relevant[0], falling)
    assert ranking.map_at(14)(case, outcome).value == pytest.approx(expected)


def test_evidence_is_ranked_by_its_articles():
    outcome = Outcome(evidence=make_evidence(*(ARTICLES[STEMS[each]] for each in (3, 3, 4, 5, 5))))
    assert ranking.mrr(10, of="evidence")(case_of(5), outcome).value == pytest.approx(1 / 3)
    assert ranking.mrr(2, of="evidence")(case_of(5), outcome).value == 0
    assert ranking.mrr(10)(case_of(5), outcome).value == 0


def test_the_reason_names_the_ranks():
    outcome = passages_of(0, 1, 2, 3)
    assert "1 of 2" in ranking.ndcg(3)(case_of(2, 3), outcome).explanation
    assert "rank 3" in ranking.ndcg(3)(case_of(2, 3), outcome).explanation
    assert "first 10" in ranking.mrr(10)(case_of(9), outcome).explanation


def test_a_case_without_an_article_has_no_ranking():
    assert ranking.ndcg(10)(case_of(), passages_of(1)).value is None


def test_a_copy_is_as_good_as_the_source_and_both_are_one():
    first, second = as_copies(ARTICLES[STEMS[1]], ARTICLES[STEMS[2]])
    found = Outcome(passages=make_passages((ARTICLES[STEMS[0]], 0, 10), (second, 0, 10)))
    assert ranking.mrr(5)(case_of(1), found).value == pytest.approx(1 / 2)
    assert ranking.recall(5)(case_of(1, 2), found).value == 1
    both = Outcome(
        passages=make_passages((first, 0, 10), (second, 0, 10), (ARTICLES["article3"], 0, 10))
    )
    assert ranking.mrr(5)(case_of(3), both).value == pytest.approx(1 / 2)
