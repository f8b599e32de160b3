"""`dateline ask` among other programs: questions from a pipe, JSON Lines, exit statuses."""

import dataclasses
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from console import Command, Ended, document
from newsroom import FERRY
from replay import recorded, replay

from rag.index.library import Library

DATELINE = Path(sys.executable).with_name("dateline")
QUESTION = "How much has the Harrow Sound bridge cost?"
LONG = "why " * 2_000

Piped = Callable[..., Ended]


@pytest.fixture(autouse=True)
def no_ollama(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    monkeypatch.delenv("DATELINE_MODEL__OLLAMA_HOST", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def ask(command: Command, sample_library: Library, monkeypatch: pytest.MonkeyPatch) -> Piped:
    """Give a function that pipes text into `dateline ask -`."""

    def run(piped: str, *options: str) -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped.encode())))
        choices = options if "--backend" in options else ("--backend", "extractive", *options)
        return command("ask", "-", *choices, "--index", sample_library.folder)

    return run


def test_one_piped_question_is_answered_as_one_that_is_typed(
    ask: Piped, command: Command, sample_library: Library
) -> None:
    typed = command("ask", QUESTION, "--backend", "extractive", "--index", sample_library.folder)
    assert typed.status == 0
    assert ask(f"{QUESTION}\n").out == ask(QUESTION).out == typed.out


def test_each_line_is_a_question_and_gives_a_line_of_json(ask: Piped) -> None:
    ended = ask(f"{QUESTION}\n\nWho owns the moon?\n", "--json", "--as-of", "2026-02-01")
    assert (ended.status, ended.err) == (0, "")
    first, second = map(json.loads, ended.out.splitlines())
    assert (first["question"], first["as_of"]) == (QUESTION, "2026-02-01")
    assert first["citations"]
    assert (second["question"], second["status"]) == ("Who owns the moon?", "not_found")


def test_several_plain_answers_are_told_apart(ask: Piped) -> None:
    out = ask(f"{QUESTION}\nWho owns the moon?\n").out
    assert "\n\n> Who owns the moon?\n" in out
    assert f"> {QUESTION}" not in out


def test_a_question_that_fails_has_its_line_and_the_rest_is_answered(ask: Piped) -> None:
    ended = ask(f"{LONG}\n{QUESTION}\n", "--json")
    assert ended.status == 1
    failed, answered = map(json.loads, ended.out.splitlines())
    assert failed["question"] == LONG
    assert failed["error"].keys() == {"problem", "mend"}
    assert answered["citations"]
    (line,) = ended.err.splitlines()
    assert line.startswith("dateline: The question has 8,000 characters")


def test_what_would_fail_for_every_question_ends_it_at_once(ask: Piped) -> None:
    ended = ask(f"{QUESTION}\n" * 3, "--json", "--backend", "ollama")
    assert (ended.status, ended.out) == (1, "")
    assert len(ended.err.splitlines()) == 1
    assert "Nothing answers at http://127.0.0.1:9" in ended.err


def test_no_question_at_all_is_told(ask: Piped) -> None:
    ended = ask(" \n\n", "--json")
    assert (ended.status, ended.out) == (1, "")
    assert "No question came on the standard input" in ended.err


def test_each_answer_comes_before_the_next_question_is_written(sample_library: Library) -> None:
    arguments = [DATELINE, "ask", "-", "--json", "--backend", "extractive"]
    with subprocess.Popen(
        [*arguments, "--index", sample_library.folder],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
    ) as asking:  # fmt: skip
        assert asking.stdin is not None
        assert asking.stdout is not None
        for _ in range(2):
            asking.stdin.write(f"{QUESTION}\n")
            assert json.loads(asking.stdout.readline())["question"] == QUESTION
        asking.stdin.close()
        assert asking.wait() == 0


def test_a_reader_that_goes_away_and_a_full_disk_leave_no_traceback(
    sample_library: Library,
) -> None:
    listing = [DATELINE, "articles", "list", "--json", "--index", sample_library.folder]
    reading, writing = os.pipe()
    os.close(reading)
    gone = subprocess.run(listing, stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert (gone.returncode, gone.stderr) == (1, "")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(listing, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("dateline: The output can't be written (No space left on device).")


def test_an_output_that_lacks_letters_is_no_failure(sample_library: Library) -> None:
    (article, *_) = (each for each in sample_library.articles() if not each.text.isascii())

    def shown(encoding: str, *options: str) -> str:
        arguments = [DATELINE, "articles", "show", article.article_id, *options]
        done = subprocess.run(
            [*arguments, "--index", sample_library.folder],
            capture_output=True, text=True, env=os.environ | {"PYTHONIOENCODING": encoding},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert "?" in shown("ascii")
    assert json.loads(shown("ascii", "--json"))["text"] == article.text


def test_what_was_removed_is_told_as_json(
    command: Command, library: Library, tmp_path: Path
) -> None:
    (tmp_path / "ferry.txt").write_text(FERRY)
    library.ingest([tmp_path / "ferry.txt"])
    (article,) = library.articles()
    library.close()
    options = article.article_id, "--json", "--index", library.folder
    shown = document(command("articles", "show", *options))
    assert document(command("articles", "remove", *options)) == shown
    assert document(command("articles", "list", "--json", "--index", library.folder)) == []


def test_a_model_that_was_pulled_is_told_as_json(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = dataclasses.replace(recorded("pull_offline_stream"), body='{"status": "success"}\n')
    with replay(done) as ollama:
        monkeypatch.setenv("OLLAMA_HOST", ollama.url)
        ended = command("models", "pull", "qwen2.5:7b", "--json")
    assert document(ended) == {"backend": "ollama", "name": "qwen2.5:7b"}
