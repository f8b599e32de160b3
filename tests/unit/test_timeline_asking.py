from datetime import date
from typing import Any

import pytest

from rag.errors import QuestionError
from ui.timeline.asking import MOST, narrowed, read_asked

TODAY = date(2026, 3, 1)
ASKED = {"since": "2026-01-01", "until": "2026-01-31", "limit": 10, "filters": {}}


def test_fields_without_a_choice_narrow_nothing() -> None:
    question = narrowed(outlets=None, authors=[], since="", until="").question(today=TODAY)
    assert (question.outlets, question.authors, question.since) == ((), (), None)
    assert question.as_of == TODAY


def test_what_is_chosen_narrows() -> None:
    chosen = narrowed(outlets=["Herald"], since="2026-01-01", as_of="2026-01-05")
    question = chosen.question(today=TODAY)
    assert (question.outlets, question.since) == (("Herald",), date(2026, 1, 1))
    assert question.as_of == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("entered", "problem"),
    [
        ({"since": "soon"}, "'soon' is not a date"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "is later than"),
    ],
)
def test_days_that_are_none_are_told(entered: dict[str, str], problem: str) -> None:
    with pytest.raises(QuestionError, match=problem):
        narrowed(**entered).question(today=TODAY)


def test_a_stretch_of_days_is_read() -> None:
    asked = read_asked({**ASKED, "filters": {"outlets": ["Herald"]}, "exact": True})
    assert (asked.since, asked.until, asked.exact) == (date(2026, 1, 1), date(2026, 1, 31), True)
    assert asked.filters.outlets == ("Herald",)


@pytest.mark.parametrize(
    "changed",
    [
        {"limit": 0},
        {"limit": MOST + 1},
        {"since": "yesterday"},
        {"filters": {"outlets": [1]}},
        {"filters": {"other": "x"}},
        {"more": 1},
    ],
)
def test_what_the_script_never_asks_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(QuestionError, match="Load the page anew"):
        read_asked(ASKED | changed)


def test_what_is_no_question_is_refused() -> None:
    with pytest.raises(QuestionError):
        read_asked(None)
