"""A server that ends well: what is under way is finished within a time, nobody new begins."""

import asyncio
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from types import FrameType

from starlette.concurrency import run_in_threadpool
from uvicorn import Config, Server

from rag.serving.observing.operations import Operations

CLOSING = 2
"""Seconds that connections have to close in, once nothing is under way: open pages hold some."""

LAST = 5
"""Seconds after all that, in which the process ends whatever hangs."""

_log = logging.getLogger(__name__)


class PatientServer(Server):
    """A server that at the first Ctrl-C or SIGTERM finishes what is under way.

    It goes on to listen meanwhile, so that those who come are told that it stops. After `grace`
    seconds what is left is broken off; a second signal ends the process at once.
    """

    def __init__(
        self, config: Config, *, operations: Operations, grace: float, started: Callable[[], None]
    ) -> None:
        """Prepare to serve; `started` is called once the server answers."""
        super().__init__(config)
        self._operations = operations
        self._grace = grace
        self._tell_started = started
        self._patient_until: float | None = None
        self._status = 0

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._tell_started()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop, or end at once where that was begun already."""
        status = 128 + sig  # as a shell tells it
        if self.should_exit:
            os._exit(status)
        self._status = status
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Tell whether to end now; asked ten times a second."""
        if not await super().on_tick(counter):
            return False
        if self._patient_until is None:
            self._patient_until = time.monotonic() + self._grace
            self._operations.stop()
            self._end_anyway()
            _log.info("stopping", extra={"fields": {"within_seconds": self._grace}})
        return self._operations.idle or time.monotonic() >= self._patient_until

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close connections, and send what telemetry is left."""
        logging.getLogger("uvicorn.error").addFilter(_is_news)
        await super().shutdown(sockets)
        await run_in_threadpool(self._operations.close)
        if not self._operations.idle:  # a model may hold a thread for as long as it likes
            os._exit(self._status)

    def _end_anyway(self) -> None:
        seconds = self._grace + CLOSING + LAST
        last = threading.Timer(seconds, os._exit, [self._status])
        last.daemon = True
        last.start()


def _is_news(record: logging.LogRecord) -> bool:
    """Tell whether a line is of more than of connections cut off, as every open page holds one."""
    cancelled = record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not (cancelled or record.msg.startswith("Cancel "))
