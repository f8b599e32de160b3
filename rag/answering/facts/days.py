"""Dates of a claim against those of its evidence: the same period, or a wider one. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from rag.schema import DateMention
from rag.words import FUNCTION_WORDS, words

_CLOCK = re.compile(r"T(\d\d:\d\d|[A-Z]{2})")
_HOUR = re.compile(
    r"(?:at |about |around |by )*\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?)?", re.IGNORECASE
)
_LONGEST_RANGE = 62
"""Days of a period whose first and last day a claim may name by themselves."""


def own_reading(own: DateMention, *, there: Sequence[DateMention]) -> DateMention | None:
    """Give a claim's expression, read by the reader's day, if its evidence states that period.

    In the very words of the report ("later that day") it means what it means there.
    """
    for each in there:
        if each.text.casefold() == own.text.casefold():
            return replace(each, start=own.start, end=own.end)
    if own.start_date is None or _stated(own, there) or _same_hour(own, there):
        return own
    return None


def reported_reading(
    own: DateMention,
    reported: Sequence[DateMention],
    *,
    there: Sequence[DateMention],
    text: str,
) -> DateMention | None:
    """Give a claim's expression as read by the report's day, if its evidence states that period.

    That counts only where the expression is in words of the report's own, `text`.
    """
    for each in reported:
        if each.start < own.end and own.start < each.end:
            return each if _in_words_of(text, each) and _stated(each, there) else None
    return None


def _same_hour(claimed: DateMention, there: Sequence[DateMention]) -> bool:
    """Tell whether an hour without a day ("at 9 p.m.") is one that the evidence names."""
    hour = _HOUR.fullmatch(claimed.text)
    return bool(hour) and any(
        _CLOCK.search(each.value or "") and _same_clock(claimed, each) for each in there
    )


def _stated(claimed: DateMention, there: Sequence[DateMention]) -> bool:
    return any(_within(claimed, each) and _same_clock(claimed, each) for each in there)


def _within(claimed: DateMention, known: DateMention) -> bool:
    """A claim may be less exact than its evidence ("in January" for the 13th), never more."""
    if not (claimed.start_date and known.start_date and known.end_date):
        return False
    last = claimed.end_date or claimed.start_date
    if claimed.start_date <= known.start_date and known.end_date <= last:
        return True
    return claimed.start_date == last and _is_end(last, known.start_date, known.end_date, known)


def _is_end(day: date, first: date, last: date, known: DateMention) -> bool:
    """Tell whether a day is the first or last of a range that is written with both its days."""
    if day not in (first, last) or not 0 < (last - first).days <= _LONGEST_RANGE:
        return False
    named = re.findall(r"\d+", known.text)
    return str(first.day) in named and str(last.day) in named


def _same_clock(claimed: DateMention, known: DateMention) -> bool:
    hour = _CLOCK.search(claimed.value or "")
    there = _CLOCK.search(known.value or "")
    return hour is None or (there is not None and hour[1] == there[1])


def _in_words_of(text: str, mention: DateMention) -> bool:
    there = {word.stem for word in words(text)}
    own = [
        word.stem
        for word in words(mention.text)
        if word.written.lower() not in FUNCTION_WORDS | {"last", "next"}
    ]
    return any(stem in there for stem in own)


def undated(text: str, mentions: Sequence[DateMention]) -> str:
    """Blank out the expressions that name a calendar period; durations stay, as numbers do."""
    for mention in mentions:
        if mention.start_date:
            width = mention.end - mention.start
            text = f"{text[: mention.start]}{' ' * width}{text[mention.end :]}"
    return text


def dates_alone(mentions: Sequence[DateMention]) -> Iterator[str]:
    """Yield the words of the expressions that name a calendar period."""
    return (each.text for each in mentions if each.start_date)
