"""News without end, for measuring how retrieval grows: text, questions about it, stand-in vectors.

Sentences of given articles are shuffled, and words in them exchanged for invented ones, a cast for
each article, drawn as words are in language: few often, most hardly ever. So no article is a copy
of another, and the words of a question pick out some passages among many.
"""

import random
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy

from eval.corpus import read_corpus
from rag.protocols import Embedder, TextVectors
from rag.schema import Article, Question

_DIMENSIONS = 384
_SYLLABLES = [first + last for first in "bdfgklmnprstvz" for last in ("a", "el", "i", "on", "u")]
_INVENTED = 40_000
_CAST = 60
"""Invented words that an article keeps to."""

_EXCHANGED = 0.25
"""The share of words exchanged, short ones apart."""

_OUTLETS, _AUTHORS, _DAYS = 60, 400, 730
_FIRST_DAY = date(2024, 1, 1)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_CONTENT = re.compile(r"\b[^\W\d_]{5,}\b")


class StandIn:
    """rag.protocols.Embedder for ingest alone: random unit vectors, under the real one's name.

    What is searched for later goes through the real one, on the index made so.
    """

    def __init__(self, real: Embedder) -> None:
        self._real = real
        self._random = numpy.random.default_rng(7)

    @property
    def identity(self) -> str:
        return self._real.identity

    def embed(self, texts: Sequence[str]) -> numpy.ndarray:
        vectors = self._random.standard_normal((len(texts), _DIMENSIONS), dtype=numpy.float32)
        return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)

    def embed_parts(
        self, texts: Sequence[str], *, parts: Sequence[Sequence[tuple[int, int]]]
    ) -> list[TextVectors]:
        return [
            TextVectors(whole=self.embed([text])[0], parts=self.embed(spans))
            for text, spans in zip(texts, parts, strict=True)
        ]

    def count_tokens(self, text: str) -> int:
        return self._real.count_tokens(text)

    def load(self) -> None:
        self._real.load()


def invented(number: int) -> str:
    """Give the word of a number, each its own: two to four syllables."""
    syllables = []
    number += len(_SYLLABLES)
    while number:
        number, place = divmod(number, len(_SYLLABLES))
        syllables.append(_SYLLABLES[place])
    return "".join(syllables)


def grow(source: Path) -> Iterator[Article]:
    """Yield articles without end, the same for the same file or folder of articles."""
    read = read_corpus(source).articles.values()
    sentences = [
        sentence
        for articles in read
        for article in articles
        for sentence in _SENTENCE_END.split(" ".join(article.text.split()))
        if 5 <= len(sentence.split()) <= 60
    ]
    dice = random.Random(11)
    frequencies = [1 / (rank + 20) for rank in range(_INVENTED)]
    sums = numpy.cumsum(frequencies).tolist()
    number = 0
    while True:
        names = dice.choices(range(_INVENTED), cum_weights=sums, k=_CAST)
        yield _article(number, sentences, cast=[*map(invented, names)], dice=dice)
        number += 1


def _article(
    number: int, sentences: Sequence[str], *, cast: Sequence[str], dice: random.Random
) -> Article:
    def exchanged(match: re.Match[str]) -> str:
        if dice.random() > _EXCHANGED:
            return match[0]
        word = dice.choice(cast)
        return word.capitalize() if match[0][0].isupper() else word

    told = [
        _CONTENT.sub(exchanged, each) for each in dice.choices(sentences, k=dice.randint(20, 60))
    ]
    paragraphs = (" ".join(told[start : start + 3]) for start in range(0, len(told), 3))
    return Article(
        article_id=f"{number:012x}",
        file=f"grown-{number}.txt",
        text="\n\n".join(paragraphs),
        title=" ".join(told[0].split()[:9]).rstrip(".,;:"),
        # Of a few outlets there is much, of most little.
        outlet=outlet(int(dice.paretovariate(0.7)) % _OUTLETS),
        author=author(dice.randrange(_AUTHORS)),
        published=_FIRST_DAY + timedelta(days=dice.randrange(_DAYS)),
        language="en",
    )


def outlet(number: int) -> str:
    """Name an outlet."""
    return f"{invented(3_000 + 7 * number).capitalize()} Herald"


def author(number: int) -> str:
    """Name an author."""
    return f"{invented(5_000 + number).capitalize()} {invented(9_000 + 3 * number).capitalize()}"


def questions(articles: Sequence[Article], *, seed: int) -> Iterator[Question]:
    """Yield questions without end, each about a sentence of one of the articles."""
    dice = random.Random(seed)
    as_of = _FIRST_DAY + timedelta(days=_DAYS)
    while True:
        article = dice.choice(articles)
        found = _SENTENCE_END.split(dice.choice(article.text.split("\n\n")))
        words = dice.choice(found).rstrip(".!?").split()
        day = article.published or as_of
        text = dice.choice(
            (
                f"Who said that {' '.join(words[:14])}?",
                f"When was it that {' '.join(words[-12:])}?",
                f"What did {article.outlet} report about {' '.join(words[:8])}?",
                f"What was written of {' '.join(words[:7])} in {day:%B %Y}?",
            )
        )
        yield Question(text=text, as_of=as_of)
