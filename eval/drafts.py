"""Feedback -> draft cases, for a person to confirm. Pure.

A draft is a row of a case file with one field more, `draft`, which says what to check. The reader
of case files refuses a row as long as it has that field.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from eval.feedback import Feedback
from eval.metrics.wording import without_markers
from rag.index.filters import Filters
from rag.reading.dates import find_dates, format_period
from rag.retrieval.question import Wanted, read_question
from rag.schema import Answer, Question, as_json

FIELD = "draft"
"""The field that a person removes from a row to confirm it."""

_LOOSE = re.compile(r"\s+([.,;:!?])")
_YES_OR_NO = re.compile(r"\W*(yes|no)\b", re.IGNORECASE)
_KINDS: Mapping[Wanted, str] = {
    "number": "number",
    "money": "number",
    "duration": "number",
    "age": "number",
    "reason": "reason",
    "definition": "definition",
    "yes or no": "yesno",
}
_KEEP = "keep in answers only the words that a right answer must hold, and check the kind"
_NOT_THERE = "make sure that no article tells it"
_WRITE = "write the answers, or make it unanswerable"
_FOREIGN = "sources and evidence are those of the wrong answer: put the right ones there"
_SIDES = "check that these are all the positions"
_SOURCES = "name the sources"
_NARROWED = "a case knows no filters, so put into the question that it was asked of"

Row = dict[str, Any]
"""A line of a case file, as JSON."""


def draft_cases(entries: Sequence[Feedback]) -> tuple[Row, ...]:
    """Make a draft of each question, by the latest verdict on it; `entries` are oldest first.

    A question's id stays the same, whatever is said of it.
    """
    latest = {_key(as_json(each)): each for each in entries}
    return tuple(_draft(each, key=key) for key, each in latest.items())


def new_drafts(drafts: Sequence[Row], *, there: Sequence[Row]) -> tuple[Row, ...]:
    """Leave out the drafts whose id or question is in a file already, confirmed, edited or not."""
    ids = {row.get("id") for row in there}
    keys = {_key(row) for row in there}
    return tuple(row for row in drafts if row["id"] not in ids and _key(row) not in keys)


def _key(row: Row) -> str:
    """Give what makes a question the same as another: its words and the conversation before."""
    return json.dumps([_plain(row.get("question")), row.get("history") or []], sort_keys=True)


def _plain(question: Any) -> str:
    return " ".join(str(question).casefold().split())


def _draft(feedback: Feedback, *, key: str) -> Row:
    holds, check = (_said_right if feedback.verdict == "right" else _said_wrong)(feedback)
    return {
        "id": f"feedback-{hashlib.sha256(key.encode()).hexdigest()[:12]}",
        "question": feedback.question,
        **holds,
        "as_of": feedback.as_of.isoformat(),
        **({"history": as_json(feedback.history)} if feedback.history else {}),
        FIELD: f"Said to be {_judged(feedback)} on {feedback.time:%Y-%m-%d}: "
        f"{'; '.join([check, *_narrowed(feedback.filters)])}; then remove this field.",
    }


def _judged(feedback: Feedback) -> str:
    return f"{feedback.verdict} ({feedback.reason})" if feedback.reason else feedback.verdict


def _narrowed(filters: Filters) -> Iterator[str]:
    """Say what the question had been narrowed to, where it was."""
    said = {each.name: getattr(filters, each.name) for each in fields(filters)}
    told = [
        f"{name} {', '.join(value) if isinstance(value, tuple) else value}"
        for name, value in said.items()
        if value
    ]
    if told:
        yield f"{_NARROWED} {', '.join(told)}"


def _said_right(feedback: Feedback) -> tuple[Row, str]:
    answer = feedback.answer
    if answer.status == "not_found":
        return {"kind": "unanswerable", "sources": []}, _NOT_THERE
    positions = _positions(feedback)
    if len(positions) > 1 and all(each["sources"] for each in positions):
        holds, check = {"kind": "conflict", "positions": positions}, _SIDES
    else:
        holds, check = (
            _holding(feedback, said=_said(answer), days=_single_days(answer.dates)),
            _KEEP,
        )
    grounds = _grounds(feedback)
    return holds | grounds, check if grounds["sources"] else f"{check}; {_SOURCES}"


def _said_wrong(feedback: Feedback) -> tuple[Row, str]:
    comment = feedback.comment
    if feedback.reason == "should have refused":
        return {"kind": "unanswerable", "sources": []}, _NOT_THERE
    refused = feedback.answer.status == "not_found"
    if feedback.reason == "wrong source" and not (comment or refused):
        holds, _ = _said_right(feedback)
        return holds, f"{_KEEP}; {_FOREIGN}"
    grounds = _SOURCES if refused else _FOREIGN
    days = _single_days(find_dates(comment, published=feedback.as_of))
    holds = _holding(feedback, said=comment, days=days)
    return holds | _grounds(feedback), f"{_KEEP if comment else _WRITE}; {grounds}"


def _holding(feedback: Feedback, *, said: str, days: frozenset[date]) -> Row:
    """Give kind, answers and, for a date, the day, as far as question and words tell them."""
    wanted = read_question(Question(text=feedback.question, as_of=feedback.as_of)).wanted
    if wanted == "date" and len(days) == 1:
        (day,) = days
        written = format_period(day, day).partition(", ")[2]
        return {"kind": "date", "answers": [written], "date": day.isoformat()}
    kind = _KINDS.get(wanted, "entity")
    judged = _YES_OR_NO.match(said) if kind == "yesno" else None
    answer = judged[1] if judged else said
    return {"kind": kind, "answers": [answer] if answer else []}


def _said(answer: Answer) -> str:
    return _LOOSE.sub(r"\1", " ".join(without_markers(answer.text).split()))


def _single_days(periods: Sequence[Any]) -> frozenset[date]:
    return frozenset(
        each.start_date for each in periods if each.start_date and each.start_date == each.end_date
    )


def _positions(feedback: Feedback) -> list[Row]:
    sources = dict(_cited(feedback))
    return [
        {
            "answers": [position.value],
            "sources": _unique(sources[each] for each in position.citations if each in sources),
        }
        for conflict in feedback.answer.conflicts
        for position in conflict.positions
    ]


def _grounds(feedback: Feedback) -> Row:
    """Give the sources and the evidence that the answer cites."""
    sources = dict(_cited(feedback))
    quotes = {
        (sources[each.marker], each.quote): None
        for each in feedback.answer.citations
        if each.marker in sources
    }
    evidence = [{"source": source, "quote": quote} for source, quote in quotes]
    return {"sources": _unique(sources.values()), "evidence": evidence}


def _cited(feedback: Feedback) -> Iterator[tuple[int, str]]:
    """Give each citation's marker with the source that it cites."""
    for citation in feedback.answer.citations:
        if citation.article_id in feedback.sources:
            yield citation.marker, feedback.sources[citation.article_id]


def _unique(sources: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(sources))
