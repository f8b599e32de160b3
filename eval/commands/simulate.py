"""`dateline eval simulate`: how often the gate raises a false alarm, or sees a loss."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands import options

if TYPE_CHECKING:
    from eval.simulation import Simulation

_HEADINGS = ("metric", "alarms", "comparisons", "share", "95 % interval")


def simulate(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN…", help="folders of finished runs of one system")
    ],
    *,
    comparisons: Annotated[int, typer.Option(min=1, help="comparisons to draw")] = 200,
    loss: Annotated[
        float, typer.Option(min=0, max=1, help="share of right cases to make wrong in the new run")
    ] = 0.0,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="print the table as Markdown")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Compare a system with itself, and count how often the gate stops it."""
    from eval.runs.folder import read_run
    from eval.simulation import simulate as simulate_runs

    stored = [read_run(path) for path in runs]
    with options.progress_bar("comparing") as advance:
        told = simulate_runs(stored, comparisons=comparisons, loss=loss, progress=advance)
    if as_json:
        from rag.schema import as_json as plain

        typer.echo(json.dumps(plain(told), indent=2))
    elif markdown:
        typer.echo("\n\n".join(_markdown(each) for each in told))
    else:
        _print(told)


def _print(simulations: "Sequence[Simulation]") -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from eval.reports.screen import open_screen
    from eval.reports.words import plain

    screen = open_screen()
    for each in simulations:
        table = Table(title=Text(_title(each)), title_justify="left", box=box.SIMPLE_HEAD)
        for heading in _HEADINGS:
            table.add_column(heading, justify="left" if heading == _HEADINGS[0] else "right")
        for row in _rows(each):
            table.add_row(*(Text(plain(cell)) for cell in row))
        screen.print(table, Text(each.explained), "")


def _markdown(simulation: "Simulation") -> str:
    from eval.reports.markdown import escape

    rows = [[escape(cell) for cell in row] for row in _rows(simulation)]
    ruled = (_HEADINGS, (":--", *["--:"] * (len(_HEADINGS) - 1)), *rows)
    table = "\n".join(f"| {' | '.join(row)} |" for row in ruled)
    return f"**{_title(simulation)}**\n\n{table}\n\n{simulation.explained}"


def _title(simulation: "Simulation") -> str:
    lost = (
        f"{simulation.loss:.0%} of the right cases made wrong" if simulation.loss else "no change"
    )
    return f"{simulation.way.capitalize()}, {lost}"


def _rows(simulation: "Simulation") -> Iterator[tuple[str, ...]]:
    from eval.reports.words import interval

    for each in simulation.rates:
        counts = (f"{each.alarms:,}", f"{each.comparisons:,}")
        yield each.metric, *counts, f"{each.share:.1%}", interval(each.low, each.high)
