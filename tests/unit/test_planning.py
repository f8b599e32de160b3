"""The searches that a question asks for."""

from datetime import date

import pytest

from rag.retrieval.planning import Plan, Search, make_plan
from rag.retrieval.question import read_question
from rag.schema import Question

OUTLETS = ("The Marsh Gazette", "Harbour Wire", "Beacon")
GAZETTE, WIRE, BEACON = (frozenset({each}) for each in OUTLETS)
DAY = date(2024, 5, 8)


def plan(text: str, *, by_outlet: bool = True, elsewhere: float = 0.25) -> Plan:
    reading = read_question(Question(text=text, as_of=DAY))
    return make_plan(reading, outlets=OUTLETS, by_outlet=by_outlet, elsewhere=elsewhere)


def own(search: Search) -> set[str]:
    return {stem for stem, weight in search.weights.items() if weight == 1}


def test_a_plain_question_is_one_search() -> None:
    (search,) = plan("Who flooded the old towpath?").searches
    assert own(search) == {"flood", "old", "towpath"}
    assert search.outlets == frozenset()
    assert search.days == ()


def test_each_clause_is_asked_of_the_outlet_it_names() -> None:
    text = (
        "Did the Marsh Gazette blame the miller for the flooded towpath, while Harbour Wire "
        "blamed the warden for the broken sluice?"
    )
    first, second = plan(text).searches
    assert (first.outlets, second.outlets) == (GAZETTE, WIRE)
    assert own(first) == {"blame", "miller", "flood", "towpath"}
    assert own(second) == {"blame", "warden", "broken", "sluic"}
    assert first.weights["sluic"] == 0.25


def test_outlets_named_together_are_each_asked_everything() -> None:
    searches = plan("What did the Marsh Gazette and Harbour Wire say of the miller?").searches
    assert [each.outlets for each in searches] == [GAZETTE, WIRE]
    assert own(searches[0]) == own(searches[1]) == {"miller", "say"}


def test_what_names_no_outlet_is_asked_of_those_named_before() -> None:
    text = (
        "Which miller did Beacon meet at the old sluice, and which warden did the miller accuse "
        "of the flooded towpath?"
    )
    assert [each.outlets for each in plan(text).searches] == [BEACON, BEACON]


def test_the_names_of_outlets_are_not_searched_for() -> None:
    for search in plan("What did Harbour Wire say of the miller?").searches:
        assert not {"harbour", "wire"} & search.weights.keys()


def test_several_clauses_without_outlets_come_beside_the_whole() -> None:
    text = "Which miller flooded the towpath, and which warden broke the sluice gates?"
    whole, first, second = plan(text).searches
    assert set(whole.weights.values()) == {1.0}
    assert own(first) | own(second) == set(whole.weights)
    assert "towpath" in own(first) - own(second)


def test_parts_can_be_switched_off() -> None:
    text = "Did Beacon blame the miller, while Harbour Wire blamed the old warden?"
    assert [each.outlets for each in plan(text, by_outlet=False, elsewhere=1).searches] == [
        frozenset()
    ]
    assert [each.outlets for each in plan(text, elsewhere=1).searches] == [BEACON, WIRE]


@pytest.mark.parametrize(
    "text",
    [
        "What did Beacon say on 3 April 2024 of the miller?",
        "Which miller did the article published on 3 April 2024 name?",
        "Which miller was in the news on April 3, 2024?",
    ],
)
def test_a_day_of_publication_is_favoured(text: str) -> None:
    made = plan(text)
    assert made.days == ((date(2024, 4, 3), date(2024, 4, 3)),)
    assert all(search.days == made.days for search in made.searches)


def test_a_day_on_which_things_happen_is_none_of_publication() -> None:
    assert plan("Who flooded the towpath on 3 April 2024?").days == ()


def test_relative_days_of_publication_are_read_by_the_readers_day() -> None:
    made = plan("Which articles of last week name the miller?")
    assert made.days == ((date(2024, 4, 29), date(2024, 5, 5)),)


def test_endless_questions_ask_for_few_searches() -> None:
    text = ", and which miller flooded the towpath of Beacon" * 80
    assert 1 < len(plan(text).searches) <= 8


@pytest.mark.parametrize("text", ["", "?", "the of and", ";;; ,,, ;"])
def test_questions_without_words_search_for_nothing(text: str) -> None:
    assert all(not search.weights for search in plan(text).searches)
