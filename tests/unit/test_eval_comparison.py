import pytest
from stored_run_factory import record, scored, stored

from eval.comparing.comparison import compare
from rag.errors import RunError

GUARDS = {"answer_accuracy": 0.05, "false_refusal_rate": 0.05, "quote_exact": 0.0}
SAMPLING = {"samples": True}


def halves(*, lost=0, of=20, gained=0):
    """Half of the cases right, of which the first `lost` aren't; of the wrong ones `gained` are."""
    half = of // 2
    return [0.0] * lost + [1.0] * (half - lost) + [1.0] * gained + [0.0] * (half - gained)


def change(comparison, name="answer_accuracy"):
    (found,) = (each for each in comparison.changes if each.name == name)
    return found


def test_a_run_compared_with_itself_passes_and_differs_in_nothing():
    run = scored(halves())
    comparison = compare(run, run, guards=GUARDS)
    assert comparison.passed
    assert comparison.failures == comparison.flips == ()
    assert comparison.paired == 20
    same = change(comparison)
    assert (same.difference.difference, same.difference.p_value, same.adjusted) == (0, 1, 1)


def test_a_loss_past_the_margin_fails_and_says_how_far():
    comparison = compare(scored(halves()), scored(halves(lost=2)), guards=GUARDS)
    assert comparison.failures == (
        "answer_accuracy fell by 0.100, from 0.500 to 0.400: past its margin of 0.05",
    )
    assert not comparison.passed
    assert change(comparison).loss == pytest.approx(0.1)


def test_a_loss_as_great_as_the_margin_passes():
    assert compare(scored(halves()), scored(halves(lost=1)), guards=GUARDS).passed


def test_a_gain_passes():
    comparison = compare(scored(halves()), scored(halves(gained=10)), guards=GUARDS)
    assert comparison.passed
    assert change(comparison).loss == -0.5


@pytest.mark.parametrize("base", [{}, SAMPLING])
def test_a_small_loss_is_chance_where_either_run_samples(base):
    new = SAMPLING if not base else {}
    comparison = compare(scored(halves(), **base), scored(halves(lost=2), **new), guards=GUARDS)
    assert comparison.sampled
    assert comparison.passed


def test_a_run_that_asks_again_samples():
    values = (1.0, 1.0, 0.0, 1.0)
    runs = [
        stored(
            *(
                record(f"c{at}", repeat=repeat, scores={"answer_accuracy": value})
                for at, value in enumerate(values[:last])
                for repeat in (0, 1)
            )
        )
        for last in (2, 4)
    ]
    assert compare(runs[0], runs[1], guards=GUARDS).sampled


def test_a_loss_beyond_chance_fails_where_runs_sample_as_well():
    base, new = scored(halves(), **SAMPLING), scored(halves(lost=6), **SAMPLING)
    (failure,) = compare(base, new, guards=GUARDS).failures
    assert (
        failure == "answer_accuracy fell by 0.300, from 0.500 to 0.200: more than chance (p 0.016)"
    )


def test_a_loss_beyond_chance_fails_within_the_margin():
    comparison = compare(scored(halves(of=400)), scored(halves(of=400, lost=8)), guards=GUARDS)
    (failure,) = comparison.failures
    assert "fell by 0.020" in failure
    assert "more than chance" in failure
    assert "margin" not in failure


def test_cases_of_one_group_count_as_one():
    runs = (
        stored(
            *(
                record(f"c{at}", group=f"g{at // 2}", scores={"answer_accuracy": value})
                for at, value in enumerate(values)
            ),
            **SAMPLING,
        )
        for values in (halves(), halves(lost=6))
    )
    # Six cases of three groups: 1 in 2^3.
    assert change(compare(*runs, guards=GUARDS)).adjusted == 0.125


def several(*names, lost, moved=True):
    """A sampled run in which each metric loses in five cases; without `moved` only the first."""
    return stored(
        *(
            record(
                f"c{at}",
                scores={
                    name: float(at >= lost or bool(number and not moved))
                    for number, name in enumerate(names)
                },
            )
            for at in range(10)
        ),
        **SAMPLING,
    )


def test_p_is_corrected_for_the_guarded_metrics_in_which_a_case_changed():
    names, guards = ("a", "b", "c"), {"a": 0.0, "b": 0.0}
    comparison = compare(several(*names, lost=0), several(*names, lost=5), guards=guards)
    assert [change(comparison, name).adjusted for name in names] == [2 / 32, 2 / 32, None]
    assert comparison.passed
    still = compare(several(*names, lost=0), several(*names, lost=5, moved=False), guards=guards)
    assert [change(still, name).adjusted for name in names] == [1 / 32, 1, None]
    assert not still.passed


def test_a_metric_of_which_less_is_better_fails_by_rising():
    base, new = (
        scored(values, metric="false_refusal_rate") for values in (halves(), halves(gained=2))
    )
    (failure,) = compare(base, new, guards=GUARDS).failures
    assert failure.startswith("false_refusal_rate rose by 0.100, from 0.500 to 0.600: past")
    assert compare(new, base, guards=GUARDS).passed


def test_margin_nought_lets_no_loss_pass_however_small():
    base = scored([1.0] * 1000, metric="quote_exact")
    new = scored([1.0] * 999 + [0.0], metric="quote_exact")
    (failure,) = compare(base, new, guards=GUARDS).failures
    assert failure.endswith("no loss is let pass")


def test_digits_that_a_baseline_does_not_keep_are_no_difference():
    base, new = (scored([value] * 3, metric="quote_exact") for value in (1 / 3, 0.333333))
    assert compare(base, new, guards=GUARDS).passed


def test_what_is_not_guarded_never_fails():
    base, new = (scored(values, metric="token_f1") for values in (halves(), [0.0] * 20))
    comparison = compare(base, new, guards=GUARDS)
    assert comparison.passed
    assert not change(comparison, "token_f1").guarded


@pytest.mark.parametrize(
    ("base", "new", "failures"),
    [
        ({"quote_exact": 1.0}, {"quote_exact": None}, ("quote_exact was not measured",)),
        ({"quote_exact": 1.0}, {}, ("quote_exact was not measured",)),
        # As F1 where nothing was sought nor found: no loss.
        ({"quote_exact": 0.0}, {"quote_exact": (0.0, 0.0)}, ()),
        ({"quote_exact": None}, {"quote_exact": 0.0}, ()),
        ({"quote_exact": None}, {"quote_exact": None}, ()),
        ({"token_f1": 1.0}, {}, ()),
    ],
)
def test_a_guarded_metric_that_is_not_measured_any_more_fails(base, new, failures):
    runs = (stored(record("a", scores=scores)) for scores in (base, new))
    comparison = compare(*runs, guards=GUARDS)
    assert comparison.failures == failures
    assert all(each.difference is None for each in comparison.changes)


def crashing(count, **manifest):
    return stored(
        *(record(f"c{at}", error="it broke" if at < count else None) for at in range(20)),
        **manifest,
    )


def test_more_crashes_fail_whatever_is_guarded():
    (failure,) = compare(crashing(1), crashing(2), guards={}).failures
    assert failure == "crashed rose by 0.050, from 0.050 to 0.100: no loss is let pass"
    assert compare(crashing(2), crashing(1), guards={}).passed


def test_where_runs_sample_a_crash_may_be_chance_and_many_are_not():
    base = crashing(0, **SAMPLING)
    assert compare(base, crashing(1), guards={}).passed
    assert not compare(base, crashing(5), guards={}).passed


def test_cases_left_out_fail_unless_allowed():
    base, new = scored(halves(of=20)), scored(halves(of=20)[:12])
    comparison = compare(base, new, guards=GUARDS)
    assert comparison.only_base == tuple(f"c{at}" for at in range(12, 20))
    assert comparison.failures == ("8 of the base's cases are missing: c12, c13, c14, c15, c16, …",)
    allowed = compare(base, new, guards=GUARDS, allow_missing=True)
    assert allowed.passed
    assert allowed.only_base == comparison.only_base


def test_new_and_altered_cases_are_told_and_not_compared():
    base = stored(record("same", scores={"quote_exact": 1.0}), record("altered"))
    new = stored(
        record("added", scores={"quote_exact": 0.0}),
        record("altered", digest="of other words", scores={"quote_exact": 0.0}),
        record("same", scores={"quote_exact": 1.0}),
    )
    comparison = compare(base, new, guards=GUARDS)
    assert comparison.passed
    assert (comparison.only_base, comparison.only_new) == ((), ("added",))
    assert (comparison.altered, comparison.paired) == (("altered",), 1)


@pytest.mark.parametrize("other", [record("b"), record("a", digest="of other words")])
def test_runs_that_share_no_case_are_of_different_data_sets(other):
    with pytest.raises(RunError, match="other is of another data set than mine"):
        compare(stored(record("a"), name="mine"), stored(other, name="other"), guards=GUARDS)


def test_flips_tell_what_was_lost_first_and_both_reasons():
    base, new = scored([0.0, 1.0, 1.0, 0.0]), scored([1.0, 1.0, 0.0, 0.0])
    flips = compare(base, new, guards=GUARDS).flips
    assert [(each.id, each.lost) for each in flips] == [("c2", True), ("c0", False)]
    assert (flips[0].before, flips[0].after) == ("it is 1.0", "it is 0.0")
    assert (flips[0].question, flips[0].kind) == ("What of c2?", "entity")


def test_a_case_that_nothing_decides_does_not_flip():
    runs = (stored(record("a", right=right)) for right in (None, True))
    assert compare(*runs, guards=GUARDS).flips == ()


def test_of_repeats_most_decide_whether_a_case_flipped():
    def repeated(*rights):
        return stored(
            *(
                record("a", repeat=repeat, right=right, reason=f"repeat {repeat}")
                for repeat, right in enumerate(rights)
            )
        )

    base = repeated(True, True, False)
    assert compare(base, repeated(False, True, True), guards=GUARDS).flips == ()
    (flip,) = compare(base, repeated(True, False, False), guards=GUARDS).flips
    assert (flip.before, flip.after) == ("repeat 0", "repeat 1")


def test_repeats_that_only_one_run_has_are_left_out():
    base = stored(*(record("a", repeat=at, scores={"quote_exact": 1.0}) for at in range(3)))
    new = stored(record("a", scores={"quote_exact": 1.0}))
    assert change(compare(base, new, guards=GUARDS), "quote_exact").difference.n == 1
