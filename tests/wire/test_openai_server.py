"""Which model of an OpenAI-style server is used, and when such a server is used at all."""

import json
from typing import Any

import pytest
from asking import unused_address
from replay import Recording, recorded, replay
from test_openai_style import KEY, NO_KEY, PAGE, answer

from rag.assemble import Models
from rag.errors import ModelError, ModelUnavailable
from rag.llm.openai_server import find_openai_model, openai_models
from rag.schema import ModelInfo
from rag.settings import ModelSettings, Settings


def listing(*names: str) -> Recording:
    data = [{"id": name, "object": "model"} for name in names]
    return answer(json.dumps({"object": "list", "data": data}), path="/v1/models")


@pytest.mark.parametrize(
    ("names", "wanted", "found"),
    [
        (("only",), "", "only"),
        (("text-embedding-small", "first", "second"), "", "first"),
        (("first", "second"), "second", "second"),
    ],
)
def test_the_wanted_model_else_the_first_that_chats(
    names: tuple[str, ...], wanted: str, found: str
) -> None:
    with replay(listing(*names)) as server:
        assert find_openai_model(f"{server.url}/v1", key=KEY, wanted=wanted) == found
    (request,) = server.received
    assert request.headers["authorization"] == f"Bearer {KEY.get_secret_value()}"


def test_the_list_of_a_real_server_is_read() -> None:
    with replay(recorded("v1_models")) as server:
        names = openai_models(f"{server.url}/v1", key=NO_KEY)
    assert names == ("all-minilm:l6", "smollm2-auto:135m", "smollm2:135m")


def test_a_server_without_a_list_is_believed_to_have_what_is_wanted() -> None:
    missing = answer("404 page not found", status=404, path="/v1/models")
    with replay(missing, missing) as server:
        assert find_openai_model(f"{server.url}/v1", key=NO_KEY, wanted="mine") == "mine"
        with pytest.raises(ModelUnavailable, match=r"lists no models.*model\.openai_model"):
            find_openai_model(f"{server.url}/v1", key=NO_KEY, wanted="")


@pytest.mark.parametrize(
    ("reply", "wanted", "kind", "told"),
    [
        (listing("one", "two"), "three", ModelUnavailable, "no model three. Take one or two"),
        (listing(*"abcdefg"), "h", ModelUnavailable, "Take a or b or c or d or e or another"),
        (listing(), "three", ModelUnavailable, "no model three"),
        (listing("my-embedder"), "", ModelUnavailable, "no model that chats"),
        (
            answer(PAGE, kind="text/html", path="/v1/models"),
            "",
            ModelUnavailable,
            "doesn't speak as OpenAI",
        ),
        (
            answer('{"error": "Unexpected endpoint"}', path="/v1/models"),
            "",
            ModelError,
            "Unexpected",
        ),
        (answer("{}", path="/v1/models"), "", ModelUnavailable, "doesn't speak as OpenAI"),
        (answer("", status=500, path="/v1/models"), "", ModelUnavailable, "500"),
        (answer("", status=401, path="/v1/models"), "", ModelError, "OPENAI_KEY"),
    ],
)
def test_no_model_to_use(reply: Recording, wanted: str, kind: type[ModelError], told: str) -> None:
    with replay(reply) as server, pytest.raises(ModelError) as caught:
        find_openai_model(f"{server.url}/v1", key=NO_KEY, wanted=wanted)
    assert type(caught.value) is kind
    assert told in str(caught.value)


def test_an_address_that_is_none_is_unavailable() -> None:
    with pytest.raises(ModelUnavailable, match=r"Write model\.openai_url as"):
        find_openai_model("http://127.0.0.1:port", key=NO_KEY, wanted="")


def models(**settings: Any) -> Models:
    nowhere = {"ollama_host": unused_address(), "embedded_model": "none.gguf"}
    return Models(Settings(model=ModelSettings.model_validate(nowhere | settings)))


def test_a_configured_server_comes_first_and_is_asked_for_the_named_model() -> None:
    with replay(recorded("v1_models"), recorded("v1_models"), recorded("v1_models")) as server:
        mine = models(openai_url=f"{server.url}/v1", openai_model="smollm2:135m")
        chosen = mine.choose(), mine.choose("openai", "smollm2-auto:135m"), mine.choose("openai")
    assert [each.info for each in chosen] == [
        ModelInfo(backend="openai", name=name)
        for name in ("smollm2:135m", "smollm2-auto:135m", "smollm2:135m")
    ]


def test_without_a_server_the_next_backend_comes() -> None:
    assert models().choose().info.backend == "extractive"
    gone = models(openai_url=f"http://{unused_address()}/v1")
    assert gone.choose().info.backend == "extractive"
    with pytest.raises(ModelUnavailable, match="Nothing answers"):
        gone.choose("openai")
    with pytest.raises(ModelUnavailable, match=r"Give its address as model\.openai_url"):
        models().choose("openai")


def test_a_server_that_wants_another_key_is_not_passed_over() -> None:
    with replay(answer("", status=401, path="/v1/models")) as server:
        mine = models(openai_url=f"{server.url}/v1")
        with pytest.raises(ModelError, match="wants another key"):
            mine.choose()
