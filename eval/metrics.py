"""Every metric, and to which cases it applies: one score per metric per case. Pure.

A score that doesn't apply is None and enters no mean. A case that crashed gets the worst value of
every metric that applies to it, so that a crash can never raise a mean.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from eval import correctness, grounding
from eval.cases import EvalCase
from eval.correctness import Measured
from eval.grounding import ArticleLookup
from rag.schema import Answer, Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one metric says of one case: 0..1, or None where it doesn't apply, and why."""

    name: str
    value: float | None
    explanation: str


@dataclass(frozen=True, slots=True)
class _Scope:
    """The cases that a metric speaks of, and what to say of the others."""

    holds: Callable[[EvalCase], bool]
    otherwise: str


_EVERY = _Scope(lambda _: True, "")
_ANSWERABLE = _Scope(lambda case: case.answerable, "The articles hold no answer.")
_UNANSWERABLE = _Scope(lambda case: not case.answerable, "The articles hold an answer.")
_DATED = _Scope(lambda case: case.date is not None, "The case has no date.")
_CONFLICT = _Scope(lambda case: bool(case.positions), "The case is no conflict.")


@dataclass(frozen=True, slots=True)
class _Metric:
    """`measure` takes the case and what its table below is given; `worst` is a crash's value."""

    name: str
    scope: _Scope
    measure: Callable[..., Measured]
    worst: float = 0.0


_OF_ANSWERS = (
    _Metric("answer_accuracy", _ANSWERABLE, correctness.answer_accuracy),
    _Metric("date_accuracy", _DATED, correctness.date_accuracy),
    _Metric("conflict_coverage", _CONFLICT, correctness.conflict_coverage),
    _Metric("refusal_recall", _UNANSWERABLE, correctness.refusal_recall),
    _Metric("false_refusal_rate", _ANSWERABLE, correctness.false_refusal_rate, worst=1.0),
)
_OF_CITATIONS = (
    _Metric("citation_precision", _ANSWERABLE, grounding.citation_precision),
    _Metric("citation_recall", _ANSWERABLE, grounding.citation_recall),
    _Metric("quote_exact", _EVERY, grounding.quote_exact),
)
_OF_EVIDENCE = (
    _Metric(f"recall@{grounding.EARLY}", _ANSWERABLE, grounding.early_recall),
    _Metric(f"mrr@{grounding.DEEP}", _ANSWERABLE, grounding.reciprocal_rank),
)


_DECIDING = ("answer_accuracy", "refusal_recall", f"recall@{grounding.EARLY}")


def metric_names(*, retrieval_only: bool) -> tuple[str, ...]:
    """Name the metrics of a run, in the order in which they are shown."""
    return tuple(metric.name for metric in _metrics(retrieval_only=retrieval_only))


def score_answer(case: EvalCase, answer: Answer, *, article: ArticleLookup) -> tuple[Score, ...]:
    """Score an answer, and the evidence that it was given."""
    return (
        _scores(_OF_ANSWERS, case, answer)
        + _scores(_OF_CITATIONS, case, answer, article)
        + score_evidence(case, answer.evidence)
    )


def score_evidence(case: EvalCase, evidence: Sequence[Evidence]) -> tuple[Score, ...]:
    """Score evidence, best first, by the articles it is from."""
    return _scores(_OF_EVIDENCE, case, evidence)


def score_crash(case: EvalCase, *, error: str, retrieval_only: bool) -> tuple[Score, ...]:
    """Score a case that gave no answer: the worst value of each metric that applies to it."""
    return tuple(
        _score(metric, case, partial(_failed, metric, error=error))
        for metric in _metrics(retrieval_only=retrieval_only)
    )


def failing_score(scores: Sequence[Score]) -> Score | None:
    """Give the score by which a case counts as wrong, None where the case is right.

    Decided by the answer where there is one, else by the evidence.
    """
    by_name = {score.name: score for score in scores if score.value is not None}
    for name in _DECIDING:
        if score := by_name.get(name):
            return score if score.value != 1 else None
    return None


def _metrics(*, retrieval_only: bool) -> tuple[_Metric, ...]:
    return _OF_EVIDENCE if retrieval_only else _OF_ANSWERS + _OF_CITATIONS + _OF_EVIDENCE


def _scores(metrics: Sequence[_Metric], case: EvalCase, *given: object) -> tuple[Score, ...]:
    return tuple(_score(metric, case, partial(metric.measure, case, *given)) for metric in metrics)


def _score(metric: _Metric, case: EvalCase, measure: Callable[[], Measured]) -> Score:
    value, explanation = measure() if metric.scope.holds(case) else (None, metric.scope.otherwise)
    return Score(name=metric.name, value=value, explanation=explanation)


def _failed(metric: _Metric, *, error: str) -> Measured:
    return metric.worst, f"It failed: {error}"
