"""What the collection says happened or will happen when: sentences by the periods they name.

    dates + sentences + voices  --_Told.read-->  _Told  --Calendar-->  Tally, Happening

A sentence counts once for a period, however often it names it and however many copies carry it.
What stands outside the articles' sentences, such as the line of publication, is not told of.
"""

import json
import threading
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy

from rag.index.catalogue import Catalogue
from rag.index.database import Kept
from rag.index.filters import EVERYTHING, Filters
from rag.index.library import Library

_AT_ONCE = 500
"""Articles read in one query, so that nobody who asks meanwhile waits for all of them."""

_ORDERED = "SELECT article_id FROM articles ORDER BY coalesce(published, inferred) NULLS LAST, 1"
_UNDATED = "SELECT article_id FROM articles WHERE coalesce(published, inferred) IS NULL"
_SENTENCES = (
    "SELECT article_id, sentences, voice, iif(voice IS NULL, '', text) "
    "FROM bodies LEFT JOIN voices USING (article_id) "
    "WHERE article_id IN (SELECT value FROM json_each(?))"
)
_DATES = (
    'SELECT article_id, "start", "end", start_date, end_date FROM dates '
    "WHERE start_date IS NOT NULL AND article_id IN (SELECT value FROM json_each(?)) "
    'ORDER BY article_id, "start"'
)
_CARRIERS_OF = (
    "SELECT article_id, title, outlet, file, published, inferred, "
    "coalesce(voice, article_id), text "
    "FROM articles JOIN bodies USING (article_id) LEFT JOIN voices USING (article_id) "
    "WHERE article_id IN (SELECT value FROM json_each(?))"
)


_DAY_BITS = 22
"""What holds the ordinal of any day, so that one number holds a period's two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many sentences tell of a period, both days inclusive."""

    start_date: date
    end_date: date
    sentences: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A sentence that tells of a period: `text` is `article.text[start:end]`.

    `words` are those that name the period, `text[words_start:words_end]`; `start_date` and
    `end_date` are inclusive. `published` and `inferred` are as the article has them. `carriers`
    counts the articles of the same `voice` that have the sentence; this is the earliest of them.
    """

    article_id: str
    start: int
    end: int
    text: str
    start_date: date
    end_date: date
    words: str
    words_start: int
    words_end: int
    title: str | None
    outlet: str | None
    file: str
    published: date | None
    inferred: date | None
    voice: str
    carriers: int


class Calendar:
    """The periods that the articles' sentences name. Safe to use from several threads.

    The first call after a change of the collection reads all its dates: 0.3 s at 10,000 passages,
    3 s at 100,000; each further one takes milliseconds.
    """

    def __init__(self, library: Library) -> None:
        """Name the library; nothing is read before it is asked for."""
        self._library = library
        self._kept: Kept[_Told] | None = None
        self._reading = threading.Lock()

    def tallies(self, *, filters: Filters = EVERYTHING) -> tuple[Tally, ...]:
        """Count sentences by period, in the order of the calendar. Raises StoreError."""
        told = self._told().passing(self._library.catalogue, filters)
        periods = told.rows[:, _FIRST] << _DAY_BITS | told.rows[:, _LAST]
        distinct, counts = numpy.unique(periods, return_counts=True)
        return tuple(
            Tally(
                start_date=date.fromordinal(period >> _DAY_BITS),
                end_date=date.fromordinal(period & (1 << _DAY_BITS) - 1),
                sentences=count,
            )
            for period, count in zip(distinct.tolist(), counts.tolist(), strict=True)
        )

    def happenings(
        self,
        *,
        filters: Filters = EVERYTHING,
        since: date | None = None,
        until: date | None = None,
        limit: int,
    ) -> tuple[Happening, ...]:
        """Give what is told of periods that touch these days, in the order of the calendar.

        Where there is more than `limit`, the most exact periods are given, and of those the first.
        Raises StoreError.
        """
        told = self._told().passing(self._library.catalogue, filters)
        return told.touching(since, until).happenings(self._library.catalogue, limit=limit)

    def telling_of(
        self, start_date: date, end_date: date, *, filters: Filters = EVERYTHING, limit: int
    ) -> tuple[Happening, ...]:
        """Give what is told of just this period, at most `limit`. Raises StoreError."""
        told = self._told().passing(self._library.catalogue, filters)
        return told.naming(start_date, end_date).happenings(self._library.catalogue, limit=limit)

    def undated(self, *, filters: Filters = EVERYTHING) -> int:
        """Count the articles of no date, whose relative expressions name no period."""
        catalogue = self._library.catalogue
        undated = {str(article_id) for (article_id,) in catalogue.rows(_UNDATED)}
        return len(undated & catalogue.article_ids(filters))

    def _told(self) -> "_Told":
        catalogue = self._library.catalogue
        with self._reading:  # who comes meanwhile takes what is read instead of reading as well
            if self._kept is None:
                self._kept = Kept(catalogue, lambda: _Told.read(catalogue))
            return self._kept.value()


_ARTICLE, _START, _END, _WORDS_START, _WORDS_END, _FIRST, _LAST, _KEY, _CARRIERS = range(9)
"""Columns of _Told.rows: a number of `articles`, places in its text, days as ordinals, what is the
same where the same is told, and in how many articles that is."""


@dataclass(frozen=True, slots=True)
class _Told:
    """Sentences and periods, one a row; 72 bytes each."""

    articles: tuple[str, ...]
    rows: numpy.ndarray

    @classmethod
    def read(cls, catalogue: Catalogue) -> "_Told":
        """Read those of all articles, the earliest first."""
        articles = tuple(str(article_id) for (article_id,) in catalogue.rows(_ORDERED))
        values = array("q")
        for start in range(0, len(articles), _AT_ONCE):
            part = articles[start : start + _AT_ONCE]
            numbers = {article_id: start + number for number, article_id in enumerate(part)}
            for row in _read(catalogue, part):
                values.extend((numbers[row[0]], *row[1:], 1))
        return cls(articles, numpy.array(values, dtype=numpy.int64).reshape(-1, 9))

    def passing(self, catalogue: Catalogue, filters: Filters) -> "_Told":
        """Give what articles tell that pass the filters, each once, with its carriers counted."""
        rows = self.rows
        if filters:
            passing = catalogue.article_ids(filters)
            flags = numpy.array([each in passing for each in self.articles], dtype=bool)
            rows = rows[flags[rows[:, _ARTICLE]]]
        _, places, counts = numpy.unique(rows[:, _KEY], return_index=True, return_counts=True)
        order = numpy.argsort(places)
        rows = rows[places[order]]
        rows[:, _CARRIERS] = counts[order]
        return _Told(self.articles, rows)

    def touching(self, since: date | None, until: date | None) -> "_Told":
        """Give those of periods that have a day from `since` to `until`."""
        first = (since or date.min).toordinal()
        last = (until or date.max).toordinal()
        return _Told(
            self.articles,
            self.rows[(self.rows[:, _LAST] >= first) & (self.rows[:, _FIRST] <= last)],
        )

    def naming(self, start_date: date, end_date: date) -> "_Told":
        """Give those of one period."""
        period = (start_date.toordinal(), end_date.toordinal())
        return _Told(
            self.articles, self.rows[(self.rows[:, (_FIRST, _LAST)] == period).all(axis=1)]
        )

    def happenings(self, catalogue: Catalogue, *, limit: int) -> tuple[Happening, ...]:
        """Make nouns of the most exact rows; what has gone meanwhile is left out."""
        exact = numpy.lexsort((self.rows[:, _FIRST], self.rows[:, _LAST] - self.rows[:, _FIRST]))
        rows = self.rows[exact[:limit]]
        order = (rows[:, _START], rows[:, _ARTICLE], rows[:, _LAST], rows[:, _FIRST])
        named = [self.articles[number] for number in numpy.unique(rows[:, _ARTICLE])]
        carriers = {str(row[0]): row for row in catalogue.rows(_CARRIERS_OF, (json.dumps(named),))}
        return tuple(
            _happening(row, carriers[article_id])
            for row in rows[numpy.lexsort(order)].tolist()
            if (article_id := self.articles[row[_ARTICLE]]) in carriers
        )


def _read(catalogue: Catalogue, article_ids: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield an article's id and the columns of a row, but for its carriers, for what it tells."""
    wanted = (json.dumps(list(article_ids)),)
    dates = groupby(catalogue.rows(_DATES, wanted), key=itemgetter(0))
    bodies = {str(row[0]): row[1:] for row in catalogue.rows(_SENTENCES, wanted)}
    for article_id, mentions in dates:
        if article_id in bodies:
            yield from _read_article(str(article_id), bodies[str(article_id)], mentions)


def _read_article(
    article_id: str, body: tuple[Any, ...], mentions: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    written, voice, text = body
    sentences = json.loads(written)
    starts = [start for start, _ in sentences]
    seen = set[int]()
    for _, words_start, words_end, start_date, end_date in mentions:
        start, end = sentences[max(0, bisect_right(starts, words_start) - 1)]
        if not start <= words_start < words_end <= end:
            continue
        # Copies tell the same in the same words; the sentences of others are the same nowhere.
        same = (voice, " ".join(text[start:end].split())) if voice else (article_id, start)
        key = hash((same, start_date, end_date))
        if key not in seen:
            seen.add(key)
            days = (_ordinal(start_date), _ordinal(end_date))
            yield (article_id, start, end, words_start, words_end, *days, key)


@lru_cache(maxsize=4096)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _happening(row: Sequence[int], carrier: tuple[Any, ...]) -> Happening:
    _, start, end, words_start, words_end, first, last, _, carriers = row
    article_id, title, outlet, file, published, inferred, voice, text = carrier
    return Happening(
        article_id=article_id,
        start=start,
        end=end,
        text=text[start:end],
        start_date=date.fromordinal(first),
        end_date=date.fromordinal(last),
        words=text[words_start:words_end],
        words_start=words_start - start,
        words_end=words_end - start,
        title=title,
        outlet=outlet,
        file=file,
        published=published and date.fromisoformat(published),
        inferred=inferred and date.fromisoformat(inferred),
        voice=voice,
        carriers=carriers,
    )
