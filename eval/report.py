"""A run as a person reads it in the terminal. Pure: builds a renderable, prints nothing."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eval.run import SECONDS, RunSummary, WrongCase
from eval.statistics import Estimate


def build_report(summary: RunSummary) -> RenderableType:
    """Build a table of the metrics and, below it, the cases that count as wrong."""
    parts: list[RenderableType] = [_metrics(summary), Text(_closing(summary))]
    if summary.wrong:
        parts.append(_wrong(summary.wrong))
    return Group(*parts)


def _metrics(summary: RunSummary) -> Table:
    table = Table(title=f"{summary.cases} cases", title_justify="left")
    table.add_column("metric")
    for heading in ("value", "95 % interval", "cases"):
        table.add_column(heading, justify="right")
    for name, estimate in summary.metrics.items():
        table.add_row(name, *_cells(estimate, digits=2 if name == SECONDS else 3))
    return table


def _cells(estimate: Estimate, *, digits: int) -> tuple[str, str, str]:
    if estimate.value is None:
        return "–", "–", "0"
    interval = f"{estimate.low:.{digits}f} to {estimate.high:.{digits}f}"
    return f"{estimate.value:.{digits}f}", interval, str(estimate.n)


def _closing(summary: RunSummary) -> str:
    memory = summary.peak_memory_mb
    peak = "peak memory unknown" if memory is None else f"peak memory {memory:.0f} MB"
    return f"{len(summary.wrong)} wrong, {summary.crashed} crashed; {peak}"


def _wrong(cases: tuple[WrongCase, ...]) -> Table:
    table = Table(title="Wrong", title_justify="left")
    for heading in ("case", "question", "why"):
        table.add_column(heading, overflow="fold")
    for case in cases:
        # As Text, never as markup: questions and what models say are anybody's words.
        table.add_row(*(Text(_plain(part)) for part in (case.id, case.question, case.reason)))
    return table


def _plain(text: str) -> str:
    """Take out what could steer a terminal: control characters and changes of direction."""
    return "".join(each if each.isprintable() else " " for each in text)
