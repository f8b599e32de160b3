"""What several `eval` commands share: their options, a corpus's library, models, bar and table."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

if TYPE_CHECKING:
    from eval.metrics.scoring import ArticleLookup
    from eval.runs.cache import ReplyCache
    from eval.runs.summary import RunSummary
    from eval.runs.task import Task
    from rag.answering.assistant import ChooseModel
    from rag.index.library import Library
    from rag.protocols import LanguageModel
    from rag.schema import Article
    from rag.settings import Settings

_REMEMBERED = 64
"""Articles kept for scoring, whose metrics each look at the same few."""

Out = Annotated[Path, typer.Option(help="folder for records, manifest and summary")]
Backend = Annotated[
    str | None, typer.Option(help="auto, ollama, embedded or extractive; default: settings")
]
Model = Annotated[str | None, typer.Option(help="model of the backend; default: settings")]
Limit = Annotated[int | None, typer.Option(min=1, help="take only the first N cases")]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        help="the reader's day for cases without one; default: the newest article's",
    ),
]
Config = Annotated[Path | None, typer.Option(help="settings file, TOML")]
Corpus = Annotated[
    list[Path], typer.Option(help="file or folder of the articles asked about; repeatable")
]
Index = Annotated[
    Path | None, typer.Option(help="index to bring up to date; default: a temporary one")
]
Cache = Annotated[Path | None, typer.Option(help="folder in which models' replies are remembered")]
Jobs = Annotated[int, typer.Option(min=1, help="cases that are worked on at the same time")]
Repeats = Annotated[
    int, typer.Option(min=1, help="ask each case N times, where the model's temperature is above 0")
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="lose the run that is in --out, and begin anew")
]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]


def choose_settings(config: Path | None, *, backend: str | None) -> "Settings":
    """Read the settings, with the backend of the option. Raises SettingsError, BadParameter."""
    from rag.settings import BackendChoice, load_settings

    settings = load_settings(config)
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
def corpus_library(
    settings: "Settings", *, corpus: Sequence[Path], index: Path | None
) -> "Iterator[Library]":
    """Give a library that holds exactly the corpus; a temporary one is removed afterwards."""
    from rag.assemble import build_library

    with ExitStack() as stack:
        if index is None:
            index = Path(stack.enter_context(TemporaryDirectory(prefix="dateline-eval-")))
        library = build_library(settings, index=index)
        stack.callback(library.close)
        with progress_bar("reading the corpus") as advance:
            report = library.ingest(
                corpus, progress=lambda _, done, total: advance(int(done), total)
            )
        for refusal in report.refused:
            tell(f"{refusal.file}: {refusal.problem} {refusal.mend}")
        yield library


def newest_day(library: "Library") -> date:
    """The day of the newest article: a default that gives the same scores tomorrow."""
    days = [each.reference_date for each in library.listing() if each.reference_date]
    return max(days, default=date.today())


def article_lookup(library: "Library") -> "ArticleLookup":
    """Look articles up by their id, None where there is none; the last ones are remembered."""
    from rag.errors import ArticleNotFound

    @lru_cache(maxsize=_REMEMBERED)
    def article(article_id: str) -> "Article | None":
        try:
            return library.article(article_id)
        except ArticleNotFound:
            return None

    return article


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """The models that answer, one for each repeat, chosen once for the whole run.

    `models` is empty where none can be had, or none is asked.
    """

    choose: "tuple[ChooseModel, ...]"
    models: "tuple[LanguageModel, ...]"


def open_cache(folder: Path | None, *, stack: ExitStack) -> "ReplyCache | None":
    """Open the cache of replies, where a folder is given, until the stack is left."""
    from eval.runs.cache import ReplyCache

    if folder is None:
        return None
    cache = ReplyCache(folder)
    stack.callback(cache.close)
    return cache


def choose_speakers(
    settings: "Settings",
    *,
    model: str | None = None,
    repeats: int = 1,
    cache: "ReplyCache | None" = None,
    answers: bool = True,
) -> Speakers:
    """Choose the model of the settings' backend, with a seed of its own for each repeat.

    A backend that can't be had is no error here: its cases crash, each with the reason. Raises
    BadParameter where several repeats would all be the same.
    """
    from rag.assemble import Models
    from rag.errors import ModelError

    if model and settings.model.backend == "extractive":
        raise typer.BadParameter("quotation has no model", param_hint="--model")
    _require_sampling(settings, repeats=repeats, answers=answers)
    first = Models(settings)
    seeded = [first.with_seed(settings.model.seed + repeat) for repeat in range(repeats)]
    if not answers:
        return Speakers(choose=(first.choose,), models=())
    try:
        chosen = [each.choose(None, model) for each in seeded]
    except ModelError:
        return Speakers(
            choose=tuple(lambda *_, each=each: each.choose(None, model) for each in seeded),
            models=(),
        )
    if repeats > 1 and chosen[0].info.backend == "extractive":
        raise typer.BadParameter("quotation gives the same every time", param_hint="--repeats")
    if cache:
        chosen = [
            _remembering(each, cache=cache, settings=settings, repeat=repeat)
            for repeat, each in enumerate(chosen)
        ]
    return Speakers(
        choose=tuple(lambda *_, each=each: each for each in chosen), models=tuple(chosen)
    )


def _remembering(
    model: "LanguageModel", *, cache: "ReplyCache", settings: "Settings", repeat: int
) -> "LanguageModel":
    from eval.runs.cache import RememberingModel

    if model.info.backend == "extractive":
        return model
    return RememberingModel(
        model,
        cache=cache,
        temperature=settings.model.temperature,
        seed=settings.model.seed + repeat,
    )


def _require_sampling(settings: "Settings", *, repeats: int, answers: bool) -> None:
    if repeats > 1 and not answers:
        raise typer.BadParameter("retrieval finds the same every time", param_hint="--repeats")
    if repeats > 1 and settings.model.temperature == 0:
        raise typer.BadParameter(
            "at model.temperature 0 a model says the same every time; raise it to sample",
            param_hint="--repeats",
        )


def held_jobs(jobs: int, *, speakers: Speakers) -> int:
    """Give the number of jobs that the models allow, and say so where it is less."""
    if jobs > 1 and any(each.info.backend == "embedded" for each in speakers.models):
        tell("The embedded model answers one question at a time: --jobs 1.")
        return 1
    return jobs


def tell(line: str) -> None:
    """Print a line about the work itself, apart from results; it may hold anybody's words."""
    typer.echo("".join(each if each.isprintable() else " " for each in line), err=True)


@contextmanager
def progress_bar(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar with the time left while something counts up; silent off a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from eval.reports.screen import open_screen

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    screen = open_screen(error=True)
    hidden = not screen.is_terminal
    with Progress(*columns, console=screen, transient=True, disable=hidden) as bars:
        task = bars.add_task(doing, total=None)

        def advance(done: int, total: int) -> None:
            # What was done before says nothing of the speed, from which the time left is told.
            begun = bars.tasks[0].total is not None
            (bars.update if begun else bars.reset)(task, completed=done, total=total)

        yield advance


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn an interruption into one line and exit status 130."""
    try:
        yield
    except KeyboardInterrupt:
        tell("interrupted; the same command goes on")
        raise typer.Exit(130) from None


def carry_out(
    task: "Task",
    *,
    doing: str,
    out: Path,
    manifest: Mapping[str, Any],
    repeats: int = 1,
    jobs: int = 1,
    replies: "ReplyCache | None" = None,
    overwrite: bool = False,
) -> "RunSummary":
    """Run a task under a progress bar; see `run_task`. Raises RunError."""
    from eval.runs.run import run_task

    with progress_bar(doing) as advance:
        return run_task(
            task,
            out=out,
            manifest=manifest,
            repeats=repeats,
            jobs=jobs,
            progress=advance,
            notice=tell,
            saved_seconds=replies.take_saved if replies else None,
            overwrite=overwrite,
        )


def require_some(summary: "RunSummary", *, out: Path) -> None:
    """Raise RunError where every case crashed: such a run says nothing of the answers."""
    from rag.errors import RunError

    if summary.crashed == summary.cases * summary.repeats:
        raise RunError(
            f"Every case crashed; the first: {summary.wrong[0].reason}",
            mend=f"See the errors in {out / 'records.jsonl'}, mend them, and give --overwrite.",
        )


def require_suffixes(files: Sequence[Path]) -> None:
    """Raise BadParameter where a file's ending names no form of report."""
    from eval.reports.writing import SUFFIXES

    for file in files:
        if file.suffix not in SUFFIXES:
            raise typer.BadParameter(
                f"{file.name} ends in none of {', '.join(SUFFIXES)}", param_hint="--out"
            )


def show_summary(summary: "RunSummary", *, as_json: bool) -> None:
    """Print what a run came to, as a table or as JSON."""
    if as_json:
        from rag.schema import as_json as plain

        typer.echo(json.dumps(plain(summary), indent=2))
        return
    from eval.reports.screen import open_screen
    from eval.reports.terminal import build_report

    open_screen().print(build_report(summary))
