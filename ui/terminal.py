"""What the console command prints, and its progress bars on the error stream."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as Bars
from rich.table import Table

from rag.index.library import Progress
from rag.index.report import Duplicate, IngestReport, Refusal
from rag.llm.ollama_library import Progress as Transfer
from rag.reading.dates import format_period
from rag.schema import Answer, Article, DateMention, Found, Searched
from ui.doctor import Finding
from ui.models import ListedModel, Listing
from ui.searched import searched_line

_SHOWN = 8
"""Names of files shown for one outcome; --json gives all."""

_SHOWN_OF_ARTICLE = (
    *("title", "outlet", "author", "published", "updated", "inferred", "place", "language", "url"),
)

_SECONDS_JUDGED = 120
"""By so much of the past the time left is told: articles are stored by the dozen."""

_CONTROLS = dict.fromkeys(
    [*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)],
    "\N{REPLACEMENT CHARACTER}",
)
"""What could command a terminal or reverse its lines: article text may hold it, screens may not."""


def _console(*, error: bool = False) -> Console:
    return Console(stderr=error, highlight=False, soft_wrap=True, emoji=False)


def harmless(text: str | None) -> str:
    """Take all power over a terminal from a text that isn't ours."""
    return (text or "").translate(_CONTROLS)


def _safe(text: str | None) -> str:
    """The same for texts that stand among Rich's markup."""
    return escape(harmless(text))


@contextmanager
def waiting(doing: str) -> Iterator[None]:
    """Show that something goes on; silent where the error stream is no terminal."""
    with _console(error=True).status(f"{doing} …"):
        yield


def _print_rows(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
    """Print a table, cut to a terminal's width; elsewhere a line for each row, whatever its length.

    Cells are texts of others; an empty name of a column leaves the heading out.
    """
    console = _console()
    cells = [[" ".join(harmless(cell).split()) for cell in row] for row in rows]
    if console.is_terminal:
        table = Table(*columns, box=None, show_header=any(columns), pad_edge=False)
        for row in cells:
            table.add_row(*map(escape, row))
        console.print(table)
        return
    lines = [list(columns), *cells] if any(columns) else cells
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (
            cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)
        )
        console.print("  ".join(padded).rstrip(), markup=False)


@contextmanager
def ingest_progress() -> Iterator[Progress]:
    """Show a bar with files done, articles a second and time left; silent off a terminal."""
    columns = (
        TextColumn("{task.description}"),
        *(BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}")),
        TimeRemainingColumn(),
    )
    console = _console(error=True)
    with Bars(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        speed_estimate_period=_SECONDS_JUDGED,
    ) as bars:
        task = bars.add_task("reading", total=None, rate="")
        articles = 0

        def show(name: str, done: float, total: int) -> None:
            nonlocal articles
            # With an article a part of its file is done; a file that is begun counts whole ones.
            articles += not float(done).is_integer()
            seconds = bars.tasks[0].elapsed or 1
            rate = f"{articles / seconds:.1f} articles/s"
            bars.update(task, description=_safe(name), completed=done, total=total, rate=rate)

        yield show


@contextmanager
def transfer_progress() -> Iterator[Transfer]:
    """Show a bar with bytes done, bytes a second and time left; silent off a terminal."""
    columns = (
        TextColumn("{task.description}"),
        *(BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()),
    )
    console = _console(error=True)
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task("asking Ollama", total=None)

        def show(doing: str, done: int, total: int) -> None:
            bars.update(task, description=_safe(doing), completed=done, total=total or None)

        yield show


def print_report(report: IngestReport) -> None:
    """Print what an ingest did."""
    console = _console()
    for outcome in ("added", "updated", "unchanged", "removed", "undated"):
        names = getattr(report, outcome)
        if names:
            console.print(f"{outcome:<10}{len(names):>6}  {_safe(_first(names))}")
    for heading, lines in (
        ("duplicate", [duplicate_line(each) for each in report.duplicates]),
        ("refused", [f"{each.problem} {each.mend}" for each in report.refused]),
    ):
        for line in lines[:_SHOWN]:
            console.print(f"{heading:<16}  {harmless(line)}", markup=False)
        if len(lines) > _SHOWN:
            console.print(f"{heading:<16}  and {len(lines) - _SHOWN} more; --json gives all")
    console.print(f"The index holds {report.articles} articles in {report.passages} passages.")


def print_changes(report: IngestReport, *, known: Collection[Refusal]) -> None:
    """Print a line for each file that changed, and for each refusal that isn't known yet."""
    console = _console()
    refused = [f"{each.problem} {each.mend}" for each in report.refused if each not in known]
    for heading, lines in (
        *((outcome, getattr(report, outcome)) for outcome in ("added", "updated", "removed")),
        ("duplicate", [duplicate_line(each) for each in report.duplicates]),
        ("refused", refused),
    ):
        for line in lines:
            console.print(f"{heading:<10}{harmless(line)}", markup=False)


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def duplicate_line(duplicate: Duplicate) -> str:
    """Say what a newly read article is a copy of."""
    likeness = "the same as" if duplicate.exact else "nearly the same as"
    return f"{duplicate.file} is {likeness} {_first(duplicate.of)}"


def print_answer(answer: Answer) -> None:
    """Print an answer with its citations, or the nearest evidence where there is none."""
    console = _console()
    _print_searched(console, answer.searched, question=answer.question)
    console.print(_safe(answer.text), style="bold")
    if answer.reason:
        console.print(_safe(answer.reason))
    files = {each.article_id: each.article.file for each in answer.evidence}
    for citation in answer.citations:
        named = (citation.title, citation.outlet, str(citation.published or ""))
        heading = " · ".join(filter(None, named)) or files[citation.article_id]
        console.print(f"\n[{citation.marker}] {harmless(heading)}", markup=False)
        console.print(f"    “{harmless(citation.quote)}”", markup=False)
        if citation.also_carried_by:
            others = harmless(", ".join(citation.also_carried_by))
            console.print(f"    also carried by {others}", markup=False, style="dim")
        for each in answer.dates:
            if each.marker == citation.marker:
                period = format_period(each.start_date, each.end_date)
                console.print(f"    {harmless(each.text)}: {period}", markup=False, style="dim")
    if answer.status == "not_found" and answer.evidence:
        console.print("\nThe nearest that was found:")
        for evidence in answer.evidence[:3]:
            console.print(f"    “{harmless(evidence.text)}”", markup=False)
    console.print(
        f"\n{answer.model.backend}, {harmless(answer.model.name)}", markup=False, style="dim"
    )


def print_found(found: Found, *, question: str) -> None:
    """Print the sentences that a search found, best first."""
    console = _console()
    _print_searched(console, found.searched, question=question)
    if not found.evidence:
        console.print("Nothing bears on the question.")
    for each in found.evidence:
        heading = f"{each.rank}. {harmless(each.article.file)}, {each.start} to {each.end}"
        console.print(heading, markup=False, style="bold")
        console.print(f"{harmless(each.text)}\n", markup=False)


def _print_searched(console: Console, searched: Searched, *, question: str) -> None:
    line = searched_line(searched, question=question, write=harmless)
    lines = [each for each in (line, *map(harmless, searched.notes)) if each]
    if lines:
        console.print("\n".join(lines) + "\n", markup=False, style="dim")


def print_articles(articles: Sequence[Article]) -> None:
    """Print a table of articles."""
    rows = [
        (each.article_id, _when(each), each.outlet, each.language, each.title, each.file)
        for each in articles
    ]
    _print_rows(("id", "published", "outlet", "lang", "title", "file"), rows)


def _when(article: Article) -> str:
    """Write the time of publication as the article states it; a date that was inferred in brackets.

    The zone stands behind the time where the article names one.
    """
    if article.published_at:
        return article.published_at.isoformat(sep=" ", timespec="minutes")
    if article.published:
        return str(article.published)
    return f"({article.inferred})" if article.inferred else ""


def print_article(article: Article) -> None:
    """Print an article's metadata with where each value was found, then its text."""
    console = _console()
    for name in _SHOWN_OF_ARTICLE:
        value = _when(article) if name == "published" else getattr(article, name)
        if value and (name != "published" or article.published):
            found = article.provenance.get(name, "")
            console.print(f"{name:<10} {harmless(str(value))}  ({harmless(found)})", markup=False)
    for copy in article.copies:
        outlet = f"{copy.outlet}, " if copy.outlet else ""
        carried = f"{outlet}{copy.file} ({copy.article_id})"
        console.print(f"also carried by {harmless(carried)}", markup=False)
    console.print(f"{'file':<10} {harmless(article.file)}\n", markup=False)
    console.print(harmless(article.text), markup=False)


def print_dates(mentions: Sequence[DateMention]) -> None:
    """Print a table of time expressions."""
    rows = [
        (
            f"{each.start}-{each.end}",
            each.text,
            each.type,
            each.value,
            _period(each),
            each.rule,
        )
        for each in mentions
    ]
    _print_rows(("span", "text", "type", "value", "period", "rule"), rows)


def _period(mention: DateMention) -> str:
    if mention.start_date is None or mention.end_date is None:
        return ""
    return format_period(mention.start_date, mention.end_date)


def print_findings(findings: Sequence[Finding]) -> None:
    """Print what `doctor` found."""
    _print_rows(("", "", ""), [(each.state, each.part, each.detail) for each in findings])


def print_models(listing: Listing) -> None:
    """Print a table of the models to choose from, then a line for each backend that is silent."""
    rows = [
        (
            each.backend,
            each.name,
            _size(each.size),
            _about(each),
            str(each.context or ""),
            ", ".join(_state(each)),
        )
        for each in listing.models
    ]
    _print_rows(("backend", "model", "size", "what it is", "context", "state"), rows)
    for silent in listing.silent:
        line = f"{silent.backend}: {silent.problem} {silent.mend}"
        _console().print(harmless(line), markup=False)


def _size(size: int | None) -> str:
    if size is None:
        return ""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def _about(model: ListedModel) -> str:
    if model.file and model.ready and model.file != model.name:
        return model.file.removeprefix(f"{Path.cwd()}/")
    return ", ".join(filter(None, (model.family, model.parameters, model.quantisation)))


def _state(model: ListedModel) -> Iterator[str]:
    if model.auto:
        yield "taken by auto"
    if model.loaded:
        yield "loaded"
    if not model.ready:
        yield f"not there: run `{model.install}`" if model.install else "not there"
