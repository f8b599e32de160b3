"""Browsing the collection: the articles that a reader wants to see, in order, a page at a time."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from rag.index.database import Kept
from rag.index.filters import Filters
from rag.index.lexical import FieldWeights, Term
from rag.index.library import Library
from rag.index.ranking import article_of
from rag.index.uploads import uploads_folder
from rag.schema import Article
from rag.words import fold, words

Order = Literal["published", "title", "outlet", "added"]

PAGE = 25
"""Articles of one page, where nobody asks for another number."""

_MOST_WORDS = 8
_MOST_PASSAGES = 20_000
"""Passages that are looked at for one word: in a vast collection not every one is found by it."""

_TEXT_ALONE = FieldWeights(title=0)
_LABELS = """
SELECT article_id, rowid, coalesce(published, inferred, ''), title, outlet, author, file
FROM articles
"""
_SOURCES = """
SELECT article_id, path FROM sources WHERE article_id IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reader looks for: every one of some words, an outlet, days of publication (inclusive).

    A word may stand in the title, the outlet, the author, the file's name or, whole, in the text;
    of the outlet a part of its name is enough. `order` puts the latest first by "published" and
    "added"; `page` counts from 1, a page having `per_page` articles.
    """

    words: str = ""
    outlet: str = ""
    since: date | None = None
    until: date | None = None
    order: Order = "published"
    page: int = 1
    per_page: int = PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page of what was found: articles without their texts, and how many there are in all.

    `uploaded` are the ids of those that came from uploads alone.
    """

    articles: tuple[Article, ...]
    uploaded: frozenset[str]
    found: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Label:
    """What an article is sorted by and searched in; `added` grows with each new article."""

    article_id: str
    added: int
    day: str
    title: str
    outlet: str
    said: str


_LAST = "\U0010ffff"
"""Behind every name: where an article has none."""

_KEYS: Mapping[Order, Callable[[_Label], Any]] = {
    "title": lambda each: each.title,
    "outlet": lambda each: each.outlet or _LAST,
    "added": lambda each: -each.added,
}
"""What is sorted by after the day, the latest first, and the title."""


class Browser:
    """The collection as a reader leafs through it. Safe to use from several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def listed(self, wanted: Wanted) -> Listed:
        """Give a page of what is wanted, the last one where there are fewer. Raises StoreError."""
        found = _ordered(self._matching(wanted), order=wanted.order)
        each_page = wanted.per_page
        pages = max(1, -(-len(found) // each_page))
        page = min(max(1, wanted.page), pages)
        shown = [each.article_id for each in found[(page - 1) * each_page : page * each_page]]
        return Listed(
            articles=self._library.catalogue.described(shown),
            uploaded=self._uploaded(shown),
            found=len(found),
            page=page,
            pages=pages,
        )

    @cached_property
    def _labels(self) -> Kept[tuple[_Label, ...]]:
        catalogue = self._library.catalogue
        return Kept(catalogue, lambda: tuple(map(_label, catalogue.rows(_LABELS))))

    def _matching(self, wanted: Wanted) -> list[_Label]:
        period = Filters(since=wanted.since, until=wanted.until)
        passing = self._library.catalogue.article_ids(period)
        outlet = fold(wanted.outlet.strip())
        matching = [
            each
            for each in self._labels.value()
            if outlet in each.outlet and each.article_id in passing
        ]
        for word in wanted.words.split()[:_MOST_WORDS]:
            telling = self._telling_of(word)
            folded = fold(word)
            matching = [
                each for each in matching if folded in each.said or each.article_id in telling
            ]
        return matching

    def _telling_of(self, word: str) -> frozenset[str]:
        """Give the ids of the articles whose text holds a word, in whatever form."""
        stems = tuple(each.stem for each in words(word))
        if not stems:
            return frozenset()
        found = self._library.lexical.search(
            [Term(words=stems)], k=_MOST_PASSAGES, weights=_TEXT_ALONE
        )
        return frozenset(article_of(passage_id) for passage_id, _ in found)

    def _uploaded(self, article_ids: Sequence[str]) -> frozenset[str]:
        folder = f"{uploads_folder(self._library.folder)}/"
        rows = self._library.catalogue.rows(_SOURCES, (json.dumps(article_ids),))
        elsewhere = {article_id for article_id, path in rows if not str(path).startswith(folder)}
        return frozenset(str(article_id) for article_id, _ in rows if article_id not in elsewhere)


def _label(row: Sequence[object]) -> _Label:
    article_id, added, day, title, outlet, author, file = row
    names = [fold(str(each or "")) for each in (title, outlet, author, file)]
    return _Label(
        article_id=str(article_id),
        added=int(str(added)),
        day=str(day),
        title=names[0] or names[3],
        outlet=names[1],
        said="\n".join(names),
    )


def _ordered(labels: Iterable[_Label], *, order: Order) -> list[_Label]:
    by_title = sorted(labels, key=lambda each: each.title)
    latest = sorted(by_title, key=lambda each: each.day, reverse=True)
    return sorted(latest, key=_KEYS[order]) if order in _KEYS else latest
