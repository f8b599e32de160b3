"""`dateline chat`: through pipes, and at a real terminal with a keyboard."""

import dataclasses
import io
import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from console import Command, Ended
from pseudo_terminal import CTRL_C, CTRL_D, at_terminal
from replay import Manner, Recording, recorded, replay

from rag.index.library import Library
from ui.commands.chat import HISTORY
from ui.conversations.file import FILE_NAME
from ui.conversations.store import Conversations
from ui.talking.notebook import terminal_reader

DATELINE = str(Path(sys.executable).with_name("dateline"))
QUESTION = "How much has the Harrow Sound bridge cost?"
TOLL = "How many people died in the fire at the Brackenford paper mill?"
FRIDAY = "When will the new ferry be launched?"
COMMANDS = "\x1b]0;owned\x07\x1b[2J\u009b31m\u202e"

Talk = Callable[..., Ended]


@pytest.fixture(autouse=True)
def no_ollama(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    monkeypatch.delenv("DATELINE_MODEL__OLLAMA_HOST", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def talk(command: Command, sample_library: Library, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Give a function that sends lines to `dateline chat` through a pipe."""

    def run(*lines: str, options: tuple[str, ...] = ()) -> Ended:
        piped = io.TextIOWrapper(io.BytesIO("".join(f"{each}\n" for each in lines).encode()))
        monkeypatch.setattr(sys, "stdin", piped)
        choices = ("--backend", "extractive", "--index", sample_library.folder)
        return command("chat", *choices, *options)

    return run


def test_a_question_may_lean_on_the_one_before(talk: Talk) -> None:
    ended = talk(TOLL, "And how many were injured?", options=("--json",))
    assert (ended.status, ended.err) == (0, "")
    first, second = map(json.loads, ended.out.splitlines())
    assert first["question"] == TOLL
    assert first["status"] == "conflicting"
    assert "mill" in second["searched"]["text"]


def test_a_new_conversation_leans_on_nothing(talk: Talk) -> None:
    ended = talk(TOLL, "/new", "And how many were injured?", options=("--json",))
    assert ended.err == "A new conversation.\n"
    _, second = map(json.loads, ended.out.splitlines())
    assert "mill" not in second["searched"]["text"]


def test_orders_narrow_the_next_question(talk: Talk) -> None:
    ended = talk("/outlet No Such Paper", QUESTION, "/outlet", QUESTION, options=("--json",))
    narrow, wide = map(json.loads, ended.out.splitlines())
    assert (narrow["status"], narrow["evidence"]) == ("not_found", [])
    assert wide["evidence"]
    assert ended.err.splitlines()[0] == "Only in No Such Paper"


def test_a_source_is_shown_in_its_article(talk: Talk, sample_library: Library) -> None:
    ended = talk(TOLL, "/sources", "/sources 1", "/sources 9")
    assert ended.status == 1
    (problem,) = ended.err.splitlines()
    assert problem.startswith("dateline: There is no source 9. Say one of 1, 2")
    shown = ended.out.rpartition("\nfile ")[2]
    name = shown.split()[0]
    (article,) = (each for each in sample_library.articles() if each.file == name)
    assert "workers" in article.text
    assert " ".join(article.text[:300].split()) in " ".join(shown.split())


def test_a_conversation_is_exported_and_no_file_is_overwritten(talk: Talk) -> None:
    ended = talk("/export early.md", TOLL, "/export talk.md", "/export t.json", "/export talk.md")
    early, late = ended.err.splitlines()
    assert "nothing to export yet" in early
    assert "talk.md can't be written (File exists)" in late
    assert Path("talk.md").read_text("utf-8").startswith(f"# {TOLL}\n")
    (exchange,) = json.loads(Path("t.json").read_text("utf-8"))["exchanges"]
    assert exchange["answer"]["status"] == "conflicting"


def test_what_fails_has_its_line_and_the_talk_goes_on(talk: Talk) -> None:
    ended = talk("why " * 2_000, "/nonsense", QUESTION, "/quit", "never asked", options=("--json",))
    assert ended.status == 1
    refused, answered = map(json.loads, ended.out.splitlines())
    assert "characters" in refused["error"]["problem"]
    assert answered["question"] == QUESTION
    assert [line.partition(".")[0] for line in ended.err.splitlines()] == [
        "dateline: The question has 8,000 characters, more than 4,000",
        "dateline: There is no order /nonsense",
    ]


def test_a_pipe_gets_no_prompt_and_no_escape_code(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    ended = talk(QUESTION, "/help")
    assert (ended.status, ended.err) == (0, "")
    assert "\x1b" not in ended.out
    assert not ended.out.startswith(">")
    assert "/sources [N]" in ended.out


@pytest.fixture
def hostile_index(library: Library, tmp_path: Path) -> Path:
    """An index of one article whose every word would command the terminal."""
    row = {
        "text": f"The harbour board will launch its new ferry on Friday. {COMMANDS}",
        "title": f"New ferry {COMMANDS}",
        "outlet": f"Harbour {COMMANDS}",
        "published": "2025-05-05",
    }
    (tmp_path / "news.jsonl").write_text(json.dumps(row) + "\n")
    library.ingest([tmp_path / "news.jsonl"])
    library.close()
    return library.folder


def hostile_words() -> Recording:
    """A model's reply that would command the terminal, as Ollama streams it."""
    said = f"It will be launched {COMMANDS} on Friday. [1]"
    pieces = [said[start : start + 8] for start in range(0, len(said), 8)]
    lines = [{"message": {"role": "assistant", "content": each}, "done": False} for each in pieces]
    *_, last = recorded("chat_stream").body.splitlines()
    body = "".join(json.dumps(each) + "\n" for each in lines) + last + "\n"
    return dataclasses.replace(recorded("chat_stream"), body=body)


def powerless(shown: str) -> None:
    for power in ("\x1b]0;", "\x1b[2J", "\x07", "\u009b", "\u202e"):
        assert power not in shown


def test_a_talk_at_a_terminal(hostile_index: Path, tmp_path: Path) -> None:
    with replay(recorded("tags"), hostile_words()) as ollama:
        arguments = [DATELINE, "chat", "--backend", "ollama", "--index", str(hostile_index)]
        with at_terminal(arguments, environment={"OLLAMA_HOST": ollama.url}) as terminal:
            terminal.expect("> ")
            terminal.type(f"{FRIDAY}\n")
            terminal.expect("found: Harbour")
            terminal.expect("9 May 2025")
            terminal.expect("[1]")
            terminal.expect("> ")
            terminal.type("/sou\t 1\n")
            terminal.expect("file       news.jsonl")
            terminal.expect("> ")
            terminal.type("half a question" + CTRL_C)
            terminal.expect("Ctrl-D or /quit ends.")
            terminal.expect("> ")
            terminal.type(CTRL_D)
            assert terminal.end() == 0
    powerless(terminal.shown)
    assert kept_questions(hostile_index) == [FRIDAY]
    history = hostile_index / HISTORY
    assert history.read_text("utf-8").splitlines()[:1] == [FRIDAY]
    assert stat.S_IMODE(history.stat().st_mode) == 0o600


def test_ctrl_c_stops_an_answer_and_not_the_talk(hostile_index: Path) -> None:
    endless = Manner(endless=True)
    with replay(
        recorded("tags"), recorded("chat_stream"), manner=endless, first=Manner()
    ) as ollama:
        arguments = [DATELINE, "chat", "--backend", "ollama", "--index", str(hostile_index)]
        with at_terminal(arguments, environment={"OLLAMA_HOST": ollama.url}) as terminal:
            terminal.expect("> ")
            terminal.type(f"{FRIDAY}\n")
            terminal.expect("not checked yet")
            terminal.type(CTRL_C)
            terminal.expect("Stopped.")
            assert ollama.hung_up.wait(10)
            terminal.expect("> ")
            terminal.type("/quit\n")
            assert terminal.end() == 0
    assert "Traceback" not in terminal.shown


def kept_questions(folder: Path) -> list[str]:
    """The questions of the one conversation at a terminal that is kept."""
    kept, reader = Conversations(folder), terminal_reader()
    (conversation,) = kept.list(reader)
    exchanges = kept.exchanges(reader, conversation.conversation_id)
    return [each.question.text for each in exchanges]


def test_a_talk_is_gone_on_with_where_it_ended(hostile_index: Path) -> None:
    arguments = [DATELINE, "chat", "--backend", "extractive", "--index", str(hostile_index)]
    with at_terminal(arguments) as terminal:
        terminal.expect("> ")
        terminal.type(f"{FRIDAY}\n")
        terminal.expect("extractive, quotes")
        terminal.expect("> ")
        terminal.type("why " * 2_000 + "\n")
        terminal.expect("characters")
        terminal.expect("> ")
        terminal.type(CTRL_D)
        assert terminal.end() == 0
    with at_terminal([*arguments, "--continue"]) as terminal:
        terminal.expect("Going on after 1 question")
        terminal.expect(f"> {FRIDAY}")
        terminal.expect("9 May 2025")
        terminal.expect("Ask away.")
        terminal.type("/sources 1\n")
        terminal.expect("file       news.jsonl")
        terminal.expect("> ")
        terminal.type("And who will launch it?\n")
        terminal.expect("extractive, quotes")
        terminal.type("/quit\n")
        assert terminal.end() == 0
    powerless(terminal.shown)
    assert kept_questions(hostile_index) == [FRIDAY, "And who will launch it?"]


def test_where_a_talk_cannot_be_kept_that_is_told_once(hostile_index: Path) -> None:
    (hostile_index / FILE_NAME).write_bytes(b"not a database " * 400)
    arguments = [DATELINE, "chat", "--backend", "extractive", "--index", str(hostile_index)]
    with at_terminal(arguments) as terminal:
        for _ in range(2):
            terminal.expect("> ")
            terminal.type(f"{FRIDAY}\n")
            terminal.expect("extractive, quotes")
        terminal.expect("> ")
        terminal.type(CTRL_D)
        assert terminal.end() == 0
    assert terminal.shown.count("isn't kept") == 1
    with at_terminal([*arguments, "--continue"]) as terminal:
        terminal.expect("can't be used")
        assert terminal.end() == 1


def test_a_pipe_keeps_nothing_and_goes_on_with_nothing(talk: Talk, sample_library: Library) -> None:
    assert talk(QUESTION).status == 0
    assert not (sample_library.folder / FILE_NAME).exists()
    for options in (("--continue",), ("--continue", "--json")):
        ended = talk(QUESTION, options=options)
        assert (ended.status, ended.out) == (2, "")
        assert "--continue" in ended.err


def test_where_nothing_is_kept_nothing_is_gone_on_with(sample_library: Library) -> None:
    arguments = [DATELINE, "chat", "--continue", "--index", str(sample_library.folder)]
    with at_terminal(arguments) as terminal:
        terminal.expect("dateline: No conversation at a terminal is kept")
        assert terminal.end() == 1
