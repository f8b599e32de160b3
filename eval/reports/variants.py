"""Variants side by side: quality against seconds and memory, for people and programs. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eval.reports.markdown import escape
from eval.reports.scatter import Point, draw_scatter
from eval.reports.words import NONE, counted, figure, interval, plain

_HERE = Path(__file__).parent

QUALITY = "answer_accuracy"
"""The metric that is plotted, and by which rows are ordered."""

SECONDS = "seconds_p50"
MEMORY = "peak memory, MB"
COLUMNS = (QUALITY, "refusal_f1", "citation_precision", SECONDS)
"""The metrics that are compared, all of a run's summary."""

HEADINGS = ("variant", "model", QUALITY, "95 % interval", *COLUMNS[1:], MEMORY)

_SHORT = ("accuracy", "95 %", "refusal", "citations", "seconds", "MB")
"""The headings of a terminal, which has no room for models and long names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantResult:
    """What came of one variant: metrics as in a run's summary.json, or why there are none."""

    name: str
    model: str = ""
    cases: int = 0
    metrics: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    peak_memory_mb: float | None = None
    seconds: float | None = None
    error: str | None = None

    def value(self, metric: str) -> float | None:
        """Give a metric's value, None where there is none."""
        value: float | None = self.metrics.get(metric, {}).get("value")
        return value


def build_variants(results: Sequence[VariantResult]) -> RenderableType:
    """Build the table for a terminal."""
    grid = Table(title="Variants", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    grid.add_column("variant", overflow="fold")
    for heading in _SHORT:
        grid.add_column(heading, justify="right", no_wrap=True)
    for result in ordered(results):
        name, _, *figures = _cells(result)
        # As Text, never as markup: file names and errors are anybody's words.
        grid.add_row(Text(plain(name)), *figures)
    failures = [Text(plain(line), style="red") for line in _failures(results)]
    return Group(grid, *failures)


def render_markdown(results: Sequence[VariantResult]) -> str:
    """Render the table and the failures as Markdown."""
    alignment = [":--", ":--", *["--:"] * (len(HEADINGS) - 2)]
    rows = [[escape(cell) for cell in _cells(result)] for result in ordered(results)]
    lines = [list(map(escape, HEADINGS)), alignment, *rows]
    grid = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    failures = [f"- {escape(line)}" for line in _failures(results)]
    return "\n\n".join(["## Dateline variants", grid, *failures]) + "\n"


def render_page(results: Sequence[VariantResult]) -> str:
    """Render the table and a plot as one HTML page that needs nothing beside it."""
    points = [
        Point(
            name=plain(each.name),
            seconds=max(each.value(SECONDS) or 0.0, 0.001),
            quality=quality,
            low=each.metrics[QUALITY]["low"],
            high=each.metrics[QUALITY]["high"],
            memory=each.peak_memory_mb,
        )
        for each in results
        if (quality := each.value(QUALITY)) is not None
    ]
    plot = draw_scatter(points, quality=QUALITY, title="Quality against seconds a question")
    environment = Environment(
        autoescape=True, loader=FileSystemLoader(_HERE), undefined=StrictUndefined
    )
    return environment.get_template("variants.html.j2").render(
        style=Markup((_HERE / "page.css").read_text("utf-8")),  # noqa: S704 - of this package
        headline=_headline(results),
        plot=Markup(plot) if points else "",  # noqa: S704 - escaped as it was drawn
        headings=HEADINGS,
        rows=[_cells(each) for each in ordered(results)],
        failures=_failures(results),
    )


def ordered(results: Sequence[VariantResult]) -> list[VariantResult]:
    """Put the best first, by the metric that is plotted; failures come last."""
    return sorted(results, key=lambda each: -(each.value(QUALITY) or 0.0) if not each.error else 1)


def _cells(result: VariantResult) -> list[str]:
    if result.error is not None:
        return [result.name, result.model or NONE, "failed", *[NONE] * (len(HEADINGS) - 3)]
    quality = result.metrics.get(QUALITY, {})
    memory = result.peak_memory_mb
    return [
        result.name,
        result.model or NONE,
        figure(result.value(QUALITY)),
        interval(quality.get("low"), quality.get("high")),
        *(figure(result.value(name), name=name) for name in COLUMNS[1:]),
        NONE if memory is None else f"{memory:,.0f}",
    ]


def _failures(results: Sequence[VariantResult]) -> list[str]:
    return [f"{each.name} failed: {each.error}" for each in results if each.error is not None]


def _headline(results: Sequence[VariantResult]) -> str:
    told = counted(len(results), "variant")
    failed = len(_failures(results))
    asked = max((each.cases for each in results), default=0)
    return f"{told} on {counted(asked, 'case')}" + (f", {failed} failed." if failed else ".")
