"""What tests of the doors share: a question to the sample collection, and what comes back."""

import http.client
import time
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import httpx

QUESTION = "When did the trams of Port Ellis run again?"
ASKED = {"question": QUESTION, "as_of": "2026-02-11"}


def request(method: str, address: str, **sent: Any) -> httpx.Response:
    """Ask with the patience that a busy machine needs."""
    return httpx.request(method, address, timeout=60, **sent)


def begin(address: str, path: str, *, begun: bytes, length: int, kind: str) -> httpx.Response:
    """Send less of a body than is announced, and give what comes back nevertheless."""
    announced = {"Content-Type": kind, "Content-Length": str(length)}
    with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:
        connection.request("POST", path, begun, announced)
        told = connection.getresponse()
        return httpx.Response(told.status, headers=told.getheaders(), content=told.read())


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """Give the problem that a response has to be."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert told["status"] == status
    assert all(told[member] for member in ("type", "title", "detail", "mend"))
    return told


def until_waiting(number: int, address: str) -> None:
    """Ask again and again until so many requests wait for their turn."""
    end = time.monotonic() + 60
    told = f"\ndateline_answers_waiting {number}.0\n"
    while told not in request("GET", f"{address}/metrics").text:
        assert time.monotonic() < end
