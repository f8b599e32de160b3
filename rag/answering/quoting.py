"""What of the evidence is quoted where one article is asked. Pure."""

from collections.abc import Sequence

from rag.schema import Evidence

_FURTHER = 0.55
"""Share of the best sentence's score from which another of its article is quoted as well; set on
CLAPNQ's dev half."""


def told_by_one(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Give what a single article tells, in its order.

    Who asks one article wants what it says of the matter, which seldom stands in one sentence.
    """
    best = max((each.score for each in evidence), default=0.0)
    near = (each for each in evidence if each.score >= _FURTHER * best)
    return tuple(sorted(near, key=lambda each: each.start))
