"""Requests with keys, and a small collection that servers which ask for keys can share."""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from newsroom import FERRY, LIBRARY

from rag.index.library import Library
from rag.protocols import Embedder
from rag.serving.access.keys import Keys, Scope
from rag.settings import Settings

MakeKey = Callable[[Scope], str]
"""Makes a key of a scope and gives its word."""

ASKED = {"question": "When will the ferry of Lornhaven be launched?", "as_of": "2025-05-06"}


@contextmanager
def small_collection(folder: Path, embedder: Embedder) -> Iterator[Library]:
    articles = folder / "articles"
    articles.mkdir()
    (articles / "ferry.txt").write_text(FERRY, "utf-8")
    (articles / "library.txt").write_text(LIBRARY, "utf-8")
    library = Library(folder / "index", settings=Settings(), embedder=embedder)
    library.ingest([articles])
    yield library
    library.close()


@contextmanager
def passing_keys(index: Path) -> Iterator[MakeKey]:
    """Give a function that makes keys, which are revoked in the end."""
    keys = Keys(index)
    made = []

    def make(scope: Scope) -> str:
        known, word = keys.create(f"a {scope} key of a test, {len(made)}", scope=scope)
        made.append(known.key_id)
        return word

    yield make
    for key_id in made:
        keys.revoke(key_id)


def bearer(word: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {word}"}


def basic(word: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"reader:{word}".encode()).decode()}


def request(method: str, address: str, **sent: Any) -> httpx.Response:
    """Ask with the patience that a busy machine needs."""
    return httpx.request(method, address, timeout=60, **sent)


def problem(response: httpx.Response, status: int) -> Any:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == status
    assert told["detail"]
    assert told["mend"]
    return told
