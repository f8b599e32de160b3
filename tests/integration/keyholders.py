"""Requests with keys, and a question to the small library that servers which ask for keys share."""

import base64
from collections.abc import Callable

from rag.serving.access.keys import Scope

MakeKey = Callable[[Scope], str]
"""Makes a key of a scope and gives its word."""

ASKED = {"question": "When will the ferry of Lornhaven be launched?", "as_of": "2025-05-06"}


def bearer(word: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {word}"}


def basic(word: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"reader:{word}".encode()).decode()}
