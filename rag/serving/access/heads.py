"""Connections that begin no request, or don't end it: what comes unread has a length and a time.

The server's parser takes headers of any length, and a client may take any time to send them; both
would cost memory and connections before a key has been asked for. The same goes for the rest of a
body to which the answer, such as that a key is needed, has gone out already.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 1 << 16
"""Bytes of a request's first line and headers, as far as they come in several pieces."""

_HEAD_SECONDS = 30.0


class BoundedHeads(HttpToolsProtocol):
    """One connection, as uvicorn makes it, with bounds on the heads of its requests."""

    head_seconds = _HEAD_SECONDS
    """Seconds in which a head has to be complete, and the rest of what was answered early."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what uvicorn gives."""
        super().__init__(*args, **kwargs)
        self._reads_head = True
        self._head = 0
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect the first head from now on."""
        super().connection_made(transport)
        self._expect_soon()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing more."""
        self._expect_nothing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless a head becomes too long."""
        if self._reads_head:
            self._head += len(data)
            if self._deadline is None:
                self._expect_soon()
        super().data_received(data)
        if self._reads_head and self._head > MAX_HEAD and not self.transport.is_closing():
            self.send_400_response("The request's headers are too long.")

    def on_headers_complete(self) -> None:
        """Take the head, and give the body the time that it takes."""
        self._reads_head = False
        self._head = 0
        self._expect_nothing()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Be ready for another head; after an early answer nothing else waits for it."""
        super().on_message_complete()
        self._reads_head = True
        if self._deadline is not None:
            self._expect_nothing()
            self._expect_soon()

    def on_response_complete(self) -> None:
        """Let the rest of a request that was answered early come soon."""
        super().on_response_complete()
        if not self._reads_head and self.cycle.response_complete:
            self._expect_soon()

    def _expect_soon(self) -> None:
        self._deadline = self.loop.call_later(self.head_seconds, self._give_up)

    def _expect_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.close()
