"""The console command. Commands import what they need, so that `--help` costs nothing."""

import sys
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eval.commands import commands as eval_commands
from rag.errors import DatelineError
from rag.quiet import quieten
from ui.models_command import commands as models_commands
from ui.options import (
    DEFAULT_INDEX,
    Articles,
    Authors,
    Backend,
    Config,
    Day,
    HowLong,
    Index,
    Json,
    Languages,
    Outlets,
    Passages,
    Since,
    Until,
)
from ui.printing import print_json

if TYPE_CHECKING:
    from rag.index.library import Library
    from rag.schema import Article, Found, Length, Question
    from rag.settings import Settings

app = typer.Typer(
    name="dateline",
    help="Answers from news articles that you can check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
articles = typer.Typer(help="The articles of the index.", no_args_is_help=True)
app.add_typer(articles, name="articles")
app.add_typer(models_commands, name="models")
app.add_typer(eval_commands, name="eval")


@app.command()
def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...", help="files, folders and quoted patterns such as '**/*.html'"
        ),
    ],
    watch: Annotated[
        bool, typer.Option("--watch", help="go on, and follow changes until Ctrl-C")
    ] = False,
    config: Config = None,
    index: Index = DEFAULT_INDEX,
    as_json: Json = False,
) -> None:
    """Add, update and remove articles so that the index agrees with files and folders."""
    from ui.terminal import ingest_progress, print_report

    library = _library(config, index)
    if watch:
        from ui.watching import follow

        follow(library, paths, json_lines=as_json)
        return
    with ingest_progress() as progress:
        report = library.ingest(paths, progress=progress)
    print_json(report) if as_json else print_report(report)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    as_of: Day = None,
    outlet: Outlets = None,
    author: Authors = None,
    language: Languages = None,
    article: Articles = None,
    since: Since = None,
    until: Until = None,
    k: Passages = None,
    length: HowLong = "normal",
    backend: Backend = None,
    model: Annotated[str | None, typer.Option("--model", help="model of the backend")] = None,
    config: Config = None,
    index: Index = DEFAULT_INDEX,
    as_json: Json = False,
) -> None:
    """Answer a question, with citations."""
    from rag.assemble import Models, build_assistant
    from ui.terminal import print_answer, waiting

    settings = _settings(config)
    asked = _question(
        question, as_of=as_of, outlet=outlet, author=author, language=language, article=article,
        since=since, until=until, k=k, length=length, backend=backend, model=model,
    )  # fmt: skip
    library = _opened_library(config, index)
    assistant = build_assistant(settings, library=library, models=Models(settings))
    with waiting("Reading and thinking"):
        answer = assistant.answer(asked)
    print_json(answer) if as_json else print_answer(answer)


@app.command()
def search(
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    as_of: Day = None,
    outlet: Outlets = None,
    author: Authors = None,
    language: Languages = None,
    article: Articles = None,
    since: Since = None,
    until: Until = None,
    k: Passages = None,
    config: Config = None,
    index: Index = DEFAULT_INDEX,
    as_json: Json = False,
) -> None:
    """Show the sentences that bear on a question; no model is asked."""
    from rag.assemble import Models, build_assistant
    from ui.terminal import print_found

    settings = _settings(config)
    asked = _question(
        question, as_of=as_of, outlet=outlet, author=author, language=language, article=article,
        since=since, until=until, k=k,
    )  # fmt: skip
    library = _opened_library(config, index)
    found = build_assistant(settings, library=library, models=Models(settings)).search(asked)
    print_json(_with_files(found)) if as_json else print_found(found, question=asked.text)


@articles.command("list")
def list_articles(
    outlet: Outlets = None,
    author: Authors = None,
    language: Languages = None,
    since: Since = None,
    until: Until = None,
    config: Config = None,
    index: Index = DEFAULT_INDEX,
    as_json: Json = False,
) -> None:
    """List the articles, newest first."""
    from rag.index.filters import filters_of
    from rag.schema import as_json as plain
    from ui.terminal import print_articles

    asked = _question("", outlet=outlet, author=author, language=language, since=since, until=until)
    library = _library(config, index)
    passing = library.catalogue.article_ids(filters_of(asked))
    found = [each for each in library.listing() if each.article_id in passing]
    if as_json:
        print_json([{k: v for k, v in plain(each).items() if k != "text"} for each in found])
    else:
        print_articles(found)


@articles.command("show")
def show_article(
    article_id: str, config: Config = None, index: Index = DEFAULT_INDEX, as_json: Json = False
) -> None:
    """Show one article with its metadata and where each value was found."""
    from ui.terminal import print_article

    article = _library(config, index).article(_readable(article_id))
    print_json(article) if as_json else print_article(article)


@articles.command("remove")
def remove_article(article_id: str, config: Config = None, index: Index = DEFAULT_INDEX) -> None:
    """Remove one article from the index; its file stays."""
    from ui.terminal import harmless

    removed = _library(config, index).remove(_readable(article_id))
    typer.echo(f"Removed {harmless(removed.file)} ({removed.article_id}).")


@app.command()
def dates(
    file: Annotated[Path, typer.Argument(help="a file with one article; - reads standard input")],
    published: Day = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show every time expression of a text, its span and its calendar period."""
    from rag.reading.dates import find_dates
    from ui.terminal import print_dates

    if str(file) == "-":
        text, stated = sys.stdin.read(), None
    else:
        article = _only_article(file, settings=_settings(config))
        text, stated = article.text, article.published
    mentions = find_dates(text, published=published or stated)
    print_json(mentions) if as_json else print_dates(mentions)


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="address to listen on; loopback by default")
    ] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="0: any free port")] = None,
    config: Config = None,
    index: Index = DEFAULT_INDEX,
) -> None:
    """Open the page and the HTTP API on one port."""
    from ui.serve import serve as run

    settings = _settings(config)
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    server = settings.server.model_copy(update=given)
    run(settings.model_copy(update={"server": server}), index=index)


@app.command()
def doctor(config: Config = None, index: Index = DEFAULT_INDEX, as_json: Json = False) -> None:
    """Check what works, what doesn't, and say how to mend it."""
    from ui.doctor import examine
    from ui.terminal import print_findings

    findings = examine(_settings(config), index=index)
    print_json(findings) if as_json else print_findings(findings)
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)


def _settings(config: Path | None) -> "Settings":
    from rag.settings import load_settings

    return load_settings(config)


def _library(config: Path | None, index: Path) -> "Library":
    from rag.assemble import build_library

    return build_library(_settings(config), index=index)


def _opened_library(config: Path | None, index: Path) -> "Library":
    """Open the index first of all: that there is none should be told before the embedder loads."""
    library = _library(config, index)
    library.catalogue.about()
    return library


def _only_article(file: Path, *, settings: "Settings") -> "Article":
    from rag.errors import ReadingError
    from rag.reading.articles import shown_name
    from rag.reading.isolation import ReaderProcess

    with ReaderProcess(settings.reading) as reader:
        article, *others = islice(reader.read(file), 2)
    if isinstance(article, ReadingError):
        raise article
    if others:
        raise ReadingError(
            f"{shown_name(file)} holds several articles.",
            mend="Save the one that you mean as a file of its own.",
        )
    return article


def _readable(text: str) -> str:
    """Put question marks for the bytes of an argument that were in no readable encoding."""
    return text.encode("utf-8", "replace").decode()


def _question(
    text: str,
    *,
    as_of: date | None = None,
    outlet: list[str] | None,
    author: list[str] | None,
    language: list[str] | None,
    article: list[str] | None = None,
    since: date | None,
    until: date | None,
    k: int | None = None,
    length: "Length" = "normal",
    backend: str | None = None,
    model: str | None = None,
) -> "Question":
    from rag.schema import Question

    if since and until and since > until:
        raise typer.BadParameter(f"{since} is later than --until {until}.", param_hint="'--since'")
    return Question(
        text=_readable(text),
        as_of=as_of or date.today(),
        outlets=tuple(map(_readable, outlet or ())),
        authors=tuple(map(_readable, author or ())),
        languages=tuple(map(_readable, language or ())),
        articles=tuple(map(_readable, article or ())),
        since=since,
        until=until,
        k=k,
        length=length,
        backend=backend,
        model=model,
    )


def _with_files(found: "Found") -> dict[str, Any]:
    from rag.schema import as_json

    evidence = [as_json(each) | {"file": each.article.file} for each in found.evidence]
    return {"evidence": evidence, "searched": found.searched}


def main() -> None:
    """Run the console command: 0 success, 1 the job failed (one line says why), 2 bad usage."""
    quieten()
    try:
        app()
    except DatelineError as error:
        from ui.terminal import harmless

        typer.echo(f"dateline: {harmless(str(error))}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
