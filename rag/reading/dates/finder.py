"""Finding time expressions: every rule is tried where one may begin, and the longest match wins."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache, partial
from operator import or_
from types import MappingProxyType

from rag.reading.dates import (
    amounts,
    days,
    holidays,
    months,
    offsets,
    quarters,
    ranges,
    references,
    times,
    units,
    weekdays,
    years,
)
from rag.reading.dates.periods import period_of
from rag.reading.dates.rules import Reading, Rule, Scene, unresolved
from rag.reading.dates.tense import Tenses
from rag.schema import DateMention

_RULES: tuple[Rule, ...] = (
    *holidays.RULES,
    *ranges.RULES,
    *times.RULES,
    *days.RULES,
    *months.RULES,
    *weekdays.RULES,
    *quarters.RULES,
    *units.RULES,
    *offsets.RULES,
    *years.RULES,
    *amounts.RULES,
    *references.RULES,
)


_Match = tuple[Rule, re.Match[str]]
_Trial = tuple[Rule, Callable[[str, int], re.Match[str] | None]]


def _bits(words_of: Callable[[Rule], Iterable[str]]) -> Mapping[str, int]:
    """Index the rules by their words: each set of rules as the bits of a number."""
    index: dict[str, int] = {}
    for number, rule in enumerate(_RULES):
        for word in words_of(rule):
            index[word] = index.get(word, 0) | 1 << number
    return MappingProxyType(index)


_WORD = re.compile(r"[^\W\d_]+|\d+")
_BEGINNING_WITH = _bits(lambda rule: rule.words)
_NEEDING = _bits(lambda rule: rule.needs)
_LONGEST_NUMBER = 5
"""Numbers of so many digits or more are one to the rules; each is known by as many zeros."""


def find_dates(text: str, *, published: date | None) -> tuple[DateMention, ...]:
    """Find the time expressions of an English text, in order, without overlaps.

    `published` is the day by which relative expressions are read: an article's date of
    publication, or a reader's today. With None they keep no calendar period.
    """
    finder = _Finder(text, published)
    position = 0
    for start, candidates in _starts(text):
        if start >= position:
            mention = finder.mention_at(start, candidates)
            if mention is not None:
                finder.mentions.append(mention)
                position = mention.end
    return tuple(finder.mentions)


def _starts(text: str) -> Iterator[tuple[int, int]]:
    """Give each place where an expression may begin, with the set of the rules worth trying.

    Such a rule knows the word that stands there, and a word that it needs is not far: within
    eight words, whose rules are joined by twos, fours and eights.
    """
    words = list(_WORD.finditer(text))
    keys = [_key(word[0]) for word in words]
    near = [_NEEDING.get(key, 0) for key in keys]
    for reach in (1, 2, 4):
        near = list(map(or_, near, near[reach:] + [0] * reach))
    for word, key, needed in zip(words, keys, near, strict=True):
        if needed and (candidates := _BEGINNING_WITH.get(key, 0) & needed):
            yield word.start(), candidates


def _key(word: str) -> str:
    return "0" * min(len(word), _LONGEST_NUMBER) if word.isdigit() else word.lower()


@lru_cache(maxsize=4096)
def _trials(candidates: int) -> tuple[_Trial, ...]:
    rules = (rule for index, rule in enumerate(_RULES) if candidates >> index & 1)
    return tuple((rule, rule.pattern.match) for rule in rules)


def _by_length(match: _Match) -> int:
    return -match[1].end()


class _Finder:
    """Reads one text from its begin to its end; `mentions` is what was found so far."""

    def __init__(self, text: str, published: date | None) -> None:
        self.mentions: list[DateMention] = []
        self._text = text
        self._published = published
        self._tenses = Tenses(text)

    def mention_at(self, start: int, candidates: int) -> DateMention | None:
        """Read the longest expression that begins there, if any does."""
        matches = self._matches(start, candidates)
        if len(matches) > 1:
            matches.sort(key=_by_length)
        for rule, found in matches:
            reading = self._read(rule, found, around=found.span())
            if reading is not None:
                return _mention(found, reading)
        return None

    def _matches(self, start: int, candidates: int) -> list[_Match]:
        text = self._text
        return [
            (rule, found)
            for rule, match in _trials(candidates)
            if (found := match(text, start)) is not None
        ]

    def _read(self, rule: Rule, found: re.Match[str], *, around: tuple[int, int]) -> Reading | None:
        scene = Scene(
            text=self._text,
            start=found.start(),
            end=found.end(),
            around=around,
            published=self._published,
            earlier=self.mentions,
            tenses=self._tenses,
            read_part=partial(self._read_part, around=around),
        )
        try:
            return rule.read(found, scene)
        except (ValueError, OverflowError):
            # A text may count from year 9999, or to a year before 1: no calendar holds the outcome.
            return unresolved(rule="beyond the calendar")

    def _read_part(self, start: int, end: int, *, around: tuple[int, int]) -> Reading | None:
        word = _WORD.match(self._text, start)
        candidates = _BEGINNING_WITH.get(_key(word[0]), 0) if word else 0
        for rule, found in self._matches(start, candidates):
            if found.end() == end:
                reading = self._read(rule, found, around=around)
                if reading is not None:
                    return reading
        return None


def _mention(found: re.Match[str], reading: Reading) -> DateMention:
    period = period_of(reading.value) if reading.type in ("DATE", "TIME") else None
    return DateMention(
        text=found[0],
        start=found.start(),
        end=found.end(),
        type=reading.type,
        value=reading.value,
        start_date=period[0] if period else None,
        end_date=period[1] if period else None,
        rule=reading.rule,
    )
