"""`dateline eval compare`: two runs paired case by case, and the gate."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands import options

if TYPE_CHECKING:
    from eval.comparing.comparison import Comparison
    from eval.comparing.guards import Guards
    from eval.runs.folder import StoredRun


def compare(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="run folder or baseline file")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="run folder or baseline file")],
    *,
    gate: Annotated[bool, typer.Option("--gate", help="exit 1 where the gate fails")] = False,
    guards: Annotated[
        Path | None, typer.Option(help="TOML file of guarded metrics; default: configs/gate.toml's")
    ] = None,
    allow_missing: Annotated[
        bool, typer.Option("--allow-missing", help="let NEW lack cases of BASE")
    ] = False,
    out: Annotated[
        list[Path] | None,
        typer.Option(help="report to write: .md, .xml (JUnit), .html or .json; repeatable"),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Tell what got better, what got worse, and whether that is more than chance."""
    from eval.comparing.baseline import read_run_or_baseline
    from eval.comparing.comparison import compare as compare_runs
    from eval.reports.writing import write_reports

    options.require_suffixes(out or ())
    before, after = read_run_or_baseline(base), read_run_or_baseline(new)
    margins = _guards(guards, runs=(before, after))
    comparison = compare_runs(before, after, guards=margins, allow_missing=allow_missing)
    show_comparison(comparison, as_json=as_json)
    write_reports(out or (), after, base=before, comparison=comparison)
    if before.manifest.get("corpus") != after.manifest.get("corpus"):
        options.tell("The two runs read different articles.")
    if gate and not comparison.passed:
        raise typer.Exit(1)


def show_comparison(comparison: "Comparison", *, as_json: bool = False) -> None:
    """Print a comparison, as a table or as JSON."""
    from eval.reports.screen import open_screen
    from eval.reports.terminal import build_comparison
    from eval.reports.writing import describe_comparison

    if as_json:
        typer.echo(json.dumps(describe_comparison(comparison), indent=2))
        return
    open_screen().print(build_comparison(comparison))


def _guards(path: Path | None, *, runs: "Sequence[StoredRun]") -> "Guards":
    from eval.comparing.guards import DEFAULT_GUARDS, check_names, read_guards
    from eval.metrics.suites import ANSWERS, EVIDENCE

    if path is None:
        return DEFAULT_GUARDS
    guards = read_guards(path)
    scored = {name for run in runs for record in run.records for name in record.scores}
    check_names(guards, known=scored | {each.name for each in (*ANSWERS, *EVIDENCE)}, path=path)
    return guards
