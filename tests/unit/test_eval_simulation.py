import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy
import pytest
import typer
from typer.testing import CliRunner

from eval import simulation
from eval.commands.simulate import simulate as command
from eval.metrics.scoring import Score
from eval.metrics.suites import NUMBERED
from eval.runs.folder import StoredRun, open_run
from eval.runs.record import EvalRecord, StoredRecord
from eval.simulation import ANY, simulate
from rag.errors import RunError
from rag.schema import as_json

STORIES, CASES = 20, 4


def scores(*, right, refuses):
    values = (
        {"refusal_recall": float(right)}
        if refuses
        else {"answer_accuracy": float(right), "false_refusal_rate": 0.0}
    )
    values["quote_exact"] = 1.0
    return {name: Score(name=name, value=value, explanation="") for name, value in values.items()}


def record(number, *, right, repeat=0):
    kind = "unanswerable" if number % CASES == 0 else "date"
    return StoredRecord(
        id=f"case {number}",
        kind=kind,
        group=f"story {number // CASES}",
        repeat=repeat,
        question=f"Question {number}?",
        digest=f"{number:x}",
        scores=scores(right=right, refuses=kind == "unanswerable"),
        right=right,
        reason="",
        error=None,
    )


def stored(seed, *, repeats=1, samples=False, chance=0.3):
    """A run of a system that has `chance` in it, and is otherwise right in three cases of four."""
    random = numpy.random.default_rng(seed)

    def right(number):
        return bool(random.random() < 0.75) if random.random() < chance else number % 4 != 3

    records = tuple(
        record(number, right=right(number), repeat=repeat)
        for repeat in range(repeats)
        for number in range(STORIES * CASES)
    )
    manifest = {"samples": samples}
    return StoredRun(path=Path("run"), name="run", manifest=manifest, summary=None, records=records)


def rates(told):
    return {each.metric: each for each in told.rates}


@pytest.fixture
def compared(monkeypatch):
    """The pairs of runs that went through the gate."""
    seen = []
    gate = simulation.compare

    def compare(base, new, **options):
        seen.append((base, new))
        return gate(base, new, **options)

    monkeypatch.setattr(simulation, "compare", compare)
    return seen


def test_two_samples_of_a_system_seldom_raise_an_alarm():
    runs = [stored(1, samples=True), stored(2, samples=True)]
    resampled, again = simulate(runs, comparisons=60)
    assert (resampled.way, again.way) == ("resampled", "sampled again")
    told = rates(resampled)
    assert set(told) == {ANY, *scores(right=True, refuses=True), *scores(right=True, refuses=False)}
    assert told[ANY].comparisons == 60
    assert told[ANY].alarms <= 6
    assert told[ANY].low <= told[ANY].share == told[ANY].alarms / 60 <= told[ANY].high
    assert rates(again)[ANY].comparisons == 2


def test_repeats_are_compared_whole_each_with_each_other(compared):
    run = stored(1, repeats=3, samples=True)
    _, again = simulate([run], comparisons=10)
    assert rates(again)[ANY].comparisons == 6
    expected = {
        repeat: [each.right for each in run.records if each.repeat == repeat] for repeat in range(3)
    }
    whole = [
        tuple([each.right for each in side.records] for side in both) for both in compared[10:]
    ]
    assert whole[0] == (expected[0], expected[1])
    assert whole[5] == (expected[2], expected[1])


def test_margins_do_not_count_for_a_run_with_repeats():
    resampled, _ = simulate([stored(1, repeats=2)], comparisons=30)
    assert rates(resampled)[ANY].alarms <= 3
    resampled, _ = simulate([stored(1), stored(2)], comparisons=30)
    assert rates(resampled)[ANY].alarms > 10  # neither of these is known to sample


def test_one_outcome_of_each_case_is_drawn_again_from_its_kind(compared):
    run = stored(1)
    (told,) = simulate([run], comparisons=40)
    assert "no chance" in told.explained
    assert rates(told)[ANY].alarms <= 5  # with the gate's margins it would be nearly all
    drawn = [each for both in compared for side in both for each in side.records]
    for kind in ("date", "unanswerable"):
        assert share_right(drawn, kind=kind) == pytest.approx(
            share_right(run.records, kind=kind), abs=0.05
        )


def test_a_case_keeps_the_metrics_that_speak_of_it(compared):
    unasked = Score(name="number_accuracy", value=None, explanation=NUMBERED.otherwise)
    asked = Score(name="number_accuracy", value=1.0, explanation="")
    run = stored(1)
    records = tuple(
        replace(each, scores={**each.scores, asked.name: asked if number % 8 == 1 else unasked})
        for number, each in enumerate(run.records)
    )
    simulate([replace(run, records=records)], comparisons=2)
    for each in (each for both in compared for side in both for each in side.records):
        applies = int(each.id.split("~")[0].removeprefix("case ")) % 8 == 1
        assert (each.scores[asked.name].value is not None) == applies


def share_right(records, *, kind):
    return numpy.mean([each.right for each in records if each.kind == kind])


def test_stories_are_drawn_whole_and_copies_are_cases_of_their_own(compared):
    simulate([stored(1, samples=True), stored(2, samples=True)], comparisons=5)
    for base, new in compared[:5]:
        assert [each.id for each in base.records] == [each.id for each in new.records]
        assert len({each.id for each in base.records}) == STORIES * CASES
        assert set(Counter(each.group for each in base.records).values()) == {CASES}
        drawn = Counter(each.question for each in base.records)
        assert max(drawn.values()) > 1


def test_each_story_has_the_outcomes_of_one_sample_in_each_run(compared):
    runs = [stored(1, chance=0), stored(2, chance=1)]
    simulate(runs, comparisons=3)
    outcomes = [{each.question: each.right for each in run.records} for run in runs]
    for both in compared[:3]:
        for old, fresh in zip(*(side.records for side in both), strict=True):
            known = [each[old.question] for each in outcomes]
            assert (old.right, fresh.right) in (tuple(known), tuple(known[::-1]))


def test_a_loss_is_seen_where_nothing_else_changes(compared):
    run = stored(1)
    _, same = simulate([run], comparisons=10, loss=0.3)
    assert same.way == "the same again"
    assert same.loss == 0.3
    assert rates(same)[ANY].alarms == 10
    assert rates(same)["quote_exact"].alarms == 0  # wrong cases of this run quote exactly
    for base, new in compared[10:]:
        right = sum(each.right for each in base.records)
        assert sum(each.right for each in new.records) == right - round(0.3 * right)


def test_where_no_case_of_a_kind_is_wrong_a_loss_is_the_worst_of_every_score(compared):
    right = tuple(record(number, right=True) for number in range(STORIES * CASES))
    run = StoredRun(path=Path("run"), name="run", manifest={}, summary=None, records=right)
    _, same = simulate([run], comparisons=1, loss=1.0)
    assert rates(same)["quote_exact"].alarms == 1
    _, new = compared[-1]
    answered = next(each for each in new.records if each.kind == "date")
    assert {name: each.value for name, each in answered.scores.items()} == {
        "answer_accuracy": 0,
        "false_refusal_rate": 1,
        "quote_exact": 0,
    }


def test_cases_that_are_not_the_same_in_all_runs_are_left_out(compared):
    altered = replace(record(0, right=True), digest="another")
    kept = [record(number, right=True) for number in range(1, 8)]
    other = replace(stored(1), records=(altered, *kept))
    simulate([stored(1), other], comparisons=1)
    base, _ = compared[1]
    assert [each.id for each in base.records] == [each.id for each in kept]


@pytest.mark.parametrize("records", [(), (record(200, right=True),)])
def test_runs_that_share_no_case_are_refused(records):
    other = StoredRun(path=Path("b"), name="b", manifest={}, summary=None, records=records)
    with pytest.raises(RunError, match="share no case"):
        simulate([stored(1), other], comparisons=1)


def test_progress_and_figures_are_the_same_every_time():
    seen = []
    run = stored(1, repeats=2, samples=True)
    told = simulate(
        [run], comparisons=4, loss=0.1, progress=lambda done, count: seen.append((done, count))
    )
    assert seen == [(number, 6) for number in range(1, 7)]
    assert told == simulate([run], comparisons=4, loss=0.1)


@pytest.fixture
def folder(tmp_path):
    out = tmp_path / "run"
    with open_run(out, manifest={"samples": False}) as opened:
        for number in range(24):
            each = record(number, right=number % 5 != 0)
            row = EvalRecord(
                id=each.id,
                kind=each.kind,
                group=each.group,
                case={"question": each.question},
                scores=tuple(each.scores.values()),
                right=each.right,
                reason="",
                seconds=0.1,
            )
            opened.write(as_json(row))
        opened.finish({"cases": 24, "repeats": 1}, known={})
    return out


def invoke(*arguments):
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_the_command_prints_a_table(folder):
    printed = invoke(folder, "--comparisons", 3)
    assert printed.exit_code == 0
    assert "any metric" in printed.stdout
    assert "answer_accuracy" in printed.stdout


def test_the_command_prints_markdown(folder):
    lines = invoke(folder, "--comparisons", 3, "--loss", 0.5, "--markdown").stdout.splitlines()
    assert "| metric | alarms | comparisons | share | 95 % interval |" in lines
    assert "| any metric | 3 | 3 | 100.0% | 0.439 to 1.000 |" in lines
    assert "**The same again, 50% of the right cases made wrong**" in lines


def test_the_command_prints_json(folder):
    (told,) = json.loads(invoke(folder, "--comparisons", 3, "--json").stdout)
    assert told["way"] == "resampled"
    assert told["rates"][0]["metric"] == ANY
    assert told["rates"][0]["comparisons"] == 3
