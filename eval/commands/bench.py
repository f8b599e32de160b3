"""`dateline eval bench`: the public benchmarks, each read, run and scored in its own way."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands import options

if TYPE_CHECKING:
    from eval.benchmarks.benchmark import Benchmark
    from eval.runs.task import Beside, Searching, Task
    from rag.index.library import Library
    from rag.schema import Article
    from rag.settings import Settings

_MULTIHOP, _SCIFACT, _CLAPNQ, _RAMDOCS, _TIMEBANK, _READING = NAMES = (
    "multihop-rag", "scifact", "clapnq", "ramdocs", "timebank", "reading",
)  # fmt: skip
_ANSWERING = (_MULTIHOP, _CLAPNQ, _RAMDOCS)
_NOBODY = options.Speakers(choose=(), models=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A task, and what its run is described by."""

    task: "Task"
    name: str
    data: Sequence[Path]
    articles: "Sequence[Article]" = ()
    embedder: str | None = None
    speakers: options.Speakers = _NOBODY
    as_of: date | None = None
    answers: bool = False


def bench(
    name: Annotated[str, typer.Argument(metavar="NAME", help=", ".join(NAMES))],
    path: Annotated[
        Path,
        typer.Argument(
            metavar="PATH", help="its folder; ramdocs, timebank: its file; reading: multihop-rag's"
        ),
    ],
    *,
    out: options.Out,
    backend: options.Backend = None,
    model: options.Model = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="take only N cases: of every kind its share")
    ] = None,
    queries: Annotated[
        Path | None, typer.Option(help="multihop-rag: queries; default: queries_dev.jsonl")
    ] = None,
    answers: Annotated[
        bool, typer.Option("--answers", help="multihop-rag: answer as well, not only retrieve")
    ] = False,
    alone: Annotated[
        bool, typer.Option("--alone", help="multihop-rag: leave out the plain systems beside it")
    ] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="scifact: whole abstracts by the embedder alone")
    ] = False,
    config: options.Config = None,
    index: Annotated[
        Path | None, typer.Option(help="index to keep and use again; default: a temporary one")
    ] = None,
    cache: options.Cache = None,
    jobs: options.Jobs = 1,
    overwrite: options.Overwrite = False,
    as_json: options.Json = False,
) -> None:
    """Run a public benchmark; an interrupted run goes on."""
    from eval.runs.folder import check_out
    from eval.runs.manifest import describe_run

    _check_usage(name, queries=queries is not None, answers=answers, alone=alone, plain=plain)
    beside = name == _MULTIHOP and not (answers or alone)
    settings = options.choose_settings(config, backend=backend)
    check_out(out)
    with options.interruptible(), ExitStack() as stack:
        replies = options.open_cache(cache, stack=stack)
        if name in (_TIMEBANK, _READING):
            prepared = _reading(name, path, limit=limit)
        else:
            benchmark = _read(
                name, path, queries=queries, answers=answers, beside=beside, limit=limit
            )
            folder = index or Path(stack.enter_context(TemporaryDirectory(prefix="dateline-eval-")))
            if plain:
                prepared = _plain(benchmark, settings=settings, folder=folder)
            else:
                speakers = options.choose_speakers(
                    settings, model=model, cache=replies, answers=benchmark.answers
                )
                library = _opened(benchmark, settings=settings, folder=folder, stack=stack)
                prepared = _asking(
                    benchmark,
                    name=f"{name}, alone" if alone else name,
                    library=library,
                    speakers=speakers,
                    vectors=folder if beside else None,
                )
        summary = options.carry_out(
            prepared.task,
            doing=name,
            out=out,
            manifest=describe_run(
                task=prepared.name,
                settings=settings,
                data=prepared.data,
                cases=prepared.task.cases,
                articles=prepared.articles,
                embedder=prepared.embedder,
                models=prepared.speakers.models,
                as_of=prepared.as_of,
                answers=prepared.answers,
                jobs=jobs,
            ),
            jobs=options.held_jobs(jobs, speakers=prepared.speakers),
            replies=replies,
            overwrite=overwrite,
        )
    options.show_summary(summary, as_json=as_json)
    options.require_some(summary, out=out)


def _check_usage(name: str, *, queries: bool, answers: bool, alone: bool, plain: bool) -> None:
    if name not in NAMES:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(NAMES)}", param_hint="NAME")
    for given, option, names in (
        (queries, "--queries", (_MULTIHOP,)),
        (answers, "--answers", _ANSWERING),
        (alone, "--alone", (_MULTIHOP,)),
        (plain, "--plain", (_SCIFACT,)),
    ):
        if given and name not in names:
            raise typer.BadParameter(f"is of {', '.join(names)} alone", param_hint=option)


def _reading(name: str, path: Path, *, limit: int | None) -> _Prepared:
    """Prepare reading, which asks no question and needs no index."""
    from eval.benchmarks.reading import read_files
    from eval.benchmarks.timebank import read_timebank

    read = read_timebank if name == _TIMEBANK else read_files
    task = read(path, limit=limit)
    return _Prepared(task=task, name=f"bench {name}", data=task.data)


def _read(
    name: str,
    path: Path,
    *,
    queries: Path | None,
    answers: bool,
    beside: bool,
    limit: int | None,
) -> "Benchmark":
    if name == _MULTIHOP:
        from eval.benchmarks.multihop_rag import read_multihop_rag

        return read_multihop_rag(path, queries=queries, answers=answers, beside=beside, limit=limit)
    if name == _SCIFACT:
        from eval.benchmarks.scifact import read_scifact

        return read_scifact(path, limit=limit)
    if name == _CLAPNQ:
        from eval.benchmarks.clapnq import read_clapnq

        return read_clapnq(path, limit=limit)
    from eval.benchmarks.ramdocs import read_ramdocs

    return read_ramdocs(path, limit=limit)


def _asking(
    benchmark: "Benchmark",
    *,
    name: str,
    library: "Library",
    speakers: options.Speakers,
    vectors: Path | None,
) -> _Prepared:
    """Prepare asking Dateline itself: its retrieval, and its answers where they are scored.

    `vectors` is the folder for those of the plain systems beside it, None where there are none.
    """
    from rag.assemble import build_assistants
    from rag.retrieval.hybrid import HybridRetriever

    settings, searching = library.settings, HybridRetriever(library)
    task = benchmark.task(
        assistants=build_assistants(settings, library=library, choices=speakers.choose),
        searching=searching,
        beside=_beside(library, searching=searching, folder=vectors) if vectors else None,
        article=options.article_lookup(library),
        # Never fewer than Dateline looks at itself: its answers stand on the same passages.
        at_least=settings.retrieval.passages,
    )
    return _Prepared(
        task=task,
        name=f"bench {name}",
        data=benchmark.data,
        articles=library.articles(),
        embedder=library.embedder.identity,
        speakers=speakers,
        as_of=task.as_of,
        answers=task.answers,
    )


def _beside(library: "Library", *, searching: "Searching", folder: Path) -> "Beside":
    from eval.benchmarks.plain import Beside

    with options.progress_bar("embedding the bare passages") as advance:
        return Beside(library, searching=searching, folder=folder, progress=advance)


def _plain(benchmark: "Benchmark", *, settings: "Settings", folder: Path) -> _Prepared:
    """Prepare ranking whole articles by the embedder alone."""
    from eval.benchmarks.plain import PlainSearch, whole_articles
    from rag.assemble import Models, build_assistant, build_library

    library = build_library(settings, index=folder)
    candidates, texts = whole_articles(benchmark.articles)
    with options.progress_bar("embedding the articles") as advance:
        searching = PlainSearch(
            candidates, texts=texts, embedder=library.embedder, folder=folder, progress=advance
        )
    task = benchmark.task(
        assistants=[build_assistant(settings, library=library, models=Models(settings))],
        searching=searching,
        article={each.article_id: each for each in benchmark.articles}.get,
    )
    return _Prepared(
        task=task,
        name=f"bench {_SCIFACT}, plain",
        data=benchmark.data,
        articles=benchmark.articles,
        embedder=library.embedder.identity,
    )


def _opened(
    benchmark: "Benchmark", *, settings: "Settings", folder: Path, stack: ExitStack
) -> "Library":
    """Give a library with the benchmark's articles. Raises RunError where it holds others."""
    from rag.assemble import build_library
    from rag.index.catalogue import FILE_NAME

    library = build_library(settings, index=folder)
    stack.callback(library.close)
    if (folder / FILE_NAME).exists():
        _refuse_others(library, articles=benchmark.articles)
    with options.progress_bar("embedding the articles") as advance:
        library.add(benchmark.searched, progress=lambda _, done, total: advance(int(done), total))
    return library


def _refuse_others(library: "Library", *, articles: "Sequence[Article]") -> None:
    from rag.errors import RunError

    known = {each.article_id: each for each in articles}
    for stored in library.articles():
        article = known.get(stored.article_id)
        if article is None or (article.text, article.title) != (stored.text, stored.title):
            raise RunError(
                f"The index in {library.folder} holds other articles, such as {stored.file!r}.",
                mend="Give --index a new folder, or one that was made for this data set.",
            )
