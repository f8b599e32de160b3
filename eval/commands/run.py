"""`dateline eval run`: ask every case of a file and score the answers."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands import options

if TYPE_CHECKING:
    from eval.cases import EvalCase
    from eval.runs.task import QuestionTask
    from rag.index.library import Library
    from rag.settings import Settings


def run(
    cases_file: Annotated[Path, typer.Argument(metavar="CASES", help="case file, JSON Lines")],
    *,
    corpus: options.Corpus,
    out: options.Out,
    backend: options.Backend = None,
    model: options.Model = None,
    retrieval_only: Annotated[
        bool, typer.Option("--retrieval-only", help="score the evidence, ask no model")
    ] = False,
    limit: options.Limit = None,
    as_of: options.AsOf = None,
    config: options.Config = None,
    index: options.Index = None,
    cache: options.Cache = None,
    jobs: options.Jobs = 1,
    repeats: options.Repeats = 1,
    overwrite: options.Overwrite = False,
    as_json: options.Json = False,
) -> None:
    """Ask every case of a file and score the answers; an interrupted run goes on."""
    from eval.casefile import read_cases
    from eval.runs.folder import check_out
    from eval.runs.manifest import describe_run

    settings = options.choose_settings(config, backend=backend)
    cases = read_cases(cases_file)[:limit]
    check_out(out)
    with options.interruptible(), ExitStack() as stack:
        replies = options.open_cache(cache, stack=stack)
        speakers = options.choose_speakers(
            settings, model=model, repeats=repeats, cache=replies, answers=not retrieval_only
        )
        library = stack.enter_context(options.corpus_library(settings, corpus=corpus, index=index))
        jobs = options.held_jobs(jobs, speakers=speakers)
        task = _task(
            cases,
            settings=settings,
            library=library,
            speakers=speakers,
            as_of=as_of.date() if as_of else options.newest_day(library),
            answers=not retrieval_only,
        )
        summary = options.carry_out(
            task,
            doing="asking",
            out=out,
            manifest=describe_run(
                task="cases",
                settings=settings,
                data=[cases_file],
                cases=cases,
                articles=library.articles(),
                embedder=library.embedder.identity,
                models=speakers.models,
                as_of=task.as_of,
                answers=task.answers,
                repeats=repeats,
                jobs=jobs,
            ),
            repeats=repeats,
            jobs=jobs,
            overwrite=overwrite,
            replies=replies,
        )
    options.show_summary(summary, as_json=as_json)
    options.require_some(summary, out=out)


def _task(
    cases: "Sequence[EvalCase]",
    *,
    settings: "Settings",
    library: "Library",
    speakers: options.Speakers,
    as_of: date,
    answers: bool,
) -> "QuestionTask":
    from eval.metrics.suites import ANSWERS, DECIDING, RETRIEVAL
    from eval.runs.task import QuestionTask
    from rag.assemble import build_assistants
    from rag.retrieval.hybrid import HybridRetriever

    return QuestionTask(
        cases=cases,
        metrics=ANSWERS if answers else RETRIEVAL,
        deciding=DECIDING,
        assistants=build_assistants(settings, library=library, choices=speakers.choose),
        as_of=as_of,
        article=options.article_lookup(library),
        answers=answers,
        searching=None if answers else HybridRetriever(library),
    )
