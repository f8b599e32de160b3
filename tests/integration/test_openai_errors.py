"""What OpenAI's official client raises, and what a stream holds back until it is checked."""

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx
import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam
from over_http import QUESTION
from speaker import failing

from rag.errors import ModelError, ModelUnavailable
from rag.index.library import Library
from rag.serving.access.keys import Keys

ASKED: list[ChatCompletionMessageParam] = [{"role": "user", "content": QUESTION}]
TRUE = "All four lines have run to timetable since Monday morning."
FALSE = "The mayor drove the first tram dressed as a walrus."
HALF_A_CHARACTER = b'{"messages": [{"role": "user", "content": "x"}], "\\ud800": 1}'

Connect = Callable[..., OpenAI]
ServeSpeaker = Callable[..., str]
"""Called as `serve_speaker(speak)`, with settings of the server by name."""


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Give a function that connects the official client with an address."""
    clients = list[OpenAI]()

    def connected(address: str, *, key: str = "none", retries: int = 0) -> OpenAI:
        clients.append(OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=retries))
        return clients[-1]

    yield connected
    for each in clients:
        each.close()


def asked(client: OpenAI, **changed: object) -> Any:
    body = {"model": "dateline", "messages": ASKED} | changed
    return client.chat.completions.create(**body)  # type: ignore[call-overload]


def test_words_that_the_check_drops_are_never_streamed(
    serve_speaker: ServeSpeaker, connect: Connect
) -> None:
    def speak() -> Iterator[str]:
        for word in f"{TRUE} {FALSE}".split():
            yield f"{word} "

    address = serve_speaker(speak)
    whole = asked(connect(address))
    assert TRUE[:-1] in whole.choices[0].message.content
    assert "walrus" not in whole.to_json()
    assert whole.model == "ollama/speaker:1b"
    body = {"messages": ASKED, "stream": True}
    stream = httpx.post(f"{address}/v1/chat/completions", json=body, timeout=60).text
    assert "walrus" not in stream
    words = [chunk.choices[0].delta.content for chunk in asked(connect(address), stream=True)]
    assert "".join(word or "" for word in words) == whole.choices[0].message.content


def test_a_stream_begins_before_the_model_has_spoken(serve_speaker: ServeSpeaker) -> None:
    begun = threading.Event()

    def speak() -> Iterator[str]:
        yield "All "
        assert begun.wait(timeout=60)
        yield TRUE.removeprefix("All ")

    body = {"messages": ASKED, "stream": True}
    address = serve_speaker(speak)
    with httpx.stream("POST", f"{address}/v1/chat/completions", json=body, timeout=60) as stream:
        lines = stream.iter_lines()
        first, _, comment = next(lines), next(lines), next(lines)
        begun.set()
        rest = [line for line in lines if line.startswith("data: ")]
    assert json.loads(first.removeprefix("data: "))["choices"][0]["delta"]["role"] == "assistant"
    assert comment.startswith(": ")
    assert rest[-1] == "data: [DONE]"


def test_a_client_that_goes_stops_the_model(serve_speaker: ServeSpeaker) -> None:
    speaking, stopped, over = threading.Event(), threading.Event(), threading.Event()

    def speak() -> Iterator[str]:
        try:
            while not over.is_set():
                yield "and so on "
                speaking.set()
        finally:
            stopped.set()

    connection = http.client.HTTPConnection(urlsplit(serve_speaker(speak)).netloc)
    body = json.dumps({"messages": ASKED, "stream": True})
    connection.request("POST", "/v1/chat/completions", body, {"Content-Type": "application/json"})
    assert speaking.wait(timeout=60)
    connection.close()
    try:
        assert stopped.wait(timeout=30)
    finally:
        over.set()


def test_a_model_that_fails_in_mid_stream_is_an_error_of_the_client(
    serve_speaker: ServeSpeaker, connect: Connect
) -> None:
    spoken: list[str] = []

    def speak() -> Iterator[str]:
        spoken.append("All four")
        yield spoken[-1]
        raise ModelError("The model broke off.", mend="Ask again.")

    client = connect(serve_speaker(speak), retries=2)
    with pytest.raises(openai.APIError, match=r"The model broke off\. Ask again\."):
        list(asked(client, stream=True))
    with pytest.raises(openai.InternalServerError) as failed:
        asked(client)
    assert (failed.value.status_code, failed.value.code) == (502, "model")
    assert len(spoken) == 2, "a model that fails is not asked again and again"


def test_what_nobody_foresaw_is_told_without_its_text(
    serve_speaker: ServeSpeaker, connect: Connect
) -> None:
    def speak() -> Iterator[str]:
        raise OSError("/a/path/of/ours")
        yield

    with pytest.raises(openai.InternalServerError) as failed:
        asked(connect(serve_speaker(speak)))
    assert "ours" not in str(failed.value)


@pytest.mark.parametrize(
    ("changed", "param", "code"),
    [
        ({"n": 2}, "n", "unsupported_parameter"),
        ({"tools": [{"type": "function"}]}, "tools", "unsupported_parameter"),
        ({"response_format": {"type": "json_object"}}, "response_format", "unsupported_parameter"),
        ({"extra_body": {"surprise": 1}}, "surprise", "unknown_parameter"),
        ({"messages": [*ASKED, {"role": "assistant", "content": "On"}]}, "messages", None),
        ({"messages": [{"role": "user", "content": " "}]}, None, "question"),
        ({"messages": [{"role": "bard", "content": "x"}]}, "messages.0.role", None),
        ({"messages": [{"role": "user", "content": 7}]}, "messages.0.content", None),
        ({"max_tokens": 0}, "max_tokens", None),
        ({"extra_body": {"dateline": {"k": 0}}}, "dateline", None),
    ],
)
def test_bad_requests(
    sample_address: str,
    connect: Connect,
    changed: dict[str, object],
    param: str | None,
    code: str | None,
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        asked(connect(sample_address), **changed)
    assert (refused.value.param, refused.value.code) == (param, code)
    assert refused.value.type == "invalid_request_error"


@pytest.mark.parametrize(
    ("path", "content", "content_type", "status"),
    [
        ("/v1/chat/completions", b"{", "application/json", 400),
        ("/v1/chat/completions", b"[]", "application/json", 400),
        ("/v1/chat/completions", HALF_A_CHARACTER, "application/json", 400),
        ("/v1/chat/completions", b"{}", "text/plain", 415),
        ("/v1/chat/completions", b" " * (2 << 20), "application/json", 413),
        ("/v1/models", b"{}", "application/json", 405),
    ],
)
def test_what_is_no_request_at_all(
    sample_address: str, path: str, content: bytes, content_type: str, status: int
) -> None:
    headers = {"Content-Type": content_type, "X-Request-Id": "of-a-test"}
    response = httpx.post(f"{sample_address}{path}", content=content, headers=headers, timeout=60)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/json")
    told = response.json()
    assert set(told["error"]) == {"message", "type", "param", "code"}
    assert told["request_id"] == response.headers["x-request-id"] == "of-a-test"


@pytest.mark.parametrize("name", ["gpt-4o", "embedded/nobody", "ollama2/x"])
def test_models_that_are_not_there(sample_address: str, connect: Connect, name: str) -> None:
    client = connect(sample_address)
    for ask in (lambda: asked(client, model=name), lambda: client.models.retrieve(name)):
        with pytest.raises(openai.NotFoundError) as missing:
            ask()
        assert missing.value.code == "model_not_found"


def test_a_backend_that_does_not_answer_is_no_wrong_name(
    sample_library: Library, serve_api: Callable[..., str], connect: Connect
) -> None:
    error = ModelUnavailable("Nothing answers.", mend="Start it.")
    client = connect(serve_api(sample_library, choose_model=failing(error)))
    with pytest.raises(openai.InternalServerError) as failed:
        asked(client)
    assert (failed.value.status_code, failed.value.code) == (503, "model_unavailable")
    assert failed.value.response.headers["x-should-retry"] == "false"


def test_keys_and_limits(library: Library, serve_api: Callable[..., str], connect: Connect) -> None:
    _, word = Keys(library.folder).create("a program", scope="read")
    address = serve_api(library, require_key=True, requests_per_minute=2)
    with pytest.raises(openai.AuthenticationError) as refused:
        connect(address, key="dl_wrong").models.list()
    assert refused.value.code == "invalid_api_key"
    client = connect(address, key=word)
    assert client.models.retrieve("dateline").id == "dateline"
    assert client.models.list().data
    with pytest.raises(openai.RateLimitError) as limited:
        asked(client)
    assert limited.value.code == "rate_limit_exceeded"
    assert int(limited.value.response.headers["retry-after"]) > 0


def test_no_other_name_is_answered_to(sample_address: str) -> None:
    response = httpx.get(f"{sample_address}/v1/models", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert response.json()["error"]["type"] == "invalid_request_error"


def test_clients_are_told_to_ask_a_busy_server_again(
    serve_speaker: ServeSpeaker, connect: Connect
) -> None:
    speaking, finish = threading.Event(), threading.Event()

    def speak() -> Iterator[str]:
        speaking.set()
        assert finish.wait(timeout=60)
        yield TRUE

    client = connect(serve_speaker(speak, answers=1, waiting=0))
    with ThreadPoolExecutor(1) as first:
        answer = first.submit(asked, client)
        assert speaking.wait(timeout=60)
        with pytest.raises(openai.InternalServerError) as busy:
            asked(client)
        finish.set()
        assert TRUE[:-1] in answer.result().choices[0].message.content
    assert busy.value.status_code == 503
    assert busy.value.response.headers["x-should-retry"] == "true"
    assert int(busy.value.response.headers["retry-after"]) > 0
