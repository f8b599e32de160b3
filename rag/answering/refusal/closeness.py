"""How near evidence comes to a question's words, each word read within its sentence."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy

from rag.index.recent import Recent
from rag.protocols import Embedder, TextVectors
from rag.retrieval.question import QuestionReading
from rag.schema import Evidence
from rag.words import Word, content_words

_USUAL, _NEAR_WORD, _FAR_WORD = 0.6, 0.85, 0.35
"""What is usual for a question that is answered: its likeness to a sentence, and the cosines of
words that its evidence has and of those that it hasn't."""

_REMEMBERED = 2_000
"""Sentences whose vectors are kept, each some 20 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeness:
    """Cosines: `meaning` of the whole question with the nearest sentence, `words` by stem.

    A word's is the highest with any content word of any sentence. Words are read in their context:
    "paid" is near "wages" where both speak of work, and far from it where a fine is paid.
    """

    meaning: float
    words: Mapping[str, float]

    @property
    def mean(self) -> float:
        """The mean over the question's words."""
        return sum(self.words.values()) / len(self.words) if self.words else 0.0


ALIKE = 1.0
"""The highest cosine there is."""

ReadClosely = Callable[[QuestionReading, Sequence[Evidence]], Iterator[Closeness]]
"""Reads the evidence, best first, beside the question once more, and gives how near it has come so
far, again and again; a sentence costs about 8 ms."""


class CloseReader:
    """Reads evidence with an embedder; what it read lately it remembers. Safe in several threads.

    The reports of one event carry the answers to most questions about it, so their sentences come
    again and again.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._recent = Recent[TextVectors](_REMEMBERED)

    def __call__(
        self, reading: QuestionReading, evidence: Sequence[Evidence]
    ) -> Iterator[Closeness]:
        """Read the question and the sentences, each by itself; twice as many for the next word."""
        asked = distinct(reading.words)
        if not asked or not evidence:
            yield Closeness(meaning=0.0, words={word.stem: 0.0 for word in asked})
            return
        (question,) = self._read({reading.text: asked}).values()
        meaning, nearest = -ALIKE, numpy.zeros(len(asked))
        for texts in _doubling([each.text for each in evidence]):
            for sentence in self._recent.values(texts, read=self._read_sentences).values():
                meaning = max(meaning, float(question.whole @ sentence.whole))
                if len(sentence.parts):
                    cosines = (question.parts @ sentence.parts.T).max(axis=1)
                    nearest = numpy.maximum(nearest, cosines)
            words = zip((word.stem for word in asked), nearest.tolist(), strict=True)
            yield Closeness(meaning=meaning, words=dict(words))

    def _read_sentences(self, texts: Set[str]) -> dict[str, TextVectors]:
        return self._read({text: content_words(text) for text in texts})

    def _read(self, said: Mapping[str, Sequence[Word]]) -> dict[str, TextVectors]:
        parts = [[(word.start, word.end) for word in words] for words in said.values()]
        return dict(zip(said, self._embedder.embed_parts([*said], parts=parts), strict=True))


def closeness_by_words(
    reading: QuestionReading, evidence: Sequence[Evidence]
) -> Iterator[Closeness]:
    """Yield what stands in for closeness where no embedder is at hand: what no sentence lacks."""
    nowhere = frozenset.intersection(*(each.lacking for each in evidence))
    yield Closeness(
        meaning=_USUAL,
        words={
            word.stem: _FAR_WORD if word.stem in nowhere else _NEAR_WORD
            for word in distinct(reading.words)
        },
    )


def distinct(words: Sequence[Word]) -> tuple[Word, ...]:
    """Give each stem's first word."""
    first: dict[str, Word] = {}
    for word in words:
        first.setdefault(word.stem, word)
    return tuple(first.values())


def _doubling(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the first of them, and then as many as came before, until there is none."""
    start, end = 0, 1
    while start < len(texts):
        yield texts[start:end]
        start, end = end, 2 * end
