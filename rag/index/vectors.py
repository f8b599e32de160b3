"""The dense half: Chroma asked for cosine distance, embedded in this process or over the network.

Chroma is called directly and not through LlamaIndex's store: that one writes each text twice over
as JSON and takes about twice the time, and all that it adds (nodes) is not used here.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy

from rag.index.chroma import Chroma, FolderChroma, ServerChroma
from rag.settings import IndexSettings

_PAGE = 50_000
"""Ids in one answer. Of 300,000 on a server, pages of 5,000 take four times as long."""


class Vectors:
    """Vectors of passages by passage id; all in here can be made again from the catalogue.

    Every method raises StoreError where Chroma fails or its server doesn't answer.
    """

    def __init__(self, place: Path | Chroma) -> None:
        """Open or make the collection, in a folder or in a Chroma. Raises StoreError."""
        self._chroma = FolderChroma(place) if isinstance(place, Path) else place
        self._collection = self._chroma.collection()

    def renew(self) -> None:
        """Look at what other processes have written since the collection was opened."""
        with self._chroma.errors():
            if self._chroma.renew():
                self._collection = self._chroma.collection()

    def close(self) -> None:
        """Let go of files and connections; nothing else may be asked afterwards."""
        self._chroma.close()

    def add(self, passage_ids: Sequence[str], vectors: numpy.ndarray) -> None:
        """Store vectors, shape (len(passage_ids), dimensions); storing twice stores once."""
        for part in self._parts(passage_ids):
            self._ask("upsert", ids=list(passage_ids[part]), embeddings=vectors[part])

    def remove(self, passage_ids: Sequence[str]) -> None:
        """Remove vectors; ids that aren't there are passed over."""
        for part in self._parts(passage_ids):
            self._ask("delete", ids=list(passage_ids[part]))

    def count(self) -> int:
        """Count the stored vectors."""
        return int(self._ask("count"))

    def ids(self) -> frozenset[str]:
        """Give the ids of all stored vectors."""
        found = set[str]()
        offset = 0
        while page := self._ask("get", include=[], limit=_PAGE, offset=offset)["ids"]:
            found.update(page)
            offset += len(page)
        return frozenset(found)

    def get(self, passage_ids: Sequence[str]) -> numpy.ndarray:
        """Give the stored vectors of these ids, shape (found, dimensions), in no certain order."""
        found = [
            self._ask("get", ids=list(passage_ids[part]), include=["embeddings"])["embeddings"]
            for part in self._parts(passage_ids)
        ]
        return numpy.asarray([each for part in found for each in part], dtype=numpy.float32)

    def search(self, vector: numpy.ndarray, *, k: int) -> tuple[tuple[str, float], ...]:
        """Give the k nearest passages as (id, cosine similarity), nearest first.

        The search is approximate: of the 50 nearest of 100,000 it finds 0.997.
        """
        found = self._ask("query", query_embeddings=[vector], n_results=k, include=["distances"])
        return tuple(
            (passage_id, 1.0 - float(distance))
            for passage_id, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        )

    def _parts(self, passage_ids: Sequence[str]) -> Iterator[slice]:
        """Cut what would be too much for one call."""
        if passage_ids:
            with self._chroma.errors():
                rows = self._chroma.most_rows()
            for start in range(0, len(passage_ids), rows):
                yield slice(start, start + rows)

    def _ask(self, method: str, **arguments: Any) -> Any:
        """Call a method of the collection, which is made anew where the server has lost it."""
        from chromadb.errors import NotFoundError

        with self._chroma.errors():
            try:
                return getattr(self._collection, method)(**arguments)
            except NotFoundError:
                self._collection = self._chroma.collection()
                return getattr(self._collection, method)(**arguments)


def open_vectors(settings: IndexSettings, folder: Path, *, embedder: str) -> Vectors:
    """Open the vectors of an index where its settings say: in `folder`, or on a server.

    `embedder` is the identity of what makes them. Raises StoreError.
    """
    if not settings.chroma:
        return Vectors(folder)
    return Vectors(ServerChroma(settings, folder=folder, embedder=embedder))
