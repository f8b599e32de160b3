"""A conversation as a file that a reader keeps: Markdown for people, JSON for programs. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from rag import schema
from rag.reading.dates import format_period
from rag.schema import Answer, Conflict, Position
from ui.conversation import Exchange
from ui.conversations.footnotes import Footnotes, answer_footnotes, told_evidence
from ui.conversations.plain import beginning, inline, with_references
from ui.drawing.positions import DIFFERING
from ui.drawing.searched import filters_line, searched_line

_NEAREST = 3
"""Sentences told beneath a refusal."""

_UNSUPPORTED = "*(not supported by the articles)*"
_FILTERS = ("outlets", "authors", "languages", "articles", "since", "until")


def as_markdown(title: str, exchanges: Iterable[Exchange]) -> str:
    """Write a conversation; its footnotes are numbered throughout.

    What a reader, an article or a model wrote is plain text in it, whatever Markdown or HTML it
    holds.
    """
    numbers = count(1)
    blocks = [f"# {beginning(title) or 'Conversation'}"]
    for exchange in exchanges:
        blocks += _exchange(exchange, numbers=numbers)
    return "\n\n".join(blocks) + "\n"


def as_json(title: str, exchanges: Iterable[Exchange]) -> str:
    """Write {title, exchanges: [{question, as_of, filters, answer, unchecked, error}]}.

    `answer` is an Answer as every interface gives it, or null; then `unchecked` is what the model
    had written, if anything, and `error` what went wrong, null where nothing did.
    """
    told = {"title": title, "exchanges": [_told(each) for each in exchanges]}
    text = json.dumps(schema.as_json(told), ensure_ascii=False, indent=2)
    return text.encode("utf-8", "replace").decode() + "\n"


def _told(exchange: Exchange) -> Mapping[str, Any]:
    question = exchange.question
    return {
        "question": question.text,
        "as_of": question.as_of,
        "filters": {name: getattr(question, name) for name in _FILTERS},
        "answer": exchange.answer,
        "unchecked": "" if exchange.answer else exchange.text,
        "error": str(exchange.error) if exchange.error else None,
    }


def _exchange(exchange: Exchange, *, numbers: Iterator[int]) -> Iterator[str]:
    yield f"## {beginning(exchange.question.text) or 'Question'}"
    yield " · ".join(_circumstances(exchange))
    if exchange.error:
        yield f"**{inline(exchange.error.problem)}** {inline(exchange.error.mend)}"
        yield from _draft(exchange)
    elif exchange.answer:
        yield from _answer(exchange.answer, numbers=numbers)
    else:
        yield from _unanswered(exchange)


def _circumstances(exchange: Exchange) -> Iterator[str]:
    """Yield by which day it was asked, how it was narrowed, what was searched for, and by whom."""
    question, searched = exchange.question, exchange.searched
    model = exchange.answer.model if exchange.answer else exchange.model
    yield f"As of {format_period(question.as_of, question.as_of)}"
    lines = [filters_line(question, write=inline)]
    if searched:
        lines.append(searched_line(searched, question=question.text, write=inline))
        lines += map(inline, searched.notes)
    yield from filter(None, lines)
    if model:
        yield f"Model: {inline(model.name)} ({inline(model.backend)})"


def _unanswered(exchange: Exchange) -> Iterator[str]:
    yield "The answer was stopped." if exchange.stopped else "The answer was not finished."
    yield from _draft(exchange)


def _draft(exchange: Exchange) -> Iterator[str]:
    if exchange.text:
        yield f"What the model had written, which nothing has checked: {inline(exchange.text)}"


def _answer(answer: Answer, *, numbers: Iterator[int]) -> Iterator[str]:
    if answer.status == "not_found":
        yield from _refusal(answer)
        return
    footnotes = answer_footnotes(answer, numbers=numbers)
    yield from dict.fromkeys(DIFFERING[each.kind] for each in answer.conflicts)
    for conflict in answer.conflicts:
        if conflict.subject != answer.question:
            yield f"**{inline(conflict.subject)}**"
        yield _positions(conflict, footnotes=footnotes)
    yield _text(answer, footnotes=footnotes)
    yield from (each.definition for each in footnotes.values())


def _refusal(answer: Answer) -> Iterator[str]:
    yield f"**{inline(answer.text)}**"
    if answer.reason:
        yield beginning(answer.reason)
    if not answer.evidence:
        yield "Nothing in the collection comes near it."
        return
    yield "The nearest that was found, which doesn’t answer it:"
    yield "\n".join(f"- {told_evidence(each)}" for each in answer.evidence[:_NEAREST])


def _text(answer: Answer, *, footnotes: Footnotes) -> str:
    """Write the sentences where the answer has them, and whatever stands between as it is."""
    references = {marker: each.reference for marker, each in footnotes.items()}
    written, done = list[str](), 0
    for sentence in answer.sentences:
        words = with_references(answer.text[sentence.start : sentence.end], references)
        note = "" if sentence.support == "supported" else f" {_UNSUPPORTED}"
        between = with_references(answer.text[done : sentence.start], references)
        written += [between, f"{words}{note}"]
        done = sentence.end
    written.append(with_references(answer.text[done:], references))
    return ("\n\n" if answer.conflicts else " ").join(filter(None, written))


def _positions(conflict: Conflict, *, footnotes: Footnotes) -> str:
    rows = (row for each in conflict.positions for row in _position(each, footnotes=footnotes))
    return "\n".join(
        f"| {' | '.join(cells)} |"
        for cells in (("Position", "Outlet", "Date", "Quote"), (":--",) * 4, *rows)
    )


def _position(position: Position, *, footnotes: Footnotes) -> Iterator[tuple[str, ...]]:
    value = f"{inline(position.value)} (the latest)" if position.latest else inline(position.value)
    for footnote in (footnotes[each] for each in position.citations if each in footnotes):
        yield value, footnote.name, footnote.published, f"{footnote.quote} {footnote.reference}"
