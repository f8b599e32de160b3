"""What orders of a conversation at a terminal mean."""

from datetime import date
from pathlib import Path

import pytest

from rag.errors import QuestionError
from rag.schema import Question
from ui.talking.orders import ORDERS, Order, narrowed, order_in, unfiltered

GUIDE = Path(__file__).parents[2] / "docs" / "shell.md"
TODAY = date(2026, 2, 1)
QUESTION = Question(text="", as_of=TODAY)


def after(*lines: str, question: Question = QUESTION) -> Question:
    for line in lines:
        order = order_in(line)
        assert order is not None
        question = narrowed(question, order, today=TODAY)
    return question


@pytest.mark.parametrize("line", ["Who paid?", "", "  why", "and/or?", "1/2"])
def test_a_question_is_no_order(line: str) -> None:
    assert order_in(line) is None


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("/help", "help", ""),
        ("  /outlet  The   Herald ", "outlet", "The Herald"),
        ("/so 2", "sources", "2"),
        ("/as-of 2026-01-31", "as-of", "2026-01-31"),
    ],
)
def test_an_order_has_a_name_and_a_value(line: str, name: str, value: str) -> None:
    assert order_in(line) == Order(name=name, value=value)


@pytest.mark.parametrize("line", ["/", "/s", "/nope", "/Help"])
def test_what_is_no_order_or_several_is_told(line: str) -> None:
    with pytest.raises(QuestionError, match=f"There is no order {line}"):
        order_in(line)


@pytest.mark.parametrize("name", ORDERS)
def test_every_order_can_be_given(name: str) -> None:
    assert order_in(f"/{name}") == Order(name=name, value="")


def test_the_guide_names_every_order() -> None:
    guide = GUIDE.read_text("utf-8")
    assert [name for name in ORDERS if f"`/{name}" not in guide] == []


def test_names_add_up_until_they_are_cleared() -> None:
    both = after("/outlet The Herald", "/outlet Post", "/author Ann Lee", "/language en")
    assert both.outlets == ("The Herald", "Post")
    assert (both.authors, both.languages) == (("Ann Lee",), ("en",))
    assert after("/outlet", question=both).outlets == ()
    assert unfiltered(both) == QUESTION


def test_days_lengths_and_models_are_replaced() -> None:
    changed = after("/since 2026-01-01", "/until 2026-01-31", "/as-of 2025-12-31", "/length long")
    assert (changed.since, changed.until) == (date(2026, 1, 1), date(2026, 1, 31))
    assert (changed.as_of, changed.length) == (date(2025, 12, 31), "long")
    cleared = after("/since", "/until", "/as-of", "/length", question=changed)
    assert cleared == QUESTION
    named = after("/model ollama:qwen2.5:3b")
    assert (named.backend, named.model) == ("ollama", "qwen2.5:3b")
    assert after("/model", question=named) == QUESTION


@pytest.mark.parametrize(
    "lines",
    [("/since Tuesday",), ("/length endless",), ("/since 2026-02-01", "/until 2026-01-31")],
)
def test_values_that_mean_nothing_are_told(lines: tuple[str, ...]) -> None:
    with pytest.raises(QuestionError):
        after(*lines)
