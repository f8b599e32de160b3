import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.statistics import Estimate, estimate_mean, estimate_median


def test_mean_of_a_coin_has_the_interval_of_its_standard_error():
    estimate = estimate_mean([0.0, 1.0] * 200)
    assert estimate.value == 0.5
    assert estimate.n == 400
    # 1.96 standard errors of 400 fair flips are 0.049.
    assert estimate.low == pytest.approx(0.451, abs=0.006)
    assert estimate.high == pytest.approx(0.549, abs=0.006)


def test_more_cases_narrow_the_interval():
    few, many = estimate_mean([0.0, 1.0] * 10), estimate_mean([0.0, 1.0] * 100)
    assert many.high - many.low < (few.high - few.low) / 2


def test_median_is_not_moved_by_one_slow_case():
    estimate = estimate_median([1.0, 1.1, 1.2, 1.3, 60.0])
    assert estimate.value == 1.2
    assert estimate.high == 60.0


def test_equal_values_give_equal_intervals():
    values = [0.1, 0.4, 0.35, 0.8]
    assert estimate_mean(values) == estimate_mean(values)


def test_nothing_measured_has_no_value():
    assert estimate_mean([]) == Estimate(value=None, low=None, high=None, n=0)


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=8))
def test_the_interval_lies_among_the_values(values):
    estimate = estimate_mean(values)
    assert estimate.value == pytest.approx(statistics.fmean(values))
    assert min(values) - 1e-9 <= estimate.low <= estimate.high <= max(values) + 1e-9
