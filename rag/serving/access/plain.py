"""Errors that libraries tell in plain text or without a word, put into the form of all others.

Starlette refuses a body by its announced size, and a foreign page's question whether it may ask
(CORS), past the handlers of errors, and so does MCP's SDK what it can't read.
"""

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.serving.access.guard import is_api
from rag.serving.problems import MEDIA_TYPE, problem_response, refusal

_ERRORS = 400
"""The least status that is one."""

_ORIGINS = "Use GET, HEAD, POST or DELETE, from an origin that the setting server.origins has."


class PlainErrors:
    """ASGI middleware that words such errors of the API as problems; the page has its own.

    It belongs outside of all that makes such errors.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its response back."""
        if scope["type"] == "http" and is_api(scope["path"]):
            send = _Wording(send, mend=_ORIGINS if scope["method"] == "OPTIONS" else None).send
        await self._app(scope, receive, send)


class _Wording:
    """Holds the head of such an error back until its text, which is a single piece, is there."""

    def __init__(self, send: Send, *, mend: str | None) -> None:
        self._send = send
        self._mend = mend
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_plain_error(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            await self._send_problem(self._start, text=message.get("body", b"").decode())

    async def _send_problem(self, start: Message, *, text: str) -> None:
        detail = f"{text or HTTPStatus(start['status']).phrase}."
        body = problem_response(refusal(start["status"], detail, mend=self._mend)).body
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["Content-Type"] = MEDIA_TYPE
        headers["Content-Length"] = str(len(body))
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})


def _is_plain_error(start: Message) -> bool:
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return start["status"] >= _ERRORS and (not kind or kind.startswith("text/plain"))
