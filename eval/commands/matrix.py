"""`dateline eval matrix`: compare variants of the settings on one case file."""

import io
import json
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eval.commands import options

if TYPE_CHECKING:
    from eval.matrix import Variant


def matrix(
    cases_file: Annotated[Path, typer.Argument(metavar="CASES", help="case file, JSON Lines")],
    configs: Annotated[
        list[Path], typer.Argument(metavar="CONFIG", help="settings files, one a variant")
    ],
    *,
    corpus: options.Corpus,
    out: Annotated[Path, typer.Option(help="folder for a run of each variant and the comparison")],
    limit: options.Limit = None,
    as_of: options.AsOf = None,
    jobs: options.Jobs = 1,
    overwrite: options.Overwrite = False,
    as_json: options.Json = False,
) -> None:
    """Run a case file with several settings files: quality against seconds and memory.

    Each runs in a process of its own, and goes on where it was interrupted.
    One that fails is told in the table; the others go on.
    """
    from eval.matrix import plan_variants, run_variant, write_reports

    asked = {"cases_file": cases_file, "corpus": corpus, "limit": limit, "as_of": as_of}
    asked |= {"jobs": jobs, "overwrite": overwrite}
    results = []
    with options.interruptible():
        for variant in plan_variants(configs, out=out):
            options.tell(f"{variant.name}:")
            results.append(run_variant(variant, run_alone, **asked))
            write_reports(results, out=out)
    _show(results, as_json=as_json)
    if all(each.error is not None for each in results):
        raise typer.Exit(1)


def run_alone(
    variant: "Variant",
    *,
    cases_file: Path,
    corpus: list[Path],
    limit: int | None,
    as_of: datetime | None,
    jobs: int,
    overwrite: bool,
) -> None:
    """Run one variant as `dateline eval run` does, but for the table that it prints."""
    from eval.commands.run import run
    from eval.matrix import crashed_before

    with redirect_stdout(io.StringIO()):
        run(
            cases_file,
            corpus=corpus,
            out=variant.out,
            config=variant.config,
            index=variant.index,
            limit=limit,
            as_of=as_of,
            jobs=jobs,
            overwrite=overwrite or crashed_before(variant),
        )


def _show(results: "list[Any]", *, as_json: bool) -> None:
    from eval.reports.screen import open_screen
    from eval.reports.variants import build_variants
    from rag.schema import as_json as plain

    if as_json:
        typer.echo(json.dumps(plain(results), indent=2))
        return
    open_screen().print(build_variants(results))
