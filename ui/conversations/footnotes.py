"""The quotes of an answer as footnotes in Markdown: outlet, date, words and file. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rag.reading.dates import format_period
from rag.schema import Answer, AnswerDate, Article, Citation, Evidence
from ui.conversations.plain import inline

_NO_OUTLET = "outlet unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """A citation with its number in the document; all else is Markdown.

    `definition` is the whole note, `reference` what points to it.
    """

    number: int
    name: str
    published: str
    quote: str
    rest: str

    @property
    def reference(self) -> str:
        """What points to the note."""
        return f"[^{self.number}]"

    @property
    def definition(self) -> str:
        """The note itself."""
        return f"[^{self.number}]: **{self.name}**, {self.published}: {self.quote}{self.rest}"


Footnotes = Mapping[int, Footnote]
"""The footnotes of an answer, by the markers of its citations."""


def answer_footnotes(answer: Answer, *, numbers: Iterator[int]) -> Footnotes:
    """Give what an answer cites, by marker; each takes the next of the numbers."""
    articles = {each.article_id: each.article for each in answer.evidence}
    return {
        each.marker: _footnote(
            each,
            number=next(numbers),
            article=articles.get(each.article_id),
            dates=[mention for mention in answer.dates if mention.marker == each.marker],
        )
        for each in answer.citations
    }


def told_evidence(evidence: Evidence) -> str:
    """Give a sentence that was found as an item of a list."""
    article = evidence.article
    name = inline(article.outlet or article.title or "") or _NO_OUTLET
    told = f"**{name}**, {_published(article)}: {_quoted(evidence.text)}"
    return f"{told} ({inline(article.file)})"


def _footnote(
    citation: Citation, *, number: int, article: Article | None, dates: Iterable[AnswerDate]
) -> Footnote:
    told = [f" ({inline(article.file)})"] if article else []
    told += [
        f" {_quoted(each.text)} is {format_period(each.start_date, each.end_date)}."
        for each in dates
    ]
    if citation.also_carried_by:
        told.append(f" Also carried by {', '.join(map(inline, citation.also_carried_by))}.")
    return Footnote(
        number=number,
        name=inline(citation.outlet or citation.title or "") or _NO_OUTLET,
        published=_published(article) if article else _written(citation.published),
        quote=_quoted(citation.quote),
        rest="".join(told),
    )


def _published(article: Article) -> str:
    if article.inferred and not article.published:
        return f"{_written(article.inferred)} (inferred)"
    return _written(article.published)


def _written(day: date | None) -> str:
    return format_period(day, day) if day else "date unknown"


def _quoted(text: str) -> str:
    return f"“{inline(text)}”"
