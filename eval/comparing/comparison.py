"""Two runs, paired case by case: what changed, by how much, and whether the gate lets it pass.

The gate fails a guarded metric on a loss that is more than chance: p of a loss below 5 %, corrected
(Holm) over the guarded metrics in which any case changed. One that no case touches has p = 1 in
every permutation, so that leaving it out costs no error and keeps the power of the others. The gate
fails a metric on a loss past its margin as well, but only where neither run samples: a system that
answers the same way twice leaves nothing to chance, one that samples leaves small losses to it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from eval.comparing.guards import DEFAULT_GUARDS, Guards
from eval.comparing.pairing import (
    CRASHED,
    Both,
    compare_metrics,
    less_is_better,
    pair_records,
)
from eval.runs.folder import StoredRun
from eval.runs.record import StoredRecord
from eval.significance import Difference, holm
from rag.errors import RunError

_SIGNIFICANT = 0.05
_ROUNDING = 1e-9
_NAMED = 5
"""Missing cases that a line names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricChange:
    """One metric in both runs, over the cases that they share.

    `difference` is None where only one of the runs has a mean of it. `adjusted` is p of a loss
    after Holm's correction, None where the metric isn't guarded or has no difference; `margin` is
    None where it isn't guarded. `failure` says why the gate doesn't let it pass.
    """

    name: str
    difference: Difference | None
    adjusted: float | None
    guarded: bool
    margin: float | None
    failure: str | None

    @property
    def loss(self) -> float:
        """By how much the metric is worse than it was; below 0 where it is better."""
        if self.difference is None:
            return 0.0
        gain = self.difference.difference
        return gain if less_is_better(self.name) else -gain


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A case that was right and isn't any more (`lost`), or the reverse, with both reasons."""

    id: str
    kind: str
    question: str
    lost: bool
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What became of the run named `base` in the one named `new`.

    `paired` counts the cases compared; `only_base`, `only_new` and `altered` are ids of those that
    could not be. `sampled` says that a run samples, so that margins don't count. `problems` are the
    gate's objections that concern no single metric.
    """

    base: str
    new: str
    paired: int
    sampled: bool
    changes: tuple[MetricChange, ...]
    flips: tuple[Flip, ...]
    only_base: tuple[str, ...]
    only_new: tuple[str, ...]
    altered: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def failures(self) -> tuple[str, ...]:
        """Why the gate doesn't let the new run pass, one line each."""
        metrics = (f"{each.name} {each.failure}" for each in self.changes if each.failure)
        return (*metrics, *self.problems)

    @property
    def passed(self) -> bool:
        """Whether the gate lets the new run pass."""
        return not self.failures


def compare(
    base: StoredRun,
    new: StoredRun,
    *,
    guards: Guards = DEFAULT_GUARDS,
    allow_missing: bool = False,
) -> Comparison:
    """Compare two runs over the cases that are the same in both, repeat by repeat.

    Cases that the base has and the new run hasn't are a problem unless `allow_missing`: else
    leaving out what is hard would pass. Raises RunError where no case is the same.
    """
    pairs = pair_records(base.records, new.records)
    if not pairs:
        raise RunError(
            f"{new.name} is of another data set than {base.name}: no case is the same in both.",
            mend="Compare runs of the same case file.",
        )
    before, after = _digests(base.records), _digests(new.records)
    missing = tuple(case for case in before if case not in after)
    sampled = _samples(base) or _samples(new)
    return Comparison(
        base=base.name,
        new=new.name,
        paired=len({each.id for each, _ in pairs}),
        sampled=sampled,
        changes=tuple(_changes(pairs, margins={**guards, CRASHED: 0.0}, sampled=sampled)),
        flips=_flips(pairs),
        only_base=missing,
        only_new=tuple(case for case in after if case not in before),
        altered=tuple(case for case in before if after.get(case, before[case]) != before[case]),
        problems=(_missing(missing),) if missing and not allow_missing else (),
    )


def _digests(records: Iterable[StoredRecord]) -> dict[str, str]:
    return {each.id: each.digest for each in records}


def _samples(run: StoredRun) -> bool:
    """Whether the same system, asked again, could answer otherwise."""
    return run.manifest.get("samples") is True or any(each.repeat for each in run.records)


def _missing(cases: Sequence[str]) -> str:
    named = ", ".join(cases[:_NAMED]) + (", …" if len(cases) > _NAMED else "")
    return f"{len(cases)} of the base's cases are missing: {named}"


def _changes(pairs: Sequence[Both], *, margins: Guards, sampled: bool) -> Iterator[MetricChange]:
    compared = list(compare_metrics(pairs))
    tested = [each for each in compared if each.name in margins and each.difference and each.moved]
    corrected = holm([each.p_of_loss for each in tested])
    adjusted = dict(zip((each.name for each in tested), corrected, strict=True))
    for each in compared:
        guarded = each.name in margins
        change = MetricChange(
            name=each.name,
            difference=each.difference,
            adjusted=adjusted.get(each.name, 1.0) if guarded and each.difference else None,
            guarded=guarded,
            margin=margins.get(each.name),
            failure="was not measured" if guarded and each.missing else None,
        )
        rules = tuple(_broken_rules(change, tested=len(tested), sampled=sampled))
        yield replace(change, failure=_failure(change, rules))


def _broken_rules(change: MetricChange, *, tested: int, sampled: bool) -> Iterator[str]:
    if change.adjusted is not None and change.adjusted < _SIGNIFICANT:
        corrected = f", corrected for {tested} metrics" if tested > 1 else ""
        yield f"more than chance (p {change.adjusted:.2g}{corrected})"
    if change.margin is not None and change.loss > change.margin + _ROUNDING and not sampled:
        yield f"past its margin of {change.margin:g}" if change.margin else "no loss is let pass"


def _failure(change: MetricChange, rules: Sequence[str]) -> str | None:
    if change.difference is None or not rules:
        return change.failure
    went = "rose" if less_is_better(change.name) else "fell"
    values = f"from {change.difference.base:.3f} to {change.difference.new:.3f}"
    return f"{went} by {change.loss:.3f}, {values}: {' and '.join(rules)}"


def _flips(pairs: Iterable[Both]) -> tuple[Flip, ...]:
    """Give the cases that flipped, lost ones first; with repeats, what most of them say counts."""
    by_case: dict[str, list[Both]] = {}
    for old, fresh in pairs:
        if old.right is not None and fresh.right is not None:
            by_case.setdefault(old.id, []).append((old, fresh))
    flips = (_flip(both) for both in by_case.values())
    return tuple(sorted((each for each in flips if each), key=lambda each: not each.lost))


def _flip(repeats: Sequence[Both]) -> Flip | None:
    before, after = ([both[side] for both in repeats] for side in (0, 1))
    was, became = _mostly_right(before), _mostly_right(after)
    if was == became:
        return None
    return Flip(
        id=before[0].id,
        kind=before[0].kind,
        question=before[0].question,
        lost=was,
        before=_reason(before, right=was),
        after=_reason(after, right=became),
    )


def _mostly_right(records: Sequence[StoredRecord]) -> bool:
    return sum(bool(each.right) for each in records) * 2 > len(records)


def _reason(records: Iterable[StoredRecord], *, right: bool) -> str:
    """Why the case was right or wrong; a baseline doesn't keep what made a right one right."""
    reasons = (each.reason for each in records if each.right == right)
    return next(filter(None, reasons), "It was right." if right else "It was wrong.")
