"""A run, or two compared, as a person reads them in the terminal. Pure: prints nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eval.reports.words import (
    EXPLAINED,
    NONE,
    counted,
    figure,
    flipped,
    interval,
    is_beside,
    is_cost,
    plain,
    probability,
    signed,
    uncompared,
    verdict,
)

if TYPE_CHECKING:
    from eval.comparing.comparison import Comparison, MetricChange
    from eval.runs.summary import RunSummary
    from eval.statistics import Estimate

_SHOWN = 20
"""Cases and ids that are listed; a page or a folder has them all."""

_NAME = 18
"""Characters of the longest name of a metric that a table of 80 columns has room for."""


def build_report(summary: "RunSummary") -> RenderableType:
    """Build tables of the metrics, over all and by kind, and the cases that count as wrong."""
    parts: list[RenderableType] = [_metrics(summary), *_systems(summary)]
    if len(summary.kinds) > 1:
        parts.append(_kinds(summary.kinds))
    if summary.references:
        parts.append(_references(summary.references))
    parts.append(Text(_closing(summary)))
    if summary.wrong:
        parts.append(_wrong(summary))
    return _apart(parts)


def build_comparison(comparison: "Comparison") -> RenderableType:
    """Build a table of what changed, the cases that flipped and why, and the gate's word."""
    parts: list[RenderableType] = [Group(_changes(comparison), Text(EXPLAINED, style="dim"))]
    if comparison.flips:
        parts.append(_flips(comparison))
    parts.extend(_uncompared(comparison))
    parts.append(_gate(comparison))
    return _apart(parts)


def _metrics(summary: "RunSummary") -> Table:
    repeated = f", each asked {summary.repeats} times" if summary.repeats > 1 else ""
    table = _table(f"{counted(summary.cases, 'case')}{repeated}", ("metric",))
    _figures(table, ("value", "95 % interval", "cases", "groups"))
    for name, estimate in summary.metrics.items():
        if is_beside(name):
            continue
        table.add_row(Text(plain(name)), *_cells(estimate, name=name), _count(estimate.groups))
    return table


def _systems(summary: "RunSummary") -> Iterator[Table]:
    """Tabulate what was scored beside the system measured, over all cases and by kind."""
    for title, metrics in {"all": summary.metrics, **summary.kinds}.items():
        told = [name.partition(".")[::2] for name in metrics if is_beside(name)]
        shown = dict.fromkeys(metric for _, metric in told)
        if shown:
            table = _table(f"{plain(title)}: value ± standard error", ("system",))
            _figures(table, shown)
            for system in dict.fromkeys(("", *(system for system, _ in told))):
                named = (f"{system}.{metric}" if system else metric for metric in shown)
                cells = (_with_error(metrics.get(name)) for name in named)
                table.add_row(Text(plain(system or "measured")), *cells)
            yield table


def _with_error(estimate: "Estimate | None") -> str:
    if estimate is None or estimate.value is None:
        return NONE
    # Without its nought, so that five figures and a name find room in 80 columns.
    value, error = (figure(each) for each in (estimate.value, estimate.standard_error))
    return f"{value.removeprefix('0')} ±{error.removeprefix('0')}"


def _cells(estimate: "Estimate", *, name: str) -> tuple[str, str, str]:
    value = figure(estimate.value, name=name)
    return value, interval(estimate.low, estimate.high, name=name), _count(estimate.n)


def _count(number: int) -> str:
    return f"{number:,}"


def _kinds(kinds: Mapping[str, Mapping[str, "Estimate"]]) -> Table:
    """Tabulate each kind by the first metric that says something of it."""
    table = _table("By kind: its first metric", ("kind", "metric"))
    _figures(table, ("value", "95 % interval", "cases"))
    for kind, metrics in kinds.items():
        told = ((name, each) for name, each in metrics.items() if not is_cost(name))
        for name, estimate in list(told)[:1]:
            table.add_row(Text(plain(kind)), Text(plain(name)), *_cells(estimate, name=name))
    return table


def _references(references: Mapping[str, float]) -> Table:
    table = _table("To hold these against", ("reference",))
    _figures(table, ("value",))
    for name, value in references.items():
        table.add_row(Text(plain(name)), figure(value))
    return table


def _closing(summary: "RunSummary") -> str:
    memory = summary.peak_memory_mb
    peak = "peak memory unknown" if memory is None else f"peak memory {memory:,.0f} MB"
    return (
        f"{summary.wrong_count:,} wrong, {summary.crashed:,} crashed; "
        f"{summary.seconds:,.1f} s, {summary.overhead:.1%} of them overhead; {peak}"
    )


def _wrong(summary: "RunSummary") -> RenderableType:
    shown = summary.wrong[:_SHOWN]
    # As Text, never as markup: questions and what models say are anybody's words.
    rows = ((each.id, each.question, each.reason) for each in shown)
    table = _texts("Wrong", ("case", "question", "why"), rows)
    return Group(table, *_left_out(summary.wrong_count - len(shown), "wrong case"))


def _changes(comparison: "Comparison") -> Table:
    title = f"{plain(comparison.base)} → {plain(comparison.new)}: "
    table = _table(f"{title}{counted(comparison.paired, 'case')} in both", ("metric",))
    _figures(table, ("base", "new", "difference\n95 % interval", "p", "least"))
    table.add_column("verdict")
    for change in comparison.changes:
        table.add_row(*_change(change))
    return table


def _change(change: "MetricChange") -> Iterable[Text]:
    name = Text.assemble(plain(change.name), ("\nguarded", "dim") if change.guarded else "")
    seen = Text(verdict(change), style={"worse": "red", "better": "green"}.get(verdict(change), ""))
    difference = change.difference
    if difference is None:
        return (name, *(Text(NONE) for _ in range(5)), seen)
    span = f"{signed(difference.difference)}\n{interval(difference.low, difference.high)}"
    figures = (
        figure(difference.base),
        figure(difference.new),
        span,
        probability(difference.p_value),
        figure(difference.minimum_detectable),
    )
    return (name, *map(Text, figures), seen)


def _flips(comparison: "Comparison") -> RenderableType:
    flips = comparison.flips
    shown = flips[:_SHOWN]
    rows = (
        (f"{each.id}\n{'lost' if each.lost else 'gained'}", each.question, each.before, each.after)
        for each in shown
    )
    table = _texts(flipped(comparison), ("case", "question", "before", "after"), rows)
    return Group(table, *_left_out(len(flips) - len(shown), "flipped case"))


def _uncompared(comparison: "Comparison") -> Iterable[Text]:
    for said, ids in uncompared(comparison):
        named = ", ".join(map(plain, ids[:_SHOWN]))
        more = f" and {len(ids) - _SHOWN:,} more" if len(ids) > _SHOWN else ""
        yield Text(f"{said} ({len(ids):,}): {named}{more}")


def _gate(comparison: "Comparison") -> Text:
    if comparison.passed:
        return Text("The gate lets this pass.", style="green")
    lines = ("The gate stops this:", *(f"  {plain(each)}" for each in comparison.failures))
    return Text("\n".join(lines), style="red")


def _table(title: str, headings: Iterable[str]) -> Table:
    table = Table(
        title=Text(title),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        show_edge=False,
    )
    for heading in headings:
        table.add_column(heading, overflow="fold", min_width=_NAME if heading == "metric" else None)
    return table


def _figures(table: Table, headings: Iterable[str]) -> None:
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)


def _texts(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = _table(title, headings)
    for row in rows:
        table.add_row(*(Text("\n".join(map(plain, cell.split("\n")))) for cell in row))
    return table


def _apart(parts: Iterable[RenderableType]) -> RenderableType:
    return Group(*chain.from_iterable((part, "") for part in parts))


def _left_out(number: int, noun: str) -> Iterable[Text]:
    if number > 0:
        yield Text(f"and {counted(number, noun)} more")
