"""A task that runs in no time, for tests of what runs tasks."""

from dataclasses import dataclass, field
from typing import Any

from eval.metrics.scoring import Measured, Metric, Outcome, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A case: two numbers, and what somebody says they come to."""

    id: str
    numbers: tuple[int, int]
    said: int
    question: str = ""
    kind: str = "sum"
    group: str = ""


def measure(case: Sum, outcome: Outcome) -> Measured:
    (total,) = outcome.found
    return Measured(float(total == case.said), f"It is {total}.")


def count(case: Sum, outcome: Outcome) -> Measured:
    return Measured(1.0, "", weight=float(case.said))


SUMS = (
    Metric("right_sum", measure, Scope(lambda case: case.said > 0, "Nothing was said.")),
    Metric("weighed", count),
)


@dataclass(kw_only=True)
class Adding:
    """eval.runs.task.Task that adds; a case whose id is in `failing` raises what stands there."""

    cases: tuple[Sum, ...]
    metrics: tuple[Metric, ...] = SUMS
    deciding: tuple[str, ...] = ("right_sum",)
    references: dict[str, float] = field(default_factory=lambda: {"always 3": 0.25})
    failing: dict[str, BaseException] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)

    def attempt(self, case: Any, *, repeat: int) -> Outcome:
        self.asked.append((case.id, repeat))
        if case.id in self.failing:
            raise self.failing[case.id]
        return Outcome(found=(sum(case.numbers),))


def sums(number: int, *, wrong: int = 0) -> tuple[Sum, ...]:
    """Make so many cases, the first of which are said wrongly; two neighbours share a group."""
    return tuple(
        Sum(
            id=f"sum-{each}",
            numbers=(each, 1),
            said=each + (2 if each < wrong else 1),
            question=f"What is {each} and 1?",
            kind="even" if each % 2 == 0 else "odd",
            group=f"group-{each // 2}",
        )
        for each in range(number)
    )
