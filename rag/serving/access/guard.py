"""Who may do what: keys for the API, the same keys as passwords for the page.

/health, /ready                                 anyone
GET of /v1/…, /metrics and /openapi.json        read
POST of questions, searches and verdicts, MCP   read
everything else of /v1                          write
the page                                        write, since articles can be put in there
"""

from collections.abc import Collection
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.errors import StoreError
from rag.serving.access.credentials import (
    Ambiguous,
    Presented,
    is_foreign,
    presented,
    tells_key,
)
from rag.serving.access.keys import Key, Keys, needs_key
from rag.serving.access.keys import Scope as KeyScope
from rag.serving.observing.requests import KEY_NAME
from rag.serving.problems import problem_of, problem_response, refusal
from rag.settings import ServerSettings

KEY_ID = "dateline.key_id"
"""Where the scope of a request has the id of the key that it came with."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OPEN = frozenset({"/health", "/ready"})
_READABLE = frozenset({"/metrics", "/openapi.json"})
_ASKING = frozenset(
    {"/v1/ask", "/v1/search", "/v1/timeline", "/v1/feedback", "/v1/chat/completions"}
)
_CHALLENGE = {
    "WWW-Authenticate": 'Bearer realm="Dateline", Basic realm="Dateline", charset="UTF-8"'
}


def caller_of(scope: Scope) -> str:
    """Give whom a request is counted for: its key's id, or the address that it came from."""
    if KEY_ID in scope:
        return f"key {scope[KEY_ID]}"
    client = scope.get("client")
    return f"address {client[0]}" if client else ""


def is_api(path: str) -> bool:
    """Tell whether a path belongs to the API or to MCP rather than to the page."""
    return path == "/mcp" or path.startswith(("/v1/", "/mcp/")) or path in _READABLE | _OPEN


def needed(method: str, path: str) -> KeyScope | None:
    """Give what a key has to allow for a request; None where none is needed."""
    if path in _OPEN and method in _SAFE:
        return None
    if not is_api(path):
        return "write"
    if method in _SAFE or path in _ASKING or path == "/mcp" or path.startswith("/mcp/"):
        return "read"
    return "write"


class Guard:
    """ASGI middleware that lets pass what a key allows, and nothing that another page sends.

    Where keys aren't needed it keeps out the latter alone; a key is read nevertheless, since it
    tells callers apart.
    """

    def __init__(self, app: ASGIApp, *, server: ServerSettings, index: Path) -> None:
        """Stand before `app`; the keys are those of the index folder."""
        self._app = app
        self._keys = Keys(index)
        self._is_closed = needs_key(server)
        self._origins: Collection[str] = frozenset(each.lower() for each in server.origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        refused = None if scope["type"] == "lifespan" else self._refusal(scope)
        await (refused or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        if tells_key(scope):
            return _refused(
                400,
                "A key stands in the address, where proxies and browsers write it down.",
                mend="Revoke that key, and send its successor as `Authorization: Bearer …`.",
            )
        try:
            given = presented(scope)
            key = self._keys.key_of(given.word) if given else None
        except Ambiguous:
            return _refused(
                400, "There are several Authorization headers.", mend="Send no more than one."
            )
        except StoreError as error:
            return problem_response(problem_of(error))
        return self._refusal_of(scope, given, key)

    def _refusal_of(
        self, scope: Scope, given: Presented | None, key: Key | None
    ) -> Response | None:
        method = scope.get("method", "CONNECT")  # a web socket has none, and reads and writes
        if self._is_forged(scope, method, given):
            return _refused(
                403,
                "A page of another origin sent this.",
                mend="Let the server's operator add that origin to the setting server.origins.",
            )
        if key:
            scope[KEY_ID], scope[KEY_NAME] = key.key_id, key.name
        need = needed(method, scope["path"])
        if not self._is_closed or need is None:
            return None
        if key is None:
            told = "That key isn't known here." if given else "This needs an API key."
            return _refused(401, told)
        if need in key.scopes:
            return None
        asks_again = given is not None and given.scheme == "basic" and not is_api(scope["path"])
        return _refused(401 if asks_again else 403, f"This needs a key that may {need}.")

    def _is_forged(self, scope: Scope, method: str, given: Presented | None) -> bool:
        """Tell whether a foreign page sends what may change something.

        A Bearer key no browser adds by itself, and no page without having asked (CORS).
        """
        if method in _SAFE or (given and given.scheme == "bearer"):
            return False
        return is_foreign(scope, origins=self._origins)


def _refused(status: int, detail: str, *, mend: str | None = None) -> Response:
    headers = _CHALLENGE if status == 401 else None
    return problem_response(refusal(status, detail, mend=mend), headers=headers)
