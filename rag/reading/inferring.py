"""What a text without a date tells of the day it was written. Pure.

Two reports of one topic may lie weeks apart, however alike they are; so being alike proves nothing
here. What does are days: those that the text names in full, and those on which two reports let the
same things happen.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.reading.dates import find_dates
from rag.reading.dates.lexicon import MONTH, WEEKDAY_SHORT, month_number, weekday_number
from rag.reading.dates.tense import Tense, Tenses
from rag.reading.metadata.marks import Span
from rag.reading.metadata.stated_dates import day_in_year
from rag.schema import Article, DateMention
from rag.words import content_words

_SOON = timedelta(days=14)
"""Full dates that lie this near to one another belong to the news, not to its background."""

_ALIKE, _SHARED = 0.4, 3
"""Share of the shorter sentence's words, and their number, that two sentences on one thing share.
"""

_POSTED = re.compile(r"\(@\w{1,30}\)\s*$")
"""Stands before the date of a quoted post: "— The Harbour Post (@harbourpost) May 3, 2024"."""

_WITH_YEAR = re.compile(r"\d{4}")

_ORDINAL = r"(?:st|nd|rd|th)?(?!\d|,? \d{4})"
_PAIRED = re.compile(
    rf"\b(?P<weekday>{WEEKDAY_SHORT})[,\s(]{{1,3}}"
    rf"(?:(?P<month>{MONTH})\s?(?P<day>\d{{1,2}}){_ORDINAL}"
    rf"|(?P<day_before>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<month_behind>{MONTH})(?!,? \d{{4}}))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a sentence, stemmed, and the days that it speaks of."""

    words: frozenset[str]
    days: frozenset[date]


def own_day(article: Article) -> date | None:
    """Give the last day in the past that the text names in full, where it seems to be the news'.

    That is so of a quoted post's date, and of a date that doesn't stand alone: another one names a
    day within the fortnight before.
    """
    tenses = Tenses(article.text)
    posted, past = set[date](), set[date]()
    for mention in _full_days(article):
        before = article.text[max(0, mention.start - 40) : mention.start]
        if mention.start_date and _POSTED.search(before):
            posted.add(mention.start_date)
        elif mention.start_date and tenses.near(start=mention.start, end=mention.end) != "future":
            past.add(mention.start_date)
    last = max(posted | past, default=None)
    if last is None or last in posted:
        return last
    return last if any(last - _SOON <= day < last for day in posted | past) else None


def paired_day(article: Article, *, near: date) -> date | None:
    """Give the last day in the past that the text names with its weekday, but without a year.

    "Friday (January 9)" fits few years; the one is taken in which the day lies within a fortnight
    of `near`. None where that isn't so, or where any other pair of the text doesn't fit.
    """
    tenses = Tenses(article.text)
    told: dict[date, Tense | None] = {}
    for match in _PAIRED.finditer(article.text):
        day = _nearest(match, near=near)
        if day is None or day.weekday() != weekday_number(match["weekday"]):
            return None
        told[day] = told.get(day) or tenses.near(start=match.start(), end=match.end())
    past = [day for day, tense in told.items() if tense == "past" or (not tense and len(told) == 1)]
    last = max(past, default=None)
    return last if last and abs(last - near) <= _SOON else None


def _nearest(match: re.Match[str], *, near: date) -> date | None:
    month, day = match["month"] or match["month_behind"], match["day"] or match["day_before"]
    years = (near.year - 1, near.year, near.year + 1)
    days = (day_in_year(f"{month_number(month):02d}-{int(day):02d}", year=year) for year in years)
    return min(filter(None, days), key=lambda each: abs(each - near), default=None)


def _full_days(article: Article) -> list[DateMention]:
    return [
        mention
        for mention in find_dates(article.text, published=None)
        if _is_day(mention)
        and _WITH_YEAR.search(mention.text)
        and not any(start <= mention.start < end for start, end in article.asides)
    ]


def _is_day(mention: DateMention) -> bool:
    return mention.start_date is not None and mention.start_date == mention.end_date


def kinship(article: Article, other: Article) -> float:
    """Give the cosine, 0..1, of the names and numbers that two articles mention."""
    left, right = _names(article), _names(other)
    shared = sum(weight * right[stem] for stem, weight in left.items() if stem in right)
    return shared / math.sqrt(_squares(left) * _squares(right)) if shared else 0.0


def _names(article: Article) -> Mapping[str, float]:
    named = (word.stem for word in content_words(article.text) if word.is_name or word.is_number)
    return {stem: 1 + math.log(count) for stem, count in Counter(named).items()}


def _squares(weights: Mapping[str, float]) -> float:
    return sum(weight * weight for weight in weights.values())


def told_days(
    article: Article, *, sentences: Sequence[Span], written: date, relative: bool
) -> tuple[Told, ...]:
    """Give what each sentence lets happen on which days, were the article written that day.

    Where `relative`, days that the text names in full are left out: they fit any day of writing.
    """
    mentions = [each for each in find_dates(article.text, published=written) if _is_day(each)]
    if relative:
        fixed = {(each.start, each.value) for each in find_dates(article.text, published=None)}
        mentions = [each for each in mentions if (each.start, each.value) not in fixed]
    told = []
    for start, end in sentences:
        days = frozenset(
            each.start_date for each in mentions if start <= each.start < end and each.start_date
        )
        if days:
            words = frozenset(word.stem for word in content_words(article.text[start:end]))
            told.append(Told(words, days))
    return tuple(told)


def agreement(told: Sequence[Told], other: Sequence[Told]) -> tuple[int, int]:
    """Count the days on which sentences about one thing agree, and on which they differ."""
    same, different = set[date](), set[date]()
    for sentence in told:
        nearest = max(other, key=lambda each: _likeness(sentence, each), default=None)
        if nearest is None or not _on_one_thing(sentence, nearest):
            continue
        shared = sentence.days & nearest.days
        (same if shared else different).update(shared or sentence.days)
    return len(same), len(different)


def _likeness(left: Told, right: Told) -> tuple[float, int]:
    shared = len(left.words & right.words)
    return shared / max(1, min(len(left.words), len(right.words))), shared


def _on_one_thing(left: Told, right: Told) -> bool:
    share, shared = _likeness(left, right)
    return share >= _ALIKE and shared >= _SHARED
