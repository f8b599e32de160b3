"""The passages that may serve a question, with all that scoring needs to know of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy

from rag.index.catalogue import Body
from rag.index.filters import Filters
from rag.index.lexical import FieldWeights, Term
from rag.index.library import Library
from rag.index.nearest import nearest
from rag.index.splitting import Span
from rag.retrieval.matching import Matcher
from rag.retrieval.planning import Period, Plan, Search
from rag.retrieval.scoring import Counts, Weights, rarity, score
from rag.retrieval.variety import Candidate
from rag.schema import Passage
from rag.words import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question on its way: its plan, its vector, the stems of its quoted phrases, and its place.

    `within` are the ids of the articles that pass the reader's filters, None where all do.
    """

    plan: Plan
    phrases: tuple[tuple[str, ...], ...]
    vector: numpy.ndarray
    within: frozenset[str] | None

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems that are searched for, each once."""
        return tuple(dict.fromkeys(stem for each in self.plan.searches for stem in each.weights))


def find_candidates(
    library: Library, asked: Asked, *, weights: Weights, depth: int
) -> tuple[Candidate, ...]:
    """Give the passages that a question's searches find, scored, best first.

    `depth` is how many of the lexically best and of the nearest passages each search looks at.
    """
    meant = [_articles_meant(library, asked, search) for search in asked.plan.searches]
    ids = dict.fromkeys(
        passage_id
        for search, within in zip(asked.plan.searches, meant, strict=True)
        for passage_id in _lexical(library, asked, search, within=within, depth=depth)
    )
    for within in dict.fromkeys(meant) if weights.meaning else ():
        near = nearest(library, asked.vector, within=within, k=depth)
        ids |= dict.fromkeys(passage_id for passage_id, _ in near)
    pool = _Pool(library, [*ids])
    scores = score(
        pool.counts(asked.stems, phrases=asked.phrases),
        pool.meaning(asked.vector),
        weights=weights,
        asked=_asked_weights(asked),
        allowed=numpy.array([pool.within(each) for each in meant]),
        favoured=numpy.array([pool.published(each.days) for each in asked.plan.searches]),
    )
    order = numpy.argsort(-scores, kind="stable")
    return tuple(pool.candidate(place, float(scores[place])) for place in order)


def _articles_meant(library: Library, asked: Asked, search: Search) -> frozenset[str] | None:
    """Give the ids of the articles that a search is for, None for all."""
    if not search.outlets:
        return asked.within
    named = library.catalogue.article_ids(Filters(outlets=tuple(search.outlets)))
    passing = named if asked.within is None else named & asked.within
    # A reader who filters the named outlet out still wants an answer from the others.
    return passing or asked.within


def _lexical(
    library: Library, asked: Asked, search: Search, *, within: frozenset[str] | None, depth: int
) -> list[str]:
    terms = [Term(words=(stem,), weight=weight) for stem, weight in search.weights.items()]
    terms += [Term(words=phrase) for phrase in asked.phrases]
    found = library.lexical.search(terms, k=depth, within=within, weights=_FIELDS)
    return [passage_id for passage_id, _ in found]


_FIELDS = FieldWeights(text=1.0, title=0.2, outlet=0.0)
"""What finds candidates; how they are ranked is decided afterwards."""


def _asked_weights(asked: Asked) -> numpy.ndarray:
    return numpy.array(
        [[each.weights.get(stem, 0.0) for stem in asked.stems] for each in asked.plan.searches],
        dtype=numpy.float32,
    )


class _Pool:
    """The candidates, in the order in which they were found."""

    def __init__(self, library: Library, passage_ids: Sequence[str]) -> None:
        self._library = library
        # A passage that the catalogue doesn't know is left over from an ingest's end.
        there = library.catalogue.passages(passage_ids)
        found = [there[each] for each in passage_ids if each in there]
        self._bodies = library.catalogue.bodies({each.article_id for each in found})
        self._passages = [each for each in found if each.article_id in self._bodies]
        self._held = [_overlapped(self._body(each).sentences, each) for each in self._passages]

    def candidate(self, place: int, scored: float) -> Candidate:
        passage = self._passages[place]
        return Candidate(passage=passage, article=self._body(passage).article, score=scored)

    def counts(self, stems: Sequence[str], *, phrases: Sequence[Sequence[str]]) -> Counts:
        """Count the stems in the passages, their sentences and their titles."""
        matcher = Matcher(stems)
        texts = [self._sentences(place) for place in range(len(self._passages))]
        sentences = matcher.counts([text for own in texts for text in own])
        begin = numpy.cumsum([0, *(len(own) for own in texts)])[:-1]
        titles = matcher.counts([self._body(each).article.title or "" for each in self._passages])
        frequencies = self._library.lexical.frequencies(stems)
        _, passages = self._library.catalogue.size()
        return Counts(
            words=numpy.add.reduceat(sentences, begin, axis=0) if texts else sentences,
            titles=titles,
            sentences=sentences,
            begin=begin,
            lengths=numpy.array([len(each.text) for each in self._passages], dtype=numpy.float32),
            rarity=rarity([frequencies[stem] for stem in stems], passages=passages),
            phrases=numpy.array([_share_said(phrases, each.text) for each in self._passages]),
        )

    def _sentences(self, place: int) -> list[str]:
        """Give a passage's sentences, as far as they are in it; at least one, if empty."""
        passage, (first, last) = self._passages[place], self._held[place]
        spans = self._body(passage).sentences[first:last] or [(passage.start, passage.end)]
        return [
            passage.text[max(0, start - passage.start) : end - passage.start]
            for start, end in spans
        ]

    def meaning(self, vector: numpy.ndarray) -> numpy.ndarray:
        """Compare the passages' sentences with the question's vector: cosine of the nearest."""
        return numpy.array(
            [
                (self._body(passage).vectors[first:last].astype(numpy.float32) @ vector).max(
                    initial=0.0
                )
                for passage, (first, last) in zip(self._passages, self._held, strict=True)
            ]
        )

    def within(self, article_ids: frozenset[str] | None) -> list[bool]:
        """Tell of each passage whether it is of these articles."""
        return [article_ids is None or each.article_id in article_ids for each in self._passages]

    def published(self, days: Sequence[Period]) -> list[bool]:
        """Tell of each passage whether its article is of one of these periods."""
        return [_is_of(self._body(each).article.reference_date, days) for each in self._passages]

    def _body(self, passage: Passage) -> Body:
        return self._bodies[passage.article_id]


def _overlapped(spans: Sequence[Span], passage: Passage) -> tuple[int, int]:
    """Give the first of the sentences that a passage overlaps, and the first behind them."""
    first = next((at for at, span in enumerate(spans) if span[1] > passage.start), len(spans))
    last = next((at for at in range(first, len(spans)) if spans[at][0] >= passage.end), len(spans))
    return first, last


def _share_said(phrases: Sequence[Sequence[str]], text: str) -> float:
    """Give the share of the phrases whose stems stand in the text one behind the other."""
    if not phrases:
        return 0.0
    said = f" {' '.join(word.stem for word in words(text))} "
    return sum(f" {' '.join(phrase)} " in said for phrase in phrases) / len(phrases)


def _is_of(day: date | None, periods: Sequence[Period]) -> bool:
    return day is not None and any(first <= day <= last for first, last in periods)
