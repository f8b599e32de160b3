"""What went wrong in OpenAI's form, from which its clients make their own exceptions.

Every part of the server tells of errors as problem details (RFC 9457). On the paths that speak
OpenAI's language one middleware turns these into `{"error": {…}}`, so that a missing key or a
rate limit, which no route has seen, is understood as well.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.serving.observing.logs import request_id
from rag.serving.problems import MEDIA_TYPE

_PATHS = ("/v1/chat/completions", "/v1/models")
_TYPES = {403: "permission_error", 429: "rate_limit_error"}
_CODES = {401: "invalid_api_key", 429: "rate_limit_exceeded"}
_KINDS = ("unknown_parameter", "unsupported_parameter")
_TRIED = ("str", "int", "float", "bool")
_NAME_SHOWN = 80
"""Characters shown of a field's name, which the sender may have made up."""

_UNPROCESSABLE = 422
_BAD_REQUEST = 400
_SERVER = 500
_OWN = "urn:dateline:"
_LASTING = frozenset({f"{_OWN}model-unavailable"})
"""What doesn't pass by itself, so that asking again at once only makes the reader wait."""


class Refused(Exception):
    """A request in OpenAI's form that can't be answered, with the field that is at fault."""

    def __init__(
        self,
        detail: str,
        *,
        mend: str,
        param: str | None,
        status: int = _BAD_REQUEST,
        code: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.error = error_form(f"{detail} {mend}", status=status, code=code, param=param)


def error_form(
    message: str, *, status: int, code: str | None = None, param: str | None = None
) -> dict[str, Any]:
    """Give an error as OpenAI words it, with the id of the request that it ends beside it."""
    kind = _TYPES.get(status, "server_error" if status >= _SERVER else "invalid_request_error")
    said = {
        "message": _sendable(message),
        "type": kind,
        "param": param and _sendable(param),
        "code": code,
    }
    given = request_id()
    return {"error": said} | ({"request_id": given} if given else {})


def _sendable(text: str) -> str:
    """Replace half of a surrogate pair, which a sender's field name may hold and UTF-8 can't."""
    return text.encode("utf-8", "replace").decode()


_NULLABLE = {"anyOf": [{"type": "string"}, {"type": "null"}]}
ERROR_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": _NULLABLE,
                "code": _NULLABLE,
            },
        },
        "request_id": {"type": "string"},
    },
}
ERROR_EXAMPLE: Mapping[str, Any] = error_form(
    "tools: it is not supported: Dateline answers with checked text, and nothing else.",
    status=_BAD_REQUEST,
    param="tools",
    code="unsupported_parameter",
)


def refused_body(error: RequestValidationError) -> Refused:
    """Tell the first fault of a body; the value itself is not repeated."""
    first = error.errors()[0]
    where = str(first.get("ctx", {}).get("param") or _place(first["loc"]))[:_NAME_SHOWN]
    detail = first["msg"]
    if first["type"] == "json_invalid":
        where, detail = "", f"The body isn't JSON ({first['ctx']['error']})"
    return Refused(
        f"{where}: {detail}." if where else f"{detail}.",
        mend="docs/serving.md tells what can be asked.",
        param=where or None,
        code=first["type"] if first["type"] in _KINDS else None,
    )


def _place(parts: Sequence[str | int]) -> str:
    """Name a place in the body; which of several types was tried there is left out."""
    return ".".join(str(part) for part in parts[1:] if _is_name(part))


def _is_name(part: str | int) -> bool:
    return isinstance(part, int) or (part.isidentifier() and part not in _TRIED)


def translated(problem: Mapping[str, Any]) -> dict[str, Any]:
    """Give a problem's members as OpenAI words errors."""
    status = problem["status"]
    code = _code(problem, status=status)
    return error_form(f"{problem['detail']} {problem['mend']}", status=status, code=code)


def _code(problem: Mapping[str, Any], *, status: int) -> str | None:
    kind: str = problem["type"]
    if kind.startswith(_OWN) and status not in _CODES:
        return kind.removeprefix(_OWN).replace("-", "_")
    return _CODES.get(status)


def status_of(status: int) -> int:
    """Give the status by which OpenAI tells of what HTTP calls unprocessable."""
    return _BAD_REQUEST if status == _UNPROCESSABLE else status


class OpenAIErrors:
    """ASGI middleware that words problems as OpenAI does, on the paths that speak its language.

    It belongs outside of all that refuses requests. Of what failed in the server, clients are told
    to try again only where that was said (`Retry-After`): they would ask a model that fails thrice.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its response back."""
        if scope["type"] == "http" and _speaks_openai(scope["path"]):
            send = _Translating(send).send
        await self._app(scope, receive, send)


def _speaks_openai(path: str) -> bool:
    return any(path == each or path.startswith(f"{each}/") for each in _PATHS)


class _Translating:
    """Holds a problem back until it is whole, and sends its translation."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """Take the next message of a response."""
        if message["type"] == "http.response.start" and _is_problem(message):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_translated(self._start)

    async def _send_translated(self, start: Message) -> None:
        headers = MutableHeaders(raw=list(start["headers"]))
        problem = json.loads(self._body)
        body = json.dumps(translated(problem), ensure_ascii=False).encode()
        headers["content-type"] = "application/json"
        headers["content-length"] = str(len(body))
        if start["status"] >= _SERVER:
            passes = "retry-after" in headers and problem["type"] not in _LASTING
            headers["x-should-retry"] = "true" if passes else "false"
        status = status_of(start["status"])
        await self._send({**start, "status": status, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})


def _is_problem(start: Message) -> bool:
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return start["status"] >= _BAD_REQUEST and kind.startswith(MEDIA_TYPE)
