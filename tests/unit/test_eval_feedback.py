import json
import resource
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from answer_factory import (
    make_answer,
    make_article,
    make_citation,
    make_conflict,
    make_date,
    make_evidence,
)

from eval import feedback as module
from eval.feedback import (
    FILE_NAME,
    MAX_BYTES,
    MAX_COMMENT,
    Feedback,
    keep_feedback,
    make_feedback,
    read_feedback,
)
from rag.errors import StoreError
from rag.index.filters import EVERYTHING, Filters
from rag.schema import Answer, Question, Turn

ARTICLE = make_article("bridge")
QUESTION = Question(
    text="When did it open?",
    as_of=date(2025, 3, 10),
    history=(Turn(role="user", content="Which bridge?"),),
)


def answer(**fields: object) -> Answer:
    values = {"evidence": make_evidence(ARTICLE), "conflicts": (make_conflict("two", "three"),)}
    return make_answer(
        "On Tuesday. [1]",
        citations=[make_citation(ARTICLE, "Tuesday")],
        dates=(make_date("Tuesday", date(2025, 3, 4)),),
        **(values | fields),
    )


def entry(comment: str = "", **fields: object) -> Feedback:
    return make_feedback(QUESTION, answer(**fields), verdict="wrong", comment=comment)


def test_what_is_kept_is_read_back_but_for_the_evidence(tmp_path: Path) -> None:
    first, second = entry("3 March «früh»"), make_feedback(QUESTION, answer(), verdict="right")
    for each in (first, second):
        keep_feedback(tmp_path, each)
    kept = read_feedback(tmp_path)
    assert kept.entries == tuple(
        replace(each, answer=replace(each.answer, evidence=())) for each in (first, second)
    )
    assert kept.unreadable == 0
    assert kept.entries[0].sources == {"id-bridge": "bridge"}
    assert abs(datetime.now(UTC) - kept.entries[0].time).total_seconds() < 60


def test_a_line_is_json_that_other_programs_read(tmp_path: Path) -> None:
    keep_feedback(tmp_path, entry("No."))
    keep_feedback(tmp_path, entry())
    first, _ = map(json.loads, (tmp_path / FILE_NAME).read_text("utf-8").splitlines())
    assert (first["verdict"], first["comment"], first["as_of"]) == ("wrong", "No.", "2025-03-10")
    assert first["question"] == "When did it open?"
    assert first["history"] == [{"role": "user", "content": "Which bridge?"}]
    assert first["answer"]["citations"][0]["quote"] == "Tuesday"
    assert first["answer"]["evidence"][0]["text"] == ARTICLE.text


def test_the_reason_and_the_filters_are_kept(tmp_path: Path) -> None:
    asked = replace(QUESTION, outlets=("Lutz Times",), since=date(2025, 1, 1))
    feedback = make_feedback(asked, answer(), verdict="wrong", reason="wrong date")
    keep_feedback(tmp_path, feedback)
    (kept,) = read_feedback(tmp_path).entries
    assert kept.reason == "wrong date"
    assert kept.filters == Filters(outlets=("Lutz Times",), since=date(2025, 1, 1))
    assert make_feedback(asked, answer(), verdict="right", reason="wrong date").reason == ""


def test_what_was_kept_before_there_were_reasons_is_read(tmp_path: Path) -> None:
    keep_feedback(tmp_path, entry("No."))
    path = tmp_path / FILE_NAME
    line = json.loads(path.read_bytes())
    del line["reason"], line["filters"]
    path.write_text(json.dumps(line) + "\n", "utf-8")
    (kept,) = read_feedback(tmp_path).entries
    assert (kept.comment, kept.reason, kept.filters) == ("No.", "", EVERYTHING)


def test_the_words_of_much_evidence_are_left_out(tmp_path: Path) -> None:
    keep_feedback(tmp_path, entry(evidence=make_evidence(make_article("long", "word " * 20_000))))
    content = (tmp_path / FILE_NAME).read_bytes()
    assert len(content) < 5_000
    assert json.loads(content)["answer"]["evidence"][0]["article_id"] == "id-long"


def test_a_comment_is_one_line_of_limited_length() -> None:
    assert entry("  It was\n\nMarch. ").comment == "It was March."
    assert len(entry("x" * 5_000).comment) == MAX_COMMENT


def test_what_utf8_cannot_hold_is_kept_as_a_question_mark(tmp_path: Path) -> None:
    keep_feedback(tmp_path, entry("half \ud83d of it"))
    assert read_feedback(tmp_path).entries[0].comment == "half ? of it"


def test_many_at_once_are_all_kept(tmp_path: Path) -> None:
    threads = [
        threading.Thread(target=keep_feedback, args=(tmp_path, entry(f"comment {number}")))
        for number in range(24)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    kept = read_feedback(tmp_path)
    assert {each.comment for each in kept.entries} == {f"comment {n}" for n in range(24)}
    assert len(kept.entries) == 24


def test_a_torn_line_is_lost_alone(tmp_path: Path) -> None:
    keep_feedback(tmp_path, entry("before"))
    with (tmp_path / FILE_NAME).open("ab") as file:
        file.write(b'{"time": "2025-03-1')
    keep_feedback(tmp_path, entry("after"))
    kept = read_feedback(tmp_path)
    assert [each.comment for each in kept.entries] == ["before", "after"]
    assert kept.unreadable == 1


@pytest.mark.parametrize(
    "line",
    [b"[]", b"7", b"{}", b'{"answer": []}', b'{"answer": {}}', b"\xff", b"[" * 100_000],
    ids=range(7),
)
def test_a_line_that_is_no_feedback_is_counted(tmp_path: Path, line: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(line + b"\n")
    kept = read_feedback(tmp_path)
    assert (kept.entries, kept.unreadable) == ((), 1)


def test_a_full_file_takes_no_more(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    with path.open("wb") as file:
        file.truncate(MAX_BYTES - 100)
    with pytest.raises(StoreError, match=r"full \(50 MB\).*eval draft"):
        keep_feedback(tmp_path, entry())
    assert path.stat().st_size == MAX_BYTES - 100


def test_a_line_that_does_not_fit_the_disk_leaves_nothing(tmp_path: Path) -> None:
    keep_feedback(tmp_path, entry("before"))
    size = (tmp_path / FILE_NAME).stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10, limits[1]))
    try:
        with pytest.raises(StoreError, match="can't be kept"):
            keep_feedback(tmp_path, entry())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (tmp_path / FILE_NAME).stat().st_size == size


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="can't be kept"):
        keep_feedback(tmp_path / "file", entry())


def test_somebody_else_who_holds_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock

    monkeypatch.setattr(module, "_LOCK_SECONDS", 0)
    with (
        FileLock(tmp_path / "feedback.lock"),
        pytest.raises(StoreError, match="Another program holds"),
    ):
        keep_feedback(tmp_path, entry())


def test_no_feedback_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no feedback.*Press Right or Wrong"):
        read_feedback(tmp_path)
