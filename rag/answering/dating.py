"""Write calendar dates beside a report's own words. Pure."""

import re
from collections.abc import Sequence
from datetime import date

from rag.reading.dates import format_period
from rag.schema import DateMention, Evidence

BRACKETED = r"\[(\d{1,3}(?:\s?,\s?\d{1,3})*)\]"
"""A pattern of markers such as [2]; a year in brackets, as dates are written here, is none."""

_BRACKETED = re.compile(BRACKETED)


def with_dates(text: str, mentions: Sequence[DateMention]) -> str:
    """Put the calendar date in brackets behind each expression that doesn't itself say it.

    "on Tuesday" becomes "on Tuesday [13 January 2026]"; "in June 2025" stays as it is. What names
    the same days once more ("on the 13th … in the afternoon") needs no second one.
    """
    first: dict[tuple[date | None, date | None], DateMention] = {}
    for mention in sorted(mentions, key=lambda each: each.start):
        first.setdefault((mention.start_date, mention.end_date), mention)
    for mention in sorted(first.values(), key=lambda each: each.start, reverse=True):
        written = calendar_words(mention)
        if written:
            text = f"{text[: mention.end]} [{written}]{text[mention.end :]}"
    return text


def calendar_words(mention: DateMention) -> str:
    """Give what the calendar adds to an expression, empty where it adds nothing."""
    if not mention.start_date or not mention.end_date or str(mention.end_date.year) in mention.text:
        return ""
    written = format_period(mention.start_date, mention.end_date)
    weekday, comma, rest = written.partition(", ")
    return rest if comma and weekday.lower() in mention.text.lower() else written


def without_calendar(text: str, mentions: Sequence[DateMention]) -> str:
    """Blank out, in brackets of either kind, what the calendar adds to any of these expressions."""
    for written in {calendar_words(each) for each in mentions} - {""}:
        for bracketed in (f"[{written}]", f"({written})"):
            text = text.replace(bracketed, " " * len(bracketed))
    return text


def dated_evidence(evidence: Evidence) -> str:
    """Give a sentence of evidence as models and readers see it, with its dates."""
    dated = with_dates(evidence.text, evidence.dates)
    return " ".join(_BRACKETED.sub(r"(\1)", dated).split())
