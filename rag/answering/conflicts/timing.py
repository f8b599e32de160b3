"""When it was: the calendar period that is given for what is told. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rag.answering.conflicts.asked import Asked
from rag.answering.conflicts.segments import segment, without_asides
from rag.answering.conflicts.sides import Statement
from rag.answering.facts.attachment import events
from rag.schema import DateMention, Evidence
from rag.words import CALENDAR_WORDS, stems, words

_PLANNED = re.compile(
    r"\b(?:was|were|is|are|has|have|had been|be) (?:to|due|expected|scheduled|planned|supposed|"
    r"meant)\b|\bwill\b|\bwould\b|\bput off\b|\bpostpon\w+|\bplanned\b|\bplans\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(r"\b(?:anniversary|since|until|before|after|by)\s(?:\w+\s)?$", re.IGNORECASE)
_LONGEST = 400
"""Days; whatever is longer than a year says too little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Calendar days, both inclusive."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    def agrees(self, other: object) -> bool:
        """Periods agree that have a day in common: "January" and the 13th of it."""
        if not isinstance(other, Period):
            return True
        return self.first <= other.last and other.first <= self.last


def times(asked: Asked, evidence: Evidence) -> Iterator[Statement]:
    """Yield the period that a sentence gives for what is told, if it gives one alone."""
    text = without_asides(evidence.text)
    if asked.reading.tense == "past" and _PLANNED.search(text):
        return
    if not asked.covers(evidence):
        return
    told = events(text, evidence.dates, claimed=stems(asked.reading.text))
    found = [each for each in told if _is_asked(asked, evidence, each, text=text)]
    if not found or any(not _period(found[0]).agrees(_period(each)) for each in found):
        return
    narrowest = min(found, key=lambda each: _period(each).last - _period(each).first)
    yield Statement(
        value=_period(narrowest),
        written=narrowest.text,
        start=narrowest.start,
        end=narrowest.end,
        evidence=evidence,
    )


def _period(mention: DateMention) -> Period:
    return Period(first=mention.start_date or date.min, last=mention.end_date or date.max)


def _is_day(mention: DateMention) -> bool:
    """Tell whether an expression names a day or more, not just the time of day."""
    written = {word.written.casefold() for word in words(mention.text)}
    return mention.type == "DATE" or (mention.type == "TIME" and bool(written & CALENDAR_WORDS))


def _is_asked(asked: Asked, evidence: Evidence, mention: DateMention, *, text: str) -> bool:
    first, last = mention.start_date, mention.end_date
    if not first or not last or not _is_day(mention):
        return False
    if (last - first).days > _LONGEST or not text[mention.start : mention.end].strip():
        return False
    if not evidence.article.published and not any(map(str.isdigit, mention.text)):
        return False  # a weekday by a day that was itself worked out
    if _ANOTHER.search(text[: mention.start]):
        return False
    named = asked.reading.period
    if named and not (first <= named[1] and named[0] <= last):
        return False
    start, end = segment(text, mention.start)
    return asked.deed.told(text[start:end])
