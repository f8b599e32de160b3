"""Exchange <-> JSON, whole but for the articles' texts, which the index holds. Pure."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from rag import errors
from rag.answering.assistant import MAX_QUESTION
from rag.errors import DatelineError, StoreError
from rag.schema import Question
from ui.conversation import Exchange

MAX_LENGTH = 2_000_000
"""Characters of an exchange; of one that is longer only the question is kept."""

_REMEMBERED = 64
"""Exchanges that need not be read again: with each question all that came before it is opened."""

MAX_COPIES = 100
"""Copies of one article that are kept; a story of the wire can have thousands."""

_MEND = "Ask again."
_UNREADABLE = (ValidationError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


def write_exchange(exchange: Exchange) -> str:
    """Give an exchange as JSON, each article in it once; half a character becomes a "?"."""
    written = _written(exchange)
    if len(written) <= MAX_LENGTH:
        return written
    question = exchange.question
    told = StoreError("What came of this question was too long to be kept.", mend=_MEND)
    return _written(
        Exchange(
            question=Question(text=question.text[:MAX_QUESTION], as_of=question.as_of), error=told
        )
    )


@lru_cache(_REMEMBERED)
def read_exchange(content: str, *, heading: str, day: date) -> Exchange:
    """Make an exchange of its JSON.

    Where not all of it can be read, the exchange is made of the rest, with an error that says so:
    an answer leaves its words, as text that nothing vouches for, and a question that is lost is
    made of its first words, and of the day.
    """
    values = _values(content)
    fields, is_whole = _fields(values)
    fields = {"question": _question(values, heading=heading, day=day)} | fields
    if is_whole or fields.get("answer"):  # an answer has in it all that led to it
        return Exchange(**fields)
    told = StoreError("What came of this question can't be read any more.", mend=_MEND)
    text = _text(values, "answer") or fields.get("text", "")
    return Exchange(**fields | {"text": text, "error": fields.get("error") or told})


@cache
def _adapters() -> Mapping[str, TypeAdapter[Any]]:
    """Give what reads and writes each field of an exchange but its error."""
    hints = get_type_hints(Exchange)
    return {name: TypeAdapter(hint) for name, hint in hints.items() if name != "error"}


def _written(exchange: Exchange) -> str:
    values: dict[str, Any] = {
        name: adapter.dump_python(getattr(exchange, name), mode="json")
        for name, adapter in _adapters().items()
    }
    articles = dict[str, Any]()
    for evidence in _evidence(values):
        article = evidence.pop("article")
        kept = {"text": "", "asides": [], "copies": article["copies"][:MAX_COPIES]}
        articles[evidence["article_id"]] = article | kept
    if exchange.error:
        values["error"] = _told(exchange.error)
    text = json.dumps(values | {"articles": articles}, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode()


def _values(content: str) -> Mapping[str, Any]:
    try:
        values = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _fields(values: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """Give the fields that can be read, and whether that is all that is needed."""
    fields, is_whole = dict[str, Any](), "question" in values
    for name in values.keys() & {*_adapters(), "error"}:
        try:
            fields[name] = _field(name, values)
        except _UNREADABLE:
            is_whole = False
    return fields, is_whole


def _field(name: str, values: Mapping[str, Any]) -> Any:
    value = values[name]
    if name == "error":
        return _error(value) if value else None
    if name in ("answer", "evidence"):
        for evidence in value if name == "evidence" else (value or {}).get("evidence", ()):
            evidence["article"] = values["articles"][evidence["article_id"]]
    return _adapters()[name].validate_python(value)


def _question(values: Mapping[str, Any], *, heading: str, day: date) -> Question:
    with suppress(*_UNREADABLE):
        day = date.fromisoformat(values["question"]["as_of"])
    return Question(text=_text(values, "question") or heading, as_of=day)


def _text(values: Mapping[str, Any], name: str) -> str:
    part = values.get(name)
    text = part.get("text") if isinstance(part, dict) else ""
    return text if isinstance(text, str) else ""


def _evidence(values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from values["evidence"]
    if values["answer"]:
        yield from values["answer"]["evidence"]


def _told(error: DatelineError) -> Mapping[str, str]:
    return {"kind": type(error).__name__, "problem": error.problem, "mend": error.mend}


def _error(values: Mapping[str, str]) -> DatelineError:
    kind = vars(errors).get(values["kind"])
    if not isinstance(kind, type):
        kind = DatelineError
    error: DatelineError = kind(str(values["problem"]), mend=str(values["mend"]))
    return error
