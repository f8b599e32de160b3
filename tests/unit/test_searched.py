"""The lines that tell what was searched for: only what the question doesn't say itself."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rag.schema import Question, Searched
from ui.drawing.searched import filters_line, searched_line

ASKED = "Who opened the bridge?"
QUESTION = Question(text=ASKED, as_of=date(2025, 3, 10))
FEBRUARY = {"since": date(2025, 2, 1), "until": date(2025, 2, 28)}
MONDAY = {"since": date(2025, 2, 3), "until": date(2025, 2, 3)}


@pytest.mark.parametrize(
    ("searched", "line"),
    [
        ({}, ""),
        ({"text": f" {ASKED}\n"}, ""),
        ({"notes": ("A note.",)}, ""),
        ({"text": "Who was it?"}, "Searched for: <Who was it?>"),
        ({"outlets": ("A", "B")}, "Searched: in <A>, <B>"),
        (FEBRUARY, "Searched: published February 2025"),
        (MONDAY, "Searched: published Monday, 3 February 2025"),
        (
            {"text": "Who was it?", "outlets": ("A",), "since": date(2025, 2, 3)},
            "Searched for: <Who was it?> · in <A> · published since 3 February 2025",
        ),
        (
            {"outlets": ("A",), "until": date(2025, 2, 3)},
            "Searched: in <A> · published until 3 February 2025",
        ),
    ],
)
def test_what_was_searched_for(searched: dict[str, Any], line: str) -> None:
    told = Searched(**{"text": ASKED} | searched)
    assert searched_line(told, question=ASKED, write="<{}>".format) == line


@pytest.mark.parametrize(
    ("filters", "line"),
    [
        ({}, ""),
        ({"k": 3}, ""),
        ({"articles": ("a", "b")}, "Only in article <a>, <b>"),
        ({"outlets": ("A", "B")}, "Only in <A>, <B>"),
        (
            {"authors": ("C",), "languages": ("en", "de"), **FEBRUARY},
            "Only by <C> · in the language <en>, <de> · published February 2025",
        ),
    ],
)
def test_what_a_question_is_narrowed_to(filters: dict[str, Any], line: str) -> None:
    assert filters_line(replace(QUESTION, **filters), write="<{}>".format) == line
