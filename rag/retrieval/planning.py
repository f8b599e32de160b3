"""A question -> the searches that serve it: by outlet named, and clause by clause. Pure.

"Did the Post's report on the strike agree with the Herald's article on the talks?" asks the Post
for the strike and the Herald for the talks. One search for all of it would let the outlet that
writes most about either fill the first places.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from rag.retrieval.clauses import Span, clauses
from rag.retrieval.outlets import NamedOutlet, find_outlets
from rag.retrieval.question import QuestionReading
from rag.words import Word

Period = tuple[date, date]
"""First and last day."""

_REPORTING = re.compile(
    r"\b(?:report|article|stor(?:y|ies)|coverage|publish|publication|wrote|written|news|"
    r"according to|issue|edition|headline)",
    re.IGNORECASE,
)
_MOST = 8
"""Searches for one question; a longer one than any that is meant asks for no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search: what each stem weighs, the outlets whose articles are meant, and their days.

    Without outlets those of all are searched; articles of the `days` of publication are favoured.
    """

    weights: Mapping[str, float]
    outlets: frozenset[str] = frozenset()
    days: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The searches that serve a question, the outlets and days of publication that it names."""

    searches: tuple[Search, ...]
    named: tuple[NamedOutlet, ...]
    days: tuple[Period, ...]


def make_plan(
    reading: QuestionReading, *, outlets: Sequence[str], by_outlet: bool, elsewhere: float
) -> Plan:
    """Read which searches a question asks for.

    `outlets` are the collection's; with `by_outlet` those that the question names are searched each
    for itself. `elsewhere` is what the words of other clauses weigh in a clause's search, where its
    own weigh 1; at 1 clauses aren't told apart.
    """
    named = find_outlets(reading.text, outlets=outlets) if by_outlet else ()
    names = [(each.start, each.end) for each in named]
    said = [word for word in reading.words if not _within(word.start, names)]
    spans: tuple[Span, ...] = ((0, len(reading.text)),)
    if elsewhere < 1:
        whole = [*names, *((each.start, each.end) for each in reading.dates)]
        spans = clauses(reading.text, words=[(word.start, word.end) for word in said], whole=whole)
    days = [_days(reading, span, named=named) for span in spans]
    searches = [
        Search(weights=_weights(said, span=span, elsewhere=elsewhere), outlets=outlet, days=own)
        for span, own, outlet in _asked_of(spans, days, named=named)
    ]
    if not named and len(spans) > 1:
        everything = {word.stem: 1.0 for word in said}
        searches.insert(0, Search(weights=everything, days=tuple(chain.from_iterable(days))))
    return Plan(
        searches=tuple(searches[:_MOST]),
        named=named,
        days=tuple(dict.fromkeys(chain.from_iterable(days))),
    )


def _asked_of(
    spans: Sequence[Span],
    days: Sequence[tuple[Period, ...]],
    *,
    named: Sequence[NamedOutlet],
) -> Iterator[tuple[Span, tuple[Period, ...], frozenset[str]]]:
    """Yield each clause with each outlet it is asked of: those it names, or the last named ones.

    What comes before any is named is asked of all that are.
    """
    last = list(dict.fromkeys(each.outlets for each in named))
    for span, own in zip(spans, days, strict=True):
        here = [each.outlets for each in named if span[0] <= each.start < span[1]]
        last = list(dict.fromkeys(here)) or last
        for outlets in last or [frozenset[str]()]:
            yield span, own, outlets


def _weights(said: Sequence[Word], *, span: Span, elsewhere: float) -> Mapping[str, float]:
    own = {word.stem for word in said if span[0] <= word.start < span[1]}
    return {word.stem: 1.0 if word.stem in own else elsewhere for word in said}


def _days(
    reading: QuestionReading, span: Span, *, named: Sequence[NamedOutlet]
) -> tuple[Period, ...]:
    """Give the days that a clause names as those of a publication."""
    start, end = span
    told = any(start <= each.start < end for each in named)
    if not told and not _REPORTING.search(reading.text[start:end]):
        return ()
    return tuple(
        (each.start_date, each.end_date)
        for each in reading.dates
        if start <= each.start < end and each.start_date and each.end_date
    )


def _within(place: int, spans: Sequence[Span]) -> bool:
    return any(start <= place < end for start, end in spans)
