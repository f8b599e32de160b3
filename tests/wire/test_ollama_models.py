"""Which model of an Ollama is used, by its recorded list, over a real socket."""

import dataclasses
import json
import socket
from typing import Any

import pytest
from asking import PROMPT, model_at, unused_address
from replay import Manner, Recording, recorded, replay

from rag.errors import ModelUnavailable
from rag.llm.ollama import FoundModel, find_ollama_model

GIGABYTE = 1_000_000_000


def listing(models: list[dict[str, Any]] | None) -> Recording:
    body = json.dumps({"models": models})
    headers = (("Content-Type", "application/json"), ("Content-Length", str(len(body))))
    return dataclasses.replace(recorded("tags"), body=body, headers=headers)


def tags(*names: str) -> Recording:
    listed = json.loads(recorded("tags").body)["models"]
    return listing([each for each in listed if each["name"] in names])


def model(name: str, gigabytes: float, *capabilities: str, **more: Any) -> dict[str, Any]:
    told = {"capabilities": list(capabilities)} if capabilities else {}
    return {"name": name, "size": int(gigabytes * GIGABYTE)} | told | more


def test_hosts_are_written_as_ollama_allows() -> None:
    for name in ("localhost", "0.0.0.0", "http://127.0.0.1", "http://0.0.0.0", ""):
        with replay(tags("smollm2:135m")) as server:
            port = server.url.rpartition(":")[2]
            assert find_ollama_model(f"{name}:{port}", wanted="").name == "smollm2:135m"


@pytest.mark.parametrize("host", ["http://[", "127.0.0.1:port", "127.0.0.1:99999999"])
def test_a_host_that_is_none_is_unavailable(host: str) -> None:
    with pytest.raises(ModelUnavailable, match="Write OLLAMA_HOST as"):
        find_ollama_model(host, wanted="")


def test_no_proxy_stands_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://{unused_address()}")
    with replay(recorded("tags"), recorded("chat_stream")) as server:
        assert find_ollama_model(server.url, wanted="smollm2:135m").name == "smollm2:135m"
        assert "".join(model_at(server.url).generate(PROMPT)) == "The capital of France is Paris."


SMALL = model("small:latest", 1, "completion", "tools")
MIDDLE = model("middle", 9, "completion", "vision", "thinking")
LARGE = model("large", 11, "completion")
HUGE = model("huge", 70, "completion")
EMBEDDER = model("embedder", 5, "embedding")
PAINTER = model("painter", 8, "image")
ELSEWHERE = model("cloud", 0, "completion", remote_host="https://elsewhere.example")


@pytest.mark.parametrize(
    ("there", "wanted", "found"),
    [
        ([SMALL, MIDDLE, LARGE, HUGE, EMBEDDER, PAINTER], "", "middle"),
        ([HUGE, LARGE, EMBEDDER, ELSEWHERE], "", "large"),
        ([SMALL, EMBEDDER, ELSEWHERE], "", "small:latest"),
        ([model("b", 2, "completion"), model("a", 2, "completion")], "", "b"),
        ([model("a", 2, "completion"), model("b", 2, "completion")], "", "b"),
        ([SMALL, MIDDLE, HUGE], "small", "small:latest"),
        ([SMALL, MIDDLE, HUGE], "small:latest", "small:latest"),
        ([SMALL, MIDDLE, HUGE], "huge", "huge"),
        ([SMALL, ELSEWHERE], "cloud", "cloud"),
        ([model("old", 1), model("older", 2, details={"family": "nomic-bert"})], "", "old"),
    ],
)
def test_the_wanted_model_else_the_largest_that_chats_and_is_not_huge(
    there: list[dict[str, Any]], wanted: str, found: str
) -> None:
    with replay(listing(there)) as server:
        assert find_ollama_model(server.url, wanted=wanted) == FoundModel(name=found, digest="")
    assert [(each.method, each.path) for each in server.received] == [("GET", "/api/tags")]


def test_a_found_model_is_as_ollama_lists_it() -> None:
    listed = {each["name"]: each for each in json.loads(recorded("tags").body)["models"]}
    with replay(recorded("tags")) as server:
        found = find_ollama_model(server.url, wanted="smollm2:135m")
    assert found == FoundModel(
        name="smollm2:135m", digest=listed["smollm2:135m"]["digest"], context=8192
    )
    assert len(found.digest) == 64


@pytest.mark.parametrize(
    ("there", "wanted", "said"),
    [
        (tags("all-minilm:l6"), "", "has no chat model. Fetch one with `ollama pull qwen2.5:3b`."),
        (tags("all-minilm:l6"), "all-minilm:l6", "no chat model all-minilm:l6. Fetch it with"),
        (tags(), "llama3", "has no chat model llama3. Fetch it with `ollama pull llama3`."),
        (listing(None), "", "has no chat model. Fetch one with `ollama pull qwen2.5:3b`."),
        (listing([ELSEWHERE]), "", "has no chat model. Fetch one with `ollama pull qwen2.5:3b`."),
        (tags("smollm2:135m"), "llama3", "`ollama pull llama3`, or take smollm2:135m."),
    ],
)
def test_no_model_for_chat_is_unavailable(there: Recording, wanted: str, said: str) -> None:
    with replay(there) as server, pytest.raises(ModelUnavailable) as caught:
        find_ollama_model(server.url, wanted=wanted)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "said", "mend"),
    [
        ("unknown_path", "is no Ollama, or not a healthy one.", "Correct OLLAMA_HOST"),
        ("wrong_method_tags", "is no Ollama, or not a healthy one.", "Correct OLLAMA_HOST"),
        ("root", "is no Ollama, or not a healthy one.", "Correct OLLAMA_HOST"),
        ("version", "is no Ollama, or not a healthy one.", "Correct OLLAMA_HOST"),
        ("origin_evil", "takes no requests under that name (403", "Write its IP address"),
        ("bad_host_header", "takes no requests under that name (403", "Write its IP address"),
    ],
)
def test_what_is_no_ollama_is_unavailable(name: str, said: str, mend: str) -> None:
    other = dataclasses.replace(recorded(name), method="GET", path="/api/tags")
    with replay(other) as server, pytest.raises(ModelUnavailable) as caught:
        find_ollama_model(server.url, wanted="")
    assert said in caught.value.problem
    assert mend in caught.value.mend


def test_a_list_that_breaks_off_is_unavailable() -> None:
    with (
        replay(recorded("tags"), manner=Manner(reset=True)) as server,
        pytest.raises(ModelUnavailable, match="not a healthy one"),
    ):
        find_ollama_model(server.url, wanted="")


def test_nothing_there_is_unavailable() -> None:
    address = unused_address()
    with pytest.raises(ModelUnavailable, match=rf"{address}\. Start it with `ollama serve`"):
        find_ollama_model(address.replace("127.0.0.1", "0.0.0.0"), wanted="")


def test_who_takes_no_connection_is_not_waited_for() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        address = f"127.0.0.1:{deaf.getsockname()[1]}"
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:  # more of them than the system keeps for who doesn't take them
            each.setblocking(False)
            each.connect_ex(deaf.getsockname())
        with pytest.raises(ModelUnavailable, match="Nothing answers"):
            find_ollama_model(address, wanted="", connect_timeout=0.1)
        for each in waiting:
            each.close()
