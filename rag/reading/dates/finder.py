"""Finding time expressions: every rule is tried where one may begin, and the longest match wins."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from rag.reading.dates import (
    amounts,
    days,
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
from rag.reading.dates.rules import REACH, Reading, Rule, Scene, unresolved
from rag.schema import DateMention

_RULES: tuple[Rule, ...] = (
    *ranges.RULES,
    *times.RULES,
    *days.RULES,
    *months.RULES,
    *weekdays.RULES,
    *units.RULES,
    *offsets.RULES,
    *quarters.RULES,
    *years.RULES,
    *amounts.RULES,
    *references.RULES,
)


def _rules_by_word() -> Mapping[str, int]:
    """Index the rules by the words they need: each set of rules as the bits of a number."""
    index: dict[str, int] = {}
    for number, rule in enumerate(_RULES):
        for word in rule.needs:
            index[word] = index.get(word, 0) | 1 << number
    return MappingProxyType(index)


_WORD = re.compile(r"[^\W\d_]+|\d+")
_RULES_BY_WORD: Mapping[str, int] = _rules_by_word()
_VOCABULARY = frozenset(_RULES_BY_WORD).union(
    *(_WORD.findall(rule.source.lower()) for rule in _RULES)
)
"""Every word that any rule speaks of: with another word no expression begins."""


def find_dates(text: str, *, published: date | None) -> tuple[DateMention, ...]:
    """Find the time expressions of an English text, in order, without overlaps.

    `published` is the day by which relative expressions are read: an article's date of
    publication, or a reader's today. With None they keep no calendar period.
    """
    mentions: list[DateMention] = []
    position = 0
    for start, candidates in _starts(text):
        if start < position:
            continue
        mention = _mention_at(text, start, candidates, published=published, earlier=mentions)
        if mention is not None:
            mentions.append(mention)
            position = mention.end
    return tuple(mentions)


def _starts(text: str) -> Iterator[tuple[int, int]]:
    """Give each place where an expression may begin, with the set of the rules worth trying."""
    words = [(found.start(), found[0].lower()) for found in _WORD.finditer(text)]
    needed = [_RULES_BY_WORD.get("0" if word.isdigit() else word, 0) for _, word in words]
    for index, (start, word) in enumerate(words):
        if word in _VOCABULARY or word.isdigit():
            candidates = 0
            for rules in needed[index : index + REACH]:
                candidates |= rules
            if candidates:
                yield start, candidates


@lru_cache(maxsize=4096)
def _rules_in(candidates: int) -> tuple[Rule, ...]:
    return tuple(rule for index, rule in enumerate(_RULES) if candidates >> index & 1)


def _mention_at(
    text: str,
    start: int,
    candidates: int,
    *,
    published: date | None,
    earlier: list[DateMention],
) -> DateMention | None:
    matches = [
        (rule, found)
        for rule in _rules_in(candidates)
        if (found := rule.pattern.match(text, start))
    ]
    matches.sort(key=lambda match: -match[1].end())
    for rule, found in matches:
        reading = _read(rule, found, published=published, earlier=earlier)
        if reading is not None:
            return _mention(found, reading)
    return None


def _read(
    rule: Rule, found: re.Match[str], *, published: date | None, earlier: list[DateMention]
) -> Reading | None:
    def read_part(start: int, end: int) -> Reading | None:
        for part_rule in _RULES:
            part = part_rule.pattern.match(found.string, start)
            if part and part.end() == end:
                reading = _read(part_rule, part, published=published, earlier=earlier)
                if reading is not None:
                    return reading
        return None

    scene = Scene(
        text=found.string,
        start=found.start(),
        end=found.end(),
        published=published,
        earlier=earlier,
        read_part=read_part,
    )
    try:
        return rule.read(found, scene)
    except (ValueError, OverflowError):
        # A text may count from year 9999, or to a year before 1: no calendar holds the outcome.
        return unresolved(rule="beyond the calendar")


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
