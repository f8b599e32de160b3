"""The page's tables: figures in words beside their plots. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from eval.reports.plots import (
    SHARES,
    Scale,
    Span,
    draw_difference,
    draw_parts,
    draw_spans,
    scale_around_zero,
)
from eval.reports.words import (
    figure,
    interval,
    is_cost,
    probability,
    result,
    signed,
    verdict,
)
from eval.statistics import Estimate, estimate_mean
from rag.schema import as_json

if TYPE_CHECKING:
    from eval.comparing.comparison import Comparison, MetricChange
    from eval.runs.folder import StoredRun
    from eval.runs.record import StoredRecord

RESULTS = ("right", "wrong", "crashed", "not decided")
_Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricRow:
    """A metric of the run and the base, in words, and its plot, empty for seconds and tokens."""

    name: str
    value: str
    interval: str
    cases: str
    base: str
    plot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """What became of a metric, in words, and its plot, empty where one run didn't measure it."""

    name: str
    guarded: bool
    base: str
    new: str
    difference: str
    interval: str
    chance: str
    least: str
    verdict: str
    failure: str
    plot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """How the cases of a kind came out, in words, and the plot of the shares."""

    name: str
    cases: str
    right: str
    base: str
    plot: str


def metric_rows(run: "StoredRun", base: "StoredRun | None") -> tuple[MetricRow, ...]:
    """Give every metric of a run's summary, costs last; empty where only its scores were kept."""
    mine, theirs = metrics_of(run), metrics_of(base)
    ordered = sorted(mine, key=is_cost)
    return tuple(_metric(name, mine[name], theirs.get(name)) for name in ordered)


def change_rows(comparison: "Comparison") -> tuple[tuple[ChangeRow, ...], Scale]:
    """Give what became of every metric, and the scale of the plots."""
    differences = [each.difference for each in comparison.changes if each.difference]
    reached = chain.from_iterable((each.low, each.high) for each in differences)
    margins = (each.margin for each in comparison.changes if each.margin)
    scale = scale_around_zero(chain(reached, margins))
    return tuple(_change(each, scale=scale) for each in comparison.changes), scale


def kind_rows(run: "StoredRun", base: "StoredRun | None") -> tuple[KindRow, ...]:
    """Give how the cases of every kind came out, kinds in order of the run."""
    mine, theirs = _tally(run.records), _tally(base.records if base else ())
    return tuple(_kind(kind, counts, theirs.get(kind)) for kind, counts in mine.items())


def kind_metrics(run: "StoredRun") -> tuple[tuple[str, ...], tuple[tuple[str, Any], ...]]:
    """Give the names of the metrics that any kind has, and each kind with its estimates."""
    kinds = (run.summary or {}).get("kinds", {})
    names = dict.fromkeys(name for metrics in kinds.values() for name in metrics)
    shown = tuple(name for name in names if not is_cost(name))
    rows = tuple(
        (kind, tuple(_cell(metrics.get(name)) for name in shown)) for kind, metrics in kinds.items()
    )
    return shown, rows


def metrics_of(run: "StoredRun | None") -> Mapping[str, _Json]:
    """Give the estimates of a run's metrics, or of a baseline's, as a summary has them."""
    if run is None:
        return {}
    if run.summary is None:  # a baseline, which keeps the scores alone
        return {name: as_json(each) for name, each in _estimates(run.records)}
    metrics: Mapping[str, _Json] = run.summary.get("metrics", {})
    return metrics


def _estimates(records: "Sequence[StoredRecord]") -> Iterator[tuple[str, Estimate]]:
    names = dict.fromkeys(name for record in records for name in record.scores)
    for name in names:
        scored = [
            (record.group, record.scores[name]) for record in records if name in record.scores
        ]
        applying = [(group, score) for group, score in scored if score.value is not None]
        yield (
            name,
            estimate_mean(
                [score.value or 0.0 for _, score in applying],
                weights=[score.weight for _, score in applying],
                groups=[group for group, _ in applying],
            ),
        )


def _metric(name: str, mine: _Json, theirs: _Json | None) -> MetricRow:
    spans = [*_span(mine, role="new"), *_span(theirs or {}, role="base")]
    value, base = figure(mine["value"], name=name), figure((theirs or {}).get("value"), name=name)
    said = f"{name}: {value}" + (f", baseline {base}" if theirs else "")
    plotted = spans and not is_cost(name)
    return MetricRow(
        name=name,
        value=value,
        interval=interval(mine["low"], mine["high"], name=name),
        cases=f"{mine['n']:,}",
        base=base,
        plot=Markup(draw_spans(spans, scale=SHARES, title=said)) if plotted else "",  # noqa: S704
    )


def _span(estimate: _Json, *, role: str) -> Iterator[Span]:
    value = estimate.get("value")
    if value is not None:
        yield Span(value=value, low=estimate["low"], high=estimate["high"], role=role)


def _change(change: "MetricChange", *, scale: Scale) -> ChangeRow:
    seen = change.difference
    words = {"name": change.name, "verdict": verdict(change), "failure": change.failure or ""}
    if seen is None:
        dashes = dict.fromkeys(
            ("base", "new", "difference", "interval", "chance", "least"), figure(None)
        )
        return ChangeRow(**words, **dashes, guarded=change.guarded, plot="")
    said = f"{change.name}: {signed(seen.difference)}, {interval(seen.low, seen.high)}"
    plot = draw_difference(
        Span(value=seen.difference, low=seen.low, high=seen.high, role=verdict(change)),
        margin=change.margin,
        loss_is_left=change.loss == -seen.difference,
        scale=scale,
        title=said,
    )
    return ChangeRow(
        **words,
        guarded=change.guarded,
        base=figure(seen.base),
        new=figure(seen.new),
        difference=signed(seen.difference),
        interval=interval(seen.low, seen.high),
        chance=probability(seen.p_value),
        least=figure(seen.minimum_detectable),
        plot=Markup(plot),  # noqa: S704 - written by ElementTree, which escapes
    )


def _tally(records: "Sequence[StoredRecord]") -> dict[str, Counter[str]]:
    tally: dict[str, Counter[str]] = {}
    for each in records:
        tally.setdefault(each.kind, Counter())[result(each)] += 1
    return tally


def _kind(kind: str, counts: Counter[str], base: Counter[str] | None) -> KindRow:
    parts = [(name.replace(" ", "-"), counts[name]) for name in RESULTS]
    said = ", ".join(f"{counts[name]:,} {name}" for name in RESULTS if counts[name])
    return KindRow(
        name=kind,
        cases=f"{counts.total():,}",
        right=_right(counts),
        base=_right(base) if base else figure(None),
        plot=Markup(draw_parts(parts, title=f"{kind}: {said}")),  # noqa: S704
    )


def _right(counts: Counter[str]) -> str:
    decided = counts.total() - counts["not decided"]
    return f"{counts['right']:,} of {decided:,}" if decided else figure(None)


def _cell(estimate: _Json | None) -> tuple[str, str]:
    if not estimate or estimate["value"] is None:
        return figure(None), ""
    return figure(estimate["value"]), interval(estimate["low"], estimate["high"])
