"""Quotes as cards: outlet, date, the words, and whether they stand in the article. Pure."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.schema import Answer, Article, Citation, Evidence
from ui.drawing.markup import counted, dated, day, escaped, isolated, written_date

_NEAREST = 3
"""Cards shown beneath a refusal; the others are folded away."""

_VERIFIED = "These words stand in the article exactly like this."
_VERIFIED_THEN = (
    "These words stood in the article exactly like this when the question was answered."
)
_UNVERIFIED = "These words do not stand in the article like this."


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A quote as the page shows it.

    `name` and `also_carried_by` are plain text; `published`, `quote` and `checked` are HTML;
    `place` are the attributes that open the quote in its article.
    """

    name: str
    published: str
    quote: str
    place: str
    checked: str
    marker: int | None = None
    also_carried_by: tuple[str, ...] = ()

    @property
    def button(self) -> str:
        """The marker that stands in a text for the quote."""
        label = escaped(f"Citation {self.marker}: {self.name}")
        return (
            f'<button type="button" class="marker" aria-label="{label}" {self.place} '
            f'data-marker="{self.marker}">[{self.marker}]</button>'
        )

    @property
    def card(self) -> str:
        """The quote as an item of a list of cards."""
        marked = f' data-marker="{self.marker}"' if self.marker else ""
        return f'<li class="card" {self.place}{marked}>{self.report}</li>'

    @property
    def report(self) -> str:
        """Who wrote the words and when, the words themselves, and who else carries them."""
        number = f'<span class="number">{self.marker}</span> ' if self.marker else ""
        return (
            f'<button type="button" class="source">{number}{isolated(self.name)} '
            f'<span class="date">{self.published}</span></button>'
            f'<blockquote dir="auto">{self.quote}</blockquote>'
            f'<p class="note">{self.checked}{self._carriers}</p>'
        )

    @property
    def _carriers(self) -> str:
        others = ", ".join(map(isolated, self.also_carried_by))
        return f" · Also carried by {others}" if others else ""


def cited_sources(answer: Answer) -> Mapping[int, Source]:
    """Give what an answer cites, by marker."""
    found = {_span(each): each for each in answer.evidence}
    return {
        each.marker: dataclasses.replace(
            _found(found[_span(each)]) if _span(each) in found else _bare(each),
            marker=each.marker,
            also_carried_by=each.also_carried_by,
        )
        for each in answer.citations
    }


def cards(sources: Iterable[Source]) -> str:
    """Give a list of cards, nothing where there are none."""
    items = "".join(source.card for source in sources)
    return f'<ol class="cards">{items}</ol>' if items else ""


def evidence_cards(evidence: Sequence[Evidence]) -> str:
    """Give a card for each sentence that was found."""
    return cards(map(_found, evidence))


def nearest_cards(evidence: Sequence[Evidence]) -> str:
    """Give the first few as cards, the others folded away."""
    return evidence_cards(evidence[:_NEAREST]) + folded_cards(evidence[_NEAREST:])


def uncited(answer: Answer) -> list[Evidence]:
    """Give what was found and isn't cited, best first."""
    cited = {_span(each) for each in answer.citations}
    return [each for each in answer.evidence if _span(each) not in cited]


def folded_cards(evidence: Sequence[Evidence]) -> str:
    """Give cards that a reader can unfold; nothing where there are none."""
    if not evidence:
        return ""
    summary = f"{counted(len(evidence), 'other sentence')} found"
    return f"<details><summary>{summary}</summary>{evidence_cards(evidence)}</details>"


def place(article_id: str, *, start: int, end: int) -> str:
    """Give the attributes of an element that opens an article at a span when it is clicked."""
    return f'data-article="{escaped(article_id)}" data-start="{start}" data-end="{end}"'


def _span(source: Citation | Evidence) -> tuple[str, int, int]:
    return source.article_id, source.start, source.end


def _found(evidence: Evidence) -> Source:
    article = evidence.article
    return Source(
        name=article.outlet or article.title or article.file,
        published=written_date(article),
        quote=dated(evidence.text, evidence.dates),
        place=place(evidence.article_id, start=evidence.start, end=evidence.end),
        checked=_checked(evidence, article),
    )


def _checked(evidence: Evidence, article: Article) -> str:
    if not article.text:  # a conversation that was kept knows the article, not its words
        return _verdict("verified", _VERIFIED_THEN)
    stands = article.text[evidence.start : evidence.end] == evidence.text
    return _verdict("verified", _VERIFIED) if stands else _verdict("not verified", _UNVERIFIED)


def _verdict(said: str, because: str) -> str:
    return f'<span class="{said.replace(" ", "-")}" title="{because}">{said}</span>'


def _bare(citation: Citation) -> Source:
    """Give a citation whose evidence isn't told: it knows less of its article."""
    return Source(
        name=citation.outlet or citation.title or "outlet unknown",
        published=day(citation.published) if citation.published else "date unknown",
        quote=escaped(citation.quote),
        place=place(citation.article_id, start=citation.start, end=citation.end),
        checked=_verdict("verified", _VERIFIED_THEN),
    )
