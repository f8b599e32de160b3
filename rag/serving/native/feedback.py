"""What readers say of answers: kept with the index, to become cases of an evaluation."""

from typing import Any

from fastapi import APIRouter, Depends
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from rag.errors import ArticleNotFound
from rag.index.library import Library
from rag.schema import Answer, Evidence
from rag.serving.bodies import FeedbackBody
from rag.serving.native.documenting import problems
from rag.serving.native.media import json_only
from rag.serving.services import Services

_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)
_MOST_PARTS = 10_000
"""Members and items of all that an answer holds; none that Dateline gives has a tenth of it."""


def feedback_routes(services: Services) -> APIRouter:
    """Give /feedback."""
    router = APIRouter(dependencies=[Depends(json_only)])

    @router.post(
        "/feedback",
        status_code=204,
        responses={204: {"description": "It is kept."}, **problems({415: "It isn't JSON."})},
    )
    def give_feedback(body: FeedbackBody) -> Response:
        """Keep a verdict on an answer, which stays on the server's machine."""
        answer = _answer(body.answer, library=services.library)
        question = body.model_copy(update={"as_of": body.as_of or answer.as_of}).asked()
        services.keep_feedback(question, answer, body.verdict, body.reason, body.comment)
        return Response(status_code=204)

    return router


def _answer(sent: dict[str, Any], *, library: Library) -> Answer:
    """Make an Answer of what was sent. Evidence that the articles don't hold is left out."""
    _expect_small(sent)
    evidence = sent.get("evidence")
    found = [_evidence(each, library=library) for each in _dictionaries(evidence)]
    try:
        return _ANSWER.validate_python(
            sent | {"evidence": tuple(each for each in found if each is not None)}
        )
    except ValidationError as error:
        raise _invalid(error.errors()[0]["msg"], *error.errors()[0]["loc"]) from error


def _expect_small(sent: dict[str, Any]) -> None:
    waiting: list[dict[str, Any] | list[Any]] = [sent]
    parts = 0
    while waiting:
        each = waiting.pop()
        members = list(each.values()) if isinstance(each, dict) else each
        parts += len(members)
        if parts > _MOST_PARTS:
            raise _invalid("an answer isn't as large as that")
        waiting += [part for part in members if isinstance(part, dict | list)]


def _dictionaries(evidence: object) -> list[dict[str, Any]]:
    listed = evidence if isinstance(evidence, list) else []
    return [each for each in listed if isinstance(each, dict)]


def _evidence(sent: dict[str, Any], *, library: Library) -> Evidence | None:
    article_id, start, end = (sent.get(name) for name in ("article_id", "start", "end"))
    if not isinstance(article_id, str) or not isinstance(start, int) or not isinstance(end, int):
        return None
    try:
        article = library.article(article_id)
    except ArticleNotFound:
        return None
    if not 0 <= start < end or article.text[start:end] != sent.get("text"):
        return None
    return Evidence(
        article_id=article_id,
        start=start,
        end=end,
        text=article.text[start:end],
        rank=_within(sent.get("rank"), most=_MOST_PARTS),
        score=_within(sent.get("score"), most=1),
        article=article,
    )


def _within(value: object, *, most: int) -> Any:
    return value if isinstance(value, int | float) and 0 <= value <= most else 0


def _invalid(message: str, *place: int | str) -> RequestValidationError:
    fault = {"type": "answer", "loc": ("body", "answer", *place), "msg": message}
    return RequestValidationError([fault])
