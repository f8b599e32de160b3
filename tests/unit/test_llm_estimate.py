"""Estimates of token counts."""

import pytest

from rag.llm.estimate import fewest_tokens, most_tokens


@pytest.mark.parametrize(
    ("text", "most", "fewest"),
    [
        ("", 0, 0),
        ("rain", 1, 1),
        ("rain fell", 2, 2),
        ("meteorological", 4, 1),
        ("on 13 May", 5, 3),
        ("a,  b\n\n", 6, 2),
        ("é", 2, 1),
        ("今天下雨", 12, 1),
        ("\ud800", 1, 1),
    ],
)
def test_the_bounds(text: str, most: int, fewest: int) -> None:
    assert most_tokens(text) == most
    assert fewest_tokens(text) == fewest
