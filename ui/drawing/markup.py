"""The small pieces of HTML that the page is written with. Pure.

Whatever a reader, an article or a model wrote goes through `escaped` here, and through nothing that
gives any of its characters a meaning.
"""

import html
from collections.abc import Iterable, Sequence
from datetime import date

from rag.reading.dates import format_period
from rag.schema import Article, DateMention

Piece = tuple[int, int, str]
"""Start and end of a span of some text, and the HTML that stands in its place."""


def escaped(text: str) -> str:
    """Make text safe between tags and in quoted attributes."""
    return html.escape(text, quote=True)


def isolated(text: str) -> str:
    """Give text in a <bdi>, so that its direction can't turn the words around it."""
    return f"<bdi>{escaped(text)}</bdi>"


def day(value: date) -> str:
    """Give "13 January 2026" in a <time> whose title adds the weekday."""
    weekday_and_day = format_period(value, value)
    return f"{_time(value, value)}{weekday_and_day.partition(', ')[2]}</time>"


def written_date(article: Article) -> str:
    """Give the day by which an article is dated, and whether that was inferred."""
    if article.published:
        return day(article.published)
    return f"{day(article.inferred)} (inferred)" if article.inferred else "date unknown"


def dated(text: str, mentions: Sequence[DateMention]) -> str:
    """Give text with its resolved time expressions in <time>, titled with the calendar period."""
    pieces = [
        (at.start, at.end, when(text[at.start : at.end], first=at.start_date, last=at.end_date))
        for at in mentions
        if at.start_date and at.end_date
    ]
    return pieced(text, pieces)


def when(words: str, *, first: date, last: date) -> str:
    """Give words in a <time> that tells its period when pointed at or reached by keyboard."""
    return f"{_time(first, last, reachable=True)}{escaped(words)}</time>"


def _time(start: date, end: date, *, reachable: bool = False) -> str:
    # A period of several days is an ISO 8601 interval: HTML has no form for it.
    machine = f"{start}" if start == end else f"{start}/{end}"
    stop = ' tabindex="0"' if reachable else ""
    return f'<time datetime="{machine}" title="{format_period(start, end)}"{stop}>'


def pieced(text: str, pieces: Iterable[Piece]) -> str:
    """Give text with the HTML of each piece in place of its span, all else escaped.

    Of pieces that overlap the one that begins first stands, the others are left out.
    """
    parts, done = [], 0
    for start, end, html_piece in sorted(pieces):
        if start >= done:
            parts += [escaped(text[done:start]), html_piece]
            done = end
    return "".join([*parts, escaped(text[done:])])


def counted(number: int, noun: str) -> str:
    """Give "1 article" or "2 articles"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
