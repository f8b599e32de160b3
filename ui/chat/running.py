"""An answer under way in a thread of its own, so that no page waits for a model's next word."""

import asyncio
import dataclasses
import logging
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import closing, suppress
from typing import Any

from rag.answering.assistant import Assistant
from rag.errors import DatelineError
from ui.conversation import Exchange, follow

_AT_ONCE = 0.1
"""Seconds in which evidence is waited for before anything is told: nobody sees them pass, and a
page that has nothing else to draw draws the evidence sooner."""

_PACE = 0.1
"""Seconds between two states of a growing text; a page that is sent more lags behind."""

_LOGGER = logging.getLogger(__name__)


class Running:
    """An exchange as it grows. Made and read in one event loop; any thread may stop it."""

    def __init__(self, assistant: Assistant, first: Exchange) -> None:
        self._assistant = assistant
        self._exchange = first
        self._news = asyncio.Event()
        self._ended = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._halted = threading.Event()
        self._left = False
        self.over = asyncio.Event()
        """Set by its reader once nothing more will be shown or kept of it."""

    @property
    def left(self) -> bool:
        """Whether nobody looks at it any more."""
        return self._left

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self._exchange.ended

    async def states(self) -> AsyncGenerator[Exchange, None]:
        """Yield the exchange, soon as it is, then whenever it has grown; the newest of its states.

        The last state has an end: the answer, an error, or that it was stopped.
        """
        if not self._exchange.ended:
            threading.Thread(target=self._work, name="answer", daemon=True).start()
            await self._within(_AT_ONCE, self._news)
        while True:
            self._news.clear()
            told = self._exchange
            yield told
            if told.ended:
                return
            if told.text:
                await self._within(_PACE, self._ended)
            await self._news.wait()

    async def _within(self, seconds: float, event: asyncio.Event) -> None:
        """Wait for an event, so long at most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), seconds)

    def stop(self) -> None:
        """End it as it is; the model is let go with its next word."""
        self._halted.set()
        self._tell(self._stopped)

    def leave(self) -> None:
        """Stop it for want of a reader."""
        self._left = True
        self.stop()

    def _work(self) -> None:
        try:
            with closing(follow(self._assistant, self._exchange)) as states:
                for exchange in states:
                    if self._halted.is_set():
                        return
                    self._tell(self._grown, exchange)
        except Exception as error:  # whatever it is, the page mustn't wait for ever
            _LOGGER.exception("An answer broke off.")
            self._tell(self._grown, dataclasses.replace(self._exchange, error=_broken(error)))

    def _tell(self, what: Callable[..., None], *told: Any) -> None:
        # A loop that has ended has no page left to tell.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(what, *told)

    def _grown(self, exchange: Exchange) -> None:
        if self._exchange.ended or exchange is self._exchange:
            return
        self._exchange = exchange
        self._news.set()
        if exchange.ended:
            self._ended.set()

    def _stopped(self) -> None:
        self._grown(dataclasses.replace(self._exchange, stopped=True))


def _broken(error: Exception) -> DatelineError:
    return DatelineError(
        f"Dateline itself failed ({type(error).__name__}).", mend="Its log says where. Ask again."
    )
