"""The vocabulary: a vector for every word of the collection, made when the word first comes.

So a question's words can be compared with those of any sentence without embedding the sentence.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy

from rag.index.database import Database
from rag.index.packing import packed, unpacked
from rag.index.recent import Recent
from rag.words import fold, words

_LONGEST = 40
"""Characters; what is longer is an address or a slip, and to the embedder's tokenizer no word."""

_REMEMBERED = 20_000
"""Words whose vectors are kept in memory: about 35 MB."""


def comparable_words(text: str) -> Iterator[str]:
    """Yield the words of a text, folded, that others may be like: no numbers, nothing too long."""
    for word in words(text):
        folded = fold(word.written).strip()
        if folded and not word.is_number and len(folded) <= _LONGEST:
            yield folded


class Vocabulary:
    """The words of the catalogue's database. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known = Recent[numpy.ndarray](_REMEMBERED)

    def lacking(self, words: Collection[str]) -> frozenset[str]:
        """Give those words that have no vector yet."""
        rows = self._database.rows(
            "SELECT word FROM vocabulary WHERE word IN (SELECT value FROM json_each(?))",
            (json.dumps(list(words)),),
        )
        return frozenset(words) - {str(word) for (word,) in rows}

    def vectors(self, words: Iterable[str]) -> Mapping[str, numpy.ndarray]:
        """Give the vectors, float32 of shape (dimensions,), of those words that have one."""
        return self._known.values(set(words), read=self._read)

    def _read(self, words: Collection[str]) -> dict[str, numpy.ndarray]:
        rows = self._database.rows(
            "SELECT word, vector FROM vocabulary WHERE word IN (SELECT value FROM json_each(?))",
            (json.dumps(list(words)),),
        )
        found = [(str(word), vector) for word, vector in rows if isinstance(vector, bytes)]
        vectors = unpacked([vector for _, vector in found], rows=len(found))
        return dict(zip((word for word, _ in found), vectors, strict=True))


def add_words(connection: sqlite3.Connection, vectors: Mapping[str, numpy.ndarray]) -> None:
    """Store words with their vectors."""
    connection.executemany(
        "INSERT INTO vocabulary VALUES (?, ?)",
        [(word, packed(vector)) for word, vector in vectors.items()],
    )
