"""Read a question: what it is about, what kind of thing it asks for, which days it names. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.reading.dates import find_dates
from rag.schema import DateMention, Question
from rag.words import Word, content_words, words

Wanted = Literal[
    "date", "number", "money", "duration", "age", "person", "place", "reason", "yes or no",
    "definition", "statement", "thing",
]  # fmt: skip

Tense = Literal["past", "future", "any"]

_KINDS = (
    "date day time year month week century name named call called kind type sort form person "
    "people man woman leader place country nation city town village prefecture province state "
    "region location amount figure field subject term title position role reason purpose way "
    "thing word"
)
_KIND_STEMS = frozenset(word.stem for word in words(_KINDS))
"""Nouns that say which kind of thing is asked for; an answer need not repeat them."""

_WORDINGS: tuple[tuple[Wanted, str], ...] = (
    (
        "money",
        r"\bhow much (?:\w+ )?(?:money|did .* cost|does .* cost|will .* cost|is .* worth)",
    ),
    ("age", r"\bhow old\b"),
    ("duration", r"\bhow long\b"),
    ("number", r"\bhow (?:many|much|far|large|big|high|often|tall|deep)\b"),
    (
        "number",
        r"\b(?:what|which) (?:\w+ )?(?:number|percentage|share|proportion|rate|score)\b",
    ),
    ("date", r"\b(?:when|(?:what|which) (?:date|day|year|month|week|time))\b"),
    ("person", r"\b(?:who|whom|whose|(?:what|which) (?:person|man|woman))\b"),
    (
        "place",
        r"\b(?:where|(?:what|which) (?:place|country|city|town|village|prefecture|province|"
        r"state|region|location))\b",
    ),
    ("reason", r"\bwhy\b|\bfor (?:what|which) reason\b|\bwhat (?:caused|led to)\b"),
    ("definition", r"^\W*what (?:is|are|was|were|does) (?:an? |the )?['‘’\"“]"),
    (
        "statement",
        r"\bwhat (?:\w+ )?(?:did|do|does|has|have|had) .*\b(?:say|said|announce|tell)",
    ),
    (
        "yes or no",
        r"^\W*(?:and |but |so )?(?:is|are|was|were|do|does|did|has|have|had|will|would|can|"
        r"could|should|may|might)\b",
    ),
)
_WANTED = tuple((wanted, re.compile(said, re.IGNORECASE)) for wanted, said in _WORDINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionReading:
    """What was understood of a question.

    `text` is the question with single blanks; `words` are its content words, less the kind of thing
    it asks for ("date", "city") and the days it names, `names` those of them that are names,
    `focus` the words of the thing asked for ("flight number" in "What flight number …"), `sort` the
    stem of the sort of place ("town" in "In which town …"), empty where none is named; `dates`
    are the time expressions in `text`, by the reader's day, and `period` the calendar period that
    they name together; `tense` tells whether it asks for something that has happened or will,
    `of_year` whether a year is enough.
    """

    text: str
    wanted: Wanted
    words: tuple[Word, ...]
    names: frozenset[str]
    focus: tuple[Word, ...]
    sort: str
    phrases: tuple[str, ...]
    dates: tuple[DateMention, ...]
    period: tuple[date, date] | None
    tense: Tense
    of_year: bool


_QUOTED = re.compile(r"[\"“]([^\"“”]{3,80})[\"”]|(?<!\w)['‘]([^'‘’]{3,80})['’](?!\w)")
_ASKING = re.compile(
    r"\b(?:what|which|how (?:many|much))\b(?: (?:is|are|was|were)\b)?(?: the\b| an?\b)?",
    re.IGNORECASE,
)
_SORT = re.compile(
    r"\b(?:what|which) (country|city|town|village|prefecture|province|state|region|district|"
    r"street|island)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|going to|expected to|planned|scheduled|due to|is .* to|are .* to)\b", re.IGNORECASE
)
_PAST = re.compile(r"\b(?:did|was|were|had)\b|\bha(?:s|ve)\b.*\w(?:ed|en)\b", re.IGNORECASE)
_OF_YEAR = re.compile(r"\b(?:what|which) year\b", re.IGNORECASE)
_ATTRIBUTED = re.compile(
    r",?\s*\b(?:(?i:according to|as reported by|reported by)\s+(?:the\s+)?"
    r"((?:[A-Z][\w.&'’-]*\s?)+)(?:reports?|article|newspaper|story)?|(?i:according to)\b)",
)
_PREPOSITIONS = re.compile(
    r"\b(?:in response to|in addition to|in terms of|in order to|as part of|as well as|"
    r"on behalf of|instead of|because of|ahead of|due to|apart from|along with)\b",
    re.IGNORECASE,
)


def read_question(question: Question) -> QuestionReading:
    """Read a question that stands alone."""
    text = " ".join(question.text.split())
    dates = find_dates(text, published=question.as_of)
    own = _own_words(text, dates=dates)
    return QuestionReading(
        text=text,
        wanted=_wanted(text),
        words=own,
        names=frozenset(word.stem for word in own if word.is_name and word.start > 0),
        focus=_focus(text, own=own),
        sort=_sort(text),
        phrases=tuple(first or second for first, second in _QUOTED.findall(text)),
        dates=dates,
        period=_period(dates),
        tense="future" if _FUTURE.search(text) else "past" if _PAST.search(text) else "any",
        of_year=bool(_OF_YEAR.search(text)),
    )


def _own_words(text: str, *, dates: Sequence[DateMention]) -> tuple[Word, ...]:
    # Who reported a thing is no part of it: an article seldom names its own outlet.
    for empty in (_ATTRIBUTED, _PREPOSITIONS):
        text = empty.sub(lambda said: " " * len(said[0]), text)
    return tuple(
        word
        for word in content_words(text)
        if word.stem not in _KIND_STEMS
        and not any(mention.start <= word.start < mention.end for mention in dates)
    )


def _wanted(text: str) -> Wanted:
    found = [(match.start(), wanted) for wanted, each in _WANTED if (match := each.search(text))]
    return min(found, key=lambda pair: pair[0])[1] if found else "thing"


def _focus(text: str, *, own: tuple[Word, ...]) -> tuple[Word, ...]:
    """Give the run of content words behind "which", "how many" and the like."""
    asking = _ASKING.search(text)
    if asking is None:
        return ()
    run: list[Word] = []
    position = asking.end()
    for word in own:
        if word.start < position:
            continue
        if text[position : word.start].strip():
            break
        run.append(word)
        position = word.end
    return tuple(run)


def _sort(text: str) -> str:
    asked = _SORT.search(text)
    return next(iter(words(asked[1]))).stem if asked else ""


def _period(dates: Sequence[DateMention]) -> tuple[date, date] | None:
    named = [
        (each.start_date, each.end_date) for each in dates if each.start_date and each.end_date
    ]
    if not named:
        return None
    return min(start for start, _ in named), max(end for _, end in named)
