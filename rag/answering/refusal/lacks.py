"""What is asked for and no evidence has: a name, a kind of thing, a cause, an event. Pure."""

import re
from collections.abc import Iterator, Sequence

from rag.answering.refusal.closeness import distinct
from rag.retrieval.question import QuestionReading, Wanted
from rag.retrieval.relevance import names_kind
from rag.schema import Evidence
from rag.words import holds, is_spelled_out, stems, words

_LEADING = 0.8
"""Evidence with at least this share of the best score is looked at beside the best."""

_FEW = 8
"""Words of a question that asks for one thing. A longer one tells much of what it asks for itself,
in words and names that no report need repeat."""

_KINDS: dict[Wanted, str] = {
    "age": "an age",
    "date": "a day that it could be",
    "duration": "a length of time",
    "money": "an amount of money",
    "number": "a number of it",
}
"""Kinds of things that can be told by their form, and how they are called."""

_ASKS_CAUSE = re.compile(r"\bwhat (?:caused|led to)\b|\bcauses? of\b", re.IGNORECASE)
_CAUSE = re.compile(
    r"\b(?:caus\w+|because|due to|led to|blam\w+|spark\w*|trigger\w*|owing|result\w*|set off|"
    r"start\w*|began|after)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will|would|shall|(?:is|are) (?:to|due|set|expected|scheduled|planned|likely|going)|"
    r"plans? to|upcoming|ahead of|about to|next (?:week|month|year|(?:Mon|Tues|Wednes|Thurs|Fri|"
    r"Satur|Sun)day))\b"
)
_TELLING = r"announced|reported|added|stated|expected|scheduled|planned"
_TOLD = re.compile(rf"\b(?:{_TELLING})\b")
_PAST = re.compile(
    rf"\b(?!(?:{_TELLING})\b)(?:was|were|had|did|\w{{3,}}ed|took|held|met|made|came|went|gave|began|"
    r"saw|led|left|won|lost|sent|paid|fell|rose|became|brought|bought|sold|built)\b"
)
"""That something has happened; who announced it, and that it is expected, tell nothing of that."""


_ALIKE = 4
"""Letters with which two spellings of a name begin."""

_POSSESSED = re.compile(r"(?:[A-Z][\w.-]*\s)*[A-Z][\w.-]*['’]s?\b")


def leading(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Give the evidence, best first, that is nearly as good as the best."""
    return tuple(each for each in evidence if each.score >= _LEADING * evidence[0].score)


def lacks(reading: QuestionReading, evidence: Sequence[Evidence]) -> Iterator[str]:
    """Yield in words, each for itself, what the evidence, best first, lacks of what is asked."""
    first = leading(evidence)
    if unknown := tuple(_unknown_names(reading, evidence)):
        yield f"no report near it names {', '.join(unknown)}"
    if reading.wanted in _KINDS and not any(_has_kind(reading, each) for each in first):
        yield f"no sentence near it tells {_KINDS[reading.wanted]}"
    if _ASKS_CAUSE.search(reading.text) and not any(_CAUSE.search(each.text) for each in first):
        yield "no sentence near it tells a cause"
    if reading.tense == "past" and not _TOLD.search(reading.text) and _still_to_come(first):
        yield "the reports near it tell of it as still to come"


def _has_kind(reading: QuestionReading, each: Evidence) -> bool:
    return names_kind(
        reading, sentence=each.text, dates=each.dates, told=each.article.reference_date
    )


def _unknown_names(reading: QuestionReading, evidence: Sequence[Evidence]) -> Iterator[str]:
    """Yield the names that no article of the evidence has, be it in full or by their initials."""
    asked = distinct(reading.words)
    if len(asked) > _FEW:
        return
    nowhere = frozenset.intersection(*(each.lacking for each in evidence)) & reading.names
    if not nowhere:
        return
    articles = {each.article_id: each.article for each in evidence}.values()
    there = [stems(f"{each.title or ''}\n{each.text}") for each in articles]
    for word in asked:
        known = word.stem not in nowhere or any(holds(word.stem, among=each) for each in there)
        if not known and not any(is_spelled_out(word, each.article.text) for each in evidence):
            yield word.written


def missed_names(reading: QuestionReading, quotes: Sequence[Evidence]) -> tuple[str, ...]:
    """Give the names of a question that some quotes don't come near to, nor spell otherwise.

    Whose something is need not be said again: the report is of that country or company.
    """
    asked = distinct(reading.words)
    if len(asked) > _FEW:
        return ()
    lacking = frozenset.intersection(*(each.lacking for each in quotes)) if quotes else frozenset()
    there = {word.stem[:_ALIKE] for each in quotes for word in words(each.text) if word.is_name}
    return tuple(
        word.written
        for word in asked
        if word.stem in reading.names & lacking
        and word.stem[:_ALIKE] not in there
        and not _POSSESSED.match(reading.text, word.start)
    )


def _still_to_come(evidence: Sequence[Evidence]) -> bool:
    """Tell whether all sentences speak of what was to come when they were written."""
    return not _PAST.search(evidence[0].text) and all(map(_speaks_of_future, evidence))


def _speaks_of_future(each: Evidence) -> bool:
    told = each.article.reference_date
    later = told and any(date.start_date and date.start_date > told for date in each.dates)
    return bool(later or _TO_COME.search(each.text))
