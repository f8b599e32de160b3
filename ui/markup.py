"""The small pieces of HTML that the page is written with. Pure.

Whatever a reader, an article or a model wrote goes through `escaped` here, and through nothing that
gives any of its characters a meaning.
"""

import html
from collections.abc import Sequence
from datetime import date

from rag.reading.dates import format_period
from rag.schema import Article, DateMention


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
    pieces, done = [], 0
    for mention in sorted(mentions, key=lambda each: each.start):
        if mention.start >= done and mention.start_date and mention.end_date:
            words = escaped(text[mention.start : mention.end])
            opening = _time(mention.start_date, mention.end_date)
            pieces += [escaped(text[done : mention.start]), f"{opening}{words}</time>"]
            done = mention.end
    return "".join([*pieces, escaped(text[done:])])


def _time(start: date, end: date) -> str:
    # A period of several days is an ISO 8601 interval: HTML has no form for it.
    machine = f"{start}" if start == end else f"{start}/{end}"
    return f'<time datetime="{machine}" title="{format_period(start, end)}">'


def counted(number: int, noun: str) -> str:
    """Give "1 article" or "2 articles"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
