"""How well passages fit the searches of a question. Pure.

For each search a passage's score is a weighted sum of

    words      BM25 of its words over the rarity of all words of the search
    title      the same of its article's title
    sentence   the share of the question's words, by rarity, that its best sentence holds: words
               near one another say more than words spread over the passage
    meaning    cosine of the question and the sentence of it that is nearest
    published  whether the article is of a day that the search favours
    phrase     the share of the question's quoted words that it holds as they stand

Searches are made comparable by the best passage of each, so that each is served.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

_SATURATION, _LENGTH = 1.2, 0.75
"""BM25's k1 and b, at their usual values. Source: Robertson and Zaragoza, "The Probabilistic
Relevance Framework: BM25 and Beyond", 2009."""

_EVENED = 0.8
"""How far a search with a poorer best passage is raised to the others: 1 would be to the same
height, and which passage comes first of all would be left to chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each part of a passage's score weighs; words weigh 1. At 0 a part is left out."""

    title: float
    sentence: float
    meaning: float
    published: float
    phrase: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What is counted of the candidates: `words` (passages, stems), `titles` (passages, stems),
    `sentences` (sentences, stems), and the row of `sentences` where each passage's `begin`; the
    passages' `lengths`; `rarity` (stems,), each stem's inverse document frequency; `phrases`
    (passages,), the share of the quoted phrases.
    """

    words: numpy.ndarray
    titles: numpy.ndarray
    sentences: numpy.ndarray
    begin: numpy.ndarray
    lengths: numpy.ndarray
    rarity: numpy.ndarray
    phrases: numpy.ndarray


def rarity(frequencies: Sequence[int], *, passages: int) -> numpy.ndarray:
    """Give the inverse document frequency of stems that so many of the passages hold."""
    held = numpy.asarray(frequencies, dtype=numpy.float32)
    found: numpy.ndarray = numpy.log(1 + (passages - held + 0.5).clip(0.5) / (held + 0.5))
    return found


def score(
    counts: Counts,
    meaning: numpy.ndarray,
    *,
    weights: Weights,
    asked: numpy.ndarray,
    allowed: numpy.ndarray,
    favoured: numpy.ndarray,
) -> numpy.ndarray:
    """Give each passage its score, shape (passages,), by the search that it serves best.

    `meaning` are the cosines, shape (passages,), of the question and each passage's nearest
    sentence; `asked` are the searches' weights of stems, shape (searches, stems); `allowed` and
    `favoured` tell, shape (searches, passages), which passages a search is for and whose day it
    favours. What no search is for has a score of -inf.
    """
    if not len(counts.words):
        return numpy.zeros(0, dtype=numpy.float32)
    valued = asked * counts.rarity
    valued /= valued.sum(axis=1, keepdims=True).clip(1e-6)
    scores = valued @ _saturated(counts.words, lengths=counts.lengths / counts.lengths.mean()).T
    if weights.title:
        scores += weights.title * valued @ _saturated(counts.titles, lengths=1.0).T
    if weights.sentence:
        held = valued @ (counts.sentences > 0).T
        scores += weights.sentence * numpy.maximum.reduceat(held, counts.begin, axis=1)
    scores += weights.meaning * meaning
    scores += weights.published * favoured + weights.phrase * counts.phrases
    return _evened(numpy.where(allowed, scores, -numpy.inf))


def _saturated(counts: numpy.ndarray, *, lengths: numpy.ndarray | float) -> numpy.ndarray:
    """Give BM25's share of a stem's rarity, for counts of shape (passages, stems)."""
    norm = numpy.atleast_1d(_SATURATION * (1 - _LENGTH + _LENGTH * lengths))[:, None]
    shares: numpy.ndarray = counts * (_SATURATION + 1) / (counts + norm)
    return shares


def _evened(scores: numpy.ndarray) -> numpy.ndarray:
    """Bring the searches to nearly one height, and give each passage its best score of any."""
    highest = scores.max(axis=1, initial=-numpy.inf, keepdims=True)
    height = numpy.where(highest > 0, highest, 1.0) ** _EVENED
    best: numpy.ndarray = (scores / height).max(axis=0, initial=-numpy.inf)
    return best


def reranked(scores: numpy.ndarray, read: numpy.ndarray, *, weight: float) -> numpy.ndarray:
    """Mix scores with those of a reranker, each drawn out to 0..1, the reranker's by `weight`."""
    mixed: numpy.ndarray = (1 - weight) * _drawn_out(scores) + weight * _drawn_out(read)
    return mixed


def _drawn_out(scores: numpy.ndarray) -> numpy.ndarray:
    least, span = scores.min(), scores.max() - scores.min()
    return (scores - least) / span if span > 0 else numpy.zeros_like(scores)
