"""Hybrid retrieval: a question's searches, their passages scored together, the best sentences.

    Question -> reading, plan -> candidates (lexical and dense) -> scored -> reranked where a
    cross-encoder is set -> varied -> RetrievedPassage -> Evidence

A question is embedded once, and nothing else is.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy

from rag.index.entries import embedded_text
from rag.index.filters import filters_of
from rag.index.library import Library
from rag.index.vocabulary import comparable_words
from rag.retrieval.candidates import Asked, find_candidates
from rag.retrieval.evidence import QuestionVectors, find_evidence
from rag.retrieval.noting import searched_for
from rag.retrieval.planning import Plan, make_plan
from rag.retrieval.question import QuestionReading, read_question
from rag.retrieval.reranking import CrossEncoderReranker
from rag.retrieval.scoring import Weights, reranked
from rag.retrieval.variety import Candidate, varied
from rag.schema import Found, Question, RetrievedPassage
from rag.words import words

_EACH = 4
"""Sentences of each article where each is asked for itself."""


class HybridRetriever:
    """rag.protocols.Retriever over a library."""

    def __init__(self, library: Library, *, reranker: CrossEncoderReranker | None = None) -> None:
        self._library = library
        self._settings = library.settings.retrieval
        self._reranker = reranker

    def retrieve(self, question: Question) -> Found:
        """Give the best sentences of the best passages, best first."""
        reading, plan = self._read(question)
        vectors = self._vectors(reading)
        found = self._passages(reading, plan, question, vector=vectors.whole)
        evidence = find_evidence(
            self._library,
            found,
            reading,
            vectors=vectors,
            count=len(question.articles) * _EACH if question.asks_each else self._settings.evidence,
            each=_EACH if question.asks_each else None,
        )
        searched = searched_for(question, plan=plan, catalogue=self._library.catalogue)
        return Found(evidence=evidence, searched=searched)

    def search(self, question: Question) -> tuple[RetrievedPassage, ...]:
        """Give the best passages, best first."""
        reading, plan = self._read(question)
        vector = self._library.embedder.embed([reading.text])[0]
        return self._passages(reading, plan, question, vector=vector)

    def _read(self, question: Question) -> tuple[QuestionReading, Plan]:
        reading = read_question(question)
        plan = make_plan(
            reading,
            outlets=self._library.catalogue.outlets(),
            by_outlet=self._settings.by_outlet,
            elsewhere=self._settings.elsewhere,
        )
        return reading, plan

    def _passages(
        self, reading: QuestionReading, plan: Plan, question: Question, *, vector: numpy.ndarray
    ) -> tuple[RetrievedPassage, ...]:
        settings = self._settings
        filters = filters_of(question)
        within = self._library.catalogue.article_ids(filters) if filters else None
        count = question.k or settings.passages
        candidates = find_candidates(
            self._library,
            Asked(plan=plan, phrases=_phrases(reading), vector=vector, within=within),
            weights=Weights(
                title=settings.title,
                sentence=settings.sentence,
                meaning=settings.meaning,
                published=settings.published,
                phrase=settings.phrase,
            ),
            depth=max(settings.depth, count),
        )
        best = varied(self._reranked(reading, candidates), crowding=settings.crowding, count=count)
        return tuple(
            RetrievedPassage(
                passage=each.passage, article=each.article, rank=rank, score=round(each.score, 6)
            )
            for rank, each in enumerate(best, start=1)
        )

    def _reranked(
        self, reading: QuestionReading, candidates: Sequence[Candidate]
    ) -> Sequence[Candidate]:
        """Let the cross-encoder, where there is one, order the first of the candidates anew."""
        first = candidates[: self._settings.depth]
        if self._reranker is None or not first:
            return candidates
        texts = [embedded_text(each.passage, each.article) for each in first]
        scores = reranked(
            numpy.array([each.score for each in first]),
            self._reranker.scores(reading.text, texts),
            weight=self._settings.reranker_weight,
        )
        order = numpy.argsort(-scores, kind="stable")
        best = [replace(first[place], score=float(scores[place])) for place in order]
        # What it did not read stays behind what it did.
        return [*best, *(replace(each, score=0.0) for each in candidates[len(first) :])]

    def _vectors(self, reading: QuestionReading) -> QuestionVectors:
        """Embed the question, and those of its words that no article has, in one pass."""
        said = [next(iter(comparable_words(word.written)), "") for word in reading.words]
        known = self._library.catalogue.word_vectors(frozenset(said) - {""})
        unknown = sorted(frozenset(said) - known.keys() - {""})
        whole, *own = self._library.embedder.embed([reading.text, *unknown])
        vectors = {**known, **dict(zip(unknown, own, strict=True))}
        nothing = numpy.zeros_like(whole)
        words = [vectors.get(each, nothing) for each in said]
        return QuestionVectors(whole=whole, words=numpy.array(words).reshape(-1, len(whole)))


def _phrases(reading: QuestionReading) -> tuple[tuple[str, ...], ...]:
    """Give the stems of what is quoted; a single word is searched for as it is."""
    stems = (tuple(word.stem for word in words(phrase)) for phrase in reading.phrases)
    return tuple(each for each in stems if len(each) > 1)
