"""Fuse rankings by weighted reciprocal rank. Pure.

Source: Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual
rank learning methods", SIGIR 2009, with a weight a ranking.
"""

from collections import defaultdict
from collections.abc import Sequence

_SMOOTHING = 60
"""The constant of the paper: how little the first ranks outweigh those that follow."""


def fuse(
    rankings: Sequence[Sequence[str]], *, weights: Sequence[float]
) -> tuple[tuple[str, float], ...]:
    """Give (id, score) best first; equal scores keep the order of first appearance."""
    scores: dict[str, float] = defaultdict(float)
    for ranking, weight in zip(rankings, weights, strict=True):
        for rank, each in enumerate(ranking, start=1):
            scores[each] += weight / (_SMOOTHING + rank)
    return tuple(sorted(scores.items(), key=lambda pair: -pair[1]))
