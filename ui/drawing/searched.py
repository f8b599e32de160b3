"""What was searched for, told in a line wherever it says more than the question. Pure."""

from collections.abc import Callable, Sequence
from datetime import date

from rag.reading.dates import format_period
from rag.schema import Question, Searched

Write = Callable[[str], str]
"""Writes words of others as a screen may show them."""


def searched_line(searched: Searched, *, question: str, write: Write) -> str:
    """Give "Searched for: … · in The Herald · published May 2025"; "" where that's no news."""
    text = " ".join(searched.text.split())
    is_news = text != " ".join(question.split())
    narrowed = _narrowed(searched.outlets, since=searched.since, until=searched.until, write=write)
    if is_news:
        return " · ".join([f"Searched for: {write(text)}", *narrowed])
    return f"Searched: {' · '.join(narrowed)}" if narrowed else ""


def filters_line(question: Question, *, write: Write) -> str:
    """Give "Only in The Herald · by Ann Lee", what the reader narrowed a question to, or ""."""
    narrowed = _narrowed(
        question.outlets,
        authors=question.authors,
        languages=question.languages,
        articles=question.articles,
        since=question.since,
        until=question.until,
        write=write,
    )
    return f"Only {' · '.join(narrowed)}" if narrowed else ""


def _narrowed(
    outlets: Sequence[str],
    *,
    authors: Sequence[str] = (),
    languages: Sequence[str] = (),
    articles: Sequence[str] = (),
    since: date | None,
    until: date | None,
    write: Write,
) -> list[str]:
    named = (
        ("in", outlets),
        ("by", authors),
        ("in the language", languages),
        ("in article", articles),
    )
    parts = [f"{word} {', '.join(map(write, names))}" for word, names in named if names]
    return [*parts, *_published(since, until)]


def _published(since: date | None, until: date | None) -> list[str]:
    if since and until:
        return [f"published {format_period(since, until)}"]
    days = (("since", since), ("until", until))
    return [f"published {word} {_day(day)}" for word, day in days if day]


def _day(day: date) -> str:
    return format_period(day, day).partition(", ")[2]
