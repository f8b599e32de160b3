"""The catalogue's tables, and an article and its time expressions as rows of them.

articles     what is known of an article but its words: few bytes, as filters look at all of it
bodies       its text, its sentences' spans and their vectors
passages     each with its vector
dates        the time expressions of the text, by its reference date
vocabulary   the words of all passages, each with its vector; those that no passage has any
             more may stay, as a word's vector depends on nothing else
files, sources, and those of `copies`
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from rag.index.copies import COPIES_OF, TABLES
from rag.schema import Article, Copy, DateMention

_DAYS = ("published", "updated", "inferred")
_MOMENT = "published_at"
_ENDS = ("start_date", "end_date")

_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE articles (
    article_id TEXT PRIMARY KEY, file TEXT NOT NULL, title TEXT, outlet TEXT, author TEXT,
    published TEXT, published_at TEXT, updated TEXT, place TEXT, language TEXT, url TEXT,
    inferred TEXT, provenance TEXT NOT NULL, asides TEXT NOT NULL
) STRICT;
CREATE TABLE bodies (
    article_id TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    text TEXT NOT NULL, sentences TEXT NOT NULL, vectors BLOB NOT NULL
) STRICT;
CREATE TABLE dates (
    article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, type TEXT NOT NULL,
    value TEXT, start_date TEXT, end_date TEXT, rule TEXT NOT NULL,
    PRIMARY KEY (article_id, "start")
) STRICT, WITHOUT ROWID;
CREATE INDEX dates_by_day ON dates (start_date) WHERE start_date IS NOT NULL;
CREATE TABLE vocabulary (word TEXT UNIQUE NOT NULL, vector BLOB NOT NULL) STRICT;
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
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, vector BLOB NOT NULL
) STRICT;
CREATE INDEX passages_of_article ON passages (article_id);
"""

COLUMNS = (
    *("article_id", "file", "title", "outlet", "author", "published", "published_at"),
    *("updated", "place", "language", "url", "inferred", "provenance", "asides"),
)
"""The columns of an article's row."""

SELECTED = f"{', '.join(COLUMNS)}, {COPIES_OF}"
"""What is selected from articles, named `a`, and followed by the text, to make an article of it."""

DATE_COLUMNS = ("start", "end", "text", "type", "value", "start_date", "end_date", "rule")
"""The columns of a time expression's row, but for its article's id."""


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
    """Make an article of the values of SELECTED and its text."""
    values: dict[str, Any] = dict(zip((*COLUMNS, "copies", "text"), row, strict=True))
    values |= {name: values[name] and date.fromisoformat(values[name]) for name in _DAYS}
    values[_MOMENT] = values[_MOMENT] and datetime.fromisoformat(values[_MOMENT])
    values["provenance"] = json.loads(values["provenance"])
    values["asides"] = tuple((start, end) for start, end in json.loads(values["asides"]))
    values["copies"] = tuple(
        Copy(article_id=article_id, outlet=outlet, file=file)
        for article_id, outlet, file in json.loads(values["copies"])
    )
    return Article(**values)


def date_row(mention: DateMention) -> tuple[str | int | None, ...]:
    """Give the values of DATE_COLUMNS."""
    values: dict[str, Any] = {name: getattr(mention, name) for name in DATE_COLUMNS}
    values |= {name: values[name] and values[name].isoformat() for name in _ENDS}
    return tuple(values.values())


def date_of(row: Sequence[Any]) -> DateMention:
    """Make a time expression of the values of DATE_COLUMNS."""
    start, end, text, type_, value, first, last, rule = row  # thirty an article: not by name
    return DateMention(
        text=text,
        start=start,
        end=end,
        type=type_,
        value=value,
        start_date=first and date.fromisoformat(first),
        end_date=last and date.fromisoformat(last),
        rule=rule,
    )
