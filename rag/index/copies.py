"""Which articles carry the same report: found as articles come, kept in tables of the catalogue.

    sketches     one an article, once it has been compared with those before it
    bands        finds the few others that it may be a copy of, without a look at the rest
    likenesses   two articles that are copies of one another
    voices       the clusters that likenesses make: the smallest id of each stands for all

Likenesses don't depend on the order of arrival, and voices follow from them alone, so that whatever
was interrupted, removed or added again, the same articles have the same voices.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.index.report import Duplicate
from rag.index.splitting import body_spans
from rag.reading.copies import (
    Wording,
    are_copies,
    bands,
    may_be_copies,
    read_wording,
    same_words,
    sketch,
)
from rag.schema import Article

if TYPE_CHECKING:
    from rag.index.catalogue import Catalogue

TABLES = """
CREATE TABLE sketches (
    sketch INTEGER PRIMARY KEY,
    article_id TEXT UNIQUE NOT NULL REFERENCES articles ON DELETE CASCADE, minhash BLOB NOT NULL
) STRICT;
CREATE TABLE bands (
    value INTEGER NOT NULL, sketch INTEGER NOT NULL REFERENCES sketches ON DELETE CASCADE,
    PRIMARY KEY (value, sketch)
) STRICT, WITHOUT ROWID;
CREATE INDEX bands_of_sketch ON bands (sketch);
CREATE TABLE likenesses (
    sketch INTEGER NOT NULL REFERENCES sketches ON DELETE CASCADE,
    earlier INTEGER NOT NULL REFERENCES sketches ON DELETE CASCADE,
    PRIMARY KEY (sketch, earlier)
) STRICT, WITHOUT ROWID;
CREATE INDEX likenesses_of_earlier ON likenesses (earlier);
CREATE TABLE voices (
    article_id TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE, voice TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX articles_of_voice ON voices (voice);
CREATE TRIGGER body_changed AFTER UPDATE OF asides ON articles WHEN old.asides <> new.asides
    BEGIN DELETE FROM sketches WHERE article_id = old.article_id; END;
"""
"""Made with the tables of the catalogue; articles that go take their rows with them."""

COPIES_OF = """(
    SELECT json_group_array(json_array(article_id, outlet, file)) FROM (
        SELECT other.article_id, other.outlet, other.file
        FROM voices mine JOIN voices theirs USING (voice)
        JOIN articles other ON other.article_id = theirs.article_id
        WHERE mine.article_id = a.article_id AND other.article_id <> a.article_id
        ORDER BY coalesce(other.outlet, other.file), other.article_id
    )
)"""
"""The other articles of the same voice as the row of articles that is named `a`, as JSON."""

_AT_ONCE = 100
"""Articles linked in one transaction: what a kill costs is at most to link them again."""

_COMPARED = 20
"""Articles that a new one is compared with word by word, those first that share most bands: among
hundreds of notices from one template, as many as that tell."""

_REMEMBERED = 1_000
"""Articles whose words are kept while others are linked: about 20 MB."""

_Words = Callable[[str], Wording]


def link_copies(catalogue: "Catalogue") -> tuple[Duplicate, ...]:
    """Find the copies of articles that weren't looked at yet, and form the voices anew.

    Gives the new ones, each with those it is a copy of that were there before it.
    """

    def read(article_id: str) -> Wording:
        return _wording(catalogue.article(article_id))

    remembered = lru_cache(maxsize=_REMEMBERED)(read)
    found = list[Duplicate]()
    new = _unlinked(catalogue)
    for start in range(0, len(new), _AT_ONCE):
        with catalogue.transaction() as connection:
            for article_id, file in new[start : start + _AT_ONCE]:
                alike = _link(connection, article_id, words_of=remembered)
                found += _duplicates(file, alike)
    _form_voices(catalogue)
    return tuple(found)


def _wording(article: Article) -> Wording:
    return read_wording(article.text[start:end] for start, end in body_spans(article))


def _unlinked(catalogue: "Catalogue") -> list[tuple[str, str]]:
    rows = catalogue.rows(
        "SELECT article_id, file FROM articles "
        "WHERE article_id NOT IN (SELECT article_id FROM sketches) ORDER BY articles.rowid"
    )
    return [(str(article_id), str(file)) for article_id, file in rows]


def _link(
    connection: sqlite3.Connection, article_id: str, *, words_of: _Words
) -> list[tuple[str, bool]]:
    """Store an article's sketch and likenesses; give the files it is like, and if to the word."""
    wording = words_of(article_id)
    made = sketch(wording)
    values = bands(made)
    alike = [
        (earlier, file, same_words(wording, words_of(other_id)))
        for earlier, other_id, file, minhash in _candidates(connection, values)
        if may_be_copies(made, minhash) and are_copies(wording, words_of(other_id))
    ]
    row = connection.execute(
        "INSERT INTO sketches (article_id, minhash) VALUES (?, ?)", (article_id, made)
    ).lastrowid
    connection.executemany("INSERT INTO bands VALUES (?, ?)", [(value, row) for value in values])
    connection.executemany(
        "INSERT INTO likenesses VALUES (?, ?)", [(row, earlier) for earlier, _, _ in alike]
    )
    return [(file, exact) for _, file, exact in alike]


def _candidates(
    connection: sqlite3.Connection, values: Sequence[int]
) -> list[tuple[int, str, str, bytes]]:
    return connection.execute(
        "SELECT sketch, article_id, file, minhash FROM ("
        "SELECT sketch FROM bands WHERE value IN (SELECT value FROM json_each(?)) "
        "GROUP BY sketch ORDER BY count(*) DESC, sketch LIMIT ?"
        ") JOIN sketches USING (sketch) JOIN articles USING (article_id) ORDER BY sketch",
        (json.dumps(values), _COMPARED),
    ).fetchall()


def _duplicates(file: str, alike: Sequence[tuple[str, bool]]) -> Iterator[Duplicate]:
    for exact in (True, False):
        of = tuple(dict.fromkeys(other for other, same in alike if same is exact))
        if of:
            yield Duplicate(file=file, of=of, exact=exact)


def _form_voices(catalogue: "Catalogue") -> None:
    """Write the clusters that all likenesses make, where they aren't what is written."""
    pairs = catalogue.rows(
        "SELECT theirs.article_id, mine.article_id FROM likenesses "
        "JOIN sketches mine USING (sketch) JOIN sketches theirs ON theirs.sketch = earlier"
    )
    voices = clusters((str(left), str(right)) for left, right in pairs)
    known = catalogue.rows("SELECT article_id, voice FROM voices")
    there = {str(article_id): str(voice) for article_id, voice in known}
    if voices == there:
        return
    with catalogue.transaction() as connection:
        connection.executemany(
            "DELETE FROM voices WHERE article_id = ?", [(each,) for each in there.keys() - voices]
        )
        connection.executemany(
            "INSERT INTO voices VALUES (?, ?) "
            "ON CONFLICT (article_id) DO UPDATE SET voice = excluded.voice",
            sorted(voices.items() - there.items()),
        )


def clusters(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Give for all that stand in pairs the smallest they are joined with, by however many pairs."""
    above: dict[str, str] = {}

    def smallest(each: str) -> str:
        while (up := above.setdefault(each, each)) != each:
            above[each] = above[up]  # halves the way for the next
            each = up
        return each

    for left, right in pairs:
        first, second = sorted((smallest(left), smallest(right)))
        above[second] = first
    return {each: smallest(each) for each in above}
