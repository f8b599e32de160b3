"""The catalogue's tables, and an article as a row of one."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date

from rag.schema import Article

_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE articles (
    article_id TEXT PRIMARY KEY, file TEXT NOT NULL, text TEXT NOT NULL, title TEXT, outlet TEXT,
    author TEXT, published TEXT, inferred TEXT, provenance TEXT NOT NULL, sentences TEXT NOT NULL
) STRICT;
CREATE TABLE files (
    path TEXT NOT NULL, digest TEXT NOT NULL, article_id TEXT NOT NULL REFERENCES articles,
    PRIMARY KEY (path, article_id)
) STRICT;
CREATE TABLE passages (
    passage INTEGER PRIMARY KEY, passage_id TEXT UNIQUE NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL
) STRICT;
CREATE INDEX passages_of_article ON passages (article_id);
CREATE VIRTUAL TABLE words USING fts5 (
    title, text, tokenize = "porter unicode61 remove_diacritics 2"
);
CREATE TRIGGER passage_removed AFTER DELETE ON passages
    BEGIN DELETE FROM words WHERE rowid = old.passage; END;
"""

ARTICLE_COLUMNS = "article_id, file, text, title, outlet, author, published, inferred, provenance"
"""The columns of an article's row, but for its sentences."""


def table_statements() -> Iterator[str]:
    """Give the statements that make the tables, one by one, to be run in one transaction."""
    # sqlite3's own executescript would end the transaction.
    statement = ""
    for line in _TABLES.splitlines(keepends=True):
        statement += line
        if statement.strip() and sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def article_row(article: Article) -> tuple[str | None, ...]:
    """Give the values of ARTICLE_COLUMNS."""
    return (
        article.article_id,
        article.file,
        article.text,
        article.title,
        article.outlet,
        article.author,
        article.published.isoformat() if article.published else None,
        article.inferred.isoformat() if article.inferred else None,
        json.dumps(dict(article.provenance)),
    )


def article_of(row: Sequence[object]) -> Article:
    """Make an article of the values of ARTICLE_COLUMNS."""
    article_id, file, text, title, outlet, author, published, inferred, provenance = (
        None if value is None else str(value) for value in row
    )
    return Article(
        article_id=article_id or "",
        file=file or "",
        text=text or "",
        title=title,
        outlet=outlet,
        author=author,
        published=date.fromisoformat(published) if published else None,
        inferred=date.fromisoformat(inferred) if inferred else None,
        provenance=json.loads(provenance or "{}"),
    )
