import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from answer_factory import make_answer, make_article, make_citation, make_evidence

from eval.feedback import read_feedback
from rag.errors import ModelError
from rag.schema import Question
from ui.conversation import Exchange
from ui.render import render_exchange
from ui.verdicts import Opinion, keep_opinion, render_opinion

HOSTILE = '"><img src=x onerror=alert(1)>\u202e{{7*7}}${7*7}'
ARTICLE = make_article("bridge")
QUESTION = Question(text="Who opened the bridge?", as_of=date(2025, 3, 10))
ANSWERED = Exchange(
    question=QUESTION,
    answer=make_answer(
        "The mayor [1].",
        citations=[make_citation(ARTICLE, "mayor")],
        evidence=make_evidence(ARTICLE),
    ),
)


def pressed(html: str) -> list[str]:
    return re.findall(r'data-verdict="(\w+)" aria-pressed="true"', html)


def test_only_finished_answers_can_be_judged_each_by_its_own_number() -> None:
    failed = Exchange(question=QUESTION, error=ModelError("Down.", mend="Start it."))
    forming = Exchange(question=QUESTION, text="The m")
    html = "".join(
        render_exchange(each, number=number, opinion=Opinion(verdict="wrong") if number else None)
        for number, each in enumerate([ANSWERED, failed, ANSWERED, forming])
    )
    assert re.findall(r'data-exchange="(\d)"', html) == ["0", "2"]
    assert pressed(html) == ["wrong"]


def test_buttons_tell_what_is_pressed_and_wrong_asks_for_words() -> None:
    assert pressed(render_opinion(None, number=0)) == []
    right = render_opinion(Opinion(verdict="right"), number=0)
    assert pressed(right) == ["right"]
    assert "<input" not in right
    wrong = render_opinion(Opinion(verdict="wrong"), number=0)
    assert pressed(wrong) == ["wrong"]
    assert 'maxlength="1000"' in wrong
    assert "What would be right? (optional)" in wrong


def test_wrong_asks_for_a_reason_which_keeps_the_words() -> None:
    opinion = Opinion(verdict="wrong", reason="wrong date", comment="On 4 March")
    html = render_opinion(opinion, number=0)
    reasons = re.findall(r'data-reason="([^"]+)" data-comment="([^"]*)" aria-pressed="(\w+)"', html)
    assert [reason for reason, _, pressed in reasons if pressed == "true"] == ["wrong date"]
    assert {comment for _, comment, _ in reasons} == {"On 4 March"}
    assert len(reasons) == 6
    # What is written later goes along with the reason that was told before.
    assert 'data-exchange="0" data-reason="wrong date"' in html
    assert "data-comment" not in render_opinion(Opinion(verdict="right"), number=0)


def test_a_comment_stays_text() -> None:
    html = render_opinion(Opinion(verdict="wrong", comment=HOSTILE), number=0)
    assert "<img" not in html
    value = re.search(r' value="([^"]*)"', html)
    assert value
    assert unescape(value[1]) == HOSTILE


def test_a_verdict_is_kept_with_its_comment(tmp_path: Path) -> None:
    opinion = keep_opinion(
        ANSWERED, index=tmp_path, verdict="wrong", reason="wrong fact", comment=" the\nclerk "
    )
    assert opinion == Opinion(verdict="wrong", reason="wrong fact", comment="the clerk")
    (kept,) = read_feedback(tmp_path).entries
    assert (kept.verdict, kept.reason, kept.comment, kept.sources) == (
        "wrong",
        "wrong fact",
        "the clerk",
        {"id-bridge": "bridge"},
    )


@pytest.mark.parametrize(
    ("exchange", "verdict", "reason"),
    [
        (ANSWERED, "maybe", ""),
        (ANSWERED, "wrong", "no such reason"),
        (Exchange(question=QUESTION, text="The m"), "right", ""),
    ],
)
def test_what_cannot_be_judged_is_told_and_not_kept(
    tmp_path: Path, exchange: Exchange, verdict: Any, reason: Any
) -> None:
    opinion = keep_opinion(exchange, index=tmp_path, verdict=verdict, reason=reason, comment="")
    html = render_opinion(opinion, number=0)
    assert "There is nothing to judge." in html
    assert pressed(html) == []
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    opinion = keep_opinion(ANSWERED, index=tmp_path / "file", verdict="right", comment="")
    html = render_opinion(opinion, number=0)
    assert "The feedback can&#x27;t be kept" in html
    assert pressed(html) == []
