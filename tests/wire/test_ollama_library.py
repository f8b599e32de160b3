"""What an Ollama has in store, and adding to it: recorded answers over a real socket."""

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from replay import Manner, Recording, recorded, replay

from rag.errors import ModelError, ModelUnavailable
from rag.llm.ollama_library import (
    StoredModel,
    import_model,
    name_in_ollama,
    pull_model,
    stored_models,
)

LAYER = "sha256:941f309b54caaad6747569ba43712bcde44a2be3bae16c3282ff499c37c54af5"
SMOL = StoredModel(
    name="smollm2:135m",
    size=98362745,
    family="llama",
    parameters="134.52M",
    quantisation="Q4_1",
    context=8192,
    loaded=True,
)


class Heard:
    """What a transfer told of itself."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, int, int]] = []

    def __call__(self, doing: str, done: int, total: int) -> None:
        self.steps.append((doing, done, total))


def stream(*told: dict[str, Any], path: str = "/api/pull") -> Recording:
    body = "".join(f"{json.dumps(each)}\n" for each in told)
    return dataclasses.replace(recorded("pull_offline_stream"), path=path, body=body)


def blob(method: str, status: int, *, digest: str, body: str = "") -> Recording:
    return Recording(
        method=method,
        path=f"/api/blobs/sha256:{digest}",
        sent=None,
        status=status,
        headers=(("Content-Length", str(len(body))),),
        body=body,
    )


def old_tags(**model: Any) -> Recording:
    """The list of an Ollama that tells less of a model."""
    body = json.dumps({"models": [model]})
    headers = (("Content-Length", str(len(body))),)
    return dataclasses.replace(recorded("tags"), body=body, headers=headers)


def pull(*recordings: Recording, manner: Manner | None = None) -> Heard:
    heard = Heard()
    with replay(*recordings, manner=manner) as server:
        pull_model(server.url, "qwen2.5:7b", timeout=20, progress=heard)
    (request,) = server.received
    assert request.body == {"model": "qwen2.5:7b", "stream": True}
    return heard


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "own model.gguf"
    path.write_bytes(b"GGUF" + bytes(range(256)) * 10_240)
    return path


def give(url: str, weights: Path, *, chatml: bool = True, progress: Heard | None = None) -> str:
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    import_model(
        url,
        weights,
        sha256=digest,
        name="own-model",
        chatml=chatml,
        timeout=20,
        progress=progress or Heard(),
    )
    return digest


def test_chat_models_with_what_is_told_of_them() -> None:
    with replay(recorded("tags"), recorded("ps_loaded")) as server:
        stored = stored_models(server.url)
    assert stored == (dataclasses.replace(SMOL, name="smollm2-auto:135m", loaded=False), SMOL)
    assert [each.path for each in server.received] == ["/api/tags", "/api/ps"]


def test_the_context_is_asked_for_where_the_list_does_not_tell_it() -> None:
    listed = old_tags(name="smollm2:135m", size=98362745, details={"family": "llama"})
    with replay(listed, recorded("ps_loaded"), recorded("show")) as server:
        (stored,) = stored_models(server.url)
    assert stored == dataclasses.replace(SMOL, parameters="", quantisation="")
    assert server.received[2].body == {"model": "smollm2:135m"}


def test_a_model_that_is_gone_again_has_no_context() -> None:
    listed = old_tags(name="nope:latest", size=1)
    with replay(listed, recorded("ps_loaded"), recorded("show_unknown")) as server:
        (stored,) = stored_models(server.url)
    assert (stored.name, stored.context, stored.loaded) == ("nope:latest", None, False)


@pytest.mark.parametrize("second", ["root", "unknown_path"])
def test_an_ollama_that_does_not_tell_what_is_loaded(second: str) -> None:
    other = dataclasses.replace(recorded(second), path="/api/ps")
    with replay(recorded("tags"), other) as server, pytest.raises(ModelUnavailable, match="no Oll"):
        stored_models(server.url)


def test_pulling_tells_how_far_it_is() -> None:
    layer = {"status": "pulling 941f309b54ca", "digest": LAYER, "total": 300}
    heard = pull(
        stream(
            {"status": "pulling manifest"},
            layer,
            layer | {"completed": 100},
            layer | {"completed": 300},
            {"status": "writing manifest"},
            {"status": "success"},
        )
    )
    assert heard.steps == [
        ("pulling manifest", 0, 0),
        ("pulling 941f309b54ca", 0, 300),
        ("pulling 941f309b54ca", 100, 300),
        ("pulling 941f309b54ca", 300, 300),
        ("writing manifest", 0, 0),
    ]


@pytest.mark.parametrize(
    ("reply", "manner", "told"),
    [
        (recorded("pull_offline_stream"), Manner(), r"can't pull.*no such host.*models import`"),
        (recorded("pull_no_model"), Manner(), r"can't pull.*400: invalid model name.*the name"),
        (recorded("pull_offline_stream"), Manner(lines=1, clean=True), "tells of no success"),
        (recorded("pull_offline_stream"), Manner(lines=1), "incomplete chunked read"),
        (stream({"status": "x", "total": -1}), Manner(), "no Ollama, or not a healthy one"),
        (stream({"status": ["x"]}), Manner(), "no Ollama, or not a healthy one"),
    ],
    ids=["offline", "bad name", "no end", "dead server", "negative", "other JSON"],
)
def test_a_pull_that_fails_says_why_and_what_to_do(
    reply: Recording, manner: Manner, told: str
) -> None:
    with pytest.raises(ModelError, match=told) as caught:
        pull(reply, manner=manner)
    assert "\n" not in str(caught.value)


def test_a_pull_is_stopped_by_whoever_follows_it() -> None:
    def interrupt(doing: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    manner = Manner(endless=True)
    with replay(recorded("pull_offline_stream"), manner=manner) as server:
        with pytest.raises(KeyboardInterrupt):
            pull_model(server.url, "qwen2.5:7b", timeout=20, progress=interrupt)
        assert server.hung_up.wait(10)


def test_a_file_is_sent_and_made_a_model(weights: Path) -> None:
    content = weights.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    created = recorded("create_from_existing_stream")
    heard = Heard()
    answers = blob("HEAD", 404, digest=digest), blob("POST", 201, digest=digest), created
    with replay(*answers) as server:
        give(server.url, weights, progress=heard)
    _, sent, create = server.received
    assert sent.body == content
    assert sent.headers["content-length"] == str(len(content))
    assert "transfer-encoding" not in sent.headers
    assert create.body == {
        "model": "own-model",
        "files": {"own-model.gguf": f"sha256:{digest}"},
        # What an Ollama was recorded to write for a model of this form.
        "template": json.loads(recorded("show").body)["template"],
        "parameters": {"stop": ["<|im_start|>", "<|im_end|>"]},
        "stream": True,
    }
    size, step = len(content), 1 << 20
    assert heard.steps[:3] == [("sending the file", done, size) for done in (step, 2 * step, size)]
    assert heard.steps[3] == (f"using existing layer {LAYER}", 0, 0)
    assert heard.steps[-1] == ("writing manifest", 0, 0)


def test_a_file_that_is_there_is_not_sent_and_its_own_template_looked_for(weights: Path) -> None:
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    created = recorded("create_from_existing_stream")
    with replay(blob("HEAD", 200, digest=digest), created) as server:
        give(server.url, weights, chatml=False)
    assert [each.method for each in server.received] == ["HEAD", "POST"]
    assert server.received[1].body == {
        "model": "own-model",
        "files": {"own-model.gguf": f"sha256:{digest}"},
        "stream": True,
    }


def test_an_import_that_fails_says_why_and_what_to_do(weights: Path) -> None:
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    absent, taken = blob("HEAD", 404, digest=digest), blob("POST", 201, digest=digest)
    path = f"/api/blobs/sha256:{digest}"
    missing = dataclasses.replace(recorded("blob_head_missing"), path=path)
    refused = dataclasses.replace(recorded("blob_post_bad_digest"), path=path)
    full = blob("POST", 500, digest=digest, body='{"error": "no space left on device"}')
    for answers, told in (
        ((missing, refused), "can't take own-model.*digest mismatch"),
        ((absent, full), r"no space left on device.*has room"),
        ((absent, taken, recorded("create_nothing")), "neither 'from' or 'files'"),
        ((blob("HEAD", 403, digest=digest),), "takes no requests under that name"),
    ):
        with replay(*answers) as server, pytest.raises(ModelError, match=told) as caught:
            give(server.url, weights)
        assert "\n" not in str(caught.value)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    answers = blob("HEAD", 404, digest="0" * 64)
    with replay(answers) as server, pytest.raises(ModelUnavailable, match="No such file"):
        import_model(
            server.url,
            tmp_path / "gone.gguf",
            sha256="0" * 64,
            name="gone",
            chatml=True,
            timeout=20,
            progress=Heard(),
        )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("qwen2.5-coder-1.5b", "qwen2.5-coder-1.5b"),
        ("/models/My model (Q4).GGUF", "My-model-Q4"),
        ("../.gguf", "model"),
        ("a:b/c\\d\n.gguf", "c-d"),
    ],
)
def test_names_that_ollama_can_keep(given: str, kept: str) -> None:
    assert name_in_ollama(given) == kept
