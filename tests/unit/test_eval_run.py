"""Runs: records, crashes, going on after any interruption, several at once, and their cost."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from eval_task import SUMS, Adding, Sum, sums

from eval.metrics.scoring import Measured, Metric
from eval.runs.run import run_task
from rag.errors import CasesError, RunError

IDENTITY = {"identity": {"task": "sums", "settings": {"model": {"seed": 1}}}}


@pytest.fixture
def out(tmp_path):
    return tmp_path / "run"


def run(task, out, **options):
    return run_task(task, out=out, **({"manifest": IDENTITY} | options))


def rows(out):
    return [json.loads(line) for line in (out / "records.jsonl").read_bytes().splitlines()]


def test_a_record_holds_the_case_its_scores_and_what_decided(out):
    run(Adding(cases=sums(2, wrong=1)), out)
    wrong, right = rows(out)
    assert wrong["case"] == {
        "id": "sum-0", "numbers": [0, 1], "said": 2, "question": "What is 0 and 1?",
        "kind": "even", "group": "group-0",
    }  # fmt: skip
    assert wrong["scores"][0] == {
        "name": "right_sum", "value": 0, "explanation": "It is 1.", "weight": 1,
    }  # fmt: skip
    assert (wrong["right"], wrong["reason"], wrong["error"]) == (False, "It is 1.", None)
    assert (wrong["id"], wrong["kind"], wrong["group"]) == ("sum-0", "even", "group-0")
    assert right["right"] is True
    assert right["found"] == [2]
    assert right["seconds"] > 0


def test_a_case_that_no_deciding_metric_speaks_of_is_neither_right_nor_wrong(out):
    summary = run(Adding(cases=(Sum(id="silent", numbers=(1, 1), said=0),)), out)
    assert rows(out)[0]["right"] is None
    assert summary.wrong_count == 0


def test_the_summary_is_what_was_given_back(out):
    summary = run(Adding(cases=sums(8, wrong=2)), out)
    written = json.loads((out / "summary.json").read_text())
    assert written["metrics"]["right_sum"]["value"] == summary.metrics["right_sum"].value == 0.75
    assert written["metrics"]["right_sum"]["n"] == 8
    assert written["metrics"]["right_sum"]["groups"] == 4
    assert written["kinds"]["odd"]["right_sum"]["n"] == 4
    assert written["kinds"].keys() == {"even", "odd"}
    assert written["references"] == {"always 3": 0.25}
    assert (written["cases"], written["repeats"], written["crashed"]) == (8, 1, 0)
    assert written["wrong_count"] == 2
    assert written["peak_memory_mb"] > 10
    assert written["metrics"]["seconds_p50"]["n"] == 8
    assert "prompt_tokens" not in written["metrics"]
    assert [(case.id, case.question) for case in summary.wrong] == [
        ("sum-0", "What is 0 and 1?"),
        ("sum-1", "What is 1 and 1?"),
    ]


def test_scores_count_by_their_weight(out):
    # The scores are 0 for what is said to be 1 and 1 for the others, and weigh what is said.
    def below(case, outcome):
        return Measured(float(case.said > 1), "", weight=float(case.said))

    task = Adding(cases=sums(3), metrics=(Metric("weighed", below),), deciding=())
    assert run(task, out).metrics["weighed"].value == pytest.approx((2 + 3) / (1 + 2 + 3))


def test_late_seconds_are_those_that_95_of_100_cases_keep(out):
    seconds = iter([0.0, 1.0] * 100)  # each case asks twice: before it and after
    saved = {count: float(count) for count in range(100)}
    order = iter(range(100))
    asked = []

    def saved_seconds():
        asked.append(next(seconds))
        return saved[next(order)] if asked[-1] else 0.0

    summary = run(Adding(cases=sums(100)), out, saved_seconds=saved_seconds)
    late = summary.metrics["seconds_p95"]
    assert late.value == pytest.approx(94, abs=0.5)
    assert late.low == pytest.approx(90, abs=0.5)
    assert late.high == pytest.approx(99, abs=0.5)
    assert rows(out)[7]["saved_seconds"] == 7
    assert rows(out)[7]["seconds"] >= 7
    assert summary.seconds < 60


@pytest.mark.parametrize("place", ["attempt", "scoring"])
def test_a_crash_is_a_row_that_counts_as_wrong(out, place):
    def breaking(case, outcome):
        if case.id == "sum-0" and place == "scoring":
            raise RuntimeError("no\nsum")
        return measure(case, outcome)

    measure = SUMS[0].measure
    failing = {"sum-0": RuntimeError("no\nsum")} if place == "attempt" else {}
    task = Adding(cases=sums(2), metrics=(Metric("right_sum", breaking),), failing=failing)
    summary = run(task, out)
    failed, good = rows(out)
    assert failed["error"] == failed["reason"] == "RuntimeError: no sum"
    assert failed["right"] is False
    assert failed["scores"][0]["value"] == 0
    assert good["error"] is None
    assert summary.crashed == 1
    assert summary.metrics["right_sum"].value == 0.5
    assert [wrong.reason for wrong in summary.wrong] == ["RuntimeError: no sum"]


def test_of_many_wrong_cases_the_first_are_kept_and_all_counted(out):
    summary = run(Adding(cases=sums(230, wrong=230)), out)
    assert (summary.wrong_count, len(summary.wrong)) == (230, 200)


def test_cases_of_the_same_id_are_refused(out):
    with pytest.raises(CasesError, match="same id"):
        run(Adding(cases=sums(1) * 2), out)


def test_each_case_is_asked_as_often_as_told(out):
    task = Adding(cases=sums(2))
    summary = run(task, out, repeats=3)
    assert sorted(task.asked) == [(f"sum-{case}", repeat) for case in (0, 1) for repeat in range(3)]
    assert [(row["id"], row["repeat"]) for row in rows(out)] == task.asked
    assert (summary.cases, summary.repeats) == (2, 3)
    assert summary.metrics["right_sum"].n == 6
    assert summary.metrics["right_sum"].groups == 1


def test_progress_counts_every_record(out):
    seen = []
    run(Adding(cases=sums(2)), out, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (1, 2), (2, 2)]


def timeless(summary):
    return {name: value for name, value in summary.metrics.items() if "seconds" not in name}


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("torn", [0, 1, 40])
def test_a_run_whose_last_line_was_cut_goes_on(tmp_path, out, jobs, torn):
    whole = run(Adding(cases=sums(6, wrong=2)), tmp_path / "whole")
    run(Adding(cases=sums(6, wrong=2)), out)
    written = (out / "records.jsonl").read_bytes()
    third = written.split(b"\n")[2]
    (out / "records.jsonl").write_bytes(written[: written.index(third) + torn])
    (out / "summary.json").unlink()
    told, task = [], Adding(cases=sums(6, wrong=2))
    summary = run(task, out, jobs=jobs, notice=told.append)
    assert told == ["going on: 2 of 6 done"]
    assert sorted(task.asked) == [(f"sum-{number}", 0) for number in range(2, 6)]
    assert sorted(row["id"] for row in rows(out)) == [f"sum-{number}" for number in range(6)]
    assert timeless(summary) == timeless(whole)
    assert summary.kinds == whole.kinds


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_interrupted_run_keeps_its_records_and_goes_on(out, jobs):
    task = Adding(cases=sums(9), failing={"sum-4": KeyboardInterrupt()})
    with pytest.raises(KeyboardInterrupt):
        run(task, out, jobs=jobs)
    kept = [row["id"] for row in rows(out)]
    assert len(kept) <= 8
    assert jobs == 3 or kept == ["sum-0", "sum-1", "sum-2", "sum-3"]
    assert not (out / "summary.json").exists()
    again = Adding(cases=sums(9))
    assert run(again, out, jobs=jobs).metrics["right_sum"].n == 9
    assert {case for case, _ in again.asked} == {each.id for each in sums(9)} - set(kept)


def test_a_finished_run_is_shown_again_and_nothing_is_asked(out):
    first = run(Adding(cases=sums(4, wrong=1)), out)
    told, task = [], Adding(cases=sums(4, wrong=1))
    assert run(task, out, notice=told.append) == first
    assert task.asked == []
    assert told == ["finished before: all 4 done, nothing is asked"]


def test_a_summary_that_was_lost_or_broken_is_made_anew(out):
    first = run(Adding(cases=sums(4, wrong=1)), out)
    (out / "summary.json").write_text("{")
    task = Adding(cases=sums(4, wrong=1))
    assert run(task, out).metrics == first.metrics
    assert task.asked == []
    assert json.loads((out / "summary.json").read_text())["cases"] == 4


def test_another_run_is_refused_unless_it_may_be_lost(out):
    run(Adding(cases=sums(2)), out)
    other = {"identity": {"task": "sums", "settings": {"model": {"seed": 2}}, "cases": "x"}}
    task = Adding(cases=sums(3))
    with pytest.raises(RunError, match=r"differs in cases, settings\.model\.seed\..*--overwrite"):
        run(task, out, manifest=other)
    assert task.asked == []
    assert len(rows(out)) == 2
    assert run(task, out, manifest=other, overwrite=True).cases == 3
    assert len(rows(out)) == 3


def test_what_is_no_run_is_refused_even_with_overwrite(out):
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    task = Adding(cases=sums(1))
    with pytest.raises(RunError, match="not an evaluation run"):
        run(task, out, overwrite=True)
    assert task.asked == []
    assert [path.name for path in out.iterdir()] == ["notes.txt"]


FULL_DISK = """
import resource, sys
from pathlib import Path
from eval_task import Adding, sums
from eval.runs.run import run_task
from rag.errors import RunError
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    run_task(Adding(cases=sums(20)), out=Path(sys.argv[1]), manifest={"identity": {"task": "sums"}})
except RunError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("limit", [10, 300, 3_000, 9_500])
def test_a_full_disk_is_one_line_and_the_run_goes_on_afterwards(tmp_path, limit):
    """The limit is met by the manifest, the first record, a later one, and at the end."""
    out, whole = tmp_path / "run", tmp_path / "whole"
    manifest = {"identity": {"task": "sums"}}
    run(Adding(cases=sums(20)), whole, manifest=manifest)
    folders = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
    ended = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(out), str(limit)],
        capture_output=True, text=True, check=False, env={"PYTHONPATH": ":".join(folders)},
    )  # fmt: skip
    assert ended.returncode == 1
    assert "can't be written" in ended.stderr
    assert "goes on where it stopped" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert not (out / "summary.json").exists()
    task = Adding(cases=sums(20))
    summary = run(task, out, manifest=manifest)
    assert len(task.asked) < 20 or limit < 1_000
    assert [row["id"] for row in rows(out)] == [case.id for case in task.cases]
    assert summary.cases == 20


class Meeting(Adding):
    """Lets an attempt end only once so many are under way at the same time."""

    def attempt(self, case, *, repeat):
        self.barrier.wait(timeout=20)
        return super().attempt(case, repeat=repeat)


def test_jobs_are_worked_on_at_the_same_time(out):
    task = Meeting(cases=sums(6))
    task.barrier = threading.Barrier(3)
    summary = run(task, out, jobs=3)
    assert summary.crashed == 0
    assert summary.metrics["right_sum"].value == 1


class Listed(tuple):
    """Cases that tell how many were taken out."""

    taken = 0

    def __iter__(self):
        for case in tuple.__iter__(self):
            self.taken += 1
            yield case


def test_few_cases_wait_while_others_are_worked_on(out):
    cases = Listed(sums(50))
    taken = []

    class Watching(Adding):
        def attempt(self, case, *, repeat):
            taken.append(cases.taken)
            return super().attempt(case, repeat=repeat)

    task = Watching(cases=cases)
    ready = []
    run(task, out, jobs=2, progress=lambda done, total: ready.append(cases.taken))
    waiting = [count - ready[0] - done for done, count in enumerate(taken)]
    assert 1 <= max(waiting) <= 8


def test_a_failure_of_the_run_itself_stops_it(out):
    failing = {"sum-1": RunError("The cache is broken.", mend="Mend it.")}
    with pytest.raises(RunError, match="The cache is broken"):
        run(Adding(cases=sums(3), failing=failing), out)
    assert len(rows(out)) == 1


class Slow(Adding):
    def attempt(self, case, *, repeat):
        sum(range(400_000))
        return super().attempt(case, repeat=repeat)


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_overhead_is_the_share_of_time_outside_attempts(tmp_path, jobs):
    idle = run(Adding(cases=sums(20)), tmp_path / "idle", jobs=jobs)
    busy = run(Slow(cases=sums(20)), tmp_path / "busy", jobs=jobs)
    assert 0 < busy.overhead < idle.overhead < 1
    assert busy.seconds > 0
