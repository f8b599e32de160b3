"""`dateline models`: what is listed, and how models come to an Ollama."""

import dataclasses
import hashlib
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from console import Command, document, fields
from replay import Manner, Recording, recorded, replay

from rag.llm.weights import BUNDLED_MODELS
from ui.terminal import transfer_progress

DATELINE = Path(sys.executable).with_name("dateline")
KEY = "sk-barley-0123456789"


@pytest.fixture(autouse=True)
def nothing_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let no backend answer but quotation, until a test has one."""
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    monkeypatch.setenv("DATELINE_MODEL__EMBEDDED_MODEL", str(tmp_path / "own.gguf"))
    monkeypatch.delenv("DATELINE_MODEL__OLLAMA_HOST", raising=False)
    monkeypatch.delenv("DATELINE_MODEL__OPENAI_URL", raising=False)


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    """The file of the embedded model, which nobody loads."""
    path = tmp_path / "own.gguf"
    path.write_bytes(b"GGUF" * 1_000_000)
    return path


def stored(**first: Any) -> tuple[Recording, ...]:
    """What an Ollama tells of its models, asked for the list and for what `auto` takes."""
    listed = recorded("tags")
    models = json.loads(listed.body)["models"]
    models[-1] |= first
    body = json.dumps({"models": models})
    headers = (("Content-Type", "application/json"), ("Content-Length", str(len(body))))
    tags = dataclasses.replace(listed, body=body, headers=headers)
    return tags, tags, recorded("ps_loaded")


def line_of(name: str, out: str) -> list[str]:
    (line,) = (line for line in out.splitlines() if name in line.split())
    return line.split()


def test_every_backend_is_listed_and_what_auto_takes_is_marked(
    command: Command, monkeypatch: pytest.MonkeyPatch, own_file: Path
) -> None:
    served = recorded("v1_models")
    with replay(*stored()) as ollama, replay(served, served) as server:
        monkeypatch.setenv("OLLAMA_HOST", ollama.url)
        monkeypatch.setenv("DATELINE_MODEL__OPENAI_URL", f"{server.url}/v1")
        monkeypatch.setenv("DATELINE_MODEL__OPENAI_KEY", KEY)
        # `auto` asks the OpenAI-style server alone, which answers.
        ollama.recordings.pop(0)
        listing = document(command("models", "list", "--json"))
    assert listing.keys() == fields("models silent")
    assert listing["silent"] == []
    for each in listing["models"]:
        assert each.keys() == fields(
            "backend name auto ready size family parameters quantisation context loaded file",
            "install",
        )
    named = [(each["backend"], each["name"]) for each in listing["models"]]
    assert named == [
        *(("openai", name) for name in ("all-minilm:l6", "smollm2-auto:135m", "smollm2:135m")),
        *(("ollama", name) for name in ("smollm2-auto:135m", "smollm2:135m")),
        *(("embedded", model.name) for model in BUNDLED_MODELS),
        ("embedded", str(own_file)),
        ("extractive", "quotes"),
    ]
    assert [each["name"] for each in listing["models"] if each["auto"]] == ["all-minilm:l6"]
    smol = listing["models"][4]
    assert (smol["size"], smol["context"], smol["loaded"]) == (98362745, 8192, True)
    kind = smol["family"], smol["parameters"], smol["quantisation"]
    assert kind == ("llama", "134.52M", "Q4_1")
    own = listing["models"][-2]
    assert (own["ready"], own["size"], own["file"]) == (True, 4_000_000, str(own_file))
    assert server.received[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_backend_that_does_not_answer_is_one_line(command: Command, tmp_path: Path) -> None:
    ended = command("models", "list")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.splitlines()[-1] == (
        "ollama: Nothing answers at http://127.0.0.1:9. "
        "Start it with `ollama serve`, or correct OLLAMA_HOST."
    )
    assert line_of("quotes", ended.out) == ["extractive", "quotes", "taken", "by", "auto"]
    assert line_of(str(tmp_path / "own.gguf"), ended.out)[-2:] == ["not", "there"]


def test_a_server_that_wants_a_key_is_one_line(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = dataclasses.replace(recorded("v1_models"), status=401)
    with replay(locked, locked) as server:
        monkeypatch.setenv("DATELINE_MODEL__OPENAI_URL", f"{server.url}/v1")
        monkeypatch.setenv("DATELINE_MODEL__OPENAI_KEY", KEY)
        ended = command("models", "list")
    assert ended.status == 0
    assert "wants another key (401). Set DATELINE_MODEL__OPENAI_KEY" in ended.out
    assert "taken by auto" not in ended.out
    assert KEY not in ended.out


def test_an_ollama_without_a_model_is_told_how_to_get_one(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = '{"models": []}'
    headers = (("Content-Length", str(len(body))),)
    empty = dataclasses.replace(recorded("tags"), body=body, headers=headers)
    with replay(empty, empty, recorded("ps_loaded")) as ollama:
        monkeypatch.setenv("OLLAMA_HOST", ollama.url)
        ended = command("models", "list")
    assert "ollama: It has no chat model. Fetch one with `dateline models pull" in ended.out


def test_names_of_others_have_no_power_over_the_terminal(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = "\x1b[2J[red]x[/] \u202eows\n"
    with replay(*stored(name=hostile, digest=hostile)) as ollama:
        monkeypatch.setenv("OLLAMA_HOST", ollama.url)
        out = command("models", "list").out
    assert "[red]x[/]" in out
    assert not {"\x1b", "\u202e"} & set(out)
    assert len(out.splitlines()) == 3 + len(BUNDLED_MODELS) + 2


def test_a_model_is_pulled(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    done = dataclasses.replace(
        recorded("pull_offline_stream"),
        body='{"status": "pulling manifest"}\n{"status": "success"}\n',
    )
    with replay(done) as ollama:
        monkeypatch.setenv("OLLAMA_HOST", ollama.url)
        ended = command("models", "pull", "qwen2.5:7b")
        assert ollama.received[0].body == {"model": "qwen2.5:7b", "stream": True}
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == "Ollama has qwen2.5:7b: ask with --backend ollama --model qwen2.5:7b.\n"


def test_a_pull_without_internet_is_one_line(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with replay(recorded("pull_offline_stream")) as ollama:
        monkeypatch.setenv("OLLAMA_HOST", ollama.url)
        ended = command("models", "pull", "definitely-not-a-model-xyz")
    assert (ended.status, ended.out) == (1, "")
    (line,) = ended.err.splitlines()
    assert "can't pull definitely-not-a-model-xyz" in line
    assert "no such host" in line
    assert "dateline models import" in line


def test_ctrl_c_ends_a_pull(monkeypatch: pytest.MonkeyPatch) -> None:
    with replay(recorded("pull_offline_stream"), manner=Manner(endless=True)) as ollama:
        monkeypatch.setenv("OLLAMA_HOST", ollama.url)
        arguments = [str(DATELINE), "models", "pull", "qwen2.5:7b"]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as pulling:
            assert ollama.speaking.wait(60)
            pulling.send_signal(signal.SIGINT)
            out, err = pulling.communicate(timeout=60)
        assert ollama.hung_up.wait(10)
    assert (pulling.returncode, out) == (130, b"")
    assert b"Traceback" not in err


def test_a_file_is_put_into_ollama(
    command: Command, monkeypatch: pytest.MonkeyPatch, own_file: Path
) -> None:
    digest = hashlib.sha256(own_file.read_bytes()).hexdigest()
    path = f"/api/blobs/sha256:{digest}"
    absent = dataclasses.replace(recorded("blob_head_missing"), path=path)
    taken = dataclasses.replace(
        absent, method="POST", status=201, headers=(("Content-Length", "0"),)
    )
    with replay(absent, taken, recorded("create_from_existing_stream")) as ollama:
        monkeypatch.setenv("OLLAMA_HOST", ollama.url)
        ended = command("models", "import")
        _, sent, create = ollama.received
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == "Ollama has own: ask with --backend ollama --model own.\n"
    assert hashlib.sha256(sent.body).hexdigest() == digest
    assert create.body["model"] == "own"
    assert "template" not in create.body


@pytest.mark.model
def test_the_bundled_model_is_put_into_ollama_with_the_form_of_its_chats(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = BUNDLED_MODELS[0]
    path = f"/api/blobs/sha256:{bundled.sha256}"
    there = dataclasses.replace(recorded("blob_head_missing"), path=path, status=200)
    with replay(there, recorded("create_from_existing_stream")) as ollama:
        monkeypatch.setenv("OLLAMA_HOST", ollama.url)
        ended = command("models", "import", bundled.name)
        create = ollama.received[1].body
    assert ended.status == 0
    assert ended.out.startswith(f"Ollama has {bundled.name}: ask with")
    assert create["files"] == {f"{bundled.name}.gguf": f"sha256:{bundled.sha256}"}
    assert "<|im_start|>" in create["template"]


@pytest.mark.parametrize("name", ["oracle", "gone.gguf"])
def test_what_is_no_model_is_not_imported(command: Command, name: str) -> None:
    ended = command("models", "import", name)
    assert ended.status == 1
    assert len(ended.err.splitlines()) == 1
    assert name in ended.err


def test_a_terminal_sees_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with transfer_progress() as progress:
        progress("pulling [red]\x1b[2J manifest", 0, 0)
        progress("pulling [red]\x1b[2J 941f309b54ca", 1_500_000, 3_000_000)
    err = capsys.readouterr().err
    assert "1.5/3.0 MB" in err
    assert "[red]\N{REPLACEMENT CHARACTER}[2J 941f309b54ca" in err
