"""The metrics against labels: how far they agree, and that a worse metric would show."""

import json
from collections import Counter

import pytest
import typer
from typer.testing import CliRunner

from eval import agreement
from eval.agreement import measure_agreement, read_labelled
from eval.commands.agreement import agreement as command
from eval.metrics import correctness, saying
from rag.errors import CasesError

FLOOR = 0.97
CASE = {
    "id": "who",
    "question": "Who opened the bridge?",
    "kind": "entity",
    "answers": ["Voss"],
    "sources": ["bridge"],
}
LIST = CASE | {"id": "which", "kind": "list", "items": [["Aldmoor"], ["Finsby"]]}
LIST.pop("answers")


@pytest.fixture(scope="module")
def labelled():
    return read_labelled(agreement.LABELLED)


@pytest.fixture(scope="module")
def measured():
    return measure_agreement()


def row(**fields):
    return {"id": "one", "case": CASE, "answer": "Voss", "label": "right"} | fields


@pytest.fixture
def write(tmp_path):
    def write_rows(*rows):
        path = tmp_path / "labelled.jsonl"
        path.write_text("".join(json.dumps(each) + "\n" for each in rows))
        return path

    return write_rows


def invoke(*arguments):
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_the_metrics_judge_as_a_person_does(measured):
    assert measured.share >= FLOOR
    assert measured.share == measured.agreed / measured.rows
    assert len(measured.disagreements) == measured.rows - measured.agreed


def test_the_labels_hold_enough_of_everything(labelled):
    assert len(labelled) >= 170
    labels = Counter(each.label for each in labelled)
    assert labels["right"] >= 60
    assert labels["wrong"] >= 60
    assert labels["half"] >= 15
    kinds = Counter(each.case.kind for each in labelled)
    for kind in ("date", "number", "list", "yesno", "conflict", "false-premise", "unanswerable"):
        assert kinds[kind] >= 20, kind
    assert sum(each.note.startswith("hard: ") for each in labelled) >= 25
    assert sum(each.answer.status == "not_found" for each in labelled) >= 10


def without(*_arguments, **_named):
    return None


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        (saying, "choice", without),
        (saying, "denial", without),
        (saying, "leading", without),
        (saying, "find_days", lambda text: ()),
        (saying, "find_quantities", lambda text: ()),
        (correctness, "refused", lambda answer: answer.status == "not_found"),
        (correctness, "denies_premise", without),
    ],
)
def test_a_defect_of_the_metrics_lowers_agreement(monkeypatch, measured, module, name, broken):
    assert callable(getattr(module, name))
    monkeypatch.setattr(module, name, broken)
    assert measure_agreement().agreed < measured.agreed


def test_ignoring_hedges_breaks_the_floor(monkeypatch):
    monkeypatch.setattr(saying, "choice", without)
    monkeypatch.setattr(saying, "denial", without)
    assert measure_agreement().share < FLOOR


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({}, "right"),
        ({"answer": "Abado"}, "wrong"),
        ({"status": "not_found"}, "wrong"),
        ({"case": LIST, "answer": "Aldmoor"}, "half"),
        ({"case": LIST, "answer": "Aldmoor and Finsby"}, "right"),
        ({"case": LIST, "answer": "Harne"}, "wrong"),
    ],
)
def test_a_verdict_is_right_wrong_or_half(write, fields, verdict):
    for label in ("right", "wrong", "half"):
        found = measure_agreement(write(row(label=label, note="why", **fields)))
        assert found.agreed == (label == verdict)
        for each in found.disagreements:
            assert (each.id, each.label, each.verdict, each.note) == ("one", label, verdict, "why")
            assert each.reason


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([row(label="good")], "line 1, field label"),
        ([row(verdict="right")], "line 1, field verdict"),
        ([row(case=CASE | {"kind": "riddle"})], "line 1, field kind"),
        ([row(case="who")], "line 1, field case"),
        ([row(), row()], "the id 'one' is there twice"),
        ([], "holds no labelled answer"),
    ],
)
def test_a_row_that_does_not_fit_is_named(write, rows, problem):
    with pytest.raises(CasesError) as caught:
        measure_agreement(write(*rows))
    assert problem in caught.value.problem
    assert caught.value.mend


def test_the_command_prints_the_share_and_lists_the_disagreements(write):
    path = write(row(), row(id="two", answer="Abado \x1b[31m", note="a slip"))
    done = invoke(path, "--at-least", "0.5")
    assert done.exit_code == 0
    assert "1 of 2 labels: 0.5000" in done.output
    assert "two: a person says right, the metrics say wrong" in done.output
    assert "a slip" in done.output
    assert "\x1b" not in done.output


def test_the_command_fails_below_the_share_that_is_asked_for(write):
    path = write(row(), row(id="two", answer="Abado"))
    assert invoke(path).exit_code == 1
    assert json.loads(invoke(path, "--json").output)["disagreements"][0]["id"] == "two"


def test_the_command_measures_the_packaged_labels_by_default(measured):
    done = invoke("--json")
    assert done.exit_code == 0
    assert json.loads(done.output)["rows"] == measured.rows
