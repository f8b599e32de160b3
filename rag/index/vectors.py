"""The dense half: Chroma, embedded in this process, asked for cosine distance.

Chroma is called directly and not through LlamaIndex's store: that one writes each text twice over
as JSON and takes about twice the time, and all that it adds (nodes) is not used here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy

from rag.errors import StoreError

_COLLECTION = "passages"
_BATCH = 5_000
"""Chroma refuses more than 5,461 rows in one call."""


class Vectors:
    """Vectors of passages by passage id; all in here can be made again from the catalogue."""

    def __init__(self, folder: Path) -> None:
        """Open or make the collection in `folder`. Raises StoreError."""
        from chromadb import PersistentClient
        from chromadb.config import Settings

        self._folder = folder
        with _mapped(folder):
            client = PersistentClient(
                # Chroma keeps clients by this name, which has to mean the same folder always.
                str(folder.resolve()),
                settings=Settings(anonymized_telemetry=False),
            )
            # Chroma would download a model of its own for texts; it is only ever given vectors.
            self._collection: Any = client.get_or_create_collection(
                _COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )

    def add(self, passage_ids: Sequence[str], vectors: numpy.ndarray) -> None:
        """Store vectors, shape (len(passage_ids), dimensions); storing twice stores once."""
        with _mapped(self._folder):
            for start in range(0, len(passage_ids), _BATCH):
                part = slice(start, start + _BATCH)
                self._collection.upsert(ids=list(passage_ids[part]), embeddings=vectors[part])

    def remove(self, passage_ids: Sequence[str]) -> None:
        """Remove vectors; ids that aren't there are passed over."""
        with _mapped(self._folder):
            for start in range(0, len(passage_ids), _BATCH):
                self._collection.delete(ids=list(passage_ids[start : start + _BATCH]))

    def count(self) -> int:
        """Count the stored vectors."""
        with _mapped(self._folder):
            return int(self._collection.count())

    def ids(self) -> frozenset[str]:
        """Give the ids of all stored vectors."""
        with _mapped(self._folder):
            return frozenset(self._collection.get(include=[])["ids"])

    def get(self, passage_ids: Sequence[str]) -> numpy.ndarray:
        """Give the stored vectors of these ids, shape (found, dimensions), in no certain order."""
        parts = [
            passage_ids[start : start + _BATCH] for start in range(0, len(passage_ids), _BATCH)
        ]
        with _mapped(self._folder):
            found = [
                self._collection.get(ids=list(part), include=["embeddings"])["embeddings"]
                for part in parts
            ]
        return numpy.asarray([each for part in found for each in part], dtype=numpy.float32)

    def search(self, vector: numpy.ndarray, *, k: int) -> tuple[tuple[str, float], ...]:
        """Give the k nearest passages as (id, cosine similarity), nearest first."""
        with _mapped(self._folder):
            count = min(k, self._collection.count())
            if not count:
                return ()
            found = self._collection.query(
                query_embeddings=[vector], n_results=count, include=["distances"]
            )
        distances = found["distances"][0]
        return tuple(
            (passage_id, 1.0 - float(distance))
            for passage_id, distance in zip(found["ids"][0], distances, strict=True)
        )

    def rank(
        self, vector: numpy.ndarray, passage_ids: Sequence[str], *, k: int
    ) -> tuple[tuple[str, float], ...]:
        """Compare these passages alone, one by one; give the k nearest as `search` does.

        Takes about a millisecond for 20 passages; ids that aren't there are passed over.
        """
        if not passage_ids:
            return ()
        with _mapped(self._folder):
            found = self._collection.get(ids=list(passage_ids), include=["embeddings"])
        if not found["ids"]:
            return ()
        cosines = numpy.asarray(found["embeddings"], dtype=numpy.float32) @ vector
        nearest = numpy.argsort(-cosines, kind="stable")[:k]
        return tuple((found["ids"][place], float(cosines[place])) for place in nearest)


@contextmanager
def _mapped(folder: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # Chroma raises its own, Rust's and the system's errors
        raise StoreError(
            f"The vectors in {folder} can't be used ({type(error).__name__}: {error}).",
            mend="Free disk space or end the other program that uses them; "
            "if they are broken, delete the index and ingest again.",
        ) from error
