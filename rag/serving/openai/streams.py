"""A completion on its way to a client: whole, or as server-sent events.

A stream begins as soon as the articles were searched. The words that a model is forming are not
sent: the check may change or drop them, and what a client was told can't be taken back. They show
as comments, which clients pass over and which keep the connection; the checked sentences follow.
"""

import json
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi.sse import format_sse_event
from starlette.responses import JSONResponse, Response

from rag.schema import AnswerReady, EvidenceFound, TextDelta, as_json
from rag.serving.answers import AnswerResponse, Told
from rag.serving.openai.completions import Completion
from rag.serving.openai.errors import translated
from rag.serving.problems import Problem

_FORMING = format_sse_event(comment="the answer is forming")
_DONE = format_sse_event(data_str="[DONE]")


class CompletionResponse(AnswerResponse):
    """The response that an Assistant's events become in OpenAI's form."""

    def __init__(
        self,
        events: Iterator[Told],
        *,
        completion: Completion,
        turn: AbstractAsyncContextManager[None],
    ) -> None:
        """Take events that nobody has begun to read, and the turn in which they shall form."""
        super().__init__(events, streamed=bool(completion.body.stream), turn=turn)
        self._completion = completion

    def whole(self, told: Told) -> Response:
        """Give the response that the last event makes, an answer or a problem."""
        if isinstance(told, AnswerReady):
            return JSONResponse(self._completion.whole(told.answer))
        return super().whole(told)

    def sent(self, told: Told) -> bytes:
        """Give what an event adds to a stream."""
        match told:
            case EvidenceFound(model=model):
                return _event(self._completion.beginning(model))
            case TextDelta():
                return _FORMING
            case AnswerReady(answer=answer):
                return b"".join(map(_event, self._completion.rest(answer))) + _DONE
            case Problem():
                return _event(translated(as_json(told)))


def _event(data: dict[str, Any]) -> bytes:
    return format_sse_event(data_str=json.dumps(data, ensure_ascii=False))
