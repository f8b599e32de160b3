"""MCP over standard input and output, for a program that starts this one."""

import signal
from typing import Any

import anyio
from mcp.server import Server
from mcp.server.stdio import stdio_server


def serve_stdio(server: Server[Any]) -> None:
    """Serve until standard input ends. Meanwhile what anything prints goes to standard error.

    To be called in the main thread; Ctrl-C ends the process from now on.
    """
    # Nothing has to be put away, and a thread that waits for input would hold up Python's own way.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    anyio.run(_serve, server)


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (received, sent):
        await server.run(received, sent, server.create_initialization_options())
