import statistics
import tracemalloc

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from eval.statistics import Estimate, estimate_mean, estimate_median, wilson_interval

NOTHING = Estimate(value=None, low=None, high=None, n=0, standard_error=None, groups=0)
FAIR = [0.0, 1.0] * 20


def names(stories, *, cases):
    return [f"story {number}" for number in range(stories) for _ in range(cases)]


def test_mean_of_a_coin_has_the_interval_of_its_standard_error():
    estimate = estimate_mean([0.0, 1.0] * 200)
    assert estimate.value == 0.5
    assert (estimate.n, estimate.groups) == (400, 400)
    # A standard error of 400 fair flips is 0.025.
    assert estimate.standard_error == pytest.approx(0.025, abs=0.001)
    assert estimate.low == pytest.approx(0.451, abs=0.006)
    assert estimate.high == pytest.approx(0.549, abs=0.006)


def test_more_cases_narrow_the_interval():
    few, many = estimate_mean([0.0, 1.0] * 10), estimate_mean([0.0, 1.0] * 100)
    assert many.high - many.low < (few.high - few.low) / 2


def test_cases_of_a_story_that_go_together_count_as_one():
    alone = estimate_mean(FAIR, groups=names(40, cases=1))
    together = estimate_mean([each for each in FAIR for _ in range(5)], groups=names(40, cases=5))
    assert (together.n, together.groups) == (200, 40)
    assert together.low == pytest.approx(alone.low)
    assert together.high == pytest.approx(alone.high)
    assert together.standard_error == pytest.approx(alone.standard_error)


def test_one_story_alone_is_resampled_by_case():
    estimate = estimate_mean(FAIR, groups=["the only one"] * 40)
    assert (estimate.n, estimate.groups) == (40, 1)
    assert (estimate.low, estimate.high) == (estimate_mean(FAIR).low, estimate_mean(FAIR).high)


def test_weights_make_the_mean_of_f1_the_f1_of_the_sums():
    hits, expected, found = (3, 0, 5), (4, 2, 9), (5, 1, 6)
    weights = [gold + seen for gold, seen in zip(expected, found, strict=True)]
    scores = [2 * hit / weight for hit, weight in zip(hits, weights, strict=True)]
    assert estimate_mean(scores, weights=weights).value == pytest.approx(2 * 8 / (15 + 12))


def test_a_case_without_weight_counts_nowhere():
    weighed = estimate_mean([0.0, 1.0, 1.0], weights=[2.0, 2.0, 0.0], groups=["a", "b", "c"])
    assert weighed == estimate_mean([0.0, 1.0], weights=[2.0, 2.0], groups=["a", "b"])
    assert weighed.n == weighed.groups == 2


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_all_alike_is_not_certain(value):
    estimate = estimate_mean([value] * 50, groups=names(10, cases=5))
    interval = binomtest(int(10 * value), 10).proportion_ci(method="wilson")
    assert (estimate.low, estimate.high) == pytest.approx((interval.low, interval.high), abs=1e-6)
    assert estimate.standard_error == pytest.approx((interval.high - interval.low) / 3.92, rel=1e-3)


def test_stories_that_all_come_out_half_right_are_not_certain():
    estimate = estimate_mean(FAIR, groups=names(20, cases=2))
    assert estimate.low < 0.5 < estimate.high


def test_equal_figures_without_bounds_have_no_width():
    estimate = estimate_mean([12.5] * 4)
    assert (estimate.low, estimate.value, estimate.high) == (12.5, 12.5, 12.5)


def test_the_order_of_the_cases_changes_nothing():
    values, groups = [0.1, 0.4, 0.35, 0.8, 0.5], ["a", "b", "b", "c", "a"]
    forth = estimate_mean(values, groups=groups)
    back = estimate_mean(values[::-1], groups=groups[::-1])
    assert (back.low, back.high) == pytest.approx((forth.low, forth.high))
    assert estimate_mean(values, groups=groups) == forth


@pytest.mark.parametrize("share", [0.5, 0.8])
def test_the_interval_of_few_stories_covers_what_it_says(share):
    random = numpy.random.default_rng(7)
    groups = names(10, cases=5)
    covered = 0
    for _ in range(400):
        # Stories' own shares vary, so that cases of a story go together.
        shares = random.beta(2.3 * share, 2.3 * (1 - share), size=10).repeat(5)
        values = (random.random(50) < shares).astype(float)
        estimate = estimate_mean(values, groups=groups)
        covered += estimate.low <= share <= estimate.high
    assert covered / 400 >= 0.935


def test_the_interval_of_few_figures_covers_what_it_says():
    random = numpy.random.default_rng(7)
    estimates = [estimate_mean(each) for each in random.normal(loc=9, size=(600, 5))]
    # Plain percentiles of the bootstrap cover 84 %.
    assert sum(each.low <= 9 <= each.high for each in estimates) / 600 >= 0.9


def test_the_standard_error_of_few_cases_is_not_too_small():
    values = [0.2, 0.9, 0.4, 0.5, 0.1]
    expected = statistics.stdev(values) / 5**0.5
    assert estimate_mean(values).standard_error == pytest.approx(expected, rel=0.04)


def test_ten_thousand_cases_fit_into_little_memory():
    values = numpy.random.default_rng(7).random(10_000).tolist()
    tracemalloc.start()
    estimate_mean(values)
    estimate_median(values)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def test_nothing_measured_has_no_value():
    assert estimate_mean([]) == NOTHING
    assert estimate_mean([], groups=[]) == NOTHING
    assert estimate_mean([1.0, 0.0], weights=[0.0, 0.0]) == NOTHING
    assert estimate_median([]) == NOTHING


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=8))
def test_the_interval_lies_among_scores_and_holds_the_mean(values):
    estimate = estimate_mean(values)
    assert estimate.value == pytest.approx(statistics.fmean(values))
    assert -1e-9 <= estimate.low <= estimate.value + 1e-9
    assert estimate.value - 1e-9 <= estimate.high <= 1 + 1e-9


def test_median_is_not_moved_by_one_slow_case():
    estimate = estimate_median([1.0, 1.1, 1.2, 1.3, 60.0])
    assert estimate.value == 1.2
    assert estimate.high == 60.0


def test_median_is_resampled_as_numpy_would():
    random = numpy.random.default_rng(7)
    values = random.lognormal(size=101)
    resampled = numpy.median(random.choice(values, size=(4000, 101)), axis=1)
    estimate = estimate_median(values)
    assert estimate.value == numpy.median(values)
    assert estimate.standard_error == pytest.approx(resampled.std(), rel=0.1)
    low, high = numpy.percentile(resampled, (2.5, 97.5))
    assert (estimate.low, estimate.high) == pytest.approx((low, high), rel=0.08)


def test_median_of_stories_is_wider_than_of_cases():
    values = [each for each in range(20) for _ in range(10)]
    cases, stories = estimate_median(values), estimate_median(values, groups=names(20, cases=10))
    assert stories.value == cases.value == 9.5
    assert (stories.n, stories.groups) == (200, 20)
    assert stories.high - stories.low > 2 * (cases.high - cases.low)


@pytest.mark.parametrize(("hits", "trials"), [(0, 1), (0, 200), (4, 200), (100, 200), (7, 7)])
def test_wilson_agrees_with_scipy(hits, trials):
    expected = binomtest(hits, trials).proportion_ci(method="wilson")
    assert wilson_interval(hits, trials) == pytest.approx((expected.low, expected.high), abs=1e-6)
