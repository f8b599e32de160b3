import json
from pathlib import Path

import pytest
from run_factory import make_row, write_run

import eval
from eval.comparing.baseline import read_baseline
from rag.errors import RunError
from ui.evaluation.runs import baseline_of, read_runs, run_folder

ROWS = [make_row("one"), make_row("two", right=False)]
BASELINE = read_baseline(Path(eval.__file__).parent / "baselines" / "extractive.json")


def test_runs_of_the_same_cases_stand_together_oldest_first(tmp_path: Path) -> None:
    for day in (12, 9, 30):
        write_run(tmp_path / f"run-{day}", ROWS, started=f"2026-03-{day:02}T10:00:00+00:00")
    write_run(tmp_path / "alone", ROWS, started="2026-04-01T10:00:00+00:00", answers=True)
    suites = read_runs(tmp_path).suites
    assert [[run.name for run in suite.runs] for suite in suites] == [
        ["alone"],
        ["run-9", "run-12", "run-30"],
    ]
    assert suites[0].title == "cases: lutz.jsonl, with answers"
    assert suites[1].title == "cases: lutz.jsonl, retrieval alone"
    assert suites[0].runs[0].metrics["answer_accuracy"]["value"] == 0.5
    assert suites[0].baseline is None


def test_a_suite_is_held_against_the_baseline_of_its_cases(tmp_path: Path) -> None:
    told = {name: BASELINE.manifest[name] for name in ("task", "cases", "answers")}
    run = write_run(tmp_path / "run", ROWS, **told)
    (suite,) = read_runs(tmp_path).suites
    assert suite.baseline is not None
    assert suite.baseline.name == "extractive"
    assert 0 < suite.baseline.metrics["answer_accuracy"]["value"] < 1
    kept = baseline_of(run)
    assert kept is not None
    assert kept.name == "extractive"


def test_what_is_no_finished_run_is_told_or_passed_over(tmp_path: Path) -> None:
    write_run(tmp_path / "done", ROWS)
    write_run(tmp_path / "half", ROWS)
    (tmp_path / "half" / "summary.json").unlink()
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes.txt").write_text("no run")
    (tmp_path / "linked").symlink_to(tmp_path / "done")
    runs = read_runs(tmp_path)
    assert [run.name for suite in runs.suites for run in suite.runs] == ["done"]
    (error,) = runs.unread
    assert "half is not finished" in error.problem


def test_no_folder_holds_no_runs(tmp_path: Path) -> None:
    runs = read_runs(tmp_path / "nowhere")
    assert (runs.suites, runs.unread) == ((), ())


def test_only_runs_of_the_folder_can_be_opened(tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "mine", ROWS)
    write_run(tmp_path / "other", ROWS)
    assert run_folder(tmp_path / "runs", "mine") == tmp_path / "runs" / "mine"
    for name in ("../other", str(tmp_path / "other"), "", "gone"):
        with pytest.raises(RunError, match="There is no run"):
            run_folder(tmp_path / "runs", name)


def test_a_manifest_of_another_version_is_told(tmp_path: Path) -> None:
    write_run(tmp_path / "old", ROWS)
    manifest = tmp_path / "old" / "manifest.json"
    manifest.write_text(json.dumps({"format": "dateline-eval-run/1"}), "utf-8")
    assert "holds no evaluation run of this version" in read_runs(tmp_path).unread[0].problem
