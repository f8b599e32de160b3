"""Fusion of rankings."""

import pytest

from rag.retrieval.fusion import fuse


def _order(*rankings: list[str], weights: list[float]) -> list[str]:
    return [each for each, _ in fuse(rankings, weights=weights)]


def test_what_both_rankings_have_comes_first() -> None:
    assert _order(["otter", "heron"], ["heron", "stoat"], weights=[0.5, 0.5]) == [
        "heron", "otter", "stoat",
    ]  # fmt: skip


def test_the_heavier_ranking_decides() -> None:
    assert _order(["otter"], ["heron"], weights=[0.2, 0.8]) == ["heron", "otter"]
    assert _order(["otter"], ["heron"], weights=[0.8, 0.2]) == ["otter", "heron"]


def test_equal_scores_keep_the_order_of_first_appearance() -> None:
    assert _order(["otter"], ["heron"], ["asp"], weights=[1, 1, 1]) == ["otter", "heron", "asp"]


def test_scores_fall_and_every_id_is_there_once() -> None:
    fused = fuse([["a", "b", "c"], ["c", "d"]], weights=[1, 1])
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)
    assert sorted(each for each, _ in fused) == ["a", "b", "c", "d"]
    assert min(scores) > 0


def test_a_score_is_the_weighted_sum_of_reciprocal_ranks() -> None:
    (first, alone), (_, behind) = fuse([["otter", "heron"]], weights=[2])
    assert first == "otter"
    assert 1 / behind - 1 / alone == pytest.approx(0.5)


def test_nothing_fuses_to_nothing() -> None:
    assert fuse([], weights=[]) == ()
    assert fuse([[], []], weights=[1, 1]) == ()


def test_every_ranking_needs_its_weight() -> None:
    with pytest.raises(ValueError, match="zip"):
        fuse([["otter"]], weights=[1, 1])
