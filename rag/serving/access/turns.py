"""Answers under way: a few form at once, some wait in turn, the rest is told to come again."""

import math
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from starlette.exceptions import HTTPException

STOPPING = "The server is stopping."
"""What whoever is new is told once it does."""

_LONGEST_RETRY = 120
"""Seconds after which someone who was refused is asked back at the latest."""

_NEWEST_WEIGHS = 0.2
"""Share of the answer that ended last in what is thought of how long an answer takes."""


class Busy(HTTPException):
    """The request can't wait here: too many do already, or the server is stopping. Status 503."""

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(503, detail, {"Retry-After": str(retry_after)})


class _Place:
    """Where one request waits: until it is its turn, or until it has to leave for another."""

    def __init__(self) -> None:
        self.called = anyio.Event()
        self.turned_away = False


class Turns:
    """Answers under way: `at_once` form and `waiting` wait; callers take turns, one answer each.

    A caller who waits with many requests gives up the newest of them for a caller who waits with
    two fewer or less, so that nobody's haste shuts out others. All of it happens in one event loop.
    """

    def __init__(self, *, at_once: int, waiting: int) -> None:
        """Let `at_once` (1 or more) form and `waiting` (0 or more) wait."""
        self._at_once = at_once
        self._most_waiting = waiting
        self._under_way = 0
        self._lines: OrderedDict[str, deque[_Place]] = OrderedDict()
        self._closed = False
        self._seconds = 1.0

    @property
    def under_way(self) -> int:
        """How many answers form."""
        return self._under_way

    @property
    def waiting(self) -> int:
        """How many requests wait for their turn."""
        return sum(map(len, self._lines.values()))

    @property
    def closed(self) -> bool:
        """Whether everyone new is refused, since the server is stopping."""
        return self._closed

    def close(self) -> None:
        """Refuse everyone new from now on; who waits keeps the place."""
        self._closed = True

    @asynccontextmanager
    async def turn(self, caller: str = "") -> AsyncIterator[None]:
        """Hold one of the turns; raises Busy at once where there is no place to wait either.

        To leave while waiting (cancellation) frees the place.
        """
        await self._enter(caller)
        began = time.monotonic()
        try:
            yield
        finally:
            self._seconds += _NEWEST_WEIGHS * (time.monotonic() - began - self._seconds)
            self._call_next()

    async def _enter(self, caller: str) -> None:
        if self._closed:
            raise Busy(STOPPING, retry_after=self._retry_after())
        if self._under_way < self._at_once:
            self._under_way += 1
            return
        self._make_room(caller)
        place = _Place()
        self._lines.setdefault(caller, deque()).append(place)
        try:
            await place.called.wait()
        except BaseException:
            self._leave(caller, place)
            raise
        if place.turned_away:
            raise self._full()

    def _make_room(self, caller: str) -> None:
        if self.waiting < self._most_waiting:
            return
        longest = max(self._lines.values(), key=len, default=deque())
        if len(longest) < len(self._lines.get(caller, ())) + 2:
            raise self._full()
        newest = longest.pop()
        newest.turned_away = True
        newest.called.set()

    def _leave(self, caller: str, place: _Place) -> None:
        if place.turned_away:
            return
        if place.called.is_set():  # the turn came in the same moment
            self._call_next()
            return
        line = self._lines[caller]
        line.remove(place)
        if not line:
            del self._lines[caller]

    def _call_next(self) -> None:
        """Give the turn that ends to the caller whose last one is the longest ago."""
        if not self._lines:
            self._under_way -= 1
            return
        caller, line = self._lines.popitem(last=False)
        line.popleft().called.set()
        if line:
            self._lines[caller] = line

    def _full(self) -> Busy:
        return Busy(
            "As many questions as can be are being answered, and as many wait.",
            retry_after=self._retry_after(),
        )

    def _retry_after(self) -> int:
        """Give the seconds in which those who wait will have been answered, as far as known."""
        return min(
            _LONGEST_RETRY, math.ceil((self.waiting + 1) * self._seconds / self._at_once) or 1
        )
