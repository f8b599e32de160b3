"""JSON for other programs, lines from them, and the names that a shell may be offered."""

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rag.errors import QuestionError
from rag.index.catalogue import Catalogue
from ui.commands import completing
from ui.commands.asked import lines_in, make_question, questions_in
from ui.commands.printing import print_json, print_json_line, print_problem_line, tell_problem

HOSTILE = "\x1b]0;owned\x07 \x9b2J \u202egnp \u2028 \u2029 \x85 \x7f \r \ud800 é\t東\n"


@pytest.mark.parametrize("write", [print_json, print_json_line])
def test_json_commands_no_terminal_and_says_the_same(
    write: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    value = {"text": HOSTILE, HOSTILE: [1, None]}
    write(value)
    out = capsys.readouterr().out
    assert json.loads(out) == value
    assert not set("\x1b\x07\x9b\u202e\u2028\u2029\x85\x7f\r\ud800") & set(out)
    assert "é" in out
    out.encode()


def test_a_line_of_json_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_json_line([HOSTILE])
    print_problem_line(QuestionError("Empty.", mend="Ask."), question=HOSTILE)
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == [HOSTILE]
    assert second == {"question": HOSTILE, "error": {"problem": "Empty.", "mend": "Ask."}}


def test_a_problem_is_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    tell_problem(QuestionError("\x1b[2J is gone.", mend="Look."))
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "dateline: \N{REPLACEMENT CHARACTER}[2J is gone. Look.\n")


@pytest.mark.parametrize(
    ("piped", "lines"),
    [
        (b"", []),
        (b"one", ["one"]),
        (b"one\r\ntwo\n\n", ["one", "two", ""]),
        (b"caf\xe9\n", ["caf\N{REPLACEMENT CHARACTER}"]),
    ],
)
def test_lines_come_without_their_ends(piped: bytes, lines: list[str]) -> None:
    assert list(lines_in(io.BytesIO(piped))) == lines


def test_a_vast_line_is_cut_and_the_next_is_whole() -> None:
    vast, after = lines_in(io.BytesIO(b"why " * 1_000_000 + b"\nnext\n"))
    assert 4_000 < len(vast) < 100_000
    assert after == "next"


def test_each_line_with_words_is_a_question_narrowed_alike() -> None:
    first = make_question("-", outlet=["Post"])
    asked = list(questions_in(io.BytesIO(b"Who?\n \n\nWhy?"), first=first))
    assert [each.text for each in asked] == ["Who?", "Why?"]
    assert all(each.outlets == ("Post",) for each in asked)


OUTLETS = (
    "The Herald",
    "Harbour Post",
    "$(rm -rf x)",
    "`x`",
    "a'b",
    'a"b',
    "x\x1b[2J",
    "y;z",
    "-k",
)


@pytest.mark.parametrize(
    ("shell", "offered"),
    [("complete_bash", "The\\ Herald"), ("complete_zsh", "The Herald"), ("", "The Herald")],
)
def test_no_name_that_a_shell_could_obey_is_offered(
    shell: str, offered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_DATELINE_COMPLETE", shell)
    monkeypatch.setattr(Catalogue, "__init__", lambda *_, **__: None)
    monkeypatch.setattr(Catalogue, "outlets", lambda _: OUTLETS)
    context: Any = SimpleNamespace(params={})
    assert completing.complete_outlets(context, "") == [
        offered.replace("The", "Harbour").replace("Herald", "Post"),
        offered,
    ]
    assert completing.complete_outlets(context, "the h") == [offered]


def test_where_no_index_is_nothing_is_offered(tmp_path: Path) -> None:
    context: Any = SimpleNamespace(params={"index": tmp_path})
    assert completing.complete_outlets(context, "") == []
    assert completing.complete_articles(context, "") == []
