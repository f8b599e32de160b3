"""What a run came to, added up record by record; of each only numbers are kept."""

import math
import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eval.runs.record import Case
from eval.statistics import NORMAL, Estimate, estimate_mean, estimate_median
from rag.errors import CasesError, RunError

SECONDS = "seconds_p50"
"""The summary's name for the median seconds of a case."""

SECONDS_LATE = "seconds_p95"
PROMPT_TOKENS = "prompt_tokens"

_KEPT_WRONG = 200
_NOTHING = math.nan
_LATE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCase:
    """A case that counts as wrong, and why in one line."""

    id: str
    question: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What a run came to; all but `wrong`, its first 200 wrong cases, is summary.json.

    `kinds` has for each kind of case the metrics that say something of it. `crashed` and
    `wrong_count` count records, of which there are `cases` times `repeats`. `seconds` is the time
    that the run took, `overhead` the share of it that was not spent in attempts, 0..1. Memory is
    of the whole process.
    """

    metrics: Mapping[str, Estimate]
    kinds: Mapping[str, Mapping[str, Estimate]]
    references: Mapping[str, float]
    cases: int
    repeats: int
    crashed: int
    wrong_count: int
    peak_memory_mb: float | None
    overhead: float
    seconds: float
    wrong: tuple[WrongCase, ...] = field(default=(), metadata={"hidden": True})


class Tally:
    """Adds records up, whatever their order; raises CasesError where two cases share an id."""

    def __init__(self, cases: Sequence[Case], *, metrics: Sequence[str], repeats: int) -> None:
        self._places = {case.id: place for place, case in enumerate(cases)}
        if len(self._places) < len(cases):
            raise CasesError("Two cases have the same id.", mend="Give each case one of its own.")
        self.repeats = repeats
        self.total = len(cases) * repeats
        self.done = self.crashed = self.wrong_count = 0
        self.spent = 0.0
        self.models: list[Mapping[str, str]] = []
        self._kinds = [sys.intern(case.kind) for case in cases]
        self._groups = [sys.intern(case.group) for case in cases]
        self._values = {name: self._column() for name in metrics}
        self._weights = {name: self._column() for name in metrics}
        self._seconds, self._tokens = self._column(), self._column()
        self._wrong: list[WrongCase] = []

    def _column(self) -> "array[float]":
        """One number for each case and repeat, in the order of the cases."""
        return array("d", [_NOTHING]) * self.total

    def holds(self, case_id: str, *, repeat: int) -> bool:
        """Tell whether the record of a case is in."""
        return not math.isnan(self._seconds[self._place(case_id, repeat)])

    def _place(self, case_id: str, repeat: int) -> int:
        return self._places[case_id] * self.repeats + repeat

    def add(self, row: Mapping[str, Any]) -> None:
        """Add a record, given as its JSON. Raises RunError where it is of another run."""
        try:
            self._add(row, place=self._place(row["id"], row["repeat"]))
        except (LookupError, TypeError, AttributeError) as error:
            raise RunError(
                f"A record doesn't belong to this run ({error!r}).",
                mend="Give another --out, or --overwrite to lose that run.",
            ) from error

    def _add(self, row: Mapping[str, Any], *, place: int) -> None:
        for score in row["scores"]:
            if score["value"] is not None:
                self._values[score["name"]][place] = score["value"]
                self._weights[score["name"]][place] = score["weight"]
        self.done += math.isnan(self._seconds[place])
        self._seconds[place] = row["seconds"]
        self.spent += row["seconds"] - row["saved_seconds"]
        self.crashed += row["error"] is not None
        if answer := row["answer"]:
            self._tokens[place] = answer["budget"]["prompt"]
            if answer["model"] not in self.models:
                self.models.append(answer["model"])
        if row["right"] is False:
            self._note_wrong(row)

    def _note_wrong(self, row: Mapping[str, Any]) -> None:
        self.wrong_count += 1
        if len(self._wrong) < _KEPT_WRONG:
            question = row["case"].get("question", "")
            self._wrong.append(WrongCase(id=row["id"], question=question, reason=row["reason"]))

    def summary(
        self,
        *,
        references: Mapping[str, float],
        peak_memory_mb: float | None,
    ) -> RunSummary:
        """Give what all records that were added come to; its times are yet to be told."""
        return RunSummary(
            metrics={**self._metrics(), **self._costs()},
            kinds={kind: self._metrics(kind) for kind in dict.fromkeys(self._kinds)},
            references=references,
            cases=len(self._places),
            repeats=self.repeats,
            crashed=self.crashed,
            wrong_count=self.wrong_count,
            peak_memory_mb=peak_memory_mb,
            overhead=0.0,
            seconds=0.0,
            wrong=tuple(self._wrong),
        )

    def _metrics(self, kind: str | None = None) -> dict[str, Estimate]:
        """Estimate every metric, or of one kind of case those that say something of it."""
        estimates = {}
        for name, column in self._values.items():
            places = self._known(column, kind)
            if places or kind is None:
                weights = [self._weights[name][place] for place in places]
                estimates[name] = estimate_mean(
                    [column[place] for place in places],
                    weights=None if all(weight == 1 for weight in weights) else weights,
                    groups=self._groups_of(places),
                )
        return estimates

    def _costs(self) -> dict[str, Estimate]:
        places = self._known(self._seconds)
        seconds, groups = [self._seconds[place] for place in places], self._groups_of(places)
        costs = {
            SECONDS: estimate_median(seconds, groups=groups),
            SECONDS_LATE: _late(seconds, groups=groups),
        }
        answered = self._known(self._tokens)
        if answered:
            tokens = [self._tokens[place] for place in answered]
            costs[PROMPT_TOKENS] = estimate_mean(tokens, groups=self._groups_of(answered))
        return costs

    def _known(self, column: "array[float]", kind: str | None = None) -> list[int]:
        return [
            place
            for place, value in enumerate(column)
            if not math.isnan(value) and kind in (None, self._kinds[place // self.repeats])
        ]

    def _groups_of(self, places: Sequence[int]) -> list[str]:
        return [self._groups[place // self.repeats] for place in places]


def _late(seconds: Sequence[float], *, groups: Sequence[str]) -> Estimate:
    """Estimate the time that 95 % of the cases keep.

    The interval lies between the two values of the sample whose ranks are as far from the 95th
    hundredth as chance takes them (the normal approximation of order statistics); it ends at the
    slowest case, beyond which a sample tells nothing.
    """
    ordered = sorted(seconds)
    count = len(ordered)
    if not count:
        return Estimate(value=None, low=None, high=None, n=0, standard_error=None, groups=0)
    reach = NORMAL * math.sqrt(count * _LATE * (1 - _LATE))
    ranks = (count * _LATE, count * _LATE - reach, count * _LATE + reach)
    value, low, high = (ordered[min(max(math.ceil(rank), 1), count) - 1] for rank in ranks)
    return Estimate(
        value=value,
        low=low,
        high=high,
        n=count,
        standard_error=(high - low) / (2 * NORMAL),
        groups=len(set(groups)),
    )
