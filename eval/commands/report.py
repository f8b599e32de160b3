"""`dateline eval report`: a run, alone or beside another, as files for people and for CI."""

import json
from pathlib import Path
from typing import Annotated

import typer

from eval.commands import options


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="folder of a finished run")],
    *,
    out: Annotated[
        list[Path],
        typer.Option(help="report to write: .html, .md, .xml (JUnit) or .json; repeatable"),
    ],
    base: Annotated[
        Path | None, typer.Option(help="run folder or baseline file to show it beside")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Write a run as a page, as Markdown, as JUnit XML or as JSON."""
    from eval.comparing.baseline import read_run_or_baseline
    from eval.comparing.comparison import compare
    from eval.reports.writing import write_reports
    from eval.runs.folder import read_run

    options.require_suffixes(out)
    new = read_run(run)
    before = read_run_or_baseline(base) if base else None
    comparison = compare(before, new) if before else None
    write_reports(out, new, base=before, comparison=comparison)
    written = [{"file": str(file), "bytes": file.stat().st_size} for file in out]
    if as_json:
        typer.echo(json.dumps({"run": new.name, "written": written}, indent=2))
        return
    for each in written:
        options.tell(f"{each['file']}: {each['bytes']:,} bytes")
