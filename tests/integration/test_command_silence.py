"""Progress is for those who look on: off a terminal there is nothing of it, whatever is set."""

import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from console import Command
from pseudo_terminal import at_terminal
from replay import recorded, replay

from rag.index.library import Library

DATELINE = str(Path(sys.executable).with_name("dateline"))
CASE = {"id": "one", "question": "Which airline flies to Kathmandu?", "kind": "unanswerable"}

Arguments = list[object]


@pytest.fixture(autouse=True)
def wanting_colours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment that asks for escape codes where no terminal is."""
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def ingesting(articles: Path) -> Arguments:
    return ["ingest", articles, "--index", "index"]


@pytest.fixture
def asking(sample_library: Library) -> Arguments:
    return ["ask", "Who paid?", "--backend", "extractive", "--index", sample_library.folder]


@pytest.fixture
def pulling(monkeypatch: pytest.MonkeyPatch) -> Iterator[Arguments]:
    lines = '{"status": "pulling", "total": 9, "completed": 3}\n{"status": "success"}\n'
    with replay(dataclasses.replace(recorded("pull_offline_stream"), body=lines)) as ollama:
        monkeypatch.setenv("OLLAMA_HOST", ollama.url)
        yield ["models", "pull", "qwen2.5:7b"]


@pytest.fixture
def evaluating(articles: Path, tmp_path: Path) -> Arguments:
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps(CASE | {"sources": []}) + "\n")
    return ["eval", "run", cases, "--corpus", articles, "--out", "run", "--backend", "extractive"]


@pytest.fixture
def arguments(request: pytest.FixtureRequest) -> Arguments:
    given: Arguments = request.getfixturevalue(request.param)
    return given


@pytest.mark.parametrize(
    "arguments", ["ingesting", "asking", "pulling", "evaluating"], indirect=True
)
def test_nothing_is_drawn_off_a_terminal(command: Command, arguments: Arguments) -> None:
    ended = command(*arguments)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.strip()
    assert "\x1b" not in ended.out


@pytest.mark.parametrize("arguments", ["pulling", "evaluating"], indirect=True)
def test_a_terminal_shows_that_something_goes_on(arguments: Arguments) -> None:
    with at_terminal([DATELINE, *map(str, arguments)]) as terminal:
        terminal.expect("\x1b[?25l")  # the cursor is hidden while something is drawn
        assert terminal.end() == 0
