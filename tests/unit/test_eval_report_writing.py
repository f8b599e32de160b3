import json
import math

import pytest
from run_factory import make_change, make_comparison, make_flip, make_row, write_run
from typer.testing import CliRunner

from eval.commands import commands
from eval.reports.writing import describe_comparison, write_reports
from rag.errors import RunError


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path / "run", [make_row("one"), make_row("two", right=False)])


@pytest.fixture
def base(tmp_path):
    return write_run(tmp_path / "base", [make_row("one"), make_row("two")])


def invoke(*arguments):
    return CliRunner().invoke(commands, ["report", *map(str, arguments)])


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("page.html", "<!doctype html>"),
        ("text.md", "## Dateline evaluation: run"),
        ("junit.xml", '<?xml version="1.0" encoding="UTF-8"?>'),
        ("all.json", '{\n "run": "run"'),
    ],
)
def test_a_files_ending_chooses_its_form(run, tmp_path, name, beginning):
    file = tmp_path / "new" / "folder" / name
    write_reports([file], run)
    assert file.read_text("utf-8").startswith(beginning)
    assert [each.name for each in file.parent.iterdir()] == [name]


def test_json_holds_the_run_and_what_was_compared(run, tmp_path):
    change = make_change("answer_accuracy", -0.05, failure="fell by 0.05")
    comparison = make_comparison(change, flips=(make_flip("two"),))
    write_reports([tmp_path / "all.json"], run, comparison=comparison)
    told = json.loads((tmp_path / "all.json").read_text("utf-8"))
    assert told["manifest"] == run.manifest
    assert told["summary"]["metrics"]["answer_accuracy"]["value"] == 0.5
    assert {each["id"]: each["right"] for each in told["cases"]} == {"one": True, "two": False}
    assert told["comparison"]["passed"] is False
    assert told["comparison"]["failures"] == ["answer_accuracy fell by 0.05"]
    assert told["comparison"]["flips"][0]["id"] == "two"
    assert told["comparison"]["changes"][0]["difference"]["difference"] == -0.05


def test_numbers_that_json_lacks_are_null():
    comparison = make_comparison(make_change("a", math.nan))
    assert describe_comparison(comparison)["changes"][0]["difference"]["difference"] is None


def test_half_a_surrogate_pair_is_replaced(tmp_path):
    run = write_run(tmp_path / "run", [make_row("one", right=False, reason="\ud83d")])
    files = [tmp_path / f"report{suffix}" for suffix in (".html", ".md", ".xml", ".json")]
    write_reports(files, run)
    for file in files:
        assert file.read_text("utf-8")


def test_a_file_that_cannot_be_written_is_left_as_it_was(run, tmp_path):
    (tmp_path / "taken.md").mkdir()
    with pytest.raises(RunError, match="can't be written"):
        write_reports([tmp_path / "taken.md"], run)
    assert [each.name for each in tmp_path.glob("*taken*")] == ["taken.md"]


def test_the_command_writes_every_file_that_is_asked_for(run, base, tmp_path):
    page, text = tmp_path / "a.html", tmp_path / "b.md"
    done = invoke(run.path, "--base", base.path, "--out", page, "--out", text)
    assert done.exit_code == 0, done.output
    assert "What changed" in page.read_text("utf-8")
    assert "Flipped: 1 lost, 0 gained" in text.read_text("utf-8")
    assert f"{text}: {text.stat().st_size:,} bytes" in done.output


def test_without_a_base_nothing_is_compared(run, tmp_path):
    assert invoke(run.path, "--out", tmp_path / "a.html").exit_code == 0
    assert "What changed" not in (tmp_path / "a.html").read_text("utf-8")


def test_an_unknown_ending_is_a_usage_error_and_writes_nothing(run, tmp_path):
    done = invoke(run.path, "--out", tmp_path / "a.html", "--out", tmp_path / "b.pdf")
    assert done.exit_code == 2
    assert "b.pdf ends in none of .html, .md, .xml, .json" in " ".join(done.output.split())
    assert not list(tmp_path.glob("a.*"))


def test_a_folder_that_is_no_run_is_told(tmp_path):
    done = invoke(tmp_path, "--out", tmp_path / "a.html")
    assert isinstance(done.exception, RunError)


def test_what_was_written_is_told_as_json(run, base, tmp_path):
    folders = (tmp_path / "run", "--base", tmp_path / "base")
    outs = [part for name in ("a.md", "b.xml") for part in ("--out", tmp_path / name)]
    done = invoke(*folders, *outs, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    written = [
        {"file": str(file), "bytes": file.stat().st_size}
        for file in (tmp_path / "a.md", tmp_path / "b.xml")
    ]
    assert json.loads(done.stdout) == {"run": "run", "written": written}
