"""An embedder without weights: quick, the same everywhere, and near where words are shared."""

import hashlib
from collections.abc import Sequence

import numpy

from rag.protocols import TextVectors

DIMENSIONS = 64


class WordEmbedder:
    """rag.protocols.Embedder: a text is the sum of its words' random directions."""

    identity = "words@1"

    def __init__(self) -> None:
        """Remember what is embedded: texts, and pairs of a text and its parts."""
        self.texts = list[str]()
        self.parted = list[tuple[str, list[str]]]()

    def embed(self, texts: Sequence[str]) -> numpy.ndarray:
        self.texts += texts
        return _vectors(texts)

    def embed_parts(
        self, texts: Sequence[str], *, parts: Sequence[Sequence[tuple[int, int]]]
    ) -> list[TextVectors]:
        cut = [
            [text[start:end] for start, end in spans]
            for text, spans in zip(texts, parts, strict=True)
        ]
        self.parted += zip(texts, cut, strict=True)
        return [
            TextVectors(whole=_vectors([text])[0], parts=_vectors(each))
            for text, each in zip(texts, cut, strict=True)
        ]

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def load(self) -> None:
        """Nothing is to be loaded."""


def _vectors(texts: Sequence[str]) -> numpy.ndarray:
    sums = [
        numpy.sum([_direction(word) for word in text.lower().split()], axis=0) for text in texts
    ]
    vectors = numpy.array(sums, dtype=numpy.float32).reshape(len(texts), DIMENSIONS)
    unit: numpy.ndarray = vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _direction(word: str) -> numpy.ndarray:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
    return numpy.random.default_rng(seed).standard_normal(DIMENSIONS)
