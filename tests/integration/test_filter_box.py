"""What the page says of its filters, on the sample articles."""

from typing import Any

import pytest

from rag.index.library import Library
from ui.filters import filter_title, passing_articles


@pytest.mark.parametrize(
    ("values", "passing", "problem"),
    [
        ({}, None, ""),
        ({"outlets": ["Harbour Post"]}, 3, ""),
        ({"outlets": ["Harbour Post"], "since": "2026-01-01"}, 1, ""),
        ({"since": "2030-01-01"}, 0, "No article passes these filters."),
        ({"outlets": ["No Such Paper"]}, 0, "No article passes these filters."),
    ],
)
def test_the_articles_that_pass_are_counted(
    sample_library: Library, values: dict[str, Any], passing: int | None, problem: str
) -> None:
    assert passing_articles(values, sample_library) == (passing, problem)


def test_a_period_that_ends_before_it_begins_is_told(sample_library: Library) -> None:
    values = {"since": "2026-01-02", "until": "2026-01-01"}
    passing, problem = passing_articles(values, sample_library)
    assert passing is None
    assert "is later than" in problem


@pytest.mark.parametrize(
    ("count", "passing", "title"),
    [
        (0, None, "Filters"),
        (1, 1, "Filters: 1 set · 1 article"),
        (2, 0, "Filters: 2 set · 0 articles"),
        (2, None, "Filters: 2 set"),
    ],
)
def test_the_title_counts(count: int, passing: int | None, title: str) -> None:
    assert filter_title(count, passing=passing) == title
