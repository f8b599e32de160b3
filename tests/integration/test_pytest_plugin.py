"""The pytest plugin, in a pytest of its own over a corpus of two articles."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

REPORT = """\
Published: 3 March 2025
Outlet: The Ledger

The mayor opened the Lindholm bridge on Saturday. The bridge cost 42 million crowns.
"""
CASES: tuple[dict[str, Any], ...] = (
    {
        "id": "opening",
        "question": "When did the mayor open the Lindholm bridge?",
        "kind": "date",
        "answers": ["1 March"],
        "date": "2025-03-01",
        "sources": ["bridge"],
    },
    {
        "id": "colour-\u202e<b>",
        "question": "What did the Lindholm bridge cost?",
        "kind": "number",
        "answers": ["43 million"],
        "sources": ["bridge"],
    },
    {
        "id": "unknown",
        "question": "Which submarine did the emperor of Neptune paint purple?",
        "kind": "unanswerable",
        "sources": [],
    },
)
OPTIONS = ("--dateline-corpus", "articles", "--dateline-backend", "extractive")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\naddopts = -q --strict-markers --strict-config -p no:cacheprovider\n"
        "filterwarnings = error\n"
    )
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "bridge.txt").write_text(REPORT, "utf-8")
    lines = (json.dumps(case) + "\n" for case in CASES)
    (tmp_path / "cases.jsonl").write_text("".join(lines), "utf-8")
    return tmp_path


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )


def test_cases_are_tests_that_fail_in_words(project: Path) -> None:
    done = run(project, "cases.jsonl", *OPTIONS, "-rA")
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout
    assert "2 passed" in done.stdout
    assert "1 failed" in done.stdout
    assert "PASSED cases.jsonl::opening" in done.stdout
    for line in (
        "Question: What did the Lindholm bridge cost?",
        "42 million crowns",
        "Reason:   ",
        "Scores:",
        "  0.000 answer_accuracy: ",
        "  1.000 citation_precision: ",
    ):
        assert line in done.stdout
    assert "\u202e" not in done.stdout
    assert "Traceback" not in done.stdout
    assert ".py:" not in done.stdout


def test_a_kind_chooses_its_cases_and_a_corpus_that_is_not_there_is_told(project: Path) -> None:
    done = run(project, "cases.jsonl", "--dateline-corpus", "nowhere", "-m", "unanswerable")
    assert "2 deselected" in done.stdout
    assert "1 failed" in done.stdout
    assert "nowhere" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_broken_case_file_is_an_error_of_one_line(project: Path) -> None:
    with (project / "cases.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "x"}\n')
    done = run(project, "cases.jsonl", *OPTIONS)
    assert done.returncode == pytest.ExitCode.INTERRUPTED
    assert [line for line in done.stdout.splitlines() if "line 4, field question" in line]
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("backend", "oracle", "--dateline-backend: 'oracle' is none of auto"),
        ("as-of", "someday", "--dateline-as-of: 'someday' is not a date"),
        ("config", "none.toml", "The configuration none.toml can't be read"),
    ],
)
def test_an_option_that_cannot_be_used_is_bad_usage(
    project: Path, option: str, value: str, said: str
) -> None:
    done = run(
        project, "cases.jsonl", "--dateline-corpus", "articles", f"--dateline-{option}", value
    )
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert said in done.stderr


def test_nothing_is_done_or_imported_unasked(project: Path) -> None:
    (project / "test_own.py").write_text(
        "import sys\n"
        "def test_own():\n"
        "    assert not [each for each in sys.modules if each.split('.')[0] in ('rag', 'typer')]\n"
        "    assert [each for each in sys.modules if each.startswith('eval')] == "
        "['eval', 'eval.pytest_plugin']\n"
    )
    done = run(project)
    assert done.returncode == pytest.ExitCode.OK, done.stdout
    assert "1 passed" in done.stdout


def test_a_case_file_that_is_not_named_is_left_alone(project: Path) -> None:
    done = run(project, *OPTIONS)
    assert done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED, done.stdout
