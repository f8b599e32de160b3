"""What a metric is, and how one case is scored by several.

A score that doesn't apply is None and enters no mean. A case that crashed gets the worst value of
every metric that applies to it, so that a crash can never raise a mean.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from rag.schema import Answer, Article, Evidence, RetrievedPassage

ArticleLookup = Callable[[str], Article | None]
"""Gives the stored article of an id, None where there is none."""


class Measured(NamedTuple):
    """A metric's value for one case, 0..1, None where it doesn't apply, and why it is that.

    `weight` is what the value counts in the mean: F1 over a whole run, for one, is the mean of the
    cases' F1, each weighted by what was expected and found there.
    """

    value: float | None
    explanation: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one metric says of one case; see Measured."""

    name: str
    value: float | None
    explanation: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a case: an answer, evidence or passages, each best first, or other findings.

    `article` looks up what was cited. `found` is of a task that asks no question, such as the time
    expressions of a text. `beside` are the passages that other systems found for the same question,
    by the systems' names. `aside_seconds` went into what is only measured besides, and are no part
    of the case's time.
    """

    answer: Answer | None = None
    evidence: tuple[Evidence, ...] = ()
    passages: tuple[RetrievedPassage, ...] = ()
    found: tuple[Any, ...] = ()
    article: ArticleLookup = lambda _: None
    beside: Mapping[str, tuple[RetrievedPassage, ...]] = field(default_factory=dict)
    aside_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Scope:
    """The cases that a metric speaks of, and what to say of the others."""

    holds: Callable[[Any], bool]
    otherwise: str


EVERY = Scope(lambda _: True, "")


@dataclass(frozen=True, slots=True)
class Metric:
    """`measure` takes the case and its outcome; `worst` is a crash's value, `weigh` its weight."""

    name: str
    measure: Callable[[Any, Outcome], Measured]
    scope: Scope = EVERY
    worst: float = 0.0
    weigh: Callable[[Any], float] = lambda _: 1.0


LESS_IS_BETTER = frozenset({"false_refusal_rate", "wrong_said"})
"""The metrics of which a smaller value is the better one."""


def of_system(system: str, metric: Metric) -> Metric:
    """Give the same metric of what a system beside the one measured found: "system.metric"."""

    def measure(case: Any, outcome: Outcome) -> Measured:
        return metric.measure(case, replace(outcome, passages=outcome.beside[system]))

    return replace(metric, name=f"{system}.{metric.name}", measure=measure)


def score_case(metrics: Sequence[Metric], case: Any, outcome: Outcome) -> tuple[Score, ...]:
    """Score what came of a case by every metric, in their order."""
    return tuple(
        _score(each, case, lambda each=each: each.measure(case, outcome))  # type: ignore[misc]
        for each in metrics
    )


def score_crash(metrics: Sequence[Metric], case: Any, *, error: str) -> tuple[Score, ...]:
    """Score a case that gave nothing: the worst value of each metric that applies to it."""
    told = f"It failed: {error}"
    return tuple(
        _score(each, case, lambda each=each: Measured(each.worst, told, each.weigh(case)))  # type: ignore[misc]
        for each in metrics
    )


def deciding_score(scores: Sequence[Score], names: Sequence[str]) -> Score | None:
    """Give the score of the first of these metrics that applies: it says whether a case is right.

    None where none of them applies.
    """
    applying = {score.name: score for score in scores if score.value is not None}
    return next((applying[name] for name in names if name in applying), None)


def _score(metric: Metric, case: Any, measure: Callable[[], Measured]) -> Score:
    value, explanation, weight = (
        measure() if metric.scope.holds(case) else Measured(None, metric.scope.otherwise)
    )
    return Score(name=metric.name, value=value, explanation=explanation, weight=weight)
