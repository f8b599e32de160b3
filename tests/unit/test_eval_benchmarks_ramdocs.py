import json

import pytest
from answer_factory import make_answer, make_conflict

from eval.benchmarks.ramdocs import read_ramdocs
from eval.metrics.scoring import Outcome, score_case
from rag.errors import CasesError

ROW = {
    "question": "When was the Marlow bridge built?",
    "documents": [
        {
            "text": "The Marlow bridge of Lorn was built in 1887.",
            "type": "correct",
            "answer": "1887",
        },
        {"text": "Marlow bridge, Ostia, dates from 1902.", "type": "correct", "answer": "1902"},
        {"text": "The Marlow bridge was built in 1999.", "type": "misinfo", "answer": "1999"},
        {"text": "Marlow is a town.", "type": "noise", "answer": "unknown"},
    ],
    "disambig_entity": ["Lorn", "Ostia"],
    "gold_answers": ["1887", "1902"],
    "wrong_answers": ["1999", "1999"],
}
PLAIN = {
    **ROW,
    "documents": ROW["documents"][:1],
    "gold_answers": ["American chess"],
    "wrong_answers": ["Chess"],
}


def written(tmp_path, *rows):
    file = tmp_path / "dev.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


@pytest.fixture
def read(tmp_path):
    return read_ramdocs(written(tmp_path, ROW, PLAIN))


def values(read, text, **answer):
    scores = score_case(read.metrics, read.cases[0], Outcome(answer=make_answer(text, **answer)))
    return tuple(each.value for each in scores[:3])


def test_a_question_is_asked_of_its_own_documents(read):
    several, one = read.cases
    assert several.within == ("q0001-d1", "q0001-d2", "q0001-d3", "q0001-d4")
    assert several.sources == ("q0001-d1", "q0001-d2")
    assert several.items == (("1887",), ("1902",))
    assert several.wrong == ("1999",)
    assert several.answerable
    assert [each.kind for each in read.cases] == ["several answers, misinformation", "one answer"]
    assert one.within == ("q0002-d1",)
    assert [each.article_id for each in read.articles] == [*several.within, *one.within]
    assert read.articles[2].text == ROW["documents"][2]["text"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One was built in 1887, the other in 1902.", (1, 1, 0)),
        ("It was built in 1887.", (0, 0.5, 0)),
        ("In 1887 or 1902; some say 1999.", (0, 1, 1)),
        ("In 1999.", (0, 0, 1)),
        ("In 19020 or 11887.", (0, 0, 0)),
    ],
)
def test_every_gold_answer_has_to_be_said_and_no_wrong_one(read, text, expected):
    assert values(read, text) == expected


def test_a_position_of_a_conflict_counts_as_said(read):
    conflicts = (make_conflict("1887", "1902"),)
    assert values(read, "Reports differ.", status="conflicting", conflicts=conflicts) == (1, 1, 0)
    conflicts = (make_conflict("1887", "1902", "1999"),)
    assert values(read, "Reports differ.", status="conflicting", conflicts=conflicts) == (0, 1, 1)


def test_a_refusal_says_nothing(read):
    assert values(read, "1887 1902", status="not_found") == (0, 0, 0)


def test_answers_that_no_answer_can_avoid_are_counted(read):
    assert list(read.references.values()) == [0.5]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"documents": []}, "documents"),
        ({"documents": [{"text": "Marlow.", "type": "wrong"}]}, "documents.0.type"),
        ({"gold_answers": "1887"}, "gold_answers"),
        ({"gold_answers": []}, "gold_answers"),
        ({"question": ""}, "question"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path, changed, field):
    with pytest.raises(CasesError, match=rf"dev\.jsonl, line 2, field {field}"):
        read_ramdocs(written(tmp_path, ROW, {**ROW, **changed}))
