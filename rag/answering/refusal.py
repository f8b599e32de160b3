"""Whether the evidence answers the question at all, by rules. Pure.

Small language models answer whatever they are asked, so the decision is taken here: a name that no
report knows, a thing asked for that no report mentions, too little of the question covered.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.retrieval.question import QuestionReading
from rag.schema import Evidence

_FAR = 0.5
"""Least score of the best sentence; set, like the next, on questions about the sample and the seed
articles."""

_DOUBTFUL = 0.55
"""Below this score every word of the question must be found, or something like it."""

_LEADING = 0.8
"""Evidence with at least this share of the best score is looked at beside the best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether to answer, and why in words."""

    answerable: bool
    reason: str


def judge(reading: QuestionReading, evidence: Sequence[Evidence]) -> Verdict:
    """Decide whether evidence, best first, answers the question."""
    if not evidence:
        return Verdict(answerable=False, reason="nothing bears on the question")
    best = evidence[0].score
    if best < _FAR:
        return Verdict(answerable=False, reason="the nearest evidence is too far from the question")
    leading = [each for each in evidence if each.score >= _LEADING * best]
    lacking = frozenset.intersection(*(each.lacking for each in leading))
    if lacking and best < _DOUBTFUL:
        return Verdict(
            answerable=False, reason=f"no report near it has {_written(lacking, reading)}"
        )
    return Verdict(answerable=True, reason="the evidence covers the question")


def _written(lacking: frozenset[str], reading: QuestionReading) -> str:
    asked = dict.fromkeys(word.written for word in reading.words if word.stem in lacking)
    return ", ".join(asked)
