"""The `eval` commands: their names, and bad usage told before anything is read or made."""

import json

import pytest
from typer.testing import CliRunner

from eval.commands import commands
from rag.errors import CasesError, RunError

CASE = {"id": "one", "question": "Who paid?", "kind": "unanswerable", "sources": []}


def invoke(*arguments):
    return CliRunner().invoke(commands, [str(argument) for argument in arguments])


@pytest.fixture
def cases_file(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(CASE) + "\n")
    return path


NAMES = ("run", "bench", "compare", "accept", "report", "matrix", "simulate", "draft")


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_its_help(name):
    done = invoke(name, "--help")
    assert done.exit_code == 0
    assert "Usage" in done.output
    assert name in invoke("--help").output


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--backend", "oracle"), "--backend"),
        (("--limit", "0"), "--limit"),
        (("--as-of", "yesterday"), "--as-of"),
        (("--limitt", "3"), "--limitt"),
        (("--jobs", "0"), "--jobs"),
        (("--repeats", "0"), "--repeats"),
        (("--repeats", "2", "--backend", "extractive"), "--repeats"),
        (("--repeats", "2", "--backend", "embedded"), "--repeats"),
        (("--repeats", "2", "--retrieval-only"), "--repeats"),
        (("--backend", "extractive", "--model", "parrot"), "--model"),
    ],
)
def test_bad_usage_exits_with_2(tmp_path, cases_file, options, named):
    done = invoke("run", cases_file, "--corpus", tmp_path, "--out", tmp_path / "run", *options)
    assert done.exit_code == 2
    assert named in done.output
    assert not (tmp_path / "run").exists()


def test_quotation_is_not_repeated_even_where_a_model_would_sample(
    tmp_path, cases_file, monkeypatch
):
    monkeypatch.setenv("DATELINE_MODEL__TEMPERATURE", "0.7")
    options = ("--repeats", "2", "--backend", "extractive")
    done = invoke("run", cases_file, "--corpus", tmp_path, "--out", tmp_path / "run", *options)
    assert done.exit_code == 2
    assert "the same every time" in done.output


def test_a_bad_case_file_is_raised_before_anything_is_made(tmp_path, cases_file):
    cases_file.write_text("no case\n")
    done = invoke("run", cases_file, "--corpus", tmp_path, "--out", tmp_path / "run")
    assert isinstance(done.exception, CasesError)
    assert not (tmp_path / "run").exists()


def test_a_refused_folder_is_raised_before_the_corpus_is_read(tmp_path, cases_file):
    absent = tmp_path / "absent"
    done = invoke("run", cases_file, "--corpus", absent, "--out", tmp_path)
    assert isinstance(done.exception, RunError)
    assert "not an evaluation run" in str(done.exception)


def test_a_cache_that_is_none_is_raised_before_the_corpus_is_read(tmp_path, cases_file):
    (tmp_path / "cache").write_text("a file")
    named = ("--corpus", tmp_path / "absent", "--out", tmp_path / "run")
    done = invoke("run", cases_file, *named, "--cache", tmp_path / "cache")
    assert isinstance(done.exception, RunError)
    assert "remembered replies" in str(done.exception)
