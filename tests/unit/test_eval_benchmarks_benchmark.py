from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.benchmarks.benchmark import Benchmark, spread
from eval.cases import EvalCase
from rag.schema import Article


def cases_of(*kinds):
    return [
        EvalCase(id=f"{number}", question="?", kind=kind, sources=())
        for number, kind in enumerate(kinds)
    ]


def benchmark(*articles, cases=()):
    return Benchmark(
        articles=articles, cases=tuple(cases), metrics=(), deciding=(), answers=False, data=()
    )


def test_a_limit_keeps_the_proportions_of_the_kinds_and_reaches_over_the_file():
    cases = cases_of(*["common"] * 60, *["rare"] * 30, *["rarest"] * 10)
    taken = spread(cases, 10)
    assert Counter(case.kind for case in taken) == {"common": 6, "rare": 3, "rarest": 1}
    assert [int(case.id) for case in taken] == [5, 15, 25, 35, 45, 55, 65, 75, 85, 95]


def test_without_a_limit_or_with_a_large_one_all_are_taken():
    cases = tuple(cases_of("a", "b", "a"))
    assert spread(cases, None) == spread(cases, 3) == spread(cases, 9) == cases


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=60), st.integers(1, 70))
def test_a_limit_is_kept_exactly_and_no_kind_is_off_by_one_or_more(kinds, limit):
    cases = cases_of(*kinds)
    taken = spread(cases, limit)
    assert len(taken) == min(limit, len(cases))
    assert list(taken) == [case for case in cases if case in taken]
    counts = Counter(case.kind for case in taken)
    for kind, count in Counter(kinds).items():
        assert abs(counts[kind] - len(taken) * count / len(cases)) < 1
    assert spread(cases, limit) == taken


@pytest.mark.parametrize(
    ("days", "expected"),
    [((date(2025, 3, 1), None, date(2024, 1, 1)), date(2025, 3, 1)), ((None,), date(2025, 1, 1))],
)
def test_the_readers_day_is_that_of_the_newest_article(days, expected):
    articles = [Article(article_id=f"{day}", file="", text="x", published=day) for day in days]
    assert benchmark(*articles).as_of == expected


def test_only_articles_that_cases_name_are_searched_where_all_cases_name_some():
    first, second, third = (Article(article_id=each, file=each, text="x") for each in "abc")
    naming = EvalCase(id="1", question="?", kind="k", sources=(), within=("a", "c"))
    anything = EvalCase(id="2", question="?", kind="k", sources=())
    assert benchmark(first, second, third, cases=[naming]).searched == (first, third)
    assert benchmark(first, second, third, cases=[naming, anything]).searched == (
        first, second, third,
    )  # fmt: skip
