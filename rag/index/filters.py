"""What narrows a search to some of the articles, and which articles that are.

    Question  --filters_of-->  Filters  --Shelves.passing-->  ids of articles

The articles' labels are kept in memory: SQLite would look at every article for every question, for
tens of milliseconds, and knows no letters but ASCII's where case doesn't count.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from rag.schema import Question
from rag.words import fold

LABELLED = (
    "SELECT article_id, outlet, author, language, coalesce(published, inferred) FROM articles"
)
"""Selects what `Shelves` are made of."""

_NO_LETTER = re.compile(r"[\W_]")
_BETWEEN_PEOPLE = re.compile(r"[,;|&]|\b(?:and|with)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What an article must satisfy: each kind that is given, by any one of its values.

    Names and codes are as readers write them; `articles` are ids; days of publication, inferred
    ones among them, are inclusive.
    """

    outlets: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return self != EVERYTHING


EVERYTHING = Filters()


def filters_of(question: Question) -> Filters:
    """Give what a reader has narrowed a question to."""
    return Filters(
        outlets=question.outlets,
        authors=question.authors,
        languages=question.languages,
        articles=question.articles,
        since=question.since,
        until=question.until,
    )


def outlet_names(outlet: str) -> frozenset[str]:
    """Give the folded name by which an outlet is found; "The Herald" is "Herald"."""
    return frozenset({_folded(outlet).removeprefix("the ")} - {""})


def author_names(author: str) -> frozenset[str]:
    """Give the folded names by which an author is found: of each of several people, and of all."""
    people = [name for part in _BETWEEN_PEOPLE.split(author) if (name := _folded(part))]
    return frozenset({*people, " and ".join(people)} - {""})


def language_codes(language: str) -> frozenset[str]:
    """Give the codes by which a language is found: "en-GB" is "en" as well."""
    return frozenset(accumulate(_folded(language).split(), "{}-{}".format))


def _folded(name: str) -> str:
    """Leave out what doesn't count: case, accents, punctuation, how many blanks."""
    return " ".join(_NO_LETTER.sub(_parting, fold(name)).split())


def _parting(sign: re.Match[str]) -> str:
    # Marks that are no accents, such as the vowels of Hindi, belong to their word.
    return sign[0] if unicodedata.category(sign[0]).startswith("M") else " "


class Shelves:
    """The articles by outlet, author, language and day."""

    def __init__(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Take what LABELLED selects; takes about 5 µs for each."""
        rows = list(rows)
        self._every = frozenset(str(row[0]) for row in rows)
        self._outlets = _shelved(rows, column=1, names=outlet_names)
        self._authors = _shelved(rows, column=2, names=author_names)
        self._languages = _shelved(rows, column=3, names=language_codes)
        dated = sorted((str(row[4]), str(row[0])) for row in rows if row[4])
        self._days = [day for day, _ in dated]
        self._by_day = [article_id for _, article_id in dated]

    def passing(self, filters: Filters) -> frozenset[str]:
        """Give the ids of the articles that pass; what an article doesn't tell it doesn't pass."""
        passing = list[frozenset[str]]()
        if filters.outlets:
            passing.append(_taken(self._outlets, filters.outlets, names=outlet_names))
        if filters.authors:
            passing.append(_taken(self._authors, filters.authors, names=_all_together))
        if filters.languages:
            passing.append(_taken(self._languages, filters.languages, names=_most_exact))
        if filters.articles:
            passing.append(self._every.intersection(filters.articles))
        if filters.since or filters.until:
            passing.append(self._within(filters.since, filters.until))
        fewest, *others = sorted(passing, key=len) or [self._every]
        return fewest.intersection(*others)

    def _within(self, since: date | None, until: date | None) -> frozenset[str]:
        first = bisect_left(self._days, since.isoformat()) if since else 0
        behind = bisect_right(self._days, until.isoformat()) if until else len(self._days)
        return frozenset(self._by_day[first:behind])


def _shelved(
    rows: Iterable[tuple[object, ...]], *, column: int, names: Callable[[str], Iterable[str]]
) -> Mapping[str, frozenset[str]]:
    written = defaultdict[str, list[str]](list)
    for row in rows:
        if row[column]:
            written[str(row[column])].append(str(row[0]))
    shelves = defaultdict[str, set[str]](set)
    for label, article_ids in written.items():
        for name in names(label):
            shelves[name].update(article_ids)
    return {name: frozenset(article_ids) for name, article_ids in shelves.items()}


def _taken(
    shelves: Mapping[str, frozenset[str]],
    wanted: Iterable[str],
    *,
    names: Callable[[str], Iterable[str]],
) -> frozenset[str]:
    asked = (name for each in wanted for name in names(each))
    return frozenset[str]().union(*(shelves.get(name, ()) for name in asked))


def _all_together(author: str) -> Iterable[str]:
    """Who asks for two people's article doesn't ask for either's others."""
    return sorted(author_names(author), key=len)[-1:]


def _most_exact(language: str) -> Iterable[str]:
    return sorted(language_codes(language), key=len)[-1:]
