"""The catalogue's tables, and an article as a row of one."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from rag.index.copies import COPIES_OF, TABLES
from rag.schema import Article, Copy

_DAYS = ("published", "updated", "inferred")
_MOMENT = "published_at"

_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE articles (
    article_id TEXT PRIMARY KEY, file TEXT NOT NULL, text TEXT NOT NULL, title TEXT, outlet TEXT,
    author TEXT, published TEXT, published_at TEXT, updated TEXT, place TEXT, language TEXT,
    url TEXT, inferred TEXT, provenance TEXT NOT NULL, asides TEXT NOT NULL,
    sentences TEXT NOT NULL
) STRICT;
CREATE TABLE files (path TEXT PRIMARY KEY, digest TEXT NOT NULL, whole INTEGER NOT NULL) STRICT;
CREATE TABLE sources (
    path TEXT NOT NULL REFERENCES files ON DELETE CASCADE,
    article_id TEXT NOT NULL REFERENCES articles, file TEXT NOT NULL,
    PRIMARY KEY (path, article_id)
) STRICT;
CREATE INDEX sources_of_article ON sources (article_id);
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

COLUMNS = (
    *("article_id", "file", "text", "title", "outlet", "author", "published", "published_at"),
    *("updated", "place", "language", "url", "inferred", "provenance", "asides"),
)
"""The columns of an article's row, but for its sentences."""

SELECTED = f"{', '.join(COLUMNS)}, {COPIES_OF}"
"""What is selected from articles, named `a`, to make an article of it."""


def table_statements() -> Iterator[str]:
    """Give the statements that make the tables, one by one, to be run in one transaction."""
    # sqlite3's own executescript would end the transaction.
    statement = ""
    for line in f"{_TABLES}{TABLES}".splitlines(keepends=True):
        statement += line
        if statement.strip() and sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def article_row(article: Article) -> tuple[str | None, ...]:
    """Give the values of COLUMNS."""
    values: dict[str, Any] = {name: getattr(article, name) for name in COLUMNS}
    values |= {name: values[name] and values[name].isoformat() for name in (*_DAYS, _MOMENT)}
    values |= {"provenance": json.dumps(dict(article.provenance))}
    values |= {"asides": json.dumps(article.asides)}
    return tuple(values.values())


def article_of(row: Sequence[object]) -> Article:
    """Make an article of the values of SELECTED."""
    values: dict[str, Any] = dict(zip((*COLUMNS, "copies"), row, strict=True))
    values |= {name: values[name] and date.fromisoformat(values[name]) for name in _DAYS}
    values[_MOMENT] = values[_MOMENT] and datetime.fromisoformat(values[_MOMENT])
    values["provenance"] = json.loads(values["provenance"])
    values["asides"] = tuple((start, end) for start, end in json.loads(values["asides"]))
    values["copies"] = tuple(
        Copy(article_id=article_id, outlet=outlet, file=file)
        for article_id, outlet, file in json.loads(values["copies"])
    )
    return Article(**values)
