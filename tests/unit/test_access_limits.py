import pytest

from rag.serving.access.limits import Rate


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_minutes_requests_may_come_at_once_and_then_evenly() -> None:
    clock = Clock()
    rate = Rate(60, seconds=clock)
    assert [rate.take("a") for _ in range(60)] == [0] * 60
    assert rate.take("a") == pytest.approx(1)
    clock.now += 0.5
    assert rate.take("a") == pytest.approx(0.5)
    clock.now += 0.5
    assert rate.take("a") == 0
    assert rate.take("a") == pytest.approx(1)


def test_who_was_refused_and_waits_as_told_is_let_in() -> None:
    clock = Clock()
    rate = Rate(7, seconds=clock)
    for _ in range(50):
        wait = rate.take("a")
        clock.now += wait
        if wait:
            assert rate.take("a") == 0


def test_callers_do_not_pay_for_each_other() -> None:
    rate = Rate(1, seconds=Clock())
    assert rate.take("a") == 0
    assert rate.take("a") > 0
    assert rate.take("b") == 0


def test_no_more_than_the_rate_gets_through_in_the_long_run() -> None:
    clock = Clock()
    rate = Rate(30, seconds=clock)
    taken = 0
    for _ in range(3_000):  # five minutes of ten a second
        taken += rate.take("a") == 0
        clock.now += 0.1
    assert taken == pytest.approx(30 + 5 * 30, abs=1)


def test_callers_who_went_are_forgotten() -> None:
    clock = Clock()
    rate = Rate(60, seconds=clock)
    for number in range(10_000):
        rate.take(str(number))
    clock.now += 61
    rate.take("newcomer")
    assert len(rate._full_at) == 1
