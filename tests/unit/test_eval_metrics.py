from datetime import date

import pytest
from answer_factory import make_answer, make_article, make_citation, make_evidence

from eval.cases import CasePosition, EvalCase
from eval.metrics import failing_score, metric_names, score_answer, score_crash, score_evidence

ARTICLE = make_article("bridge")
DATED = EvalCase(
    id="dated",
    question="When was the bridge opened?",
    kind="date",
    answers=("March 4",),
    sources=("bridge",),
    date=date(2025, 3, 4),
)
CONFLICT = EvalCase(
    id="conflict",
    question="How long is the bridge?",
    kind="conflict",
    positions=(
        CasePosition(answers=("80",), sources=("bridge",)),
        CasePosition(answers=("90",), sources=("river",)),
    ),
    sources=("bridge", "river"),
)
UNANSWERABLE = EvalCase(id="none", question="Who paid?", kind="unanswerable", sources=())
RIGHT = make_answer(
    "On March 4, 2025.",
    citations=[make_citation(ARTICLE, "opened the bridge on Tuesday")],
    evidence=make_evidence(ARTICLE),
)
REFUSED = make_answer(status="not_found")


def lookup(article_id):
    return ARTICLE if article_id == ARTICLE.article_id else None


def values(scores):
    return {score.name: score.value for score in scores}


def test_a_right_answer_has_every_metric_that_applies():
    assert values(score_answer(DATED, RIGHT, article=lookup)) == {
        "answer_accuracy": 1,
        "date_accuracy": 1,
        "conflict_coverage": None,
        "refusal_recall": None,
        "false_refusal_rate": 0,
        "citation_precision": 1,
        "citation_recall": 1,
        "quote_exact": 1,
        "recall@4": 1,
        "mrr@10": 1,
    }


def test_a_refusal_of_the_unanswerable_is_all_that_counts_there():
    scores = score_answer(UNANSWERABLE, REFUSED, article=lookup)
    counted = {name: value for name, value in values(scores).items() if value is not None}
    assert counted == {"refusal_recall": 1}
    assert failing_score(scores) is None


@pytest.mark.parametrize("case", [DATED, CONFLICT, UNANSWERABLE])
def test_every_score_has_a_name_of_the_run_and_a_reason(case):
    scores = score_answer(case, RIGHT, article=lookup)
    assert tuple(score.name for score in scores) == metric_names(retrieval_only=False)
    assert all(score.explanation for score in scores)


def test_evidence_alone_is_scored_by_retrieval_metrics():
    scores = score_evidence(CONFLICT, make_evidence(ARTICLE))
    assert values(scores) == {"recall@4": 0.5, "mrr@10": 1}
    assert tuple(values(scores)) == metric_names(retrieval_only=True)
    assert failing_score(scores).name == "recall@4"


@pytest.mark.parametrize(
    ("case", "worst"),
    [
        (DATED, {"answer_accuracy": 0, "false_refusal_rate": 1, "quote_exact": 0, "mrr@10": 0}),
        (UNANSWERABLE, {"refusal_recall": 0, "quote_exact": 0, "answer_accuracy": None}),
    ],
)
def test_a_crash_gets_the_worst_of_what_applies(case, worst):
    scores = score_crash(case, error="the model died", retrieval_only=False)
    assert worst.items() <= values(scores).items()
    assert "the model died" in failing_score(scores).explanation


@pytest.mark.parametrize(
    ("case", "answer", "metric"),
    [
        (DATED, RIGHT, None),
        (DATED, REFUSED, "answer_accuracy"),
        (CONFLICT, make_answer("80"), "answer_accuracy"),
        (UNANSWERABLE, RIGHT, "refusal_recall"),
    ],
)
def test_a_case_is_wrong_by_its_answer(case, answer, metric):
    failing = failing_score(score_answer(case, answer, article=lookup))
    assert (failing.name if failing else None) == metric
