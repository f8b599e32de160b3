"""MCP over HTTP, at /mcp: each request stands alone, so a client that vanishes leaves nothing.

Foreign names and foreign pages (DNS rebinding) are refused before a request comes here, by
`KnownHosts` and `Guard`, for MCP as for everything else.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from rag.serving.access.turns import Turns
from rag.serving.mcp.server import build_mcp
from rag.serving.services import Services

_PATH = "/mcp"

_MAX_BODY = 1 << 18
"""Bytes of a message: the SDK reads it in the event loop, this much of the worst in 0.2 s."""


def add_mcp(app: FastAPI, services: Services, *, turns: Turns) -> None:
    """Serve MCP at /mcp of an app, from its start to its end; answers form in `turns`."""
    door = _Door(build_mcp(services, turns=turns))
    app.router.routes.append(Route(_PATH, endpoint=door, methods=["POST"], include_in_schema=False))
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(started: Any) -> AsyncIterator[Any]:
        async with before(started) as state, door.open():
            yield state

    app.router.lifespan_context = lifespan


class _Door:
    """The ASGI app at /mcp; the SDK's manager behind it serves from one start to one end."""

    def __init__(self, mcp: Server[Any]) -> None:
        self._mcp = mcp
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        manager = StreamableHTTPSessionManager(
            self._mcp,
            stateless=True,
            # A second list of names would only differ from what `KnownHosts` knows.
            security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
            max_request_body_size=_MAX_BODY,
        )
        async with manager.run():
            self._manager = manager
            try:
                yield
            finally:
                self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._manager is None:
            raise HTTPException(503, "The server is starting or stopping.")
        await self._manager.handle_request(scope, receive, send)
