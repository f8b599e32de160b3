"""An answer on its way to a client: whole, or as server-sent events while it forms.

The Assistant's generator is stepped in the threadpool. When the client goes, the step under way
ends and the generator is closed, which stops the model; nobody pays for an answer nobody reads.
"""

import json
import logging
import threading
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import anyio
from fastapi.sse import EventSourceResponse, format_sse_event
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from rag.errors import DatelineError
from rag.schema import AnswerEvent, AnswerReady, EvidenceFound, TextDelta, as_json
from rag.serving.access.turns import Busy
from rag.serving.problems import INTERNAL, Problem, problem_of, problem_response, refusal
from rag.serving.problems import told as problem_told

_log = logging.getLogger(__name__)

Told = AnswerEvent | Problem
"""An event, or the problem that ended them."""


class AnswerResponse(Response):
    """The response that an Assistant's events become.

    It waits for its turn first, and gives the place up when the client goes. An error before the
    first event has its own status, in both forms. Later ones are the last event of a stream, named
    `error`, whose data is the problem.
    """

    def __init__(
        self,
        events: Iterator[Told],
        *,
        streamed: bool,
        turn: AbstractAsyncContextManager[None],
    ) -> None:
        """Take events that nobody has begun to read, and the turn in which they shall form."""
        super().__init__()
        self._events = _told(events)
        self._streamed = streamed
        self._turn = turn
        self._left = threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, until done or until the client goes."""
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._leave_with_client, receive, tasks.cancel_scope)
                await self._in_turn(scope, receive, send)
                tasks.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(self._events.close)

    async def _leave_with_client(self, receive: Receive, scope: anyio.CancelScope) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._left.set()
        scope.cancel()

    async def _in_turn(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with self._turn:
                await self._answer(scope, receive, send)
        except Busy as busy:
            refused = problem_response(refusal(503, busy.detail), headers=busy.headers)
            await refused(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._streamed:
            await self.whole(await run_in_threadpool(self._last))(scope, receive, send)
            return
        events = iterate_in_threadpool(self._events)
        told = await anext(events)
        if isinstance(told, Problem):
            await self.whole(told)(scope, receive, send)
        else:
            await self._stream(told, events).stream_response(send)

    def _last(self) -> Told:
        """Let the answer form, until done or until nobody waits for it any more."""
        told = next(self._events)
        while not self._left.is_set() and (later := next(self._events, None)):
            told = later
        return told

    def _stream(self, first: Told, rest: AsyncIterator[Told]) -> StreamingResponse:
        async def content() -> AsyncIterator[bytes]:
            yield self.sent(first)
            async for told in rest:
                yield self.sent(told)

        return EventSourceResponse(content(), headers={"Cache-Control": "no-store"})

    def whole(self, told: Told) -> Response:
        """Give the response that the last event makes, an answer or a problem."""
        match told:
            case AnswerReady(answer=answer):
                return JSONResponse(as_json(answer))
            case Problem():
                return problem_response(told)
        raise AssertionError("the last event is the answer")

    def sent(self, told: Told) -> bytes:
        """Give what an event adds to a stream."""
        name, data = _named(told)
        return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))


def _told(events: Iterator[Told]) -> Generator[Told, None, None]:
    """Give the events; an error is the last of them, since a stream has no status to change."""
    try:
        yield from events
    except DatelineError as error:
        yield problem_of(error)
    except Exception:
        _log.exception("An answer was broken off")
        yield INTERNAL


def _named(told: Told) -> tuple[str, Any]:
    match told:
        case EvidenceFound():
            return "evidence", as_json(told)
        case TextDelta():
            return "delta", as_json(told)
        case AnswerReady(answer=answer):
            return "answer", as_json(answer)
        case Problem():
            return "error", problem_told(told)
