"""Exchange, Answer, Evidence -> HTML. Pure; everything that others wrote is escaped.

An element with `data-article`, `data-start` and `data-end` opens that article at that span when it
is clicked; one with `data-question` asks that question (page.js).
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.errors import DatelineError
from rag.schema import Answer, Citation, Conflict, Evidence, ModelInfo, Position
from ui.conversation import Exchange
from ui.markup import counted, dated, day, escaped, isolated, written_date
from ui.searched import filters_line, searched_line
from ui.verdicts import Opinion, Opinions, render_opinion

_MARKER = re.compile(r"\[([0-9]{1,3})\]")
_NEAREST = 3
"""Cards shown beneath a refusal; the others are folded away."""
_DIFFERING = {
    "contradiction": "The reports disagree.",
    "update": "The reports differ; later ones stand first.",
    "ambiguity": "The reports speak of different things.",
}
_UNSUPPORTED = '<span class="note">not supported by the articles</span>'


def render_exchanges(exchanges: Sequence[Exchange], opinions: Opinions) -> str:
    """Give the exchanges of a conversation, from its first, with what the reader says of each."""
    return "".join(
        render_exchange(exchange, number=number, opinion=opinions.get(number))
        for number, exchange in enumerate(exchanges)
    )


def render_exchange(exchange: Exchange, *, number: int = 0, opinion: Opinion | None = None) -> str:
    """Give a question and what there is of its answer; `number` counts the exchanges from 0."""
    if exchange.error:
        body = render_error(exchange.error)
    elif exchange.answer:
        body = render_answer(exchange.answer) + render_opinion(opinion, number=number)
    else:
        body = _forming(exchange)
    return (
        f'<section class="exchange" aria-busy="{str(not exchange.ended).lower()}">'
        f'<h2 class="question" dir="auto">{escaped(exchange.question.text)}</h2>'
        f"{_searched(exchange)}{body}</section>"
    )


def _searched(exchange: Exchange) -> str:
    """Give quiet lines: the filters, what was searched for, and what to know of it."""
    question, searched = exchange.question, exchange.searched
    lines = [filters_line(question, write=isolated)]
    if searched:
        lines.append(searched_line(searched, question=question.text, write=isolated))
        lines += map(isolated, searched.notes)
    return "".join(f'<p class="searched" dir="auto">{line}</p>' for line in lines if line)


def render_error(error: DatelineError) -> str:
    """Give what went wrong and how to mend it, on one line."""
    return (
        f'<p class="error" role="alert"><strong>{escaped(error.problem)}</strong> '
        f"{escaped(error.mend)}</p>"
    )


def render_answer(answer: Answer) -> str:
    """Give a checked answer: its text with markers, what it cites, and who wrote it."""
    parts = {
        "answered": _answered,
        "conflicting": _conflicting,
        "not_found": _not_found,
    }[answer.status](answer)
    return f'<div class="answer {answer.status}">{parts}{_signature(answer)}</div>'


def _answered(answer: Answer) -> str:
    sources = _sources(answer)
    text = _text(answer, sources=sources, tag="span")
    return f'<p class="text" dir="auto">{text}</p>{_cards_and_rest(answer, sources=sources)}'


def _conflicting(answer: Answer) -> str:
    sources = _sources(answer)
    tables = "".join(_table(conflict, sources=sources) for conflict in answer.conflicts)
    text = _text(answer, sources=sources, tag="p")
    verdict = " ".join(dict.fromkeys(_DIFFERING[each.kind] for each in answer.conflicts))
    return (
        f'<p class="verdict">{verdict}</p>{tables}'
        f'<div class="text" dir="auto">{text}</div>{_cards_and_rest(answer, sources=sources)}'
    )


def _not_found(answer: Answer) -> str:
    nearest = "<p>Nothing in the collection comes near it.</p>"
    if answer.evidence:
        cards = _evidence_cards(answer.evidence[:_NEAREST])
        rest = _folded(answer.evidence[_NEAREST:])
        nearest = f"<h3>The nearest that was found, which doesn’t answer it</h3>{cards}{rest}"
    why = f'<p class="note" dir="auto">{escaped(answer.reason)}</p>'
    return f'<p class="verdict" dir="auto">{escaped(answer.text)}</p>{why}{nearest}'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A quote as the page shows it. `place` opens it; names are plain text, the rest is HTML."""

    name: str
    published: str
    quote: str
    place: str
    marker: int | None = None
    also_carried_by: tuple[str, ...] = ()

    @property
    def button(self) -> str:
        label = escaped(f"Citation {self.marker}: {self.name}")
        return (
            f'<button type="button" class="marker" aria-label="{label}" {self.place}>'
            f"[{self.marker}]</button>"
        )

    @property
    def card(self) -> str:
        number = f'<span class="number">{self.marker}</span> ' if self.marker else ""
        return (
            f'<li class="card" {self.place}><button type="button" class="source">'
            f'{number}{isolated(self.name)}<span class="date">{self.published}</span></button>'
            f'<blockquote dir="auto">{self.quote}</blockquote>{self._carriers}</li>'
        )

    @property
    def _carriers(self) -> str:
        others = ", ".join(map(isolated, self.also_carried_by))
        return f'<div class="note">Also carried by {others}</div>' if others else ""


def _sources(answer: Answer) -> Mapping[int, _Source]:
    """Give what the answer cites, by marker."""
    found = {_span(each): each for each in answer.evidence}
    return {
        each.marker: dataclasses.replace(
            _evidence_source(found[_span(each)]) if _span(each) in found else _bare_source(each),
            marker=each.marker,
            also_carried_by=each.also_carried_by,
        )
        for each in answer.citations
    }


def _span(source: Citation | Evidence) -> tuple[str, int, int]:
    return source.article_id, source.start, source.end


def _evidence_source(evidence: Evidence) -> _Source:
    article = evidence.article
    return _Source(
        name=article.outlet or article.title or article.file,
        published=written_date(article),
        quote=dated(evidence.text, evidence.dates),
        place=_place(evidence),
    )


def _bare_source(citation: Citation) -> _Source:
    """Give a citation whose evidence isn't told: it knows less of its article."""
    return _Source(
        name=citation.outlet or citation.title or "outlet unknown",
        published=day(citation.published) if citation.published else "date unknown",
        quote=escaped(citation.quote),
        place=_place(citation),
    )


def _place(source: Citation | Evidence) -> str:
    return (
        f'data-article="{escaped(source.article_id)}" '
        f'data-start="{source.start}" data-end="{source.end}"'
    )


def _text(answer: Answer, *, sources: Mapping[int, _Source], tag: str) -> str:
    """Write the sentences where the answer has them, and whatever stands between as it is."""
    pieces, done = [], 0
    for sentence in answer.sentences:
        words = _with_buttons(answer.text[sentence.start : sentence.end], sources=sources)
        pieces += [
            _with_buttons(answer.text[done : sentence.start], sources=sources),
            f"<{tag}>{words}</{tag}>"
            if sentence.support == "supported"
            else f'<{tag} class="unsupported">{words} {_UNSUPPORTED}</{tag}>',
        ]
        done = sentence.end
    return "".join([*pieces, _with_buttons(answer.text[done:], sources=sources)])


def _with_buttons(text: str, *, sources: Mapping[int, _Source]) -> str:
    """Escape text, with a button for each marker that stands for a citation."""
    pieces, done = [], 0
    for found in _MARKER.finditer(text):
        source = sources.get(int(found[1]))
        if source:
            pieces += [escaped(text[done : found.start()]), source.button]
            done = found.end()
    return "".join([*pieces, escaped(text[done:])])


def _table(conflict: Conflict, *, sources: Mapping[int, _Source]) -> str:
    positions = "".join(_position(each, sources=sources) for each in conflict.positions)
    return (
        f'<table class="positions"><caption class="unseen">{escaped(conflict.subject)}</caption>'
        '<thead><tr><th scope="col">Position</th><th scope="col">Outlet</th>'
        f'<th scope="col">Date</th><th scope="col">Quote</th></tr></thead>{positions}</table>'
    )


def _position(position: Position, *, sources: Mapping[int, _Source]) -> str:
    """Give a row for each report that takes the position; nothing where none is quoted."""
    quoted = [sources[marker] for marker in position.citations if marker in sources]
    if not quoted:
        return ""
    latest = '<br><span class="note">the latest</span>' if position.latest else ""
    value = f"{escaped(position.value)}{latest}"
    heading = f'<th scope="rowgroup" rowspan="{len(quoted)}" dir="auto">{value}</th>'
    rows = "</tr><tr>".join(
        f"<td>{isolated(each.name)}</td><td>{each.published}</td><td>{each.button}</td>"
        for each in quoted
    )
    return f"<tbody><tr>{heading}{rows}</tr></tbody>"


def _cards_and_rest(answer: Answer, *, sources: Mapping[int, _Source]) -> str:
    """Give a card for each citation, and what else was found folded away."""
    cited = {_span(each) for each in answer.citations}
    others = [each for each in answer.evidence if _span(each) not in cited]
    return _list(source.card for source in sources.values()) + _folded(others)


def _folded(evidence: Sequence[Evidence]) -> str:
    if not evidence:
        return ""
    summary = f"{counted(len(evidence), 'other sentence')} found"
    return f"<details><summary>{summary}</summary>{_evidence_cards(evidence)}</details>"


def _evidence_cards(evidence: Sequence[Evidence]) -> str:
    return _list(_evidence_source(each).card for each in evidence)


def _list(cards: Iterable[str]) -> str:
    return f'<ol class="cards">{"".join(cards)}</ol>'


def _signature(answer: Answer) -> str:
    seconds = answer.timings.total_ms / 1000
    return (
        f'<p class="signature">Model: {_model(answer.model)} · as of {day(answer.as_of)} · '
        f"{seconds:.1f} s</p>"
    )


def _model(model: ModelInfo) -> str:
    return f"{isolated(model.name)} ({escaped(model.backend)})"


def _forming(exchange: Exchange) -> str:
    """Give what there is before the checked answer: evidence first, then unchecked text."""
    draft = (
        f'<p class="text draft" dir="auto">{escaped(exchange.text)}</p>' if exchange.text else ""
    )
    found = _evidence_cards(exchange.evidence)
    return f'<p class="progress" role="status">{_progress(exchange)}</p>{draft}{found}'


def _progress(exchange: Exchange) -> str:
    if exchange.stopped:
        return "Stopped. Nothing here was checked." if exchange.text else "Stopped."
    if exchange.model is None:
        return "Searching the articles…"
    found = counted(len(exchange.evidence), "sentence")
    return f"Found {found}. {_model(exchange.model)} is reading…"
