"""The best sentences of the best passages, as evidence.

Nothing is embedded here: vectors of sentences and of words were stored as they were ingested.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy

from rag.index.library import Library
from rag.index.splitting import Span
from rag.index.vocabulary import comparable_words
from rag.reading.copies import read_wording, repeats
from rag.retrieval.matching import Matcher
from rag.retrieval.question import QuestionReading
from rag.retrieval.relevance import Fit, Text, fit, term_weights
from rag.schema import Article, DateMention, Evidence, RetrievedPassage

_WEIGHT_MEANING, _WEIGHT_COVERED, _WEIGHT_PERIOD = 0.3, 0.65, 0.05
"""Shares of a sentence's score; set on questions about the sample and the seed articles."""

_SORT = 0.05
"""What is added where a sentence calls a place as the question does."""

_OTHER_KIND = 0.65
"""What the score is multiplied by where the sentence has nothing of the kind asked for."""


_RATED = 12
"""Sentences that are rated word by word, which costs a millisecond for each two or three; with 16,
24 or 32 the same answers come out."""

_BESIDE = 0.5
"""What a word in the sentence before counts for choosing them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionVectors:
    """A question's vector, and those of the words of its reading, shape (words, dimensions).

    All have unit length but for words that nothing can be like, such as numbers: they have zeros.
    """

    whole: numpy.ndarray
    words: numpy.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """A sentence found: its place in its article, the place of the one before it, its likeness."""

    article: Article
    before: Span
    span: Span
    meaning: float

    @property
    def text(self) -> str:
        return self.article.text[slice(*self.span)]

    @property
    def text_before(self) -> str:
        return self.article.text[slice(*self.before)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rated:
    sentence: _Sentence
    dates: tuple[DateMention, ...]
    fit: Fit

    @property
    def score(self) -> float:
        score = (
            _WEIGHT_MEANING * max(0.0, self.sentence.meaning)
            + _WEIGHT_COVERED * self.fit.covered
            + _WEIGHT_PERIOD * self.fit.period
            + _SORT * self.fit.sort
        )
        return min(1.0, score) if self.fit.kind else score * _OTHER_KIND


def find_evidence(
    library: Library,
    found: Sequence[RetrievedPassage],
    reading: QuestionReading,
    *,
    vectors: QuestionVectors,
    count: int,
    each: int | None = None,
) -> tuple[Evidence, ...]:
    """Give the `count` best sentences of the passages, best first, none saying the same twice.

    `each` is how many an article may give at most, None for any number.
    """
    weights = _stem_weights(library, reading)
    everything = list(_sentences(library, found, vector=vectors.whole))
    # Twice as many where each article gets its share, lest one crowd out another.
    looked_at = 2 * count if each else max(count, _RATED)
    sentences = _likeliest(everything, weights=weights, count=looked_at)
    nearest = _Nearest(library, vectors.words)
    nearest.read(chain.from_iterable((one.text, one.text_before) for one in sentences))
    rated = [
        _rated(one, reading, dates=_dates(library, one), nearest=nearest, weights=weights)
        for one in sentences
    ]
    ranked = sorted(rated, key=lambda one: -one.score)
    best = _distinct(ranked, count=count, each=each or count)
    return tuple(_evidence(one, rank=rank) for rank, one in enumerate(best, start=1))


def _evidence(rated: _Rated, *, rank: int) -> Evidence:
    sentence = rated.sentence
    return Evidence(
        article_id=sentence.article.article_id,
        start=sentence.span[0],
        end=sentence.span[1],
        text=sentence.text,
        rank=rank,
        score=round(rated.score, 4),
        lacking=rated.fit.lacking,
        dates=rated.dates,
        article=sentence.article,
    )


def _sentences(
    library: Library, found: Sequence[RetrievedPassage], *, vector: numpy.ndarray
) -> Iterator[_Sentence]:
    """Yield the sentences of the passages, article by article."""
    by_article: dict[str, list[RetrievedPassage]] = {}
    for each in found:
        by_article.setdefault(each.article.article_id, []).append(each)
    for article_id, body in library.catalogue.bodies(by_article.keys()).items():
        hits = [each.passage for each in by_article[article_id]]
        cosines = body.vectors.astype(numpy.float32) @ vector if len(body.vectors) else ()
        pairs = zip(((0, 0), *body.sentences), body.sentences, cosines, strict=False)
        for before, span, cosine in pairs:
            if any(hit.start < span[1] and span[0] < hit.end for hit in hits):
                yield _Sentence(
                    article=body.article, before=before, span=span, meaning=float(cosine)
                )


def _likeliest(
    sentences: Sequence[_Sentence], *, weights: Mapping[str, float], count: int
) -> list[_Sentence]:
    """Give the sentences that are worth a closer look, in their order."""
    if len(sentences) <= count:
        return list(sentences)
    texts, befores = zip(*((each.text, each.text_before) for each in sentences), strict=True)
    places = {text: place for place, text in enumerate(dict.fromkeys((*texts, *befores)))}
    held = Matcher([*weights]).counts([*places]) > 0
    there, before = (held[[places[text] for text in each]] for each in (texts, befores))
    shares = numpy.array([*weights.values()]) / max(sum(weights.values()), 1e-9)
    scores = _WEIGHT_COVERED * numpy.maximum(there, _BESIDE * before) @ shares
    scores += _WEIGHT_MEANING * numpy.array([each.meaning for each in sentences])
    best = numpy.argsort(-scores, kind="stable")[:count]
    return [sentences[place] for place in sorted(best)]


class _Nearest:
    """How near the words of texts come to those of a question."""

    def __init__(self, library: Library, question: numpy.ndarray) -> None:
        self._catalogue = library.catalogue
        self._question = question
        self._words: dict[str, frozenset[str]] = {}
        self._cosines: Mapping[str, numpy.ndarray] = {}

    def read(self, texts: Iterator[str]) -> None:
        """Compare all words of these texts with the question's, each once."""
        self._words = {text: frozenset(comparable_words(text)) for text in dict.fromkeys(texts)}
        vectors = self._catalogue.word_vectors(frozenset(chain.from_iterable(self._words.values())))
        if vectors and len(self._question):
            cosines = self._question @ numpy.stack([*vectors.values()]).T
            self._cosines = dict(zip(vectors, cosines.T, strict=True))

    def beside(self, text: str) -> Text:
        """Give one of the texts with the highest cosine of each of the question's words."""
        found = [self._cosines[word] for word in self._words[text] if word in self._cosines]
        nothing = numpy.zeros(len(self._question), dtype=numpy.float32)
        return Text(text=text, nearest=numpy.max(found, axis=0) if found else nothing)


def _stem_weights(library: Library, reading: QuestionReading) -> Mapping[str, float]:
    frequencies = library.lexical.frequencies([word.stem for word in reading.words])
    return term_weights(reading, frequencies=frequencies, passages=library.catalogue.size()[1])


def _rated(
    sentence: _Sentence,
    reading: QuestionReading,
    *,
    dates: tuple[DateMention, ...],
    nearest: _Nearest,
    weights: Mapping[str, float],
) -> _Rated:
    fitting = fit(
        reading,
        sentence=nearest.beside(sentence.text),
        before=nearest.beside(sentence.text_before) if sentence.text_before else None,
        title=sentence.article.title or "",
        told=sentence.article.reference_date,
        dates=dates,
        weights=weights,
    )
    return _Rated(sentence=sentence, dates=dates, fit=fitting)


def _distinct(ranked: Sequence[_Rated], *, count: int, each: int) -> list[_Rated]:
    """Give the best sentences, each saying something that no better one says in its words."""
    best: list[_Rated] = []
    given = Counter[str]()
    for one in ranked:
        if len(best) == count:
            break
        article_id = one.sentence.article.article_id
        if given[article_id] < each and not any(
            _says_as_much(kept.sentence, one.sentence) for kept in best
        ):
            best.append(one)
            given[article_id] += 1
    return best


def _says_as_much(kept: _Sentence, other: _Sentence) -> bool:
    # A sentence that several outlets took over whole is one piece of evidence whoever wrote it.
    if kept.text == other.text:
        return True
    left, right = kept.article, other.article
    if left.voice != right.voice or left.article_id == right.article_id:
        return False
    return repeats(read_wording([other.text]), among=read_wording([kept.text]))


def _dates(library: Library, sentence: _Sentence) -> tuple[DateMention, ...]:
    """Give the time expressions of a sentence, with offsets relative to its start."""
    start, _ = sentence.span
    mentions = library.catalogue.dates(sentence.article.article_id, within=sentence.span)
    return tuple(replace(each, start=each.start - start, end=each.end - start) for each in mentions)
