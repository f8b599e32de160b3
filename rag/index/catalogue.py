"""The catalogue: articles, their sentences and passages, and the lexical index, in one SQLite file.

One file and one transaction hold all that must agree; the vectors in Chroma can be made again from
it. FTS5 is the lexical half: it ranks by BM25 and changes by the row, where an index that must be
built anew would cost a whole pass for one changed article.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rag.errors import ArticleNotFound, StoreError
from rag.index.filters import EVERYTHING, Filters, where
from rag.index.rows import ARTICLE_COLUMNS, article_of, article_row, table_statements
from rag.schema import Article, Passage

FORMAT = "2"
"""Raised with every change that an older index can't be read with."""

FILE_NAME = "catalogue.sqlite3"
_TITLE_WEIGHT = 1.0
"""BM25 weight of a word in title or outlet, where the passage's own words weigh 1."""


class Catalogue:
    """All that is known of the collection but its vectors. Safe to use from several threads."""

    def __init__(self, folder: Path, *, embedder: str, create: bool) -> None:
        """Open the catalogue in `folder`; raises StoreError where it is absent or doesn't fit."""
        path = folder / FILE_NAME
        if not create and not path.is_file():
            raise StoreError(
                f"There is no index in {folder}.",
                mend="Make one with `dateline ingest PATH`, or name another with --index.",
            )
        self._folder = folder
        self._lock = threading.RLock()
        with _mapped(folder):
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA busy_timeout = 5000")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            made = self._connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            if create and not made:
                self._create(embedder)
            self._check(embedder)

    def _create(self, embedder: str) -> None:
        self._connection.execute("PRAGMA journal_mode = WAL")  # readers go on beside a writer
        about = {"format": FORMAT, "embedder": embedder, "unfinished": ""}
        with self.transaction() as connection:
            for statement in table_statements():
                connection.execute(statement)
            connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())

    def _check(self, embedder: str) -> None:
        about = self.about()
        if about.get("format") != FORMAT:
            raise StoreError(
                f"The index in {self._folder} was made by another version of Dateline.",
                mend="Ingest again into a new folder with --index, or delete that one first.",
            )
        if about.get("embedder") != embedder:
            raise StoreError(
                f"The index in {self._folder} was made with the embedder {about.get('embedder')}, "
                f"not {embedder}.",
                mend="Set index.embedder back, or ingest again into a new folder with --index.",
            )

    def close(self) -> None:
        """Close the file; nothing else may be asked afterwards."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Make all changes within or none of them. Other threads wait meanwhile."""
        with self._lock, _mapped(self._folder):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with self._lock, _mapped(self._folder):
            return self._connection.execute(query, values).fetchall()

    def about(self) -> Mapping[str, str]:
        """Give the index's own notes: format, embedder, and whether an ingest is unfinished."""
        return {str(name): str(value) for name, value in self._rows("SELECT * FROM about")}

    def note_unfinished(self, unfinished: bool) -> None:
        """Remember that vectors and catalogue may differ until the next ingest has ended."""
        with self.transaction() as connection:
            connection.execute(
                "UPDATE about SET value = ? WHERE name = 'unfinished'", ("1" if unfinished else "",)
            )

    def add(
        self,
        article: Article,
        *,
        sentences: Sequence[tuple[int, int]],
        passages: Sequence[Passage],
    ) -> None:
        """Store an article with its sentences and passages; one that is there already stays."""
        title = " ".join(part for part in (article.title, article.outlet) if part)
        with self.transaction() as connection:
            if self.has_article(article.article_id):
                return
            connection.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*article_row(article), json.dumps(sentences)),
            )
            for passage in passages:
                row = connection.execute(
                    "INSERT INTO passages VALUES (NULL, ?, ?, ?, ?)",
                    (passage.passage_id, article.article_id, passage.start, passage.end),
                ).lastrowid
                connection.execute(
                    "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)",
                    (row, title, passage.text),
                )

    def set_file(self, path: str, *, digest: str, article_ids: Sequence[str]) -> None:
        """Remember that this file, with this content, gave these articles.

        What is no file but gives articles all the same goes by any path that no file has.
        """
        with self.transaction() as connection:
            connection.execute("DELETE FROM files WHERE path = ?", (path,))
            connection.executemany(
                "INSERT OR IGNORE INTO files VALUES (?, ?, ?)",
                [(path, digest, article_id) for article_id in article_ids],
            )

    def remove_files(self, paths: Sequence[str]) -> None:
        """Forget files; their articles stay until `remove_orphans`."""
        with self.transaction() as connection:
            connection.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in paths])

    def misnamed(self) -> Mapping[str, str]:
        """Give a path for each article that is named after none of the files that give it now."""
        rows = self._rows(
            "SELECT article_id, min(path) FROM files JOIN articles USING (article_id) "
            "GROUP BY article_id HAVING NOT max(substr(path, -length(file) - 1) = '/' || file)"
        )
        return {str(article_id): str(path) for article_id, path in rows}

    def rename(self, article_id: str, *, file: str) -> None:
        """Name an article after another of its files."""
        with self.transaction() as connection:
            connection.execute(
                "UPDATE articles SET file = ? WHERE article_id = ?", (file, article_id)
            )

    def remove_article(self, article_id: str) -> None:
        """Remove an article whatever files it came from. Raises ArticleNotFound."""
        self.article(article_id)
        with self.transaction() as connection:
            connection.execute("DELETE FROM files WHERE article_id = ?", (article_id,))
        self.remove_orphans()

    def remove_orphans(self) -> tuple[str, ...]:
        """Remove the articles that no file gives any more; give the ids of their passages."""
        orphans = "SELECT article_id FROM articles EXCEPT SELECT article_id FROM files"
        with self.transaction() as connection:
            gone = connection.execute(
                f"SELECT passage_id FROM passages WHERE article_id IN ({orphans})"
            ).fetchall()
            connection.execute(f"DELETE FROM articles WHERE article_id IN ({orphans})")
        return tuple(passage_id for (passage_id,) in gone)

    def set_inferred(self, article_id: str, *, inferred: date | None, found: str | None) -> None:
        """Set or clear an article's inferred date; `found` says how it was inferred."""
        provenance = dict(self.article(article_id).provenance)
        provenance.pop("inferred", None)
        if found:
            provenance["inferred"] = found
        with self.transaction() as connection:
            connection.execute(
                "UPDATE articles SET inferred = ?, provenance = ? WHERE article_id = ?",
                (inferred and inferred.isoformat(), json.dumps(provenance), article_id),
            )

    def files(self) -> Mapping[str, str]:
        """Give the digest of every file's content, by path."""
        return {
            str(path): str(digest) for path, digest in self._rows("SELECT path, digest FROM files")
        }

    def has_article(self, article_id: str) -> bool:
        """Tell whether the article is stored."""
        return bool(self._rows("SELECT 1 FROM articles WHERE article_id = ?", (article_id,)))

    def article(self, article_id: str) -> Article:
        """Give one article. Raises ArticleNotFound."""
        rows = self._rows(
            f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE article_id = ?",
            (article_id,),
        )
        if not rows:
            raise ArticleNotFound(
                f"There is no article {article_id[:80]!r}.",
                mend="`dateline articles list` names those that are there.",
            )
        return article_of(rows[0])

    def articles(self) -> tuple[Article, ...]:
        """Give all articles, newest first, undated ones last."""
        rows = self._rows(
            f"SELECT {ARTICLE_COLUMNS} FROM articles "
            "ORDER BY coalesce(published, inferred) DESC NULLS LAST, file"
        )
        return tuple(article_of(row) for row in rows)

    def sentences(self, article_id: str) -> tuple[tuple[int, int], ...]:
        """Give the spans of an article's sentences, in order."""
        rows = self._rows("SELECT sentences FROM articles WHERE article_id = ?", (article_id,))
        return tuple((start, end) for start, end in json.loads(str(rows[0][0]))) if rows else ()

    def passages(self, passage_ids: Sequence[str]) -> Mapping[str, Passage]:
        """Give the passages of these ids that are still there."""
        marks = ", ".join("?" * len(passage_ids))
        rows = self._rows(
            'SELECT passage_id, p.article_id, p."start", p."end", '
            'substr(text, p."start" + 1, p."end" - p."start") '
            f"FROM passages p JOIN articles USING (article_id) WHERE passage_id IN ({marks})",
            passage_ids,
        )
        return {
            str(passage_id): Passage(
                article_id=str(article_id), start=int(str(start)), end=int(str(end)), text=str(text)
            )
            for passage_id, article_id, start, end, text in rows
        }

    def passage_ids(
        self, filters: Filters = EVERYTHING, *, limit: int | None = None
    ) -> tuple[str, ...]:
        """Give the ids of the passages whose articles pass the filters, at most `limit`."""
        condition, values = where(filters)
        rows = self._rows(
            "SELECT passage_id FROM passages JOIN articles a USING (article_id) "
            f"WHERE {condition} ORDER BY passage LIMIT ?",
            (*values, -1 if limit is None else limit),
        )
        return tuple(str(passage_id) for (passage_id,) in rows)

    def article_ids(self, filters: Filters) -> frozenset[str]:
        """Give the ids of the articles that pass the filters."""
        condition, values = where(filters)
        rows = self._rows(f"SELECT article_id FROM articles a WHERE {condition}", values)
        return frozenset(str(article_id) for (article_id,) in rows)

    def search(self, terms: Sequence[str], *, filters: Filters, k: int) -> tuple[str, ...]:
        """Give the ids of the k passages that rank best by BM25 for any of the terms.

        A term is a word or a phrase; it is quoted here, so nothing in it is an operator.
        """
        quoted = [_quoted(term) for term in terms if term.strip()]
        if not quoted:
            return ()
        condition, values = where(filters)
        rows = self._rows(
            "SELECT passage_id FROM words JOIN passages ON passage = words.rowid "
            f"JOIN articles a USING (article_id) WHERE words MATCH ? AND {condition} "
            f"ORDER BY bm25(words, {_TITLE_WEIGHT}, 1.0), passage LIMIT ?",
            (" OR ".join(quoted), *values, k),
        )
        return tuple(str(passage_id) for (passage_id,) in rows)

    def document_frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        """Count the passages that hold each term, as the lexical index sees it."""
        return {term: self._count(term) for term in terms}

    def _count(self, term: str) -> int:
        (row,) = self._rows("SELECT count(*) FROM words WHERE words MATCH ?", (_quoted(term),))
        return int(str(row[0]))

    def size(self) -> tuple[int, int]:
        """Count articles and passages."""
        (row,) = self._rows(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        )
        return int(str(row[0])), int(str(row[1]))


def _quoted(term: str) -> str:
    # To FTS5 a NUL ends the query, in the middle of the quotes.
    return '"' + term.replace('"', " ").replace("\0", " ") + '"'


@contextmanager
def _mapped(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(
            f"The index in {folder} can't be used ({error}).",
            mend="Free disk space or end the other program that writes to it; "
            "if it is broken, delete the folder and ingest again.",
        ) from error
