"""Exchange <-> JSON, whole but for the articles' texts, which the index holds. Pure."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from rag import errors
from rag.answering.assistant import MAX_QUESTION
from rag.errors import DatelineError, StoreError
from rag.schema import Question
from ui.conversation import Exchange

MAX_LENGTH = 2_000_000
"""Characters of an exchange; of one that is longer only the question is kept."""

MAX_COPIES = 100
"""Copies of one article that are kept; a story of the wire can have thousands."""

_MEND = "Ask again."


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


def read_exchange(content: str, *, heading: str, day: date) -> Exchange:
    """Make an exchange of its JSON.

    Where that can't be read, the exchange is made of the question's first words, and of the day,
    with an error that says so.
    """
    try:
        return _read(json.loads(content))
    except (ValidationError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        told = StoreError("What came of this question can't be read any more.", mend=_MEND)
        return Exchange(question=Question(text=heading, as_of=day), error=told)


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


def _read(values: dict[str, Any]) -> Exchange:
    articles = values["articles"]
    for evidence in _evidence(values):
        evidence["article"] = articles[evidence["article_id"]]
    fields = {
        name: adapter.validate_python(values[name])
        for name, adapter in _adapters().items()
        if name in values
    }
    error = values.get("error")
    return Exchange(**fields, error=_error(error) if error else None)


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
