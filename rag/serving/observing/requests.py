"""The outermost layer of the server: every request gets an id, a line in the log, and is counted.

Neither the query string nor a header nor a body is told, and of a key no more than its name.
"""

import logging
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.serving.observing.logs import begin_request
from rag.serving.observing.metrics import Metrics
from rag.serving.observing.routes import PAGE, Routes

KEY_NAME = "dateline.key_name"
"""Where the scope of a request has the name of the key that it came with."""

HEADER = "X-Request-Id"
_WENT = 499
"""What is told of a client that went before it was answered, as nginx tells it."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = logging.getLogger(__name__)


class WatchedRequests:
    """ASGI middleware that watches each HTTP request from its first byte to its response's last.

    The page asks for much: of that, only what fails has a line in the log.
    """

    def __init__(self, app: ASGIApp, *, routes: Routes, metrics: Metrics) -> None:
        """Stand before `app`."""
        self._app = app
        self._routes = routes
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell of it once it is done."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        template = self._routes.template(scope["path"])
        began = time.perf_counter()
        status = _WENT
        given = begin_request(Headers(scope=scope).get(HEADER, ""))
        done = False

        def tell() -> None:
            nonlocal done
            if not done:
                done = True
                seconds = time.perf_counter() - began
                self._tell(scope, template, status=status, seconds=seconds)

        async def send_watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = given
            elif not message.get("more_body", False):
                tell()  # before the last byte, so that whoever has it finds it told
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        finally:
            tell()

    def _tell(self, scope: Scope, template: str, *, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        self._metrics.count_request(method, template, status=status, seconds=seconds)
        if template == PAGE and status < 400:
            return
        fields = {"method": method, "route": template, "status": status}
        fields["ms"] = round(seconds * 1000, 1)
        if KEY_NAME in scope:
            fields["key"] = scope[KEY_NAME]
        _log.info("request", extra={"fields": fields})
