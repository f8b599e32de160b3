"""What the console command prints, and its progress bars on the error stream."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from rag.index.report import IngestReport
from rag.reading.dates import format_period
from rag.schema import Answer, Article, DateMention, RetrievedPassage
from ui.doctor import Finding

_SHOWN = 8
"""Names of files shown for one outcome; --json gives all."""

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


@contextmanager
def ingest_progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar with files done, files in all and time left; silent off a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = _console(error=True)
    with Progress(
        *columns,
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bars:
        task = bars.add_task("reading", total=None)
        yield lambda file, done, total: bars.update(
            task, description=_safe(file), completed=done + 1, total=total
        )


def print_report(report: IngestReport) -> None:
    """Print what an ingest did."""
    console = _console()
    for outcome in ("added", "updated", "unchanged", "removed", "copies", "undated"):
        names = getattr(report, outcome)
        if names:
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            console.print(f"{outcome:<10}{len(names):>5}  {_safe(', '.join(names[:_SHOWN]))}{more}")
    for refusal in report.refused:
        console.print(f"refused        {_safe(f'{refusal.problem} {refusal.mend}')}")
    console.print(f"The index holds {report.articles} articles in {report.passages} passages.")


def print_answer(answer: Answer) -> None:
    """Print an answer with its citations, or the nearest evidence where there is none."""
    console = _console()
    console.print(_safe(answer.text), style="bold")
    files = {each.article_id: each.article.file for each in answer.evidence}
    for citation in answer.citations:
        named = (citation.title, citation.outlet, str(citation.published or ""))
        heading = " · ".join(filter(None, named)) or files[citation.article_id]
        console.print(f"\n[{citation.marker}] {harmless(heading)}", markup=False)
        console.print(f"    “{harmless(citation.quote)}”", markup=False)
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


def print_passages(found: Sequence[RetrievedPassage]) -> None:
    """Print passages, best first."""
    console = _console()
    if not found:
        console.print("Nothing bears on the question.")
    for each in found:
        file, passage = harmless(each.article.file), each.passage
        heading = f"{each.rank}. {file}, {passage.start} to {passage.end}"
        console.print(heading, markup=False, style="bold")
        console.print(f"{harmless(each.passage.text)}\n", markup=False)


def print_articles(articles: Sequence[Article]) -> None:
    """Print a table of articles."""
    table = Table("id", "published", "outlet", "title", "file", box=None, pad_edge=False)
    for article in articles:
        published = str(article.published or "")
        inferred = f"({article.inferred})" if article.inferred else ""
        row = (article.article_id, published or inferred, article.outlet, article.title)
        table.add_row(*map(_safe, row), _safe(article.file))
    _console().print(table)


def print_article(article: Article) -> None:
    """Print an article's metadata with where each value was found, then its text."""
    console = _console()
    for name in ("title", "outlet", "author", "published", "inferred"):
        value = getattr(article, name)
        if value:
            found = article.provenance.get(name, "")
            console.print(f"{name:<10} {harmless(str(value))}  ({harmless(found)})", markup=False)
    console.print(f"{'file':<10} {harmless(article.file)}\n", markup=False)
    console.print(harmless(article.text), markup=False)


def print_dates(mentions: Sequence[DateMention]) -> None:
    """Print a table of time expressions."""
    table = Table("span", "text", "type", "value", "period", "rule", box=None, pad_edge=False)
    for each in mentions:
        period = each.start_date and each.end_date and format_period(each.start_date, each.end_date)
        table.add_row(
            f"{each.start}-{each.end}",
            _safe(each.text),
            each.type,
            each.value or "",
            period or "",
            each.rule,
        )
    _console().print(table)


def print_findings(findings: Sequence[Finding]) -> None:
    """Print what `doctor` found."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        table.add_row(finding.state, finding.part, _safe(finding.detail))
    _console().print(table)
