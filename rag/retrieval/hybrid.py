"""Hybrid retrieval: dense and lexical passages, fused; then their best sentences as evidence."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy

from rag.index.filters import Filters
from rag.index.library import Library
from rag.index.splitting import Span
from rag.protocols import WordVectors
from rag.reading.copies import read_wording, repeats
from rag.reading.dates import find_dates
from rag.retrieval.fusion import fuse
from rag.retrieval.question import QuestionReading, read_question, search_terms
from rag.retrieval.relevance import Fit, Text, fit, term_weights
from rag.schema import Article, DateMention, Evidence, Passage, Question, RetrievedPassage
from rag.words import fold, words

_DEEPER = 4
"""Each half looks this many times deeper than asked, so that fusion has a choice."""

_FEW = 300
"""Passages that are sooner compared one by one than found by searching wider and wider."""

_VECTORS_KEPT = 4_000
"""Sentences whose vectors are remembered: about 150 MB."""

_WEIGHT_MEANING, _WEIGHT_COVERED, _WEIGHT_PERIOD = 0.3, 0.65, 0.05
"""Shares of a sentence's score; set on questions about the sample and the seed articles."""

_OTHER_KIND = 0.65
"""What the score is multiplied by where the sentence has nothing of the kind asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    article: Article
    start: int
    end: int
    dates: tuple[DateMention, ...]
    fit: Fit
    meaning: float

    @property
    def score(self) -> float:
        score = (
            _WEIGHT_MEANING * max(0.0, self.meaning)
            + _WEIGHT_COVERED * self.fit.covered
            + _WEIGHT_PERIOD * self.fit.period
        )
        return score if self.fit.kind else score * _OTHER_KIND

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]


class HybridRetriever:
    """rag.protocols.Retriever over a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._settings = library.settings.retrieval
        self._known: OrderedDict[str, WordVectors] = OrderedDict()

    def retrieve(self, question: Question) -> tuple[Evidence, ...]:
        """Give the best sentences of the best passages, best first."""
        reading = read_question(question)
        (asked,) = self._vectors([reading.text])
        found = self._passages(reading, question, vector=asked.text)
        candidates = self._candidates(found, reading, asked=asked)
        ranked = sorted(candidates, key=lambda each: -each.score)
        best = _distinct(ranked, count=self._settings.evidence)
        return tuple(
            Evidence(
                article_id=each.article.article_id,
                start=each.start,
                end=each.end,
                text=each.text,
                rank=rank,
                score=round(each.score, 4),
                lacking=each.fit.lacking,
                dates=each.dates,
                article=each.article,
            )
            for rank, each in enumerate(best, start=1)
        )

    def search(self, question: Question) -> tuple[RetrievedPassage, ...]:
        """Give the best passages, best first."""
        reading = read_question(question)
        vector = self._library.embedder.embed([reading.text])[0]
        return self._passages(reading, question, vector=vector)

    def _passages(
        self, reading: QuestionReading, question: Question, *, vector: numpy.ndarray
    ) -> tuple[RetrievedPassage, ...]:
        k = question.k or self._settings.passages
        filters = Filters(
            outlets=tuple(outlet.lower() for outlet in question.outlets),
            articles=question.articles,
            since=question.since,
            until=question.until,
        )
        catalogue = self._library.catalogue
        lexical = catalogue.search(search_terms(reading), filters=filters, k=k * _DEEPER)
        dense = self._dense(vector, filters=filters, k=k * _DEEPER)
        weight = self._settings.dense_weight
        fused = fuse([dense, lexical], weights=[weight, 1 - weight])
        best = islice(self._without_repeats(self._known_passages(fused, at_once=k * 2)), k)
        return tuple(
            RetrievedPassage(passage=passage, article=article, rank=rank, score=round(score, 6))
            for rank, (passage, article, score) in enumerate(best, start=1)
        )

    def _known_passages(
        self, ranked: Sequence[tuple[str, float]], *, at_once: int
    ) -> Iterator[tuple[Passage, float]]:
        for start in range(0, len(ranked), at_once):
            part = ranked[start : start + at_once]
            passages = self._library.catalogue.passages([passage_id for passage_id, _ in part])
            # A vector whose passage the catalogue doesn't know is left over from an ingest's end.
            yield from ((passages[each], score) for each, score in part if each in passages)

    def _without_repeats(
        self, found: Iterable[tuple[Passage, float]]
    ) -> Iterator[tuple[Passage, Article, float]]:
        """Yield passages with their articles, but none that repeats better ones of its copies."""
        said: dict[str, list[str]] = {}
        for passage, score in found:
            article = self._library.catalogue.article(passage.article_id)
            if article.copies:
                better = said.setdefault(article.voice, [])
                if repeats(read_wording([passage.text]), among=read_wording(better)):
                    continue
                better.append(passage.text)
            yield passage, article, score

    def _dense(self, vector: numpy.ndarray, *, filters: Filters, k: int) -> list[str]:
        vectors, catalogue = self._library.vectors, self._library.catalogue
        if not filters:
            return [each for each, _ in vectors.search(vector, k=k)]
        passing = catalogue.passage_ids(filters, limit=_FEW + 1)
        if len(passing) <= _FEW:
            return [each for each, _ in vectors.rank(vector, passing, k=k)]
        return self._among(catalogue.article_ids(filters), vector, k=k)

    def _among(self, allowed: frozenset[str], vector: numpy.ndarray, *, k: int) -> list[str]:
        """Search wider until enough passages are of these articles: Chroma's filter is slower."""
        width = k
        while True:
            found = self._library.vectors.search(vector, k=width)
            passing = [each for each, _ in found if each.rpartition(":")[0] in allowed]
            if len(passing) >= k or len(found) < width:
                return passing[:k]
            width *= 4

    def _weights(self, reading: QuestionReading) -> Mapping[str, float]:
        catalogue = self._library.catalogue
        spoken = {word.stem: fold(word.written) for word in (*reading.words, *reading.context)}
        counts = catalogue.document_frequencies(tuple(spoken.values()))
        frequencies = {stem: counts[word] for stem, word in spoken.items()}
        return term_weights(reading, frequencies=frequencies, passages=catalogue.size()[1])

    def _candidates(
        self, found: Sequence[RetrievedPassage], reading: QuestionReading, *, asked: WordVectors
    ) -> Iterator[_Candidate]:
        question = _text(reading.text, asked)
        weights = self._weights(reading)
        groups = list(self._sentences(found))
        texts = [
            article.text[start:end]
            for article, spans in groups
            for span in spans
            for start, end in span
        ]
        known = dict(zip(texts, self._vectors(texts), strict=True))
        for article, spans in groups:
            mentions = find_dates(article.text, published=article.reference_date)
            for before, (start, end) in spans:
                sentence = article.text[start:end]
                dates = _within(mentions, start=start, end=end)
                previous = article.text[slice(*before)]
                fitting = fit(
                    reading,
                    question=question,
                    sentence=_text(sentence, known[sentence]),
                    before=_text(previous, known[previous]) if previous else None,
                    title=article.title or "",
                    told=article.reference_date,
                    dates=dates,
                    weights=weights,
                )
                meaning = float(known[sentence].text @ asked.text)
                yield _Candidate(
                    article=article, start=start, end=end, dates=dates, fit=fitting, meaning=meaning
                )

    def _sentences(
        self, found: Sequence[RetrievedPassage]
    ) -> Iterator[tuple[Article, list[tuple[Span, Span]]]]:
        """Yield each article with its found sentences, each behind the one before it."""
        by_article: dict[str, list[RetrievedPassage]] = {}
        for each in found:
            by_article.setdefault(each.article.article_id, []).append(each)
        for article_id, hits in by_article.items():
            spans = self._library.catalogue.sentences(article_id)
            yield (
                hits[0].article,
                [
                    (before, (start, end))
                    for before, (start, end) in zip(((0, 0), *spans), spans, strict=False)
                    if any(hit.passage.start < end and start < hit.passage.end for hit in hits)
                ],
            )

    def _vectors(self, texts: Sequence[str]) -> list[WordVectors]:
        # Taken out first: another thread may push remembered ones out meanwhile.
        vectors = {text: known for text in texts if (known := self._known.get(text))}
        new = [text for text in dict.fromkeys(texts) if text not in vectors]
        fresh = dict(zip(new, self._library.embedder.embed_words(new), strict=True))
        self._known.update(fresh)
        while len(self._known) > _VECTORS_KEPT:
            self._known.popitem(last=False)
        vectors |= fresh
        return [vectors[text] for text in texts]


def _distinct(ranked: Sequence[_Candidate], *, count: int) -> list[_Candidate]:
    """Give the best candidates, each saying something that no better one says in its words."""
    best: list[_Candidate] = []
    for each in ranked:
        if len(best) == count:
            break
        if not any(_says_as_much(kept, each) for kept in best):
            best.append(each)
    return best


def _says_as_much(kept: _Candidate, other: _Candidate) -> bool:
    # A sentence that several outlets took over whole is one piece of evidence whoever wrote it.
    if kept.text == other.text:
        return True
    left, right = kept.article, other.article
    if left.voice != right.voice or left.article_id == right.article_id:
        return False
    return repeats(read_wording([other.text]), among=read_wording([kept.text]))


def _text(text: str, vectors: WordVectors) -> Text:
    return Text(text=text, words=tuple(words(text)), vectors=vectors.words)


def _within(mentions: Sequence[DateMention], *, start: int, end: int) -> tuple[DateMention, ...]:
    """Give the mentions inside a span, with offsets relative to its start."""
    return tuple(
        DateMention(
            text=mention.text,
            start=mention.start - start,
            end=mention.end - start,
            type=mention.type,
            value=mention.value,
            start_date=mention.start_date,
            end_date=mention.end_date,
            rule=mention.rule,
        )
        for mention in mentions
        if start <= mention.start and mention.end <= end
    )
