"""Variety among passages: what is dropped, what steps back, and what always holds."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from story_factory import STORY

from rag.retrieval.variety import Candidate, varied
from rag.schema import Article, Copy, Passage

FILLER = " ".join(f"word{number}" for number in range(200))


def candidate(
    name: str, place: int, score: float, *, text: str | None = None, copy_of: str | None = None
) -> Candidate:
    """The passage at a place of an article; by default each says something else."""
    words = text or f"{name} says thing {place}, and then thing {place + 1_000} of {name}."
    copies = (Copy(article_id=copy_of, outlet=None, file="copy.txt"),) if copy_of else ()
    return Candidate(
        passage=Passage(article_id=name, start=place, end=place + len(words), text=words),
        article=Article(article_id=name, file=f"{name}.txt", text=FILLER, copies=copies),
        score=score,
    )


def shown(candidates: Sequence[Candidate]) -> list[str]:
    return [f"{each.passage.article_id}{each.passage.start}" for each in candidates]


CROWD = [candidate("a", 0, 10), candidate("a", 1, 9), candidate("a", 2, 8), candidate("b", 0, 5)]


@pytest.mark.parametrize(
    ("crowding", "expected"),
    [
        (0, ["a0", "a1", "a2", "b0"]),
        (0.3, ["a0", "a1", "b0", "a2"]),
        (0.5, ["a0", "b0", "a1", "a2"]),
        (1, ["a0", "b0", "a1", "a2"]),
    ],
)
def test_further_passages_of_an_article_step_back(crowding: float, expected: list[str]) -> None:
    assert shown(varied(CROWD, crowding=crowding, count=9)) == expected


def test_passages_of_copies_crowd_as_those_of_one_article_do() -> None:
    copies = [candidate("a", 0, 10), candidate("c", 7, 9, copy_of="a"), candidate("b", 0, 6)]
    assert shown(varied(copies, crowding=0.5, count=3)) == ["a0", "b0", "c7"]
    apart = [candidate("a", 0, 10), candidate("c", 7, 9), candidate("b", 0, 6)]
    assert shown(varied(apart, crowding=0.5, count=3)) == ["a0", "c7", "b0"]


def test_a_copy_that_says_the_same_gives_its_place_to_the_next() -> None:
    ranked = [
        candidate("a", 0, 3, text=STORY[0]),
        candidate("c", 5, 2, text=STORY[0].upper(), copy_of="a"),
        candidate("b", 0, 1),
    ]
    assert shown(varied(ranked, crowding=0, count=2)) == ["a0", "b0"]


def test_a_copy_that_says_more_is_kept() -> None:
    ranked = [
        candidate("a", 0, 3, text=STORY[0]),
        candidate("c", 5, 2, text=STORY[1], copy_of="a"),
    ]
    assert shown(varied(ranked, crowding=0, count=2)) == ["a0", "c5"]


def test_the_same_words_in_another_voice_are_kept() -> None:
    ranked = [candidate("a", 0, 3, text=STORY[0]), candidate("b", 0, 2, text=STORY[0])]
    assert shown(varied(ranked, crowding=0, count=2)) == ["a0", "b0"]


def test_what_two_better_ones_say_together_is_said() -> None:
    ranked = [
        candidate("a", 0, 3, text=STORY[0]),
        candidate("a", 500, 2, text=STORY[1]),
        candidate("c", 9, 1, text=f"{STORY[0]} {STORY[1]}", copy_of="a"),
    ]
    assert shown(varied(ranked, crowding=0, count=3)) == ["a0", "a500"]


def test_a_repeat_does_not_push_its_voice_back() -> None:
    ranked = [
        candidate("a", 0, 10, text=STORY[0]),
        candidate("c", 5, 9, text=STORY[0], copy_of="a"),
        candidate("c", 700, 9, text=STORY[2], copy_of="a"),
        candidate("b", 0, 6),
    ]
    assert shown(varied(ranked, crowding=0.25, count=3)) == ["a0", "c700", "b0"]


def test_an_article_without_copies_is_not_searched_for_repeats() -> None:
    ranked = [candidate("a", place, 1, text=STORY[0]) for place in (0, 500, 500)]
    assert shown(varied(ranked, crowding=0, count=3)) == ["a0", "a500"]


def test_a_score_behind_a_lower_one_does_not_change_the_order() -> None:
    ranked = [candidate("a", 0, 1), candidate("b", 0, 9), candidate("a", 1, 9)]
    assert shown(varied(ranked, crowding=0, count=3)) == ["a0", "b0", "a1"]


def test_nothing_gives_nothing() -> None:
    assert varied([], crowding=0.5, count=5) == ()
    assert varied(CROWD, crowding=0.5, count=0) == ()


_candidates = st.lists(
    st.builds(
        lambda name, place, score, text: candidate(
            name, place, score, text=text, copy_of={"c": "a"}.get(name)
        ),
        st.sampled_from("abcd"),
        st.integers(0, 3),
        st.floats(0, 10),
        st.none() | st.sampled_from([*STORY[:2], "Short."]),
    ),
    max_size=12,
)
_crowding = st.floats(0, 1)


@given(ranked=_candidates, crowding=_crowding, count=st.integers(0, 12))
def test_no_more_than_asked_and_none_twice(
    ranked: list[Candidate], crowding: float, count: int
) -> None:
    found = varied(ranked, crowding=crowding, count=count)
    ids = [each.passage.passage_id for each in found]
    assert len(ids) <= count
    assert len(ids) == len(set(ids))


@given(ranked=_candidates, crowding=_crowding, count=st.integers(0, 12))
def test_fewer_are_the_first_of_more(ranked: list[Candidate], crowding: float, count: int) -> None:
    everything = varied(ranked, crowding=crowding, count=len(ranked))
    assert varied(ranked, crowding=crowding, count=count) == everything[:count]


@given(ranked=_candidates)
def test_without_crowding_the_order_stays(ranked: list[Candidate]) -> None:
    found = varied(ranked, crowding=0, count=len(ranked))
    places = [next(place for place, one in enumerate(ranked) if one is each) for each in found]
    assert places == sorted(places)


@given(ranked=_candidates, crowding=_crowding)
def test_crowding_loses_nothing_and_keeps_the_order_within_a_voice(
    ranked: list[Candidate], crowding: float
) -> None:
    """What is given is what is given without crowding; each voice's passages stay in order."""
    plain = varied(ranked, crowding=0, count=len(ranked))
    found = varied(ranked, crowding=crowding, count=len(ranked))
    for voice in {each.article.voice for each in ranked}:
        assert [each for each in found if each.article.voice == voice] == [
            each for each in plain if each.article.voice == voice
        ]


@given(ranked=_candidates)
def test_a_voice_of_its_own_each_loses_nothing(ranked: list[Candidate]) -> None:
    apart = [candidate(f"{place}x", 0, each.score) for place, each in enumerate(ranked)]
    assert varied(apart, crowding=1, count=len(apart)) == tuple(apart)
