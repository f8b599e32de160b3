import json
from datetime import date
from pathlib import Path

import pytest

from eval.cases import CasePosition, read_cases
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
        (CONFLICT | {"answers": ["80 metres"]}, "positions"),
        (CONFLICT | {"positions": CONFLICT["positions"][:1]}, "positions"),
        (CONFLICT | {"sources": ["bridge"]}, "positions.1.sources"),
    ],
)
def test_a_row_that_does_not_fit_is_named_by_file_line_and_field(tmp_path, row, field):
    path = tmp_path / "cases.jsonl"
    content = json.dumps({**UNANSWERABLE, "id": "zero"}) + "\n" + json.dumps(row) + "\n"
    assert refusal(path, content.encode()).startswith(f"{path}, line 2, field {field}: ")


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
