"""What of the evidence is quoted where more than the best is wanted. Pure."""

from collections.abc import Sequence

from rag.schema import Evidence

_FURTHER = 0.55
"""Share of the best sentence's score from which another is quoted as well; set on CLAPNQ's dev
half, where one article is asked."""


def near_best(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Give what fits nearly as well as the best, in the order given."""
    best = max((each.score for each in evidence), default=0.0)
    return tuple(each for each in evidence if each.score >= _FURTHER * best)


def told_by_one(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Give what a single article tells, in its order.

    Who asks one article wants what it says of the matter, which seldom stands in one sentence.
    """
    return tuple(sorted(near_best(evidence), key=lambda each: each.start))
