"""Orders: lines that begin with a slash, and what they change of the next question. Pure."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from rag.errors import QuestionError
from rag.schema import Length, Question

ORDERS: Mapping[str, tuple[str, str]] = {
    "help": ("", "show these lines"),
    "sources": ("[N]", "name the sources of the last answer, or show number N in its article"),
    "evidence": ("", "show all sentences that were found for the last question"),
    "outlet": ("[NAME]", "search that outlet too; without a name, every outlet"),
    "author": ("[NAME]", "the same for authors"),
    "language": ("[CODE]", "the same for languages, such as en"),
    "article": ("[ID]", "the same for single articles"),
    "since": ("[DATE]", "only what was published that day or later"),
    "until": ("[DATE]", "only what was published that day or before"),
    "as-of": ("[DATE]", "the day that “today” means; without a date, today"),
    "length": ("[short|normal|long]", "how much answers tell"),
    "model": ("[BACKEND[:NAME]]", "who phrases answers; without a name, as the settings say"),
    "filters": ("[clear]", "tell what the next question is narrowed to, or let all of it go"),
    "export": ("FILE", "write the conversation as Markdown, or as JSON where FILE ends in .json"),
    "new": ("", "begin a new conversation; what was set stays"),
    "quit": ("", "end, as Ctrl-D does"),
}
"""Every order, by its name: the form of its value, and what it does."""

_NAMES = {"outlet": "outlets", "author": "authors", "language": "languages", "article": "articles"}
_DAYS = {"since": "since", "until": "until", "as-of": "as_of"}

NARROWING = (*_NAMES, *_DAYS, "length", "model")
"""The orders that change the next question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order, `name` being one of ORDERS."""

    name: str
    value: str


def order_in(line: str) -> Order | None:
    """Give the order of a line; None where it is a question. Raises QuestionError for no order.

    A name may be cut as long as it still is the beginning of one alone.
    """
    if not line.lstrip().startswith("/"):
        return None
    typed, _, value = line.strip()[1:].partition(" ")
    meant = [typed] if typed in ORDERS else [name for name in ORDERS if name.startswith(typed)]
    if len(meant) != 1:
        raise QuestionError(f"There is no order /{typed}.", mend="/help names all that there are.")
    return Order(name=meant[0], value=" ".join(value.split()))


def narrowed(question: Question, order: Order, *, today: date) -> Question:
    """Give a question with what an order of NARROWING sets. Raises QuestionError."""
    name, value = order.name, order.value
    if name in _NAMES:
        before = getattr(question, _NAMES[name])
        return _changed(question, _NAMES[name], (*before, value) if value else ())
    if name in _DAYS:
        day = _day(value) if value else (today if name == "as-of" else None)
        return _ordered(_changed(question, _DAYS[name], day))
    if name == "length":
        return _changed(question, "length", _length(value))
    backend, _, model = value.partition(":")
    return dataclasses.replace(question, backend=backend or None, model=model or None)


def unfiltered(question: Question) -> Question:
    """Give a question that every article may answer."""
    return dataclasses.replace(
        question, outlets=(), authors=(), languages=(), articles=(), since=None, until=None
    )


def _changed(question: Question, field: str, value: object) -> Question:
    changes: dict[str, object] = {field: value}
    return dataclasses.replace(question, **changes)  # type: ignore[arg-type]


def _ordered(question: Question) -> Question:
    since, until = question.since, question.until
    if since and until and since > until:
        raise QuestionError(
            f"/since {since} is later than /until {until}.", mend="Change or clear one."
        )
    return question


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise QuestionError(f"{value!r} is no date.", mend="Write it as in 2026-01-31.") from None


def _length(value: str) -> str:
    if value and value not in get_args(Length):
        raise QuestionError(
            f"There is no length {value!r}.", mend=f"Say {', '.join(get_args(Length))}."
        )
    return value or "normal"
