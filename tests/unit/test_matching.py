"""Stems counted in texts: the same as by reading every word."""

from collections import Counter

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as some

from rag.retrieval.matching import Matcher
from rag.words import words

WORDS = [
    *("mill", "mills", "milled", "miller", "Müller", "happy", "happily", "happier", "U.S.", "us"),
    *("1,200", "1200", "120", "3.5", "it's", "its", "Tide-gauge", "tide", "gauges", "flying"),
    *("flies", "fly", "AT&T", "at", "is"),
]


def counted(stems: list[str], text: str) -> list[float]:
    found: list[float] = Matcher(stems).counts([text])[0].tolist()
    return found


@pytest.mark.parametrize(
    ("stem", "text", "count"),
    [
        ("mill", "The mill, two Mills, a miller and a windmill.", 2),
        ("happi", "Happy happiness, unhappy.", 2),
        ("muller", "Müller and Muller", 2),
        ("1200", "1,200 or 1200, not 12000", 2),
        ("us", "the U.S. and US, not using", 2),
        ("mill", "", 0),
    ],
)
def test_words_of_a_stem_are_counted(stem: str, text: str, count: int) -> None:
    assert counted([stem], text) == [count]


@given(some.lists(some.sampled_from(WORDS), max_size=12), some.sets(some.sampled_from(WORDS)))
def test_it_counts_what_reading_every_word_counts(text: list[str], asked: set[str]) -> None:
    written = " ".join(text)
    stems = sorted({word.stem for each in asked for word in words(each)})
    expected = Counter(word.stem for word in words(written))
    assert counted(stems, written) == [expected[stem] for stem in stems]


def test_nothing_asked_nothing_counted() -> None:
    assert Matcher([]).counts(["The mill."]).shape == (1, 0)
    assert Matcher(["mill"]).counts([]).shape == (0, 1)
    assert numpy.array_equal(Matcher(["mill"]).counts(["mill", "x"]), [[1], [0]])
