"""Two runs' records, paired case by case, and what each metric says of the pairs. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eval.metrics.scoring import LESS_IS_BETTER, Score
from eval.runs.record import StoredRecord
from eval.significance import Difference, Pair, compare_paired

DIGITS = 6
"""Digits of a value that are compared: those that a baseline keeps."""

CRASHED = "crashed"
"""The share of the cases that crashed, compared as if it were a metric."""

Both = tuple[StoredRecord, StoredRecord]
"""What the base and the new run hold of one case and repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One metric over the pairs to which it applies on either side.

    `difference` is None where one of the runs has no mean of it; the metric is `missing` where the
    base has one and the new run not a single value. `moved` says whether any case's value changed.
    """

    name: str
    missing: bool
    moved: bool
    difference: Difference | None

    @property
    def p_of_loss(self) -> float:
        """One-sided: how likely chance alone makes the metric as much worse as it is."""
        if self.difference is None:
            return 1.0
        return self.difference.p_higher if less_is_better(self.name) else self.difference.p_lower


def less_is_better(name: str) -> bool:
    """Whether a smaller value of the metric is the better one."""
    return name == CRASHED or name in LESS_IS_BETTER


def pair_records(base: Iterable[StoredRecord], new: Iterable[StoredRecord]) -> tuple[Both, ...]:
    """Pair the records of the same case and repeat, in the order of the base.

    A case whose content changed in between is another case, and not paired.
    """
    after = {(each.id, each.repeat): each for each in new}
    both = ((each, after.get((each.id, each.repeat))) for each in base)
    return tuple((old, fresh) for old, fresh in both if fresh and fresh.digest == old.digest)


def measured_metrics(records: Sequence[StoredRecord]) -> tuple[str, ...]:
    """Name the metrics that say something of any record, in the order in which they score one."""
    names = dict.fromkeys(name for record in records for name in record.scores)
    measured = {
        name for record in records for name, each in record.scores.items() if each.value is not None
    }
    return tuple(name for name in names if name in measured)


def compare_metrics(pairs: Sequence[Both]) -> Iterator[Compared]:
    """Compare every metric that either run measured, and the crashes where there are any."""
    names = dict.fromkeys(
        name for side in zip(*pairs, strict=True) for name in measured_metrics(side)
    )
    for name in names:
        yield _compare(name, [_pair(name, *both) for both in pairs])
    if any(old.error or fresh.error for old, fresh in pairs):
        yield _compare(CRASHED, [_crash(*both) for both in pairs])


def _pair(name: str, old: StoredRecord, fresh: StoredRecord) -> Pair:
    base, base_weight = _rounded(old.scores.get(name))
    new, new_weight = _rounded(fresh.scores.get(name))
    return Pair(group=old.group, base=base, new=new, base_weight=base_weight, new_weight=new_weight)


def _rounded(score: Score | None) -> tuple[float | None, float]:
    if score is None or score.value is None:
        return None, 1.0
    return round(score.value, DIGITS), round(score.weight, DIGITS)


def _crash(old: StoredRecord, fresh: StoredRecord) -> Pair:
    return Pair(group=old.group, base=float(bool(old.error)), new=float(bool(fresh.error)))


def _compare(name: str, pairs: Iterable[Pair]) -> Compared:
    applying = [each for each in pairs if each.base is not None or each.new is not None]
    # Values of no weight at all, as F1's where nothing was sought nor found, have no mean.
    weighs = [
        any(each.base is not None and each.base_weight > 0 for each in applying),
        any(each.new is not None and each.new_weight > 0 for each in applying),
    ]
    return Compared(
        name=name,
        missing=weighs[0] and all(each.new is None for each in applying),
        moved=any(_moved(each) for each in applying),
        difference=compare_paired(applying) if all(weighs) else None,
    )


def _moved(pair: Pair) -> bool:
    return (pair.base, pair.base_weight) != (pair.new, pair.new_weight)
