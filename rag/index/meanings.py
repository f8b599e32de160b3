"""The vectors in the catalogue: of passages, of sentences, and of words."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy

from rag.index.database import IndexDatabase
from rag.index.packing import unpacked
from rag.index.vocabulary import Vocabulary, add_words


class Meanings(IndexDatabase):
    """The part of the catalogue that holds vectors. All it gives are float32 of unit length."""

    def __init__(
        self, path: Path, *, tables: Iterable[str], made_with: Mapping[str, str], create: bool
    ) -> None:
        super().__init__(path, tables=tables, made_with=made_with, create=create)
        self._vocabulary = Vocabulary(self)

    def passage_vectors(self, passage_ids: Sequence[str]) -> tuple[tuple[str, ...], numpy.ndarray]:
        """Give those of the ids that are there, and their vectors in the same order."""
        return _by_id(
            self.rows(
                "SELECT passage_id, vector FROM json_each(?) JOIN passages ON passage_id = value "
                "ORDER BY key",
                (json.dumps(list(passage_ids)),),
            )
        )

    def vectors_within(self, article_ids: Collection[str]) -> tuple[tuple[str, ...], numpy.ndarray]:
        """Give the ids of all passages of these articles, and their vectors in the same order.

        That order is no certain one.
        """
        return _by_id(
            self.rows(
                "SELECT passage_id, vector FROM passages "
                "WHERE article_id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(article_ids)),),
            )
        )

    def sentence_vectors(self, article_id: str) -> numpy.ndarray:
        """Give the vectors of an article's sentences, in order, of shape (sentences, dimensions).

        Zeros where the embedder didn't read as far as the sentence.
        """
        rows = self.rows(
            "SELECT vectors, json_array_length(sentences) FROM bodies WHERE article_id = ?",
            (article_id,),
        )
        found = [(blob, int(str(count))) for blob, count in rows if isinstance(blob, bytes)]
        return unpacked([blob for blob, _ in found], rows=sum(count for _, count in found))

    def lacking_words(self, words: Collection[str]) -> frozenset[str]:
        """Give those words, folded, that the vocabulary has no vector of."""
        return self._vocabulary.lacking(words)

    def add_words(self, vectors: Mapping[str, numpy.ndarray]) -> None:
        """Store words that the vocabulary lacks with their vectors."""
        with self.transaction() as connection:
            add_words(connection, vectors)

    def word_vectors(self, words: Iterable[str]) -> Mapping[str, numpy.ndarray]:
        """Give the vectors, of shape (dimensions,), of those folded words that have one.

        All words of the stored sentences do, but for numbers and what is too long for a word.
        """
        return self._vocabulary.vectors(words)


def _by_id(rows: Sequence[tuple[object, ...]]) -> tuple[tuple[str, ...], numpy.ndarray]:
    found = [(str(each), vector) for each, vector in rows if isinstance(vector, bytes)]
    vectors = unpacked([vector for _, vector in found], rows=len(found))
    return tuple(each for each, _ in found), vectors
