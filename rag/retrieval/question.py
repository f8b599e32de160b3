"""Read a question: what it is about, what kind of thing it asks for, which days it names. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.reading.dates import find_dates
from rag.schema import Question
from rag.words import Word, content_words, fold, words

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

    `text` stands alone (a follow-up is joined with what it follows); `words` are the content words
    of the question itself, less the kind of thing it asks for ("date", "city") and the days it
    names, `names` those of them that are names, `focus` the words of the thing asked for ("flight
    number" in "What flight number …"), `context` the words taken over from the conversation;
    `period` is the calendar period it names; `tense` tells whether it asks for something that has
    happened or will, `of_year` whether a year is enough.
    """

    text: str
    wanted: Wanted
    words: tuple[Word, ...]
    names: frozenset[str]
    focus: tuple[Word, ...]
    context: tuple[Word, ...]
    phrases: tuple[str, ...]
    period: tuple[date, date] | None
    tense: Tense
    of_year: bool


_QUOTED = re.compile(r"[\"“]([^\"“”]{3,80})[\"”]|(?<!\w)['‘]([^'‘’]{3,80})['’](?!\w)")
_ASKING = re.compile(
    r"\b(?:what|which|how (?:many|much))\b(?: (?:is|are|was|were)\b)?(?: the\b| an?\b)?",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|going to|expected to|planned|scheduled|due to|is .* to|are .* to)\b", re.IGNORECASE
)
_PAST = re.compile(r"\b(?:did|was|were|had)\b|\bha(?:s|ve)\b.*\w(?:ed|en)\b", re.IGNORECASE)
_OF_YEAR = re.compile(r"\b(?:what|which) year\b", re.IGNORECASE)
_ATTRIBUTED = re.compile(
    r",?\s*\b(?i:according to|as reported by|reported by)\s+(?:the\s+)?"
    r"((?:[A-Z][\w.&'’-]*\s?)+)(?:reports?|article|newspaper|story)?",
)
_PREPOSITIONS = re.compile(
    r"\b(?:in response to|in addition to|in terms of|in order to|as part of|as well as|"
    r"on behalf of|instead of|because of|ahead of|due to|apart from|along with)\b",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"^\W*(?:and|but|so|then|why|what about|how about)\b"
    r"|\b(?:he|she|it|they|him|her|them|his|their|its|there|that|this|those|these|then)\b"
    r"|\bthe (?:next|following|previous) (?:day|week|month|year)\b|\bthe day after\b",
    re.IGNORECASE,
)


def read_question(question: Question) -> QuestionReading:
    """Read a question, with the conversation before it where it leans on it."""
    text = " ".join(question.text.split())
    before = _leant_on(question)
    own = _own_words(text, as_of=question.as_of)
    known = {word.stem for word in own}
    return QuestionReading(
        text=f"{before} {text}".strip(),
        wanted=_wanted(text),
        words=own,
        names=frozenset(word.stem for word in own if word.is_name and word.start > 0),
        focus=_focus(text, own=own),
        context=tuple(
            word for word in _own_words(before, as_of=question.as_of) if word.stem not in known
        ),
        phrases=tuple(first or second for first, second in _QUOTED.findall(text)),
        period=_period(before, text, as_of=question.as_of),
        tense="future" if _FUTURE.search(text) else "past" if _PAST.search(text) else "any",
        of_year=bool(_OF_YEAR.search(text)),
    )


def _own_words(text: str, *, as_of: date) -> tuple[Word, ...]:
    # Who reported a thing is no part of it: an article seldom names its own outlet.
    for empty in (_ATTRIBUTED, _PREPOSITIONS):
        text = empty.sub(lambda said: " " * len(said[0]), text)
    dated = [(mention.start, mention.end) for mention in find_dates(text, published=as_of)]
    return tuple(
        word
        for word in content_words(text)
        if word.stem not in _KIND_STEMS
        and not any(start <= word.start < end for start, end in dated)
    )


def _leant_on(question: Question) -> str:
    """Give the last question and answer where the new question can't stand without them."""
    if not question.history or not _FOLLOWS.search(question.text):
        return ""
    return " ".join(" ".join(turn.content for turn in question.history[-2:]).split())


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


def _period(before: str, text: str, *, as_of: date) -> tuple[date, date] | None:
    joined = f"{before}\n{text}" if before else text
    mentions = [
        mention
        for mention in find_dates(joined, published=as_of)
        if mention.start >= len(joined) - len(text) and mention.start_date and mention.end_date
    ]
    if not mentions:
        return None
    starts = [mention.start_date for mention in mentions if mention.start_date]
    ends = [mention.end_date for mention in mentions if mention.end_date]
    return min(starts), max(ends)


def search_terms(reading: QuestionReading) -> tuple[str, ...]:
    """Give the words and phrases that the lexical index is asked for."""
    chosen = (*reading.words, *reading.context)
    return (*reading.phrases, *dict.fromkeys(fold(word.written) for word in chosen))
