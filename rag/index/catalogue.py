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
from rag.index.rows import COLUMNS, SELECTED, article_of, article_row, table_statements
from rag.index.splitting import Cut
from rag.schema import Article, Passage

FORMAT = "2"
"""Raised with every change that an older index can't be read with, or that cuts articles or words
what is embedded otherwise than before."""

FILE_NAME = "catalogue.sqlite3"
_ARTICLES = f"SELECT {SELECTED} FROM articles a"
_WITHOUT_TEXTS = _ARTICLES.replace("text,", "'' AS text,", 1)

_STORE = (
    f"INSERT INTO articles VALUES ({', '.join('?' * (len(COLUMNS) + 1))}) "
    "ON CONFLICT (article_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in (*COLUMNS[2:], "sentences"))
)
"""Stores an article's row and its sentences; one that is there keeps its file."""

_TITLE_WEIGHT = 1.0
"""BM25 weight of a word in title or outlet, where the passage's own words weigh 1."""


class Catalogue:
    """All that is known of the collection but its vectors. Safe to use from several threads."""

    def __init__(self, folder: Path, *, made_with: Mapping[str, str], create: bool) -> None:
        """Open the catalogue in `folder`; raises StoreError where it is absent or doesn't fit.

        `made_with` are the index settings, by name, on which what is stored depends.
        """
        self._folder = folder
        self._lock = threading.RLock()
        path = folder / FILE_NAME
        if not create and not path.is_file():
            raise self._absent()
        with _mapped(folder):
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA busy_timeout = 5000")
            # Killed programs lose nothing so; where the power goes, the last transactions may be
            # undone, but in their order, and what is left agrees with itself.
            self._connection.execute("PRAGMA synchronous = NORMAL")
            made = self._connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            if not made and not create:  # a first ingest that was killed, or has only just begun
                raise self._absent()
            if not made:
                self._create(made_with)
            self._check(made_with)

    def _absent(self) -> StoreError:
        return StoreError(
            f"There is no index in {self._folder}.",
            mend="Make one with `dateline ingest PATH`, or name another with --index.",
        )

    def _create(self, made_with: Mapping[str, str]) -> None:
        self._connection.execute("PRAGMA journal_mode = WAL")  # readers go on beside a writer
        about = {"format": FORMAT, "unfinished": "", **made_with}
        with self.transaction() as connection:
            for statement in table_statements():
                connection.execute(statement)
            connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())

    def _check(self, made_with: Mapping[str, str]) -> None:
        about = self.about()
        if about.get("format") != FORMAT:
            raise StoreError(
                f"The index in {self._folder} was made by another version of Dateline.",
                mend="Ingest again into a new folder with --index, or delete that one first.",
            )
        for name, value in made_with.items():
            if about.get(name) != value:
                raise StoreError(
                    f"The index in {self._folder} was made with the {name} {about.get(name)}, "
                    f"not {value}.",
                    mend=f"Set index.{name} back, or ingest again into a new folder with --index.",
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

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Give what a query finds."""
        with self._lock, _mapped(self._folder):
            return self._connection.execute(query, values).fetchall()

    def about(self) -> Mapping[str, str]:
        """Give the index's own notes: format, embedder, and whether an ingest is unfinished."""
        return {str(name): str(value) for name, value in self.rows("SELECT * FROM about")}

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

    def add(self, cuts: Sequence[Cut]) -> tuple[str, ...]:
        """Store articles with their sentences and passages, all or none.

        One that is there already takes the new values but for its file's name. Gives the ids of the
        passages that it had and has no more.
        """
        gone = list[str]()
        with self.transaction() as connection:
            for cut in cuts:
                gone += _replace(connection, cut)
        return tuple(gone)

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
        rows = self.rows("SELECT sentences FROM articles WHERE article_id = ?", (article_id,))
        return tuple((start, end) for start, end in json.loads(str(rows[0][0]))) if rows else ()

    def passages(self, passage_ids: Sequence[str]) -> Mapping[str, Passage]:
        """Give the passages of these ids that are still there."""
        rows = self.rows(
            'SELECT passage_id, p.article_id, p."start", p."end", '
            'substr(text, p."start" + 1, p."end" - p."start") '
            "FROM passages p JOIN articles USING (article_id) "
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

    def passage_ids(
        self, filters: Filters = EVERYTHING, *, limit: int | None = None
    ) -> tuple[str, ...]:
        """Give the ids of the passages whose articles pass the filters, at most `limit`."""
        condition, values = where(filters)
        rows = self.rows(
            "SELECT passage_id FROM passages JOIN articles a USING (article_id) "
            f"WHERE {condition} ORDER BY passage LIMIT ?",
            (*values, -1 if limit is None else limit),
        )
        return tuple(str(passage_id) for (passage_id,) in rows)

    def article_ids(self, filters: Filters) -> frozenset[str]:
        """Give the ids of the articles that pass the filters."""
        condition, values = where(filters)
        rows = self.rows(f"SELECT article_id FROM articles a WHERE {condition}", values)
        return frozenset(str(article_id) for (article_id,) in rows)

    def search(self, terms: Sequence[str], *, filters: Filters, k: int) -> tuple[str, ...]:
        """Give the ids of the k passages that rank best by BM25 for any of the terms.

        A term is a word or a phrase; it is quoted here, so nothing in it is an operator.
        """
        quoted = [_quoted(term) for term in terms if term.strip()]
        if not quoted:
            return ()
        condition, values = where(filters)
        rows = self.rows(
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
        (row,) = self.rows("SELECT count(*) FROM words WHERE words MATCH ?", (_quoted(term),))
        return int(str(row[0]))

    def size(self) -> tuple[int, int]:
        """Count articles and passages."""
        (row,) = self.rows(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        )
        return int(str(row[0])), int(str(row[1]))


def _replace(connection: sqlite3.Connection, cut: Cut) -> list[str]:
    article = cut.article
    ids = {passage.passage_id for passage in cut.passages}
    old = connection.execute(
        "SELECT passage_id FROM passages WHERE article_id = ?", (article.article_id,)
    ).fetchall()
    connection.execute("DELETE FROM passages WHERE article_id = ?", (article.article_id,))
    connection.execute(_STORE, (*article_row(article), json.dumps(cut.sentences)))
    title = " ".join(part for part in (article.title, article.outlet) if part)
    for passage in cut.passages:
        row = connection.execute(
            "INSERT INTO passages VALUES (NULL, ?, ?, ?, ?)",
            (passage.passage_id, article.article_id, passage.start, passage.end),
        ).lastrowid
        connection.execute(
            "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (row, title, passage.text)
        )
    return [passage_id for (passage_id,) in old if passage_id not in ids]


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
