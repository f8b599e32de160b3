import math

import pytest

from eval.gate import Floor, check_floors, read_floors
from eval.statistics import Estimate
from rag.errors import SettingsError

FLOORS = """
[gate.quick]
answer_accuracy = { at_least = 0.6 }
false_refusal_rate = { at_most = 0.2 }
"recall@4" = { at_least = 0.5, at_most = 1 }
[gate.other]
quote_exact = { at_least = 1.0 }
"""


def metrics(**values):
    return {
        name: Estimate(value=value, low=value, high=value, n=value is not None)
        for name, value in values.items()
    }


def test_floors_are_read_by_the_gate_that_is_named(tmp_path):
    path = tmp_path / "floors.toml"
    path.write_text(FLOORS)
    assert read_floors(path, name="quick") == (
        Floor(metric="answer_accuracy", at_least=0.6),
        Floor(metric="false_refusal_rate", at_most=0.2),
        Floor(metric="recall@4", at_least=0.5, at_most=1),
    )
    assert read_floors(path, name="other")[0].metric == "quote_exact"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (FLOORS.replace("quick", "slow"), "no floors under"),
        ("gate = 3", "no floors under"),
        ("[gate.quick]", "no floors under"),
        ("[gate.quick", "can't be read"),
        ("[gate.quick]\nmrr = 0.5", "floor of mrr"),
        ("[gate.quick]\nmrr = {}", "floor of mrr"),
        ("[gate.quick]\nmrr = { at_leats = 0.5 }", "floor of mrr"),
        ("[gate.quick]\nmrr = { at_least = nan }", "floor of mrr"),
        ("[gate.quick]\nmrr = { at_least = true }", "floor of mrr"),
        ("[gate.quick]\nmrr = { at_least = '0.5' }", "floor of mrr"),
    ],
)
def test_floors_that_do_not_fit_are_named(tmp_path, content, problem):
    path = tmp_path / "floors.toml"
    path.write_text(content)
    with pytest.raises(SettingsError, match=problem) as caught:
        read_floors(path, name="quick")
    assert str(path) in str(caught.value)


def test_a_missing_file_of_floors_is_an_error(tmp_path):
    with pytest.raises(SettingsError, match="can't be read"):
        read_floors(tmp_path / "absent.toml", name="quick")


@pytest.mark.parametrize(
    ("floor", "value", "problem"),
    [
        (Floor(metric="m", at_least=0.6), 0.6, None),
        (Floor(metric="m", at_least=0.6), 0.59, "is 0.59, which is less than 0.6"),
        (Floor(metric="m", at_most=0.2), 0.2, None),
        (Floor(metric="m", at_most=0.2), 0.25, "is 0.25, which is more than 0.2"),
        (Floor(metric="m", at_most=0.2), None, "was not measured"),
        (Floor(metric="m", at_least=0.2), math.nan, "is nan, which is less than 0.2"),
        (Floor(metric="other", at_least=0.0), 1.0, "was not measured"),
    ],
)
def test_a_metric_out_of_its_bounds_fails(floor, value, problem):
    failures = check_floors(metrics(m=value), [floor])
    assert [failure.problem for failure in failures] == ([problem] if problem else [])
