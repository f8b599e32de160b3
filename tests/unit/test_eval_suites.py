from dataclasses import replace
from datetime import date

import pytest
from answer_factory import make_answer, make_article, make_citation, make_evidence
from passage_factory import make_passages

from eval.cases import CaseEvidence, CaseNumber, CasePosition, EvalCase
from eval.metrics.scoring import LESS_IS_BETTER, Outcome, score_case, score_crash
from eval.metrics.suites import ANSWERS, DECIDING, EVIDENCE, RETRIEVAL

ARTICLE = make_article("bridge")
PLAIN = EvalCase(
    id="plain", question="Who?", kind="entity", answers=("the mayor",), sources=("bridge",)
)
DATED = EvalCase(
    id="dated",
    question="When was the bridge opened?",
    kind="date",
    answers=("March 4", "March 4, 2025"),
    sources=("bridge",),
    evidence=(CaseEvidence(source="bridge", quote="The mayor opened the bridge on Tuesday."),),
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
NUMBER = replace(PLAIN, id="number", kind="number", number=CaseNumber(value=80))
LIST = replace(PLAIN, id="list", kind="list", answers=(), items=(("mayor",), ("bishop",)))
FALSE = replace(DATED, id="false", kind="false-premise", evidence=())
UNANSWERABLE = EvalCase(id="none", question="Who paid?", kind="unanswerable", sources=())
CASES = (PLAIN, DATED, CONFLICT, NUMBER, LIST, FALSE, UNANSWERABLE)

RIGHT = make_answer(
    "March 4, 2025.",
    citations=[make_citation(ARTICLE, "opened the bridge on Tuesday")],
    evidence=make_evidence(ARTICLE),
)
REFUSED = make_answer(status="not_found")

OF_EVIDENCE = ("recall@4", "evidence_recall@4", "mrr@10", "ndcg@10")
OF_WORDS = {"answer_accuracy", "exact_match", "token_f1", "false_refusal_rate"}
OF_REFUSALS = {"refusal_precision", "refusal_f1"}
OF_SOURCES = {"citation_precision", "citation_recall", "recall@4", "mrr@10", "ndcg@10"}
OF_GOLD = {"evidence_precision", "evidence_recall", "evidence_recall@4"}


def scored(case, answer):
    lookup = {ARTICLE.article_id: ARTICLE}.get
    return score_case(
        ANSWERS, case, Outcome(answer=answer, evidence=answer.evidence, article=lookup)
    )


def values(scores):
    return {score.name: score.value for score in scores}


def applying(case):
    return {
        name
        for name, value in values(score_crash(ANSWERS, case, error="x")).items()
        if value is not None
    }


def test_the_metrics_are_shown_in_this_order():
    assert tuple(metric.name for metric in ANSWERS) == (
        "answer_accuracy",
        "exact_match",
        "token_f1",
        "date_accuracy",
        "number_accuracy",
        "list_coverage",
        "conflict_coverage",
        "false_premise",
        "refusal_recall",
        "refusal_precision",
        "refusal_f1",
        "false_refusal_rate",
        "citation_precision",
        "citation_recall",
        "evidence_precision",
        "evidence_recall",
        "quote_exact",
        *OF_EVIDENCE,
    )
    assert tuple(metric.name for metric in EVIDENCE) == OF_EVIDENCE
    assert tuple(metric.name for metric in RETRIEVAL) == (*OF_EVIDENCE, "gold_article@4")


@pytest.mark.parametrize(
    ("case", "names"),
    [
        (PLAIN, OF_WORDS | OF_REFUSALS | OF_SOURCES),
        (DATED, OF_WORDS | OF_REFUSALS | OF_SOURCES | OF_GOLD | {"date_accuracy"}),
        (NUMBER, OF_WORDS | OF_REFUSALS | OF_SOURCES | {"number_accuracy"}),
        (LIST, OF_WORDS | OF_REFUSALS | OF_SOURCES | {"list_coverage"}),
        (CONFLICT, OF_WORDS | OF_REFUSALS | OF_SOURCES | {"conflict_coverage"}),
        (FALSE, {"false_premise"} | OF_SOURCES),
        (UNANSWERABLE, {"refusal_recall"} | OF_REFUSALS),
    ],
)
def test_a_metric_speaks_only_of_the_cases_it_is_for(case, names):
    assert applying(case) == names | {"quote_exact"}


def test_a_right_answer_is_right_by_every_metric_that_applies():
    others = {name: value for name, value in values(scored(DATED, RIGHT)).items() if value != 1}
    assert others == {
        "number_accuracy": None,
        "list_coverage": None,
        "conflict_coverage": None,
        "false_premise": None,
        "refusal_recall": None,
        "refusal_precision": None,
        "refusal_f1": None,
        "false_refusal_rate": 0,
    }


def test_a_refusal_of_the_unanswerable_is_all_that_counts_there():
    counted = {
        name: value
        for name, value in values(scored(UNANSWERABLE, REFUSED)).items()
        if value is not None
    }
    assert counted == {"refusal_recall": 1, "refusal_precision": 1, "refusal_f1": 1}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("answer", [RIGHT, REFUSED])
def test_every_score_has_a_reason(case, answer):
    assert all(score.explanation for score in scored(case, answer))


def test_evidence_alone_is_scored_by_retrieval_metrics():
    outcome = Outcome(evidence=make_evidence(ARTICLE))
    found = values(score_case(EVIDENCE, CONFLICT, outcome))
    assert found["recall@4"] == 0.5
    assert found["mrr@10"] == 1
    assert 0 < found["ndcg@10"] < 1
    assert found["evidence_recall@4"] is None
    assert values(score_case(EVIDENCE, DATED, outcome)) == dict.fromkeys(OF_EVIDENCE, 1)


def test_passages_are_scored_where_there_is_an_answer_to_find():
    outcome = Outcome(passages=make_passages((ARTICLE, 0, 9)))
    found = {
        case.id: values(score_case(RETRIEVAL, case, outcome))["gold_article@4"] for case in CASES
    }
    assert found == dict.fromkeys(("plain", "dated", "conflict", "number", "list"), 1) | {
        "false": None,
        "none": None,
    }


@pytest.mark.parametrize("case", CASES)
def test_a_crash_is_never_better_than_any_answer(case):
    crashed = {score.name: score for score in score_crash(ANSWERS, case, error="the model died")}
    for answer in (RIGHT, REFUSED):
        for score in scored(case, answer):
            worst = crashed[score.name]
            sign = -1 if score.name in LESS_IS_BETTER else 1
            assert score.value is None or sign * worst.value <= sign * score.value
            assert worst.value is None or "the model died" in worst.explanation


@pytest.mark.parametrize(
    ("case", "decided_by"),
    [
        (PLAIN, "answer_accuracy"),
        (CONFLICT, "answer_accuracy"),
        (FALSE, "false_premise"),
        (UNANSWERABLE, "refusal_recall"),
    ],
)
def test_one_metric_decides_whether_a_case_is_right(case, decided_by):
    assert next(name for name in DECIDING if name in applying(case)) == decided_by


def test_recall_decides_where_evidence_is_all_there_is():
    assert [each.name for each in EVIDENCE if each.name in DECIDING] == ["recall@4"]
