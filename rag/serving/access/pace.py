"""Bodies that hardly come: a client that sends a byte a minute would hold a connection for ever."""

import asyncio
import time
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STRETCH = 1 << 14
"""Bytes of a body, or all that is left of it, that have to come within the time."""

_STRETCH_SECONDS = 30.0


class SteadyBodies:
    """ASGI middleware that refuses (408) a body of which nearly nothing comes any more.

    A body of any length may come, at 550 bytes a second or more; only the time counts in which the
    server waits for it.
    """

    stretch_seconds = _STRETCH_SECONDS
    """Seconds in which each stretch of a body has to come."""

    def __init__(self, app: ASGIApp, *, seconds: Callable[[], float] = time.monotonic) -> None:
        """Stand before `app`; `seconds` is the clock."""
        self._app = app
        self._now = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, whose body is timed as it is read."""
        if scope["type"] == "http":
            receive = _Timed(receive, within=self.stretch_seconds, seconds=self._now).receive
        await self._app(scope, receive, send)


class _Timed:
    """One body; whoever reads on after its end waits for the client to go, which takes any time."""

    def __init__(self, receive: Receive, *, within: float, seconds: Callable[[], float]) -> None:
        self._receive = receive
        self._within = within
        self._now = seconds
        self._left = within
        self._came = 0
        self._whole = False

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        began = self._now()
        try:
            async with asyncio.timeout(self._left):
                message = await self._receive()
        except TimeoutError as error:
            raise _late() from error
        self._left -= self._now() - began
        self._count(message)
        return message

    def _count(self, message: Message) -> None:
        self._whole = not message.get("more_body", False)
        self._came += len(message.get("body", b""))
        if self._came >= STRETCH:
            self._came = 0
            self._left = self._within


def _late() -> HTTPException:
    return HTTPException(408, "The body comes too slowly.", {"Connection": "close"})
