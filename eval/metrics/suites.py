"""The metrics of a case file: which there are, to which cases each applies, in the order shown."""

from eval.cases import EvalCase
from eval.metrics import correctness, grounding, ranking
from eval.metrics.scoring import EVERY, Metric, Scope

DEEP = 10
"""Depth of the ranking metrics, in articles."""

DECIDING: tuple[str, ...] = (
    "false_premise",
    "answer_accuracy",
    "refusal_recall",
    f"recall@{grounding.EARLY}",
)
"""The first of these that applies to a case says whether the case is right."""


def _holds_source(case: EvalCase) -> bool:
    return bool(case.sources) and (case.answerable or case.false_premise)


ANSWERABLE = Scope(lambda case: case.answerable, "The articles hold no answer.")
UNANSWERABLE = Scope(
    lambda case: not (case.answerable or case.false_premise), "The articles have something to say."
)
REFUSABLE = Scope(
    lambda case: not case.false_premise, "What a false premise asks for is no matter of refusal."
)
DATED = Scope(lambda case: case.answerable and case.date is not None, "No date is asked for.")
NUMBERED = Scope(
    lambda case: case.answerable and case.number is not None, "No number is asked for."
)
LISTED = Scope(lambda case: case.answerable and bool(case.items), "No list is asked for.")
CONFLICT = Scope(lambda case: case.answerable and bool(case.positions), "The case is no conflict.")
FALSE_PREMISE = Scope(lambda case: case.false_premise, "The case has no false premise.")
SOURCED = Scope(_holds_source, "No article is named that holds an answer or denies the premise.")
WITH_EVIDENCE = Scope(lambda case: bool(case.evidence), "The case has no gold evidence.")

EVIDENCE: tuple[Metric, ...] = (
    Metric(f"recall@{grounding.EARLY}", grounding.early_recall, SOURCED),
    Metric(
        f"evidence_recall@{grounding.EARLY}",
        grounding.gold_recall(grounding.EARLY, of="evidence"),
        WITH_EVIDENCE,
    ),
    Metric(f"mrr@{DEEP}", ranking.mrr(DEEP, of="evidence"), SOURCED),
    Metric(f"ndcg@{DEEP}", ranking.ndcg(DEEP, of="evidence"), SOURCED),
)
"""What evidence is scored by; ranks count articles."""

RETRIEVAL: tuple[Metric, ...] = (
    *EVIDENCE,
    Metric(
        f"gold_article@{grounding.EARLY}",
        grounding.gold_article(grounding.EARLY, of="passages"),
        ANSWERABLE,
    ),
)
"""What retrieval alone is scored by: its evidence, and the passages behind it."""

ANSWERS: tuple[Metric, ...] = (
    Metric("answer_accuracy", correctness.answer_accuracy, ANSWERABLE),
    Metric("exact_match", correctness.exact_match, ANSWERABLE),
    Metric("token_f1", correctness.token_f1, ANSWERABLE),
    Metric("date_accuracy", correctness.date_accuracy, DATED),
    Metric("number_accuracy", correctness.number_accuracy, NUMBERED),
    Metric("list_coverage", correctness.list_coverage, LISTED),
    Metric("conflict_coverage", correctness.conflict_coverage, CONFLICT),
    Metric("false_premise", correctness.false_premise, FALSE_PREMISE),
    Metric("refusal_recall", correctness.refusal_recall, UNANSWERABLE),
    Metric("refusal_precision", correctness.refusal_precision, REFUSABLE),
    Metric("refusal_f1", correctness.refusal_f1, REFUSABLE),
    Metric("false_refusal_rate", correctness.false_refusal_rate, ANSWERABLE, worst=1.0),
    Metric("citation_precision", grounding.citation_precision, SOURCED),
    Metric("citation_recall", grounding.citation_recall, SOURCED),
    Metric("evidence_precision", grounding.evidence_precision, WITH_EVIDENCE),
    Metric("evidence_recall", grounding.evidence_recall, WITH_EVIDENCE),
    Metric("quote_exact", grounding.quote_exact, EVERY),
    *EVIDENCE,
)
"""What a run with answers is scored by: the answer, its citations, and the evidence behind it."""
