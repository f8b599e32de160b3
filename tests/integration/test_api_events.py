"""Answers over HTTP while they form: the order of events, errors, clients that go, the queue."""

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from over_http import ASKED, until_waiting
from speaker import failing

from rag.errors import ModelBusy, ModelError, ModelUnavailable
from rag.index.library import Library

EVENTS = {"Accept": "text/event-stream"}
WHOLE = {"Accept": "application/json"}


def events_of(address: str) -> list[tuple[str, Any]]:
    response = httpx.post(f"{address}/v1/ask", json=ASKED, headers=EVENTS, timeout=60)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    events = []
    for block in response.text.removesuffix("\n\n").split("\n\n"):
        name, data = block.split("\n")
        events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return events


def test_evidence_comes_first_and_the_answer_last(sample_address: str) -> None:
    events = events_of(sample_address)
    names = [name for name, _ in events]
    assert names[0] == "evidence"
    assert names[-1] == "answer"
    assert set(names[1:-1]) == {"delta"}
    assert "".join(data["text"] for name, data in events if name == "delta")
    answer = events[-1][1]
    told = ("evidence", "searched", "model")
    assert events[0][1] == {name: answer[name] for name in told}
    assert answer["searched"]["text"] == ASKED["question"]
    whole = httpx.post(f"{sample_address}/v1/ask", json=ASKED, timeout=60).json()
    for each in (answer, whole):
        del each["timings"]
    assert answer == whole


def test_a_model_that_fails_in_mid_stream_ends_it_with_an_error(
    serve_speaker: Callable[..., str],
) -> None:
    def speak() -> Iterator[str]:
        yield "The trams"
        raise ModelError("The model broke off.", mend="Ask again.")

    address = serve_speaker(speak)
    (found, _), delta, error = events_of(address)
    assert found == "evidence"
    assert delta == ("delta", {"text": "The trams"})
    assert error[0] == "error"
    assert error[1].pop("request_id")
    told = {"type": "urn:dateline:model", "title": "The language model failed", "status": 502}
    assert error[1] == told | {"detail": "The model broke off.", "mend": "Ask again."}
    whole = httpx.post(f"{address}/v1/ask", json=ASKED, headers=WHOLE, timeout=60)
    assert whole.status_code == 502
    request_id = whole.headers["X-Request-Id"]
    assert whole.json() == error[1] | {"request_id": request_id}


def test_a_fault_in_mid_stream_is_told_without_its_text(serve_speaker: Callable[..., str]) -> None:
    def speak() -> Iterator[str]:
        yield "The trams"
        raise OSError("/a/path/of/ours")

    name, told = events_of(serve_speaker(speak))[-1]
    assert (name, told["status"]) == ("error", 500)
    assert "ours" not in json.dumps(told)


@pytest.mark.parametrize("headers", [EVENTS, WHOLE])
def test_an_error_before_the_first_event_has_its_status(
    sample_library: Library, serve_api: Callable[..., str], headers: dict[str, str]
) -> None:
    error = ModelUnavailable("Nothing answers.", mend="Start it.")
    address = serve_api(sample_library, choose_model=failing(error))
    response = httpx.post(f"{address}/v1/ask", json=ASKED, headers=headers, timeout=60)
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["mend"] == "Start it."
    ready = httpx.get(f"{address}/ready")
    assert ready.status_code == 503
    assert ready.json()["model"] == {"problem": "Nothing answers.", "mend": "Start it."}


@pytest.mark.parametrize("headers", [EVENTS, WHOLE])
def test_a_model_for_which_too_many_wait_is_asked_again_later(
    sample_library: Library, serve_api: Callable[..., str], headers: dict[str, str]
) -> None:
    error = ModelBusy("The model is busy.", mend="Ask again in a moment.")
    address = serve_api(sample_library, choose_model=failing(error))
    response = httpx.post(f"{address}/v1/ask", json=ASKED, headers=headers, timeout=60)
    assert (response.status_code, response.json()["type"]) == (503, "urn:dateline:model-busy")
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("headers", [EVENTS, WHOLE])
def test_a_client_that_goes_stops_the_model(
    serve_speaker: Callable[..., str], headers: dict[str, str]
) -> None:
    speaking, stopped, over = threading.Event(), threading.Event(), threading.Event()

    def speak() -> Iterator[str]:
        try:
            while not over.is_set():
                yield "and so on "
                speaking.set()
        finally:
            stopped.set()

    connection = http.client.HTTPConnection(urlsplit(serve_speaker(speak)).netloc)
    body_type = {"Content-Type": "application/json"}
    connection.request("POST", "/v1/ask", json.dumps(ASKED), headers | body_type)
    assert speaking.wait(timeout=60)
    assert not stopped.is_set()
    connection.close()
    try:
        assert stopped.wait(timeout=30)
    finally:
        over.set()


def test_no_more_than_a_few_answers_are_made_at_once(serve_speaker: Callable[..., str]) -> None:
    speaking, finish = threading.Semaphore(0), threading.Event()

    def speak() -> Iterator[str]:
        speaking.release()
        finish.wait(timeout=60)
        yield "They ran again on Monday."

    address = serve_speaker(speak, answers=2, waiting=0)

    def ask() -> httpx.Response:
        return httpx.post(f"{address}/v1/ask", json=ASKED, timeout=60)

    with ThreadPoolExecutor(2) as clients:
        asked = [clients.submit(ask) for _ in range(2)]
        assert all(speaking.acquire(timeout=60) for _ in asked)
        refused = ask()
        finish.set()
        assert [each.result().status_code for each in asked] == [200, 200]
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["content-type"] == "application/problem+json"
    assert ask().status_code == 200


def test_a_client_that_goes_while_it_waits_leaves_its_place(
    serve_speaker: Callable[..., str],
) -> None:
    speaking, finish = threading.Semaphore(0), threading.Event()

    def speak() -> Iterator[str]:
        speaking.release()
        finish.wait(timeout=60)
        yield "They ran again on Monday."

    address = serve_speaker(speak, answers=1, waiting=1)

    def ask() -> httpx.Response:
        return httpx.post(f"{address}/v1/ask", json=ASKED, timeout=60)

    with ThreadPoolExecutor(2) as clients:
        first = clients.submit(ask)
        assert speaking.acquire(timeout=60)
        waiting = http.client.HTTPConnection(urlsplit(address).netloc)
        body_type = {"Content-Type": "application/json"}
        waiting.request("POST", "/v1/ask", json.dumps(ASKED), body_type)
        until_waiting(1, address)
        assert ask().status_code == 503
        waiting.close()
        until_waiting(0, address)
        second = clients.submit(ask)
        until_waiting(1, address)
        finish.set()
        assert first.result().status_code == 200
        assert second.result().status_code == 200
