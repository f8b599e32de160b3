"""Whether a text holds what kind of thing is asked for."""

from datetime import date

import pytest

from rag.answering.facts.wanted import holds_wanted
from rag.retrieval.question import Wanted

TODAY = date(2024, 4, 4)


@pytest.mark.parametrize(
    ("wanted", "text", "held"),
    [
        ("date", "It opens next Friday.", True),
        ("date", "Harbour Street.", False),
        ("number", "1,200 guests", True),
        ("number", "Twelve of them came.", True),
        ("number", "Nobody came.", True),
        ("number", "Guests!", False),
        ("money", "Dozens of crowns.", True),
        ("person", "Guests!", True),
    ],
)
def test_a_thing_of_the_kind_is_told_by_its_form(wanted: Wanted, text: str, held: bool) -> None:
    assert holds_wanted(text, wanted, as_of=TODAY) is held
