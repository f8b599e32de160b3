import json

import pytest
from typer.testing import CliRunner

from eval import folder
from eval.commands import commands
from eval.statistics import Estimate
from rag.errors import CasesError, DatelineError, SettingsError

CASE = {"id": "one", "question": "Who paid?", "kind": "unanswerable", "sources": []}


def invoke(*arguments):
    return CliRunner().invoke(commands, [str(argument) for argument in arguments])


@pytest.fixture
def finished(tmp_path):
    run = tmp_path / "run"
    folder.begin(run, manifest={})
    estimate = Estimate(value=0.7, low=0.5, high=0.9, n=20)
    folder.write_summary(run, {"metrics": {"answer_accuracy": estimate}})
    return run


def floors(tmp_path, bound):
    path = tmp_path / "floors.toml"
    path.write_text(f"[gate.quick]\nanswer_accuracy = {{ {bound} }}\n")
    return path


def test_a_gate_that_holds_exits_with_0(tmp_path, finished):
    path = floors(tmp_path, "at_least = 0.7")
    done = invoke("gate", finished, "--floors", path, "--name", "quick")
    assert done.exit_code == 0
    assert "1 of 1 floors kept" in done.output


def test_a_gate_that_breaks_says_how_and_exits_with_1(tmp_path, finished):
    path = floors(tmp_path, "at_least = 0.75")
    done = invoke("gate", finished, "--floors", path, "--name", "quick")
    assert done.exit_code == 1
    assert "answer_accuracy is 0.7, which is less than 0.75" in done.output


def test_failures_are_given_as_json(tmp_path, finished):
    path = floors(tmp_path, "at_most = 0.5")
    done = invoke("gate", finished, "--floors", path, "--name", "quick", "--json")
    assert done.exit_code == 1
    (failure,) = json.loads(done.output)
    assert (failure["metric"], failure["value"]) == ("answer_accuracy", 0.7)


def test_a_gate_or_a_run_that_is_not_there_is_an_error(tmp_path, finished):
    path = floors(tmp_path, "at_least = 0.7")
    wrong_name = invoke("gate", finished, "--floors", path, "--name", "slow").exception
    wrong_run = invoke("gate", tmp_path, "--floors", path, "--name", "quick").exception
    assert isinstance(wrong_name, SettingsError)
    assert isinstance(wrong_run, DatelineError)


@pytest.fixture
def cases_file(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(CASE) + "\n")
    return path


@pytest.mark.parametrize(
    "options",
    [("--backend", "oracle"), ("--limit", "0"), ("--as-of", "yesterday"), ("--limitt", "3")],
)
def test_bad_usage_exits_with_2(tmp_path, cases_file, options):
    done = invoke("run", cases_file, "--corpus", tmp_path, "--out", tmp_path / "run", *options)
    assert done.exit_code == 2
    assert options[0] in done.output


def test_a_bad_case_file_is_raised_before_anything_is_made(tmp_path, cases_file):
    cases_file.write_text("no case\n")
    done = invoke("run", cases_file, "--corpus", tmp_path, "--out", tmp_path / "run")
    assert isinstance(done.exception, CasesError)
    assert not (tmp_path / "run").exists()


def test_a_refused_folder_is_raised_before_the_corpus_is_read(tmp_path, cases_file):
    absent = tmp_path / "absent"
    done = invoke("run", cases_file, "--corpus", absent, "--out", tmp_path)
    assert isinstance(done.exception, DatelineError)
    assert "not an evaluation run" in str(done.exception)
