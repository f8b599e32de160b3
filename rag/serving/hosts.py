"""Which names the server answers to.

A web page can have its own name resolve to a loopback address and then read what a local server
says (DNS rebinding). The browser still sends the page's name as Host, so that name is refused.
"""

import ipaddress
import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.serving.problems import problem_response, refusal

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_HOST = re.compile(r"(?:\[(?P<bracketed>[0-9a-f:.]+)\]|(?P<plain>[a-z0-9_.-]+))(?::[0-9]*)?")


class KnownHosts:
    """ASGI middleware that refuses requests to any other name than the server's own.

    `host` is the address that the server listens on. Where that is every address of the machine,
    any address passes, but still no foreign name: rebinding needs one.
    """

    def __init__(self, app: ASGIApp, *, host: str) -> None:
        """Stand before `app`."""
        self._app = app
        self._names = _LOOPBACK | {host.lower()}
        address = _address(host)
        self._any_address = address is not None and address.is_unspecified

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan" or self._is_own(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, send)
            return
        problem = refusal(
            400,
            "The Host header names another server than this one.",
            mend="Use localhost, or the address that the setting server.host has.",
        )
        await problem_response(problem)(scope, receive, send)

    def _is_own(self, header: str) -> bool:
        match = _HOST.fullmatch(header.lower())
        if match is None:
            return False
        name = match["bracketed"] or match["plain"]
        return name in self._names or (self._any_address and _address(name) is not None)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
