"""How figures and verdicts are put into words, the same in every report. Pure."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.comparing.comparison import Comparison, MetricChange
    from eval.runs.folder import StoredRun
    from eval.runs.record import StoredRecord

SIGNIFICANT = 0.05
"""Below this p a difference is called better or worse."""

NONE = "–"
"""Stands where there is no figure."""

EXPLAINED = (
    "Under p, how often chance alone would part the runs as far; under least, the smallest "
    "difference that this many cases would show four times of five. Whether a guarded metric is "
    "worse is judged by p corrected for how many are guarded."
)
"""What the columns of a comparison mean."""

_DIGITS = {"seconds_p50": 2, "seconds_p95": 2, "prompt_tokens": 0}
_MINUS = "\N{MINUS SIGN}"


def is_cost(name: str) -> bool:
    """Whether a metric counts seconds or tokens, and so has no scale from 0 to 1."""
    return name in _DIGITS


def is_beside(name: str) -> bool:
    """Whether a metric is of a system beside the one measured: "system.metric"."""
    return "." in name


def figure(value: float | None, *, name: str = "") -> str:
    """Give a metric's value as all reports write it; a dash where there is none."""
    if value is None:
        return NONE
    return f"{value:.{_DIGITS.get(name, 3)}f}".replace("-", _MINUS)


def signed(value: float) -> str:
    """Give a difference with its sign; none where it rounds to nothing."""
    text = f"{value:+.3f}"
    return "0.000" if float(text) == 0 else text.replace("-", _MINUS)


def interval(low: float | None, high: float | None, *, name: str = "") -> str:
    """Give an interval as "0.412 to 0.603"."""
    if low is None or high is None:
        return NONE
    return f"{figure(low, name=name)} to {figure(high, name=name)}"


def probability(value: float) -> str:
    """Give p with three digits, and no p as nought."""
    return "<.001" if value < 0.001 else f"{value:.3f}"


def counted(number: int, noun: str) -> str:
    """Give "1 case" or "2,000 cases"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def plain(text: str) -> str:
    """Give text in one line without what could steer a terminal or turn a line's direction."""
    return "".join(each if each.isprintable() else " " for each in text)


def verdict(change: "MetricChange") -> str:
    """Say what a comparison saw: better or worse, no difference, or one that may be chance.

    A loss of a guarded metric counts by its corrected p, as the gate counts it.
    """
    difference = change.difference
    if difference is None:
        return "one run only"
    losing = change.loss > 0
    corrected = change.adjusted if losing and change.adjusted is not None else None
    chance = difference.p_value if corrected is None else corrected
    if change.loss == 0:
        return "no difference"
    if chance >= SIGNIFICANT:
        return "past margin" if change.failure else "may be chance"
    return "worse" if losing else "better"


def result(record: "StoredRecord") -> str:
    """Say how a case came out: crashed, right, wrong, or not decided by any metric."""
    if record.error is not None:
        return "crashed"
    return {True: "right", False: "wrong", None: "not decided"}[record.right]


def flipped(comparison: "Comparison") -> str:
    """Count the cases that flipped, each way."""
    lost = sum(each.lost for each in comparison.flips)
    return f"Flipped: {lost:,} lost, {len(comparison.flips) - lost:,} gained"


def uncompared(comparison: "Comparison") -> Iterator[tuple[str, Sequence[str]]]:
    """Give the ids of cases that could not be compared, under why; reasons without any left out."""
    sides = (
        ("Only in the base", comparison.only_base),
        ("Only in the new run", comparison.only_new),
        ("Altered, so not compared", comparison.altered),
    )
    yield from ((said, ids) for said, ids in sides if ids)


def headline(run: "StoredRun", comparison: "Comparison | None") -> str:
    """Say in one sentence what came of the run, or of the comparison."""
    if comparison is None:
        return f"{_share_right(run.records)}."
    if not comparison.passed:
        return f"The gate stops this: {counted(len(comparison.failures), 'objection')}."
    changes = [(each.name, verdict(each)) for each in comparison.changes]
    better = [name for name, seen in changes if seen == "better"]
    worse = [name for name, seen in changes if seen == "worse"]
    seen = [f"{sort}: {', '.join(names)}" for sort, names in (("better", better), ("worse", worse))]
    told = "; ".join(text for text, names in zip(seen, (better, worse), strict=True) if names)
    return f"The gate lets this pass; {told or 'no difference beyond chance'}."


def _share_right(records: "Sequence[StoredRecord]") -> str:
    results = [result(record) for record in records]
    right, crashed = results.count("right"), results.count("crashed")
    decided = len(results) - results.count("not decided")
    told = f"{right:,} of {counted(decided, 'case')} right"
    return f"{told}, {crashed:,} crashed" if crashed else told
