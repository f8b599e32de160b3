"""The `eval` commands of the console command."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, get_args

import typer

if TYPE_CHECKING:
    from eval.cases import EvalCase
    from eval.run import RunSummary
    from rag.index.library import Library
    from rag.settings import Settings

commands = typer.Typer(help="Score answers against known ones.", no_args_is_help=True)


@commands.command("run")
def run(
    cases_file: Annotated[Path, typer.Argument(metavar="CASES", help="case file, JSON Lines")],
    *,
    corpus: Annotated[Path, typer.Option(help="file or folder of the articles asked about")],
    out: Annotated[Path, typer.Option(help="folder for records, manifest and summary")],
    backend: Annotated[
        str | None, typer.Option(help="auto, ollama, embedded or extractive; default: settings")
    ] = None,
    retrieval_only: Annotated[
        bool, typer.Option("--retrieval-only", help="score the evidence, ask no model")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="ask only the first N cases")] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="the reader's day for cases without one; default: the newest article's",
        ),
    ] = None,
    config: Annotated[Path | None, typer.Option(help="settings file, TOML")] = None,
    index: Annotated[
        Path | None, typer.Option(help="index to bring up to date; default: a temporary one")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the summary as JSON")] = False,
) -> None:
    """Ask every case of a file and score the answers."""
    from eval.cases import read_cases
    from eval.folder import check_out
    from rag.settings import load_settings

    settings = _choosing(load_settings(config), backend=backend)
    cases = read_cases(cases_file)[:limit]
    check_out(out)
    with _library(settings, corpus=corpus, index=index) as library:
        summary = _run(
            cases,
            library=library,
            settings=settings,
            out=out,
            cases_file=cases_file,
            as_of=as_of.date() if as_of else _newest(library),
            retrieval_only=retrieval_only,
        )
    _show(summary, as_json=as_json)
    _require_some(summary, out=out)


@commands.command("gate")
def gate(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="folder of a finished run")],
    *,
    floors: Annotated[Path, typer.Option(help="TOML file with a table [gate.NAME]")],
    name: Annotated[str, typer.Option(help="which of its gates")],
    as_json: Annotated[bool, typer.Option("--json", help="print the failures as JSON")] = False,
) -> None:
    """Fail where a run's metrics break their floors."""
    from eval.folder import read_metrics
    from eval.gate import check_floors, read_floors

    wanted = read_floors(floors, name=name)
    failures = check_floors(read_metrics(run_folder), wanted)
    if as_json:
        typer.echo(json.dumps([asdict(failure) for failure in failures], indent=2))
    else:
        for failure in failures:
            typer.echo(f"{failure.metric} {failure.problem}")
        kept = len(wanted) - len(failures)
        typer.echo(f"gate {name}: {kept} of {len(wanted)} floors kept")
    if failures:
        raise typer.Exit(1)


def _choosing(settings: "Settings", *, backend: str | None) -> "Settings":
    from rag.settings import BackendChoice

    if backend is None:
        return settings
    known = get_args(BackendChoice)
    if backend not in known:
        raise typer.BadParameter(
            f"{backend!r} is none of {', '.join(known)}", param_hint="--backend"
        )
    model = settings.model.model_copy(update={"backend": backend})
    return settings.model_copy(update={"model": model})


@contextmanager
def _library(settings: "Settings", *, corpus: Path, index: Path | None) -> "Iterator[Library]":
    """Give a library that holds exactly the corpus; a temporary one is removed afterwards."""
    from rag.assemble import build_library

    with ExitStack() as stack:
        if index is None:
            index = Path(stack.enter_context(TemporaryDirectory(prefix="dateline-eval-")))
        library = build_library(settings, index=index)
        stack.callback(library.close)
        with _progress("reading the corpus") as advance:
            report = library.ingest([corpus], progress=lambda _, done, total: advance(done, total))
        for refusal in report.refused:
            typer.echo(f"{refusal.file}: {refusal.problem} {refusal.mend}", err=True)
        yield library


def _run(
    cases: "Sequence[EvalCase]",
    *,
    library: "Library",
    settings: "Settings",
    out: Path,
    cases_file: Path,
    as_of: date,
    retrieval_only: bool,
) -> "RunSummary":
    from eval.manifest import describe_run
    from eval.run import run_cases
    from rag.assemble import Models, build_assistant

    with _progress("asking") as advance:
        return run_cases(
            cases,
            assistant=build_assistant(settings, library=library, models=Models(settings)),
            library=library,
            out=out,
            manifest=describe_run(
                settings=settings,
                cases_file=cases_file,
                articles=library.articles(),
                as_of=as_of,
                retrieval_only=retrieval_only,
            ),
            as_of=as_of,
            retrieval_only=retrieval_only,
            progress=advance,
        )


def _newest(library: "Library") -> date:
    """The day of the newest article: a default that gives the same scores tomorrow."""
    days = [each.reference_date for each in library.articles() if each.reference_date]
    return max(days, default=date.today())


@contextmanager
def _progress(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on the terminal's error stream while something counts up."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(doing, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def _show(summary: "RunSummary", *, as_json: bool) -> None:
    if as_json:
        from rag.schema import as_json as plain

        typer.echo(json.dumps(plain(summary), indent=2))
        return
    from rich.console import Console

    from eval.report import build_report

    Console().print(build_report(summary))


def _require_some(summary: "RunSummary", *, out: Path) -> None:
    """Raise DatelineError where every case crashed: such a run says nothing of the answers."""
    from rag.errors import DatelineError

    if summary.crashed == summary.cases:
        raise DatelineError(
            f"Every case crashed; the first: {summary.wrong[0].reason}",
            mend=f"See the errors in {out / 'records.jsonl'}.",
        )
