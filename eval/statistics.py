"""Honest numbers from few cases: an estimate comes with its interval. Pure."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

_RESAMPLES = 2000
_SEED = 20_260_112
_BLOCK = 500_000
_INTERVAL = (2.5, 97.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value with its 95 % percentile bootstrap interval over `n` cases; all None where n is 0."""

    value: float | None
    low: float | None
    high: float | None
    n: int


def estimate_mean(values: Sequence[float]) -> Estimate:
    """Estimate the mean; the resampling is seeded, so that equal values give equal intervals."""
    return _estimate(values, statistic=numpy.mean)


def estimate_median(values: Sequence[float]) -> Estimate:
    """Estimate the median, seeded as the mean is."""
    return _estimate(values, statistic=numpy.median)


def _estimate(values: Sequence[float], *, statistic: Callable[..., Any]) -> Estimate:
    if not values:
        return Estimate(value=None, low=None, high=None, n=0)
    sample = numpy.asarray(values, dtype=numpy.float64)
    random = numpy.random.default_rng(_SEED)
    # In blocks: one matrix of all resamples would take gigabytes for ten thousand cases.
    rows = min(_RESAMPLES, max(1, _BLOCK // len(sample)))
    resampled = [
        statistic(sample[random.integers(len(sample), size=(rows, len(sample)))], axis=1)
        for _ in range(math.ceil(_RESAMPLES / rows))
    ]
    low, high = numpy.percentile(numpy.concatenate(resampled), _INTERVAL)
    return Estimate(value=float(statistic(sample)), low=float(low), high=float(high), n=len(sample))
