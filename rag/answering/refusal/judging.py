"""Whether the evidence answers the question at all, by a chance and by what is lacking. Pure.

Small language models answer whatever they are asked, so the decision is taken here. The chance is a
logistic function of seven measures; tests/benchmarks/refusal.py fits it anew.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.refusal.closeness import (
    ALIKE,
    Closeness,
    ReadClosely,
    closeness_by_words,
    distinct,
)
from rag.answering.refusal.lacks import lacks, leading
from rag.retrieval.question import QuestionReading
from rag.schema import Evidence

_INTERCEPT = -6.7
_WEIGHTS = (7.3, 3.1, -0.95, 3.4, -6.4, 12.2, 6.2)
"""In the order of `measures`; fitted on 121 questions about the sample, 600 of CLAPNQ's dev half
and 200 of MultiHop-RAG's: the sets, and in each both kinds of questions, weigh about the same."""

LEAST = 0.35
"""Least chance with which a question is answered."""

DOUBTFUL = 0.8
"""Below this chance nothing that is asked for may be lacking, and a second opinion is worth it."""

_FEW = 8
"""Words up to which one sentence may hold all of a question."""

_FAR = 0.45
"""Cosine below which nothing is like a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether to answer, and why in words for readers; if `certain`, nobody else need be asked."""

    answerable: bool
    reason: str
    certain: bool = True


def judge(
    reading: QuestionReading, evidence: Sequence[Evidence], *, closely: ReadClosely | None = None
) -> Verdict:
    """Decide whether evidence, best first, answers the question.

    Without `closely` the words that no sentence has stand in for what it would read. It reads no
    further than it can change the verdict: the chance only rises with what is read.
    """
    if not evidence:
        return Verdict(answerable=False, reason="nothing bears on the question")
    lacking = next(lacks(reading, evidence), None)
    highest = chance_of(measures(reading, evidence, closeness=_nearest(reading)))
    if lacking is not None and highest < DOUBTFUL:
        return Verdict(answerable=False, reason=lacking)
    enough = LEAST if highest < DOUBTFUL else DOUBTFUL
    for closeness in (closely or closeness_by_words)(reading, evidence):
        chance = chance_of(measures(reading, evidence, closeness=closeness))
        if chance >= enough:
            break
    if chance < DOUBTFUL and lacking is not None:
        return Verdict(answerable=False, reason=lacking)
    if chance < LEAST:
        reason = _too_far(reading, evidence, closeness=closeness)
        return Verdict(answerable=False, reason=reason)
    certain = chance >= DOUBTFUL
    return Verdict(answerable=True, reason="the evidence covers the question", certain=certain)


def measures(
    reading: QuestionReading, evidence: Sequence[Evidence], *, closeness: Closeness
) -> tuple[float, ...]:
    """Measure how well the evidence covers the question.

    The best sentence's score; how near its words come on average; for a question without names that
    it is one, and its likeness to a sentence, for then nothing else tells what it is about; and for
    a long one, which no sentence covers, how long it is, by itself, with the score and with the
    likeness.
    """
    score, nameless = evidence[0].score, float(not reading.names)
    long = math.log(max(len(distinct(reading.words)), _FEW) / _FEW)
    return (
        score,
        closeness.mean,
        nameless,
        nameless * closeness.meaning,
        long,
        long * score,
        long * closeness.meaning,
    )


def chance_of(measured: Sequence[float]) -> float:
    """Give the chance, 0..1, that a question so measured is answered."""
    logit = _INTERCEPT + sum(w * m for w, m in zip(_WEIGHTS, measured, strict=True))
    return 1 / (1 + math.exp(-logit))


def _nearest(reading: QuestionReading) -> Closeness:
    """Give the highest closeness that any evidence could have."""
    return Closeness(meaning=ALIKE, words={word.stem: ALIKE for word in distinct(reading.words)})


def _too_far(
    reading: QuestionReading, evidence: Sequence[Evidence], *, closeness: Closeness
) -> str:
    nowhere = frozenset.intersection(*(each.lacking for each in leading(evidence)))
    nothing_like = [
        word.written
        for word in distinct(reading.words)
        if word.stem in nowhere and closeness.words.get(word.stem, 0.0) < _FAR
    ]
    if nothing_like:
        return f"no report near it has anything like {', '.join(map(_quoted, nothing_like))}"
    return "the nearest reports are too far from the question"


def _quoted(word: str) -> str:
    return f"“{word}”"
