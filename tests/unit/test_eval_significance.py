import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, permutation_test

from eval.significance import Pair, compare_paired, holm


def pairs(base, new, groups=None):
    names = groups or [str(number) for number in range(len(base))]
    return [
        Pair(group=name, base=before, new=after)
        for name, before, after in zip(names, base, new, strict=True)
    ]


def flips(*, lost, gained, kept):
    return pairs([1] * lost + [0] * gained + [1] * kept, [0] * lost + [1] * gained + [1] * kept)


@pytest.mark.parametrize(
    ("lost", "gained", "kept"), [(0, 0, 5), (1, 0, 5), (6, 0, 30), (7, 2, 0), (2, 5, 11), (6, 6, 1)]
)
def test_right_and_wrong_cases_give_the_exact_p_of_mcnemar(lost, gained, kept):
    difference = compare_paired(flips(lost=lost, gained=gained, kept=kept))
    flipped = max(
        lost + gained, 1
    )  # where none flipped any p is 1, as of one that may go either way
    sides = {"two-sided": "p_value", "less": "p_lower", "greater": "p_higher"}
    for alternative, name in sides.items():
        exact = binomtest(gained, flipped, alternative=alternative).pvalue if lost + gained else 1
        assert getattr(difference, name) == pytest.approx(exact)


def test_many_flips_come_close_to_the_exact_p():
    difference = compare_paired(flips(lost=30, gained=15, kept=155))
    assert difference.p_value == pytest.approx(binomtest(15, 45).pvalue, abs=0.006)
    assert difference.p_lower == pytest.approx(difference.p_value / 2, abs=0.006)
    assert difference.p_higher > 0.98


def test_no_p_is_nought():
    assert compare_paired(flips(lost=40, gained=0, kept=10)).p_lower == pytest.approx(1 / 10_000)


def test_a_tie_is_a_tie_whatever_the_rounding():
    base, new = [3, 3, 5, 7, 0, 7], [4, 2, 5, 4, 2, 2]
    tenths = [[each / 10 for each in side] for side in (base, new)]
    whole, rounded = compare_paired(pairs(base, new)), compare_paired(pairs(*tenths))
    for name in ("p_value", "p_lower", "p_higher"):
        assert getattr(rounded, name) == getattr(whole, name)


def test_scores_between_0_and_1_give_the_exact_p_of_scipy():
    base, new = numpy.random.default_rng(3).random((2, 9))
    difference = compare_paired(pairs(base, new))
    sides = {"two-sided": "p_value", "less": "p_lower", "greater": "p_higher"}
    for alternative, name in sides.items():
        exact = permutation_test(
            (new, base),
            lambda after, before: after.mean() - before.mean(),
            permutation_type="samples",
            alternative=alternative,
        )
        assert getattr(difference, name) == pytest.approx(exact.pvalue)
    assert difference.difference == pytest.approx(new.mean() - base.mean())


def test_cases_of_a_story_are_exchanged_together():
    groups = ["a"] * 5 + ["b"] * 5 + ["c"] * 5
    difference = compare_paired(pairs([1] * 15, [0] * 15, groups))
    assert difference.p_lower == pytest.approx(1 / 8)
    assert (difference.n, difference.groups) == (15, 3)


def test_one_story_alone_is_exchanged_by_case():
    difference = compare_paired(pairs([1] * 8, [0] * 8, ["a"] * 8))
    assert difference.p_lower == pytest.approx(1 / 256)
    assert difference.groups == 1


def test_means_are_weighted_and_a_side_without_a_value_weighs_nothing():
    difference = compare_paired(
        [
            Pair(group="a", base=1.0, new=0.5, base_weight=3, new_weight=1),
            Pair(group="b", base=0.0, new=None),
            Pair(group="c", base=None, new=1.0, new_weight=3),
            Pair(group="d", base=None, new=None),
        ]
    )
    assert difference.base == pytest.approx(3 / 4)
    assert difference.new == pytest.approx(3.5 / 4)
    assert difference.difference == pytest.approx(1 / 8)
    assert (difference.n, difference.groups) == (3, 3)


def test_runs_that_agree_still_say_what_they_could_have_shown():
    difference = compare_paired(flips(lost=0, gained=0, kept=100))
    assert difference.difference == 0
    assert (difference.p_value, difference.p_lower, difference.p_higher) == (1, 1, 1)
    assert difference.low < 0 < difference.high
    # Eight cases of a hundred: so many are lost that six are with a chance of 80 %.
    assert difference.minimum_detectable == pytest.approx(0.078, abs=0.002)


def test_fewer_than_six_stories_can_show_nothing():
    assert compare_paired(flips(lost=0, gained=0, kept=5)).minimum_detectable == 1
    assert compare_paired(flips(lost=0, gained=0, kept=6)).minimum_detectable < 1


def test_the_least_detectable_loss_is_found_four_times_out_of_five():
    random = numpy.random.default_rng(5)
    before = random.integers(2, size=(150, 80))
    noisy = random.random((150, 80)) < 0.2
    after = numpy.where(noisy, random.integers(2, size=(150, 80)), before)
    least = compare_paired(pairs(before[0], after[0])).minimum_detectable
    # A loss of `least` in all is one of twice as many of the cases that are right, half of them.
    after[(random.random((150, 80)) < 2 * least)] = 0
    compared = [compare_paired(pairs(*runs)) for runs in zip(before, after, strict=True)]
    assert 105 <= sum(each.p_value < 0.05 for each in compared) <= 145


def test_no_change_is_seldom_called_one():
    random = numpy.random.default_rng(5)
    groups = [str(number // 3) for number in range(60)]
    alarms = 0
    for _ in range(300):
        shares = random.random(20).repeat(3)
        base, new = (random.random((2, 60)) < shares).astype(float)
        alarms += compare_paired(pairs(base, new, groups)).p_lower < 0.05
    assert 3 <= alarms <= 25  # 15 at most are meant


def test_the_interval_covers_a_difference():
    random = numpy.random.default_rng(5)
    covered = 0
    for _ in range(200):
        base, new = (random.random((40, 2)) < (0.7, 0.5)).T.astype(float)
        difference = compare_paired(pairs(base, new))
        covered += difference.low <= -0.2 <= difference.high
    assert covered > 180


def test_the_same_runs_give_the_same_difference():
    runs = flips(lost=20, gained=9, kept=50)
    assert compare_paired(runs) == compare_paired(runs)


@pytest.mark.parametrize(
    "nothing",
    [
        [],
        pairs([None], [None]),
        pairs([1.0, None], [None, None]),
        [Pair(group="a", base=1.0, new=1.0, base_weight=0)],
    ],
)
def test_a_comparison_needs_a_value_on_either_side(nothing):
    with pytest.raises(ValueError, match="on either side"):
        compare_paired(nothing)


@pytest.mark.parametrize(
    ("given_values", "corrected"),
    [
        ((), ()),
        ((0.03,), (0.03,)),
        ((0.01, 0.04, 0.03, 0.005), (0.03, 0.06, 0.06, 0.02)),
        ((0.5, 0.9), (1.0, 1.0)),
    ],
)
def test_holm_by_hand(given_values, corrected):
    assert holm(given_values) == pytest.approx(corrected)


@given(st.lists(st.floats(min_value=0, max_value=1), max_size=6))
def test_holm_lies_between_none_and_bonferroni(values):
    for corrected, value in zip(holm(values), values, strict=True):
        assert value <= corrected <= min(1.0, len(values) * value)
