"""Dateline within a Python program: the examples of docs/python.md, their types, their errors."""

import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from console import CORPUS

import rag
from rag.index.library import Library

ROOT = Path(__file__).parents[2]
EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs/python.md").read_text("utf-8"), re.S)
MYPY = """
[mypy]
strict = true
follow_imports = skip
[mypy-rag,rag.*]
follow_imports = silent
"""
"""Reads nothing but the programs and Dateline itself, which is quick."""

QUESTION = rag.Question(text="When did the trams of Port Ellis run again?", as_of=date(2026, 2, 11))


@pytest.fixture
def index(sample_library: Library) -> Path:
    return sample_library.folder


def run(program: str, *, folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_the_documented_program_answers(tmp_path: Path) -> None:
    (tmp_path / "corpus").symlink_to(CORPUS)
    done = run(EXAMPLES[0], folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    first, *answer = done.stdout.splitlines()
    assert re.fullmatch(r"\d+ articles, 0 files refused", first)
    assert any(line.startswith("[1] ") for line in answer)
    assert "9 February 2026" in done.stdout


def test_the_documented_error_says_how_to_mend_it(tmp_path: Path) -> None:
    done = run(EXAMPLES[1], folder=tmp_path)
    assert done.returncode == 0
    assert "dateline ingest" in done.stdout


def test_another_program_is_held_to_the_types(tmp_path: Path) -> None:
    """Strict mypy knows the names of the documented programs, and finds their misuse."""
    wrong = """
import rag

rag.open_assistant("news").answer("When?")
rag.open_assistant(backend="oracle")
reveal_type(rag.ingest(["corpus"]))
rag.Oracle
"""
    programs = {f"right{number}.py": text for number, text in enumerate(EXAMPLES)}
    for name, text in (programs | {"wrong.py": wrong, "mypy.ini": MYPY}).items():
        (tmp_path / name).write_text(text, "utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", *sorted([*programs, "wrong.py"])],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
    )
    told = checked.stdout
    assert re.findall(r"^right.*", told, re.M) == []
    assert 'wrong.py:4: error: Argument 1 to "answer"' in told
    assert 'wrong.py:5: error: Argument "backend"' in told
    assert 'wrong.py:6: note: Revealed type is "rag.index.report.IngestReport"' in told
    assert "wrong.py:7: error:" in told


def test_an_assistant_may_be_asked_from_several_threads(index: Path) -> None:
    assistant = rag.open_assistant(index, backend="extractive")
    together = threading.Barrier(3)

    def ask() -> rag.Answer:
        together.wait()
        return assistant.answer(QUESTION)

    with ThreadPoolExecutor(3) as threads:
        texts = {asked.result().text for asked in [threads.submit(ask) for _ in range(3)]}
    assert len(texts) == 1
    assert assistant.search(QUESTION).evidence


def test_settings_come_from_a_file_and_the_backend_beats_them(index: Path, tmp_path: Path) -> None:
    config = tmp_path / "settings.toml"
    config.write_text('[model]\nbackend = "extractive"\n[retrieval]\nevidence = 2\n', "utf-8")
    answer = rag.open_assistant(index, config=config).answer(QUESTION)
    assert answer.model.backend == "extractive"
    assert len(answer.evidence) == 2
    assistant = rag.open_assistant(index, config=config, backend="openai")
    with pytest.raises(rag.ModelUnavailable, match="openai_url"):
        assistant.answer(QUESTION)


def test_ingest_reports_and_lets_others_in_afterwards(articles: Path, tmp_path: Path) -> None:
    heard: list[str] = []
    report = rag.ingest(
        str(articles),
        index=tmp_path / "news",
        progress=lambda name, done, total: heard.append(name),
    )
    assert sorted(report.added) == ["ferry.txt", "library.txt"]
    assert set(report.added) <= set(heard)
    again = rag.ingest([articles / "ferry.txt", articles / "library.txt"], index=tmp_path / "news")
    assert len(again.unchanged) == 2
    with pytest.raises(rag.IngestError):
        rag.ingest(tmp_path / "nothing", index=tmp_path / "news")
