"""Temperature and seed of a request, on their way to the servers that speak the answer."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from openai import BadRequestError, OpenAI
from replay import Replay, recorded, replay

from rag.assemble import Models
from rag.index.library import Library
from rag.settings import ModelSettings, Settings

QUESTION = "How many lines have run to timetable since Monday morning?"
"""So near to a sentence that no model is asked for a second opinion."""

SET = {"temperature": 0.3, "seed": 9}
"""What the server's settings say."""

OWN = {"temperature": 1.5, "seed": 42}

Sampled = Callable[[dict[str, Any]], dict[str, Any]]
"""Gives the sampling that a body asks a speaking server for."""


def _of_ollama(body: dict[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = body["options"]
    return options


def _of_openai(body: dict[str, Any]) -> dict[str, Any]:
    return body


@pytest.fixture(params=["ollama", "openai"])
def speaking(request: pytest.FixtureRequest) -> Iterator[tuple[Replay, dict[str, str], Sampled]]:
    """Give a server that speaks once, the settings that lead to it, and how to read what it got."""
    if request.param == "ollama":
        with replay(recorded("tags"), recorded("chat_stream")) as server:
            yield server, {"backend": "ollama", "ollama_host": server.url}, _of_ollama
    else:
        with replay(recorded("v1_models"), recorded("v1_chat_stream")) as server:
            yield server, {"backend": "openai", "openai_url": f"{server.url}/v1"}, _of_openai


@pytest.fixture
def address(
    speaking: tuple[Replay, dict[str, str], Sampled],
    sample_library: Library,
    serve_api: Callable[..., str],
) -> str:
    """Give the address of a server of the sample whose answers are spoken there."""
    settings = Settings(model=ModelSettings.model_validate(speaking[1] | SET))
    return serve_api(sample_library, choose_model=Models(settings).choose)


@pytest.fixture
def sampled(speaking: tuple[Replay, dict[str, str], Sampled]) -> Callable[[], dict[str, Any]]:
    """Give a function that tells the sampling which the speaking server was asked for."""

    def read() -> dict[str, Any]:
        server, _, of = speaking
        (_, chat) = server.received
        return {name: of(chat.body)[name] for name in SET}

    return read


def complete(address: str, **changed: Any) -> str:
    asked: Any = {"model": "dateline", "messages": [{"role": "user", "content": QUESTION}]}
    with OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        completion = client.chat.completions.create(**asked | changed)
        if changed.get("stream"):
            return "".join(chunk.choices[0].delta.content or "" for chunk in completion)
        return str(completion.choices[0].message.content)


@pytest.mark.parametrize(
    "own", [{}, OWN, {"temperature": 0}, {"seed": 0}, OWN | {"stream": True}], ids=str
)
def test_a_chats_own_go_before_the_settings(
    address: str, sampled: Callable[[], dict[str, Any]], own: dict[str, Any]
) -> None:
    assert "[1]" in complete(address, **own)
    wanted = {name: value for name, value in own.items() if name in SET}
    assert sampled() == SET | wanted


@pytest.mark.parametrize("own", [{}, OWN], ids=str)
def test_a_questions_own_go_before_the_settings(
    address: str, sampled: Callable[[], dict[str, Any]], own: dict[str, float]
) -> None:
    answer = httpx.post(f"{address}/v1/ask", json={"question": QUESTION} | own, timeout=60)
    assert answer.raise_for_status().json()["status"] == "answered"
    assert sampled() == SET | own


@pytest.mark.parametrize(
    "wrong", [{"temperature": 2.5}, {"temperature": -1}, {"seed": "7"}, {"seed": 2**63}], ids=str
)
def test_bounds_are_openais(sample_address: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadRequestError) as refused:
        complete(sample_address, **wrong)
    assert [refused.value.param] == [*wrong]
    body = {"question": QUESTION} | wrong
    assert httpx.post(f"{sample_address}/v1/ask", json=body, timeout=60).status_code == 422


def test_quotes_are_the_same_whatever_is_asked_for(sample_address: str) -> None:
    assert complete(sample_address, **OWN) == complete(sample_address) != ""


@pytest.mark.parametrize(
    "other",
    [
        *({"top_p": 0.5}, {"presence_penalty": 1}, {"frequency_penalty": 1}),
        {"logit_bias": {"50256": -100}},
    ],
    ids=str,
)
def test_other_ways_to_draw_are_refused_by_name(sample_address: str, other: dict[str, Any]) -> None:
    with pytest.raises(BadRequestError, match="only `temperature` and `seed`") as refused:
        complete(sample_address, **other)
    assert [refused.value.param] == [*other]
    assert refused.value.code == "unsupported_parameter"
