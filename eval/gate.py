"""The gate: floors that a run's metrics must keep.

Floors are tables of a TOML file, one a gate, with `at_least`, `at_most` or both for a metric:

    [gate.extractive]
    answer_accuracy = { at_least = 0.6 }
    false_refusal_rate = { at_most = 0.2 }
    "recall@4" = { at_least = 0.9 }
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.statistics import Estimate
from rag.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The bounds, both inclusive, within which a metric's value must lie."""

    metric: str
    at_least: float = -math.inf
    at_most: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A metric that broke its floor, and how, in words; `value` None: it was never measured."""

    metric: str
    value: float | None
    problem: str


def read_floors(path: Path, *, name: str) -> tuple[Floor, ...]:
    """Read the floors of one gate. Raises SettingsError, naming file and metric."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The floors {path} can't be read ({error}).", mend="Give --floors a TOML file."
        ) from error
    gates = document.get("gate")
    table = gates.get(name) if isinstance(gates, dict) else None
    if not isinstance(table, dict) or not table:
        raise SettingsError(
            f"{path} has no floors under [gate.{name}].",
            mend="Add the table, or give --name one of those that are there.",
        )
    return tuple(_floor(metric, bounds, path=path) for metric, bounds in table.items())


def check_floors(metrics: Mapping[str, Estimate], floors: Sequence[Floor]) -> list[Failure]:
    """Give the floors that the metrics break; a metric that was not measured breaks its floor."""
    checked = (_check(floor, metrics.get(floor.metric)) for floor in floors)
    return [failure for failure in checked if failure]


def _check(floor: Floor, estimate: Estimate | None) -> Failure | None:
    value = estimate.value if estimate else None
    if value is None:
        problem = "was not measured"
    elif not value >= floor.at_least:
        problem = f"is {value:.4g}, which is less than {floor.at_least:g}"
    elif not value <= floor.at_most:
        problem = f"is {value:.4g}, which is more than {floor.at_most:g}"
    else:
        return None
    return Failure(metric=floor.metric, value=value, problem=problem)


def _floor(metric: str, bounds: Any, *, path: Path) -> Floor:
    fits = (
        isinstance(bounds, dict)
        and len(bounds) > 0
        and bounds.keys() <= {"at_least", "at_most"}
        and all(type(bound) in (int, float) and math.isfinite(bound) for bound in bounds.values())
    )
    if not fits:
        raise SettingsError(
            f"{path}, the floor of {metric} can't be used: {bounds!r}.",
            mend="Write { at_least = NUMBER }, { at_most = NUMBER }, or both in one.",
        )
    return Floor(metric=metric, **bounds)
