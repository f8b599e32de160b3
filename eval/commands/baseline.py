"""`dateline eval accept`: make a run the baseline that later runs are compared with."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands import options
from eval.commands.compare import show_comparison

if TYPE_CHECKING:
    from eval.comparing.comparison import Comparison
    from eval.runs.folder import StoredRun


def accept(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="folder of a finished run")],
    baseline: Annotated[Path, typer.Argument(metavar="BASELINE", help="file to write, JSON")],
    *,
    with_crashes: Annotated[
        bool, typer.Option("--with-crashes", help="accept a run in which cases crashed")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Keep a run as a small file fit for committing, and show what that accepts."""
    from eval.comparing.baseline import write_baseline
    from eval.runs.folder import read_run

    accepted = read_run(run)
    if not with_crashes:
        _refuse_crashes(accepted)
    comparison = _compared(accepted, baseline)
    if comparison and not as_json:
        show_comparison(comparison)
    code = accepted.manifest.get("code") or {}
    if code.get("dirty"):
        options.tell("The run is of code that is not committed.")
    write_baseline(baseline, accepted)
    _tell_written(baseline, accepted, comparison=comparison, as_json=as_json)


def _tell_written(
    baseline: Path, accepted: "StoredRun", *, comparison: "Comparison | None", as_json: bool
) -> None:
    from eval.reports.writing import describe_comparison

    size = baseline.stat().st_size
    if not as_json:
        options.tell(f"{baseline}: {len(accepted.records)} records, {size:,} bytes")
        return
    told = {
        "file": str(baseline),
        "bytes": size,
        "records": len(accepted.records),
        "comparison": describe_comparison(comparison) if comparison else None,
    }
    typer.echo(json.dumps(told, indent=2))


def _refuse_crashes(run: "StoredRun") -> None:
    from rag.errors import RunError

    crashed = [each for each in run.records if each.error]
    if crashed:
        raise RunError(
            f"{len(crashed)} of {len(run.records)} cases crashed, the first: {crashed[0].error}",
            mend="Mend that and run again, or give --with-crashes.",
        )


def _compared(accepted: "StoredRun", baseline: Path) -> "Comparison | None":
    """Give what a run changes of the baseline that is there; a broken one raises RunError."""
    from eval.comparing.baseline import read_baseline
    from eval.comparing.comparison import compare
    from rag.errors import RunError

    if not baseline.exists():
        options.tell("This baseline is new.")
        return None
    old = read_baseline(baseline)
    try:
        return compare(old, accepted)
    except RunError as error:  # another data set: nothing to show, yet nothing wrong
        options.tell(f"{error.problem} It is replaced whole.")
        return None
