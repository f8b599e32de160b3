"""The lexical half: a tantivy index of the passages' stems, ranked by BM25.

tantivy is given stems and positions, not text: what counts as a word, and as the same word, is
`rag.words`' affair here as everywhere, and nothing that is searched for can be an operator.

All in here can be made again from the catalogue without embedding anything. Statistics are those of
the whole index, whatever a search is narrowed to; removed passages take part in them until tantivy
merges the segment they lie in, which for a large one may be never. To store all once more drops it.
"""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import StoreError
from rag.index.fields import document, holding, schema
from rag.index.ranking import best, best_within, passage_id
from rag.reading.metadata.marks import visible
from rag.schema import Article, Passage

if TYPE_CHECKING:
    from tantivy import Index, IndexWriter, Query, Searcher

_META = "meta.json"
"""tantivy's list of segments, replaced by each commit as its last step."""

_HEAP = 15_000_000
"""Bytes that a writer gathers words in; the least that tantivy allows."""

_SAID = 200
"""Characters of tantivy's own words that an error repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A stem to search for, or several that must follow one another: a phrase."""

    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldWeights:
    """What the BM25 score of each field is multiplied by; 0 leaves the field out."""

    text: float = 1.0
    title: float = 1.0
    outlet: float = 0.0


EVEN = FieldWeights()
"""Title and text alike, outlets not at all."""


class Lexical:
    """The passages' words by passage id. Safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is opened before it is needed, or made before it is written."""
        self._folder = folder
        self._opening = threading.Lock()
        self._opened: tuple[Index, object] | None = None

    def add(self, rows: Sequence[tuple[Passage, Article]]) -> None:
        """Store passages with their articles' titles and outlets; storing twice stores once."""
        latest = {passage.passage_id: (passage, article) for passage, article in rows}
        with self._writing() as writer:
            for row_id, row in latest.items():
                writer.delete_documents_by_term("passage_id", row_id)
                writer.add_document(document(*row))

    def remove(self, passage_ids: Sequence[str]) -> None:
        """Remove passages; ids that aren't there are passed over."""
        if not passage_ids or not self._exists:
            return
        with self._writing() as writer:
            for each in passage_ids:
                writer.delete_documents_by_term("passage_id", each)

    def count(self) -> int:
        """Count the stored passages."""
        with self._searching() as searcher:
            return searcher.num_docs if searcher else 0

    def ids(self) -> frozenset[str]:
        """Give the ids of all stored passages; takes about 4 µs for each."""
        from tantivy import Query

        with self._searching() as searcher:
            if not searcher or not searcher.num_docs:
                return frozenset()
            found = searcher.search(Query.all_query(), limit=searcher.num_docs, count=False)
            return frozenset(passage_id(searcher, place) for _, place in found.hits)

    def frequencies(self, stems: Sequence[str]) -> Mapping[str, int]:
        """Count the passages that hold each stem in their text, as BM25 counts them."""
        with self._searching() as searcher:
            return {stem: searcher.doc_freq("text", stem) if searcher else 0 for stem in stems}

    def wasted(self) -> float:
        """Tell what share of the passages that the statistics count have been removed, 0..1."""
        if not self._exists:
            return 0.0
        with self._mapped():
            segments = json.loads((self._folder / _META).read_text("utf-8"))["segments"]
            removed = sum((each["deletes"] or {}).get("num_deleted_docs", 0) for each in segments)
            return float(removed / max(1, sum(each["max_doc"] for each in segments)))

    def search(
        self,
        terms: Sequence[Term],
        *,
        k: int,
        within: frozenset[str] | None = None,
        weights: FieldWeights = EVEN,
    ) -> tuple[tuple[str, float], ...]:
        """Give the k passages that rank best by BM25 for any of the terms, as (id, score).

        `within` are the ids of the articles that may be found, None means all of them. Equal scores
        are in order of the ids.
        """
        if within is not None and not within:
            return ()
        with self._searching() as searcher:
            query = _query(terms, weights=weights)
            if searcher is None or query is None:
                return ()
            if within is None:
                return best(searcher, query, k=k)
            return best_within(searcher, query, within=within, k=k)

    @property
    def _exists(self) -> bool:
        return (self._folder / _META).is_file()

    @contextmanager
    def _searching(self) -> Iterator["Searcher | None"]:
        """Give the index as the last commit left it, None where there is none."""
        with self._mapped():
            try:
                there = (self._folder / _META).stat()
            except FileNotFoundError:
                yield None
                return
            yield self._reloaded((there.st_ino, there.st_mtime_ns, there.st_size))

    def _reloaded(self, commit: object) -> "Searcher":
        # Asking tantivy to reload takes 0.2 ms even where nothing is new, a look at the file none.
        with self._opening:
            if self._opened is None or self._opened[1] != commit:
                index = self._opened[0] if self._opened else self._open()
                index.reload()
                self._opened = index, commit
            return self._opened[0].searcher()

    def _open(self) -> "Index":
        from tantivy import Index

        index = Index.open(str(self._folder))
        index.config_reader("manual")  # without it tantivy looks for commits twice a second
        return index

    @contextmanager
    def _writing(self) -> Iterator["IndexWriter"]:
        """Give a writer; what it did is committed at the end, or not at all."""
        from tantivy import Index

        with self._mapped():
            self._folder.mkdir(parents=True, exist_ok=True)
            index = Index(schema(), path=str(self._folder))
            writer = index.writer(heap_size=_HEAP, num_threads=1)
            try:
                yield writer
                writer.commit()
            finally:
                writer.wait_merging_threads()  # gives the lock back as well

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            # Files that were cut short make Rust panic, which Python gets as no Exception.
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            raise self._unusable(error) from error

    def _unusable(self, error: BaseException) -> StoreError:
        if "LockBusy" in str(error):
            return StoreError(
                f"Another program is changing the index of words in {self._folder}.",
                mend="Wait until it has ended, then try again.",
            )
        said = visible(str(error))[:_SAID]  # tantivy quotes whole files
        return StoreError(
            f"The index of words in {self._folder} can't be used ({type(error).__name__}: {said}).",
            mend="Free disk space, or delete that folder: the next ingest makes it again.",
        )


def _query(terms: Sequence[Term], *, weights: FieldWeights) -> "Query | None":
    from tantivy import Occur, Query

    fields = (("text", weights.text), ("title", weights.title), ("outlet", weights.outlet))
    parts = [
        (Occur.Should, holding(field, term.words, weight=term.weight * weight))
        for term in terms
        for field, weight in fields
        if term.words and term.weight * weight > 0
    ]
    return Query.boolean_query(parts) if parts else None
