"""The catalogue: all that is known of the collection, in one SQLite file.

One file and one transaction hold all that must agree. What is searched, nearest vectors in Chroma
and words in the lexical index, is made of it, and can be made of it again without embedding
anything.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy

from rag.errors import ArticleNotFound
from rag.index.database import Kept
from rag.index.entries import Entry
from rag.index.filters import EVERYTHING, LABELLED, Filters, Shelves
from rag.index.meanings import Meanings
from rag.index.packing import packed, stored
from rag.index.recent import Recent
from rag.index.rows import (
    COLUMNS,
    DATE_COLUMNS,
    SELECTED,
    article_of,
    article_row,
    date_of,
    date_row,
    table_statements,
)
from rag.index.splitting import Span
from rag.reading.dates import find_dates
from rag.schema import Article, DateMention, Passage

FORMAT = "3"
"""Raised with every change that an older index can't be read with, or that cuts articles or words
what is embedded otherwise than before."""

FILE_NAME = "catalogue.sqlite3"
_ARTICLES = f"SELECT {SELECTED}, text FROM articles a JOIN bodies USING (article_id)"
_WITHOUT_TEXTS = f"SELECT {SELECTED}, '' FROM articles a"

_STORE = (
    f"INSERT INTO articles VALUES ({', '.join('?' * len(COLUMNS))}) "
    "ON CONFLICT (article_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[2:])
)
"""Stores an article's row; one that is there keeps its file."""

_REMEMBERED = 1_000
"""Articles that are kept in memory as they were read, with about 30 kB of vectors each: the next
question of a conversation is mostly about the same ones."""

_FAR = 2**62
"""Behind the end of any text."""

_DATES = ", ".join(f'"{name}"' for name in DATE_COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An article with the spans of its sentences and their vectors, (sentences, dimensions).

    The vectors are as they are stored, in half precision.
    """

    article: Article
    sentences: tuple[Span, ...]
    vectors: numpy.ndarray


class Catalogue(Meanings):
    """What is known of the collection. Safe to use from several threads."""

    def __init__(self, folder: Path, *, made_with: Mapping[str, str], create: bool) -> None:
        """Open the catalogue in `folder`; raises StoreError where it is absent or doesn't fit.

        `made_with` are the index settings, by name, on which what is stored depends.
        """
        super().__init__(
            folder / FILE_NAME,
            tables=table_statements(),
            made_with={"format": FORMAT, **made_with},
            create=create,
        )
        self._size = Kept(self, self._read_size)
        self._sizes = Kept(self, self._read_sizes)
        self._outlets = Kept(self, self._read_outlets)
        self._shelves = Kept(self, lambda: Shelves(self.rows(LABELLED)))
        self._bodies = Recent[Body](_REMEMBERED)

    @property
    def is_unfinished(self) -> bool:
        """Whether the last writer changed something and did not reach its end, or is at it."""
        return bool(self.about()["unfinished"])

    def note_unfinished(self, unfinished: bool) -> None:
        """Remember that vectors and catalogue may differ until the next ingest has ended."""
        with self.transaction() as connection:
            connection.execute(
                "UPDATE about SET value = ? WHERE name = 'unfinished'", ("1" if unfinished else "",)
            )

    def add(self, entries: Sequence[Entry]) -> tuple[str, ...]:
        """Store articles with their sentences, passages, vectors and dates, all or none.

        One that is there already takes the new values but for its file's name. Gives the ids of the
        passages that it had and has no more.
        """
        gone = list[str]()
        with self.transaction() as connection:
            for entry in entries:
                gone += _replace(connection, entry)
        return tuple(gone)

    def set_inferred(self, article_id: str, *, inferred: date | None, found: str | None) -> None:
        """Set or clear an article's inferred date; `found` says how it was inferred.

        Its time expressions are read anew, by that date.
        """
        article = replace(self.article(article_id), inferred=inferred)
        provenance = dict(article.provenance)
        provenance.pop("inferred", None)
        if found:
            provenance["inferred"] = found
        dates = find_dates(article.text, published=article.reference_date)
        with self.transaction() as connection:
            connection.execute(
                "UPDATE articles SET inferred = ?, provenance = ? WHERE article_id = ?",
                (inferred and inferred.isoformat(), json.dumps(provenance), article_id),
            )
            _set_dates(connection, article_id, dates=dates)

    def has_article(self, article_id: str) -> bool:
        """Tell whether the article is stored."""
        return bool(self.rows("SELECT 1 FROM articles WHERE article_id = ?", (article_id,)))

    def article(self, article_id: str) -> Article:
        """Give one article. Raises ArticleNotFound."""
        rows = self.rows(f"{_ARTICLES} WHERE article_id = ?", (article_id,))
        if not rows:
            raise ArticleNotFound(
                f"There is no article {article_id[:80]!r}.",
                mend="`dateline articles list` names those that are there.",
            )
        return article_of(rows[0])

    def articles(self, *, texts: bool = True) -> tuple[Article, ...]:
        """Give all articles, newest first, undated ones last; with empty texts where not asked."""
        rows = self.rows(
            f"{_ARTICLES if texts else _WITHOUT_TEXTS} "
            "ORDER BY coalesce(published, inferred) DESC NULLS LAST, file, article_id"
        )
        return tuple(article_of(row) for row in rows)

    def described(self, article_ids: Sequence[str]) -> tuple[Article, ...]:
        """Give those of the articles that are there, in this order, with empty texts."""
        rows = self.rows(
            f"{_WITHOUT_TEXTS} WHERE article_id IN (SELECT value FROM json_each(?))",
            (json.dumps(article_ids),),
        )
        by_id = {str(row[0]): article_of(row) for row in rows}
        return tuple(by_id[each] for each in article_ids if each in by_id)

    def undated(self) -> tuple[Article, ...]:
        """Give the articles that state no date, by the names of their files."""
        rows = self.rows(f"{_ARTICLES} WHERE published IS NULL ORDER BY file, article_id")
        return tuple(article_of(row) for row in rows)

    def without_date(self) -> tuple[str, ...]:
        """Give the names of the files whose articles have no date, not even an inferred one."""
        rows = self.rows(
            "SELECT file FROM articles WHERE coalesce(published, inferred) IS NULL ORDER BY file"
        )
        return tuple(str(file) for (file,) in rows)

    def sentences(self, article_id: str) -> tuple[tuple[int, int], ...]:
        """Give the spans of an article's sentences, in order."""
        rows = self.rows("SELECT sentences FROM bodies WHERE article_id = ?", (article_id,))
        return tuple((start, end) for start, end in json.loads(str(rows[0][0]))) if rows else ()

    def bodies(self, article_ids: Collection[str]) -> Mapping[str, Body]:
        """Give those of the articles that are there with their sentences, in one read."""
        return self._bodies.values(article_ids, read=self._read_bodies, version=self.version)

    def _read_bodies(self, article_ids: Collection[str]) -> Mapping[str, Body]:
        rows = self.rows(
            f"SELECT {SELECTED}, text, sentences, vectors FROM articles a "
            "JOIN bodies USING (article_id) "
            "WHERE article_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(article_ids)),),
        )
        return {str(row[0]): _body(row) for row in rows}

    def dates(self, article_id: str, *, within: Span | None = None) -> tuple[DateMention, ...]:
        """Give the time expressions of an article's text, read by its date, in order.

        `within` narrows them to those that lie inside a span of the text.
        """
        first, last = within or (0, _FAR)
        rows = self.rows(
            f'SELECT {_DATES} FROM dates WHERE article_id = ? AND "start" >= ? AND "start" < ? '
            'AND "end" <= ? ORDER BY "start"',
            (article_id, first, last, last),
        )
        return tuple(date_of(row) for row in rows)

    def passages(self, passage_ids: Sequence[str]) -> Mapping[str, Passage]:
        """Give the passages of these ids that are still there."""
        rows = self.rows(
            'SELECT passage_id, p.article_id, p."start", p."end", '
            'substr(text, p."start" + 1, p."end" - p."start") '
            "FROM passages p JOIN bodies USING (article_id) "
            # One value however many ids there are: SQLite limits the marks of a statement.
            "WHERE passage_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(passage_ids)),),
        )
        return {
            str(passage_id): Passage(
                article_id=str(article_id), start=int(str(start)), end=int(str(end)), text=str(text)
            )
            for passage_id, article_id, start, end, text in rows
        }

    def passage_ids(self, filters: Filters = EVERYTHING) -> tuple[str, ...]:
        """Give the ids of the passages whose articles pass the filters, in no certain order."""
        if not filters:
            rows = self.rows("SELECT passage_id FROM passages")
        else:
            rows = self.rows(
                "SELECT passage_id FROM passages "
                "WHERE article_id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(self.article_ids(filters))),),
            )
        return tuple(str(passage_id) for (passage_id,) in rows)

    def article_ids(self, filters: Filters) -> frozenset[str]:
        """Give the ids of the articles that pass the filters."""
        return self._shelves.value().passing(filters)

    def size(self) -> tuple[int, int]:
        """Count articles and passages."""
        return self._size.value()

    def _read_size(self) -> tuple[int, int]:
        (row,) = self.rows(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        )
        return int(str(row[0])), int(str(row[1]))

    def passages_of(self, article_ids: Iterable[str]) -> int:
        """Count the passages of these articles."""
        sizes = self._sizes.value()
        return sum(sizes.get(article_id, 0) for article_id in article_ids)

    def _read_sizes(self) -> Mapping[str, int]:
        rows = self.rows("SELECT article_id, count(*) FROM passages GROUP BY article_id")
        return {str(article_id): int(str(count)) for article_id, count in rows}

    def outlets(self) -> tuple[str, ...]:
        """Give the outlets' names, each once, in order."""
        return self._outlets.value()

    def _read_outlets(self) -> tuple[str, ...]:
        rows = self.rows("SELECT DISTINCT outlet FROM articles WHERE outlet IS NOT NULL")
        return tuple(sorted(str(outlet) for (outlet,) in rows))


def _body(row: Sequence[object]) -> Body:
    *told, spans, vectors = row
    sentences = tuple(map(tuple, json.loads(str(spans))))
    blob = vectors if isinstance(vectors, bytes) else b""
    return Body(
        article=article_of(told),
        sentences=sentences,
        vectors=stored(blob, rows=len(sentences) if blob else 0),
    )


def _replace(connection: sqlite3.Connection, entry: Entry) -> list[str]:
    cut, article_id = entry.cut, entry.cut.article.article_id
    ids = {passage.passage_id for passage in cut.passages}
    old = connection.execute(
        "SELECT passage_id FROM passages WHERE article_id = ?", (article_id,)
    ).fetchall()
    connection.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))
    connection.execute(_STORE, article_row(cut.article))
    connection.execute(
        "INSERT OR REPLACE INTO bodies VALUES (?, ?, ?, ?)",
        (article_id, cut.article.text, json.dumps(cut.sentences), packed(entry.sentences)),
    )
    connection.executemany(
        "INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?)",
        [
            (passage.passage_id, article_id, passage.start, passage.end, packed(vector))
            for passage, vector in zip(cut.passages, entry.passages, strict=True)
        ],
    )
    _set_dates(connection, article_id, dates=entry.dates)
    return [passage_id for (passage_id,) in old if passage_id not in ids]


def _set_dates(
    connection: sqlite3.Connection, article_id: str, *, dates: Sequence[DateMention]
) -> None:
    connection.execute("DELETE FROM dates WHERE article_id = ?", (article_id,))
    marks = ", ".join("?" * (1 + len(DATE_COLUMNS)))
    connection.executemany(
        f"INSERT INTO dates VALUES ({marks})", [(article_id, *date_row(each)) for each in dates]
    )
