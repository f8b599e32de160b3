import json
from datetime import date
from pathlib import Path

import pytest

from eval.casefile import check_cases, read_cases
from eval.cases import CaseEvidence, CaseNumber, CasePosition
from rag.errors import CasesError
from rag.schema import Turn

PLAIN = {
    "id": "one",
    "question": "Who opened the bridge?",
    "kind": "entity",
    "answers": ["the mayor"],
    "sources": ["bridge"],
}
CONFLICT = {
    "id": "two",
    "question": "How long is the bridge?",
    "kind": "conflict",
    "positions": [
        {"answers": ["80 metres"], "sources": ["bridge"]},
        {"answers": ["90 metres"], "sources": ["river"]},
    ],
    "sources": ["bridge", "river"],
}
LIST = {
    "id": "four",
    "question": "Which towns does it join?",
    "kind": "list",
    "items": [["Aldmoor"], ["Great Toller", "Toller"]],
    "sources": ["bridge"],
}
NUMBER = {
    "id": "five",
    "question": "How long is the bridge?",
    "kind": "number",
    "number": {"value": 640, "unit": "metres"},
    "sources": ["bridge"],
}
FALSE = {
    "id": "six",
    "question": "Why did it fall?",
    "kind": "false-premise",
    "answers": ["stands"],
    "sources": ["bridge"],
}
UNANSWERABLE = {"id": "three", "question": "Who paid?", "kind": "unanswerable", "sources": []}


def write(path: Path, *rows: dict) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def refusal(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(CasesError) as caught:
        read_cases(path)
    assert "\n" not in str(caught.value)
    return caught.value.problem


def test_rows_become_cases_in_their_order(tmp_path):
    plain, conflict, unanswerable = read_cases(
        write(tmp_path / "cases.jsonl", PLAIN, CONFLICT, UNANSWERABLE)
    )
    assert (plain.id, plain.answers, plain.sources) == ("one", ("the mayor",), ("bridge",))
    assert plain.as_of is None
    assert plain.answerable
    assert conflict.positions[1] == CasePosition(answers=("90 metres",), sources=("river",))
    assert conflict.answerable
    assert not unanswerable.answerable


def test_dates_and_history_are_read(tmp_path):
    row = PLAIN | {
        "kind": "follow-up",
        "date": "2025-03-04",
        "as_of": "2025-03-10",
        "history": [{"role": "user", "content": "Which bridge?"}],
    }
    (case,) = read_cases(write(tmp_path / "cases.jsonl", row))
    assert (case.date, case.as_of) == (date(2025, 3, 4), date(2025, 3, 10))
    assert case.history == (Turn(role="user", content="Which bridge?"),)


def test_items_numbers_and_false_premises_are_read(tmp_path):
    bare = {key: value for key, value in FALSE.items() if key != "answers"} | {"id": "seven"}
    row = NUMBER | {"wrong": ["460"], "story": "bridge"}
    row["evidence"] = [{"source": "bridge", "quote": "640 metres long"}]
    listed, counted, false, silent = read_cases(
        write(tmp_path / "cases.jsonl", LIST, row, FALSE, bare)
    )
    assert listed.items == (("Aldmoor",), ("Great Toller", "Toller"))
    assert counted.number == CaseNumber(value=640, unit="metres")
    assert (counted.wrong, counted.story, counted.group) == (("460",), "bridge", "bridge")
    assert counted.evidence == (CaseEvidence(source="bridge", quote="640 metres long"),)
    assert listed.answerable
    assert counted.answerable
    assert false.false_premise
    assert false.answers == ("stands",)
    assert silent.false_premise
    assert not silent.answerable


def test_byte_order_mark_and_blank_lines_are_no_rows(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b"\xef\xbb\xbf\r\n" + json.dumps(PLAIN).encode() + b"\r\n\r\n")
    assert len(read_cases(path)) == 1


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (PLAIN | {"answer": "x"}, "answer"),
        ({key: value for key, value in PLAIN.items() if key != "sources"}, "sources"),
        ({key: value for key, value in PLAIN.items() if key != "id"}, "id"),
        (PLAIN | {"answers": "the mayor"}, "answers"),
        (PLAIN | {"answers": ["the mayor", 7]}, "answers.1"),
        (PLAIN | {"answers": [" - "]}, "answers.0"),
        (PLAIN | {"question": ""}, "question"),
        (PLAIN | {"kind": "riddle"}, "kind"),
        (PLAIN | {"kind": "unanswerable"}, "kind"),
        (PLAIN | {"kind": "conflict"}, "kind"),
        (PLAIN | {"answers": []}, "kind"),
        (PLAIN | {"sources": []}, "sources"),
        (PLAIN | {"date": "2025-02-30"}, "date"),
        (PLAIN | {"date": "1741046400"}, "date"),
        (PLAIN | {"date": 20250304}, "date"),
        (PLAIN | {"as_of": "4 March 2025"}, "as_of"),
        (UNANSWERABLE | {"date": "2025-03-04"}, "date"),
        (PLAIN | {"history": [{"role": "system", "content": "x"}]}, "history.0.role"),
        (PLAIN | {"history": [{"role": "user", "content": "x", "at": 1}]}, "history.0.at"),
        (PLAIN | {"history": [], "kind": "follow-up"}, "history"),
        (PLAIN | {"within": ["id"]}, "within"),
        (PLAIN | {"story": ""}, "story"),
        (PLAIN | {"sources": ["bridge", "bridge"]}, "sources"),
        (PLAIN | {"wrong": ["The Mayor"]}, "wrong"),
        (PLAIN | {"items": [["a"], ["b"]]}, "items"),
        (PLAIN | {"evidence": [{"source": "river", "quote": "x"}]}, "evidence.0.source"),
        (PLAIN | {"evidence": [{"source": "bridge", "quote": " "}]}, "evidence.0.quote"),
        (PLAIN | {"evidence": [{"source": "bridge", "quote": "x"}] * 2}, "evidence"),
        (LIST | {"items": [["Aldmoor"]]}, "items"),
        (LIST | {"items": [["Aldmoor"], []]}, "items.1"),
        (LIST | {"items": ["Aldmoor", "Toller"]}, "items.0"),
        (LIST | {"items": [["Aldmoor"], ["Toller", "Aldmoor"]]}, "items"),
        (LIST | {"kind": "yesno"}, "items"),
        (NUMBER | {"number": {"value": 2.6, "unit": "million crowns"}}, "number.unit"),
        (NUMBER | {"number": 640}, "number"),
        (NUMBER | {"number": {"value": "640"}}, "number.value"),
        (NUMBER | {"number": {"value": float("nan")}}, "number.value"),
        (NUMBER | {"number": {"value": 640, "units": "metres"}}, "number.units"),
        (NUMBER | {"date": "2025-03-04", "answers": ["4 March"]}, "number"),
        (FALSE | {"number": {"value": 1}}, "kind"),
        (UNANSWERABLE | {"wrong": ["the mayor"]}, "wrong"),
        (UNANSWERABLE | {"number": {"value": 1}}, "kind"),
        (UNANSWERABLE | {"draft": "check the sources"}, "draft"),
        (CONFLICT | {"answers": ["80 metres"]}, "positions"),
        (
            CONFLICT
            | {
                "positions": [
                    CONFLICT["positions"][0],
                    {"answers": ["80 metres"], "sources": ["river"]},
                ]
            },
            "positions",
        ),
        (CONFLICT | {"positions": CONFLICT["positions"][:1]}, "positions"),
        (CONFLICT | {"sources": ["bridge"]}, "positions.1.sources"),
    ],
)
def test_a_row_that_does_not_fit_is_named_by_file_line_and_field(tmp_path, row, field):
    path = tmp_path / "cases.jsonl"
    content = json.dumps({**UNANSWERABLE, "id": "zero"}) + "\n" + json.dumps(row) + "\n"
    assert refusal(path, content.encode()).startswith(f"{path}, line 2, field {field}: ")


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        (PLAIN | {"answer": "x"}, "did you mean answers?"),
        (PLAIN | {"source": ["x"]}, "did you mean sources?"),
        (NUMBER | {"number": {"value": 640, "units": "m"}}, "did you mean unit?"),
    ],
)
def test_an_unknown_field_names_the_one_that_is_meant(tmp_path, row, hint):
    assert hint in refusal(tmp_path / "cases.jsonl", json.dumps(row).encode())


def test_the_mend_names_the_fields_that_are_known_at_that_place(tmp_path):
    path = write(tmp_path / "cases.jsonl", NUMBER | {"number": {"value": 1, "scale": 2}})
    with pytest.raises(CasesError) as caught:
        read_cases(path)
    assert caught.value.mend == "The fields known here are value and unit."


def test_a_draft_is_told_as_such_whatever_else_is_wrong(tmp_path):
    row = {"id": "draft", "draft": "Said to be wrong:\nwrite the answers"}
    path = write(tmp_path / "cases.jsonl", row)
    with pytest.raises(CasesError) as caught:
        read_cases(path)
    assert caught.value.problem.endswith(
        "field draft: this case is a draft: Said to be wrong: write the answers."
    )
    assert caught.value.mend == "Check the case and remove the field."


def test_every_fault_of_every_row_is_found(tmp_path):
    path = tmp_path / "cases.jsonl"
    bad = PLAIN | {"id": "bad", "kind": "riddle", "answers": ["-"], "sources": []}
    lines = [json.dumps(row) for row in (PLAIN, bad, PLAIN, UNANSWERABLE)]
    path.write_text("\n".join([lines[0], "[1]", *lines[1:]]))
    rows, faults = check_cases(path)
    assert [(row.line, row.case.id) for row in rows] == [(1, "one"), (5, "three")]
    places = [each.problem.removeprefix(f"{path}, ").split(":")[0] for each in faults]
    assert places == [
        "line 2 can't be read as JSON (it is no object).",
        "line 3, field kind",
        "line 3, field answers.0",
        "line 4, field id",
    ]


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": "one",',
        b"[1, 2]",
        b'{"id": "\xff"}',
        b"[" * 100_000,
        json.dumps(PLAIN)[:-1].encode() + b', "id": "two"}',
        b'{"id": ' + b"9" * 5000 + b"}",
    ],
    ids=["cut", "list", "encoding", "depth", "repeated", "digits"],
)
def test_a_line_that_is_no_json_object_is_named(tmp_path, line):
    path = tmp_path / "cases.jsonl"
    assert f"{path}, line 3" in refusal(path, b"\n\n" + line)


def test_an_id_counts_once(tmp_path):
    rows = (json.dumps(PLAIN) + "\n") * 2
    problem = refusal(tmp_path / "cases.jsonl", rows.encode())
    assert "line 2, field id: 'one' is there already" in problem


def test_no_case_at_all_is_an_error(tmp_path):
    assert "holds no case" in refusal(tmp_path / "cases.jsonl", b"\n")


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(CasesError, match="No such file"):
        read_cases(tmp_path / "absent.jsonl")
