"""How often one caller may ask, as a bucket that fills evenly over a minute."""

import math
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from rag.serving.access.guard import caller_of, is_api, needed
from rag.serving.problems import problem_response, refusal

_MINUTE = 60.0
_MANY = 10_000
"""Callers after which those are forgotten who may ask as much again as anyone."""


class Rate:
    """Requests of each caller: `per_minute` of them at once, and as many in each minute after.

    What is kept of a caller is the moment at which the bucket is full again.
    """

    def __init__(self, per_minute: int, *, seconds: Callable[[], float] = time.monotonic) -> None:
        """Let each caller ask `per_minute` times (1 or more); `seconds` is the clock."""
        self._each = _MINUTE / per_minute
        self._now = seconds
        self._full_at: dict[str, float] = {}

    def take(self, caller: str) -> float:
        """Count a request and give 0, or the seconds after which the next one may be sent."""
        now = self._now()
        full_at = max(now, self._full_at.get(caller, now)) + self._each
        early = full_at - now - _MINUTE
        if early > self._each * 1e-6:  # sums of floating point numbers
            return early
        if len(self._full_at) >= _MANY:
            self._forget(now)
        self._full_at[caller] = full_at
        return 0

    def _forget(self, now: float) -> None:
        self._full_at = {who: moment for who, moment in self._full_at.items() if moment > now}


class LimitedRate:
    """ASGI middleware that tells callers to come again later who ask too often (429).

    The parts of the page itself don't count, nor do probes such as /health.
    """

    def __init__(self, app: ASGIApp, *, per_minute: int) -> None:
        """Stand before `app`, within the Guard, which tells who asks; 0 is no limit."""
        self._app = app
        self._rate = Rate(per_minute) if per_minute else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        wait = self._rate.take(caller_of(scope)) if self._rate and _counts(scope) else 0
        if not wait:
            await self._app(scope, receive, send)
            return
        refused = problem_response(
            refusal(429, "Too many requests came with this key or from this address."),
            headers={"Retry-After": str(math.ceil(wait))},
        )
        await refused(scope, receive, send)


def _counts(scope: Scope) -> bool:
    if scope["type"] != "http" or needed(scope["method"], scope["path"]) is None:
        return False
    return is_api(scope["path"]) or scope["method"] not in ("GET", "HEAD")
