"""What a rule is: a pattern, and how a match of it is read in its scene."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from rag.reading.dates.lexicon import ANY_NUMBER
from rag.reading.dates.periods import period_of, shifted, unit_of, value_of
from rag.reading.dates.tense import Tense, Tenses
from rag.schema import DateMention

_LOOK_BACK = 40
"""How many mentions back a date may stand to count from."""

Kind = Literal["DATE", "TIME", "DURATION", "SET"]

_ATTRIBUTION = re.compile(
    r"\b(?:said|says|told\s\S+|announced|reported|added|stated|statement|interview)"
    r"(?:\s(?:on|late|early|in|a))*\s$",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\[a-z]")
_WORD = re.compile("[a-z]+")
_BLANK = r"(?:(?=\s)[^\S\n]{0,20}+\n?+[^\S\n]{0,20}+)"
"""White space of a printed line; a thousand blanks part two expressions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a match means: its TIMEX3 type and value, and the rule that decided, in words."""

    type: Kind
    value: str | None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where a match stands: its text, the article's date, and the mentions read before it.

    `read_part` reads a part of the match, `text[start:end]`, as an expression of its own; `around`
    is the span of the longest expression that the match is a part of, which its verb governs.
    """

    text: str
    start: int
    end: int
    around: tuple[int, int]
    published: date | None
    earlier: Sequence[DateMention]
    tenses: Tenses
    read_part: Callable[[int, int], Reading | None]

    def tense(self) -> Tense | None:
        """Say whether the clause looks back or forward."""
        return self.tenses.near(start=self.around[0], end=self.around[1])

    def before(self, *, reach: int = 40) -> str:
        """Give the text just before the match."""
        return self.text[max(0, self.start - reach) : self.start]

    def after(self, *, reach: int = 40) -> str:
        """Give the text just after the match."""
        return self.text[self.end : self.end + reach]

    def anchor(self, *, days_only: bool = False) -> DateMention | None:
        """Give the nearest calendar date before the match, dates of mere attribution last."""
        nearest: DateMention | None = None
        for mention in reversed(self.earlier[-_LOOK_BACK:]):
            if mention.start_date and (mention.start_date == mention.end_date or not days_only):
                if not self._attributes(mention):
                    return mention
                nearest = nearest or mention
        return nearest

    def _attributes(self, mention: DateMention) -> bool:
        return bool(_ATTRIBUTION.search(self.text[max(0, mention.start - 30) : mention.start]))


Reader = Callable[[re.Match[str], Scene], Reading | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern of time expressions and its reader, which gives None for what is not one.

    One of the words that it `needs` stands in every match, among its first eight words, and the
    first is one of its `words`: elsewhere the pattern is not tried.
    """

    source: str
    read: Reader
    needs: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        """The words of the pattern and those it needs; for a number in digits, its zeros."""
        numbers = ANY_NUMBER if "0-9" in self.source else ()
        return self.needs.union(_WORD.findall(_ESCAPE.sub(" ", self.source.lower())), numbers)

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when a text first needs it: all of them take a second."""
        return _compiled(self.source)


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


def rule(pattern: str, read: Reader, *, needs: frozenset[str]) -> Rule:
    """Make a rule: whole words, any case, a blank of the pattern for white space in the text."""
    plain = pattern.replace(r"\d", "[0-9]").replace("[- ]", "(?:[-–‑]| )")
    spaced = plain.replace(" ", _BLANK)
    return Rule(rf"(?<![\w$£€#])(?:{spaced})(?!\w)", read, needs)


def absolute(value: str, *, rule: str) -> Reading:
    """Read a date that needs no context; a day that no calendar has leaves the value unresolved."""
    return Reading(type="DATE", value=value, rule=rule)


def moved(origin: date, *, unit: str, by: int, rule: str) -> Reading:
    """Read the unit that lies some units away from the one that contains the day."""
    value = value_of(shifted(origin, unit=unit, by=by), unit=unit)
    return Reading(type="DATE", value=value, rule=rule)


def unresolved(*, rule: str, value: str | None = None) -> Reading:
    """Read a date that can't be placed on the calendar here."""
    return Reading(type="DATE", value=value, rule=rule)


def same_unit_moved(value: str, *, unit: str, by: int) -> str:
    """Move a calendar value in its own precision: "1989-Q3" by a year back is "1988-Q3"."""
    period = period_of(value)
    own = unit_of(value)
    if period is None or own in ("range", "season"):
        return value
    return value_of(shifted(period[0], unit=unit, by=by), unit=own)
