import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from answer_factory import AS_OF, make_answer, make_article, make_citation, make_date
from typer.testing import CliRunner

from eval.casefile import read_cases
from eval.commands import commands
from eval.drafts import draft_cases, new_drafts
from eval.feedback import FILE_NAME, Feedback, keep_feedback
from rag.errors import CasesError, StoreError
from rag.index.filters import Filters
from rag.schema import Answer, Conflict, Position, Turn

BRIDGE = make_article("bridge", "The mayor opened the bridge on Tuesday.")
FERRY = make_article("ferry", "A clerk opened the bridge. It was on Friday.")
HISTORY = (Turn(role="user", content="Which bridge?"),)
DATED = make_answer(
    "It opened on Tuesday [1].",
    citations=[make_citation(BRIDGE, "opened the bridge on Tuesday")],
    dates=(make_date("Tuesday", date(2025, 3, 4)),),
)
NAMED = make_answer("The mayor [1] .", citations=[make_citation(BRIDGE, "The mayor")])
REFUSED = make_answer("The articles don't say.", status="not_found")


def said(verdict: str, question: str, answer: Answer, comment: str = "", **fields: Any) -> Feedback:
    values = {
        "time": datetime(2025, 3, 11, 9, tzinfo=UTC),
        "as_of": AS_OF,
        "sources": {"id-bridge": "bridge", "id-ferry": "ferry"},
    }
    return Feedback(
        verdict=verdict,  # type: ignore[arg-type]
        question=question,
        answer=answer,
        comment=comment,
        **(values | fields),
    )


def draft(*arguments: Any, **fields: Any) -> dict[str, Any]:
    (row,) = draft_cases([said(*arguments, **fields)])
    return row


def confirmed(tmp_path: Path, row: dict[str, Any]) -> Any:
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps({k: v for k, v in row.items() if k != "draft"}), "utf-8")
    (case,) = read_cases(path)
    return case


def test_a_right_date_becomes_a_calendar_date(tmp_path: Path) -> None:
    row = draft("right", "When did it open?", DATED, history=HISTORY)
    case = confirmed(tmp_path, row)
    assert (case.kind, case.date, case.answers) == ("date", date(2025, 3, 4), ("4 March 2025",))
    assert case.sources == ("bridge",)
    assert case.evidence[0].quote == "opened the bridge on Tuesday"
    assert (case.as_of, case.history) == (AS_OF, HISTORY)
    assert row["draft"].startswith("Said to be right on 2025-03-11: ")


def test_a_quote_that_is_cited_twice_is_evidence_once(tmp_path: Path) -> None:
    citations = tuple(make_citation(BRIDGE, "The mayor", marker=marker) for marker in (1, 2))
    case = confirmed(tmp_path, draft("right", "Who?", replace(NAMED, citations=citations)))
    assert len(case.evidence) == 1


@pytest.mark.parametrize(
    ("question", "text", "kind", "answers"),
    [
        ("Who opened it?", "The mayor [1] .", "entity", ["The mayor."]),
        ("How many came?", "42 people [1]", "number", ["42 people"]),
        ("Why did it open?", "Because it was done. [1]", "reason", ["Because it was done."]),
        ("Did it open?", "Yes, it opened. [1]", "yesno", ["Yes"]),
        ("Did it open?", "It opened. [1]", "yesno", ["It opened."]),
    ],
)
def test_the_kind_is_guessed_of_the_question(
    question: str, text: str, kind: str, answers: list[str]
) -> None:
    row = draft("right", question, replace(NAMED, text=text))
    assert (row["kind"], row["answers"]) == (kind, answers)
    assert "keep in answers only the words" in row["draft"]


def test_an_answer_with_two_dates_is_not_dated() -> None:
    dates = (*DATED.dates, make_date("Friday", date(2025, 3, 7)))
    row = draft("right", "When did it open?", replace(DATED, dates=dates))
    assert row["kind"] == "entity"
    assert "date" not in row


def test_a_right_refusal_becomes_unanswerable(tmp_path: Path) -> None:
    row = draft("right", "Who paid?", REFUSED)
    assert not confirmed(tmp_path, row).answerable
    assert "no article tells it" in row["draft"]


def test_positions_keep_their_own_sources(tmp_path: Path) -> None:
    citations = [make_citation(BRIDGE, "mayor"), make_citation(FERRY, "clerk", marker=2)]
    conflict = Conflict(
        subject="opener",
        positions=(
            Position(value="mayor", citations=(1,)),
            Position(value="clerk", citations=(2,)),
        ),
    )
    answer = make_answer(
        "They disagree.", citations=citations, status="conflicting", conflicts=(conflict,)
    )
    case = confirmed(tmp_path, draft("right", "Who opened it?", answer))
    assert [(each.answers, each.sources) for each in case.positions] == [
        (("mayor",), ("bridge",)),
        (("clerk",), ("ferry",)),
    ]


def test_a_wrong_answer_takes_the_readers_words(tmp_path: Path) -> None:
    row = draft("wrong", "When did it open?", DATED, comment="It was 5 March 2025.")
    case = confirmed(tmp_path, row)
    assert (case.kind, case.date) == ("date", date(2025, 3, 5))
    assert "sources and evidence are those of the wrong answer" in row["draft"]
    named = draft("wrong", "Who opened it?", NAMED, comment="the clerk")
    assert (named["kind"], named["answers"]) == ("entity", ["the clerk"])


def test_a_wrong_answer_without_a_word_leaves_the_answers_to_write() -> None:
    row = draft("wrong", "Who opened it?", NAMED)
    assert row["answers"] == []
    assert "write the answers" in row["draft"]


def test_the_reason_stands_in_the_draft_and_shapes_it(tmp_path: Path) -> None:
    dated = draft("wrong", "When did it open?", DATED, reason="wrong date")
    assert dated["draft"].startswith("Said to be wrong (wrong date) on 2025-03-11: ")
    refused = draft("wrong", "Who paid?", NAMED, reason="should have refused")
    assert not confirmed(tmp_path, refused).answerable
    assert "no article tells it" in refused["draft"]
    answered = draft("wrong", "Who paid?", REFUSED, "the clerk", reason="should have answered")
    assert answered["answers"] == ["the clerk"]
    assert "name the sources" in answered["draft"]
    elsewhere = draft("wrong", "Who opened it?", NAMED, reason="wrong source")
    assert elsewhere["answers"] == ["The mayor."]
    assert "those of the wrong answer" in elsewhere["draft"]


def test_the_filters_are_told_since_a_case_has_none() -> None:
    filters = Filters(outlets=("Lutz Times", "Holm Post"), since=date(2025, 1, 1))
    row = draft("right", "Who opened it?", NAMED, filters=filters)
    assert "it was asked of outlets Lutz Times, Holm Post, since 2025-01-01;" in row["draft"]
    assert "filters" not in draft("right", "Who opened it?", NAMED)["draft"]


def test_a_source_that_is_not_known_is_to_be_named() -> None:
    row = draft("right", "Who opened it?", NAMED, sources={})
    assert (row["sources"], row["evidence"]) == ([], [])
    assert "name the sources" in row["draft"]


def test_the_latest_verdict_on_a_question_wins_under_the_same_id() -> None:
    first = said("right", "Who opened it?", NAMED)
    second = said("wrong", "who  opened it?", NAMED, comment="the clerk")
    (row,) = draft_cases([first, second])
    assert row["answers"] == ["the clerk"]
    assert row["id"] == draft_cases([first])[0]["id"]
    other = said("right", "Who opened it?", NAMED, history=HISTORY)
    assert len(draft_cases([first, other])) == 2


def test_what_is_in_the_file_is_not_drafted_again() -> None:
    (row,) = drafts = draft_cases([said("right", "Who opened it?", NAMED)])
    assert new_drafts(drafts, there=[]) == (row,)
    assert new_drafts(drafts, there=[{"id": "mine", "question": "Who opened it?"}]) == ()
    assert new_drafts(drafts, there=[{"id": row["id"], "question": "Who opened the bridge?"}]) == ()
    assert new_drafts(drafts, there=[{"id": "other", "question": "Who closed it?"}]) == (row,)


def run(index: Path, out: Path, *more: str) -> str:
    arguments = ["draft", "--index", str(index), "--out", str(out), *more]
    return CliRunner().invoke(commands, arguments, catch_exceptions=False).output


def test_the_command_never_touches_what_a_person_wrote(tmp_path: Path) -> None:
    out = tmp_path / "new" / "cases.jsonl"
    keep_feedback(tmp_path, said("right", "Who opened it?", NAMED))
    assert "cases.jsonl: 1; cases there before: 0." in run(tmp_path, out)
    with pytest.raises(CasesError, match="draft"):
        read_cases(out)
    row = json.loads(out.read_text("utf-8"))
    del row["draft"]
    edited = json.dumps(row | {"answers": ["mayor"]})
    out.write_text(edited, "utf-8")  # without a line break at its end
    keep_feedback(tmp_path, said("wrong", "Who opened it?", NAMED, comment="the clerk"))
    keep_feedback(tmp_path, said("right", "Who paid?", REFUSED))
    told = json.loads(run(tmp_path, out, "--json"))
    assert told == {"added": 1, "there": 1, "unreadable": 0}
    first, second = out.read_text("utf-8").splitlines()
    assert first == edited
    assert json.loads(second)["question"] == "Who paid?"
    assert json.loads(run(tmp_path, out, "--json"))["added"] == 0


def test_the_command_tells_of_what_it_cannot_read(tmp_path: Path) -> None:
    out = tmp_path / "cases.jsonl"
    with pytest.raises(StoreError, match="no feedback"):
        run(tmp_path, out)
    keep_feedback(tmp_path, said("right", "Who paid?", REFUSED))
    with (tmp_path / FILE_NAME).open("ab") as file:
        file.write(b"torn")
    out.write_text('{"id": "a"}\nnot json\n', "utf-8")
    with pytest.raises(CasesError, match="line 2 can't be read as JSON"):
        run(tmp_path, out)
    assert out.read_text("utf-8") == '{"id": "a"}\nnot json\n'
    out.unlink()
    (tmp_path / "folder").mkdir()
    with pytest.raises(CasesError, match="can't be read"):
        run(tmp_path, tmp_path / "folder")
    with pytest.raises(CasesError, match="can't be written"):
        run(tmp_path, tmp_path / FILE_NAME / "cases.jsonl")
    assert "that can't be read: 1." in run(tmp_path, out)
