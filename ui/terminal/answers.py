"""Answers, and what a search found, as a reader at a terminal reads them."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from rag.reading.dates import format_period
from rag.schema import Answer, Article, Citation, Found, Searched
from ui.drawing.positions import DIFFERING
from ui.drawing.searched import searched_line
from ui.terminal.screen import console_of, harmless

_NEAREST = 3
"""Sentences told beneath a refusal."""

_AROUND = 400
"""Characters shown on either side of a quote."""


def print_answer(answer: Answer) -> None:
    """Print an answer with its citations, or the nearest evidence where there is none."""
    console = console_of()
    _print_searched(console, answer.searched, question=answer.question)
    for line in _lines(answer):
        console.print(harmless(line), markup=False, style="bold")
    if answer.reason:
        console.print(harmless(answer.reason), markup=False)
    for citation in answer.citations:
        _print_citation(console, citation, answer=answer)
    if answer.status == "not_found" and answer.evidence:
        console.print("\nThe nearest that was found:")
        for evidence in answer.evidence[:_NEAREST]:
            console.print(f"    “{harmless(evidence.text)}”", markup=False)
    console.print(
        f"\n{answer.model.backend}, {harmless(answer.model.name)}", markup=False, style="dim"
    )


def _lines(answer: Answer) -> Iterator[str]:
    """Yield the text, each side of a disagreement on a line of its own."""
    if not answer.conflicts:
        yield answer.text
        return
    yield from dict.fromkeys(DIFFERING[each.kind] for each in answer.conflicts)
    done = 0
    for sentence in answer.sentences:
        yield answer.text[done : sentence.end].strip()
        done = sentence.end
    if rest := answer.text[done:].strip():
        yield rest


def source_name(citation: Citation, *, answer: Answer) -> str:
    """Give title, outlet and day of what is cited, or its file's name where it tells none."""
    named = (citation.title, citation.outlet, str(citation.published or ""))
    files = {each.article_id: each.article.file for each in answer.evidence}
    return " · ".join(filter(None, named)) or files.get(citation.article_id, citation.article_id)


def _print_citation(console: Console, citation: Citation, *, answer: Answer) -> None:
    heading = source_name(citation, answer=answer)
    console.print(f"\n[{citation.marker}] {harmless(heading)}", markup=False)
    console.print(f"    “{harmless(citation.quote)}”", markup=False)
    if citation.also_carried_by:
        others = harmless(", ".join(citation.also_carried_by))
        console.print(f"    also carried by {others}", markup=False, style="dim")
    for each in answer.dates:
        if each.marker == citation.marker:
            period = format_period(each.start_date, each.end_date)
            console.print(f"    {harmless(each.text)}: {period}", markup=False, style="dim")


def print_found(found: Found, *, question: str) -> None:
    """Print the sentences that a search found, best first."""
    console = console_of()
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


def print_excerpt(article: Article, *, start: int, end: int) -> None:
    """Print a quote as it stands in its article, with the sentences around it."""
    console = console_of()
    first, last = max(0, start - _AROUND), end + _AROUND
    for name in ("title", "outlet", "author", "published", "url", "file"):
        if value := getattr(article, name):
            console.print(f"{name:<10} {harmless(str(value))}", markup=False)
    parts = (article.text[first:start], article.text[start:end], article.text[end:last])
    before, quote, after = map(harmless, parts)
    more = ("… " if first else "", " …" if last < len(article.text) else "")
    console.print(Text.assemble("\n", more[0] + before, (quote, "bold reverse"), after + more[1]))
