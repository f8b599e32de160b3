"""Which web pages' scripts may read what the API says: none, but those of configured origins."""

import re
from collections.abc import Sequence

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from rag.errors import SettingsError

_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/@?#*]+")
_METHODS = ("GET", "HEAD", "POST", "DELETE")
_READABLE_HEADERS = (
    *("Location", "Retry-After", "X-Request-Id"),
    *("Mcp-Session-Id", "Mcp-Protocol-Version"),
)


def open_to(app: FastAPI, origins: Sequence[str]) -> None:
    """Let pages of these origins use the API, with a key in their Authorization header.

    Raises SettingsError for what is no single origin, such as "*". Cookies and a browser's own
    passwords stay out. The middleware is there even where no origin is: with Starlette's own class
    in place Gradio leaves this to it, and would else open the page to all origins.
    """
    for origin in origins:
        if not _ORIGIN.fullmatch(origin.lower()):
            raise SettingsError(
                f"The setting server.origins has {origin!r}, which is no origin.",
                mend="Give each as in https://example.org, without a path.",
            )
    app.add_middleware(
        CORSMiddleware,
        allow_origins=[origin.lower() for origin in origins],
        allow_methods=_METHODS,
        allow_headers=["*"],
        expose_headers=_READABLE_HEADERS,
    )
