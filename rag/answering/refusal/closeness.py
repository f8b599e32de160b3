"""How near evidence comes to a question's words, each word read within its sentence."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

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


ReadClosely = Callable[[QuestionReading, Sequence[Evidence]], Closeness]
"""Reads the evidence beside the question once more; costs about 8 ms a sentence."""


class CloseReader:
    """Reads evidence with an embedder; what it read lately it remembers. Safe in several threads.

    The reports of one event carry the answers to most questions about it, so their sentences come
    again and again.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._recent = Recent[TextVectors](_REMEMBERED)

    def __call__(self, reading: QuestionReading, evidence: Sequence[Evidence]) -> Closeness:
        """Read the question and the sentences, each by itself."""
        asked = distinct(reading.words)
        if not asked or not evidence:
            return Closeness(meaning=0.0, words={word.stem: 0.0 for word in asked})
        (question,) = self._read({reading.text: asked}).values()
        sentences = self._recent.values([each.text for each in evidence], read=self._read_sentences)
        cosines = [
            (question.parts @ sentence.parts.T).max(axis=1)
            for sentence in sentences.values()
            if len(sentence.parts)
        ]
        return Closeness(
            meaning=max(float(question.whole @ each.whole) for each in sentences.values()),
            words={
                word.stem: max((float(each[place]) for each in cosines), default=0.0)
                for place, word in enumerate(asked)
            },
        )

    def _read_sentences(self, texts: Set[str]) -> dict[str, TextVectors]:
        return self._read({text: content_words(text) for text in texts})

    def _read(self, said: Mapping[str, Sequence[Word]]) -> dict[str, TextVectors]:
        parts = [[(word.start, word.end) for word in words] for words in said.values()]
        return dict(zip(said, self._embedder.embed_parts([*said], parts=parts), strict=True))


def closeness_by_words(reading: QuestionReading, evidence: Sequence[Evidence]) -> Closeness:
    """Give what stands in for closeness where no embedder is at hand: what no sentence lacks."""
    nowhere = frozenset.intersection(*(each.lacking for each in evidence))
    return Closeness(
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
