"""Days that only a conversation tells: "the next day" becomes "on 14 January 2026". Pure."""

import re
from dataclasses import replace
from datetime import date

from rag.answering.conversation.lexicon import PREPOSITIONS
from rag.reading.dates import find_dates, format_period
from rag.schema import DateMention

_POINTING = re.compile(
    r"^(?:that|the same|the (?:next|following|previous)|\w+ \w+ (?:later|earlier|after|before)"
    r"|the \w+ (?:after|before))\b",
    re.IGNORECASE,
)
_BESIDE_THAT = re.compile(r"\b(the (?:day|week|month|year) (?:after|before)) that\b", re.IGNORECASE)
_THEN_AS_DAY = re.compile(
    r"\b(?P<preposition>by|since|until|till|from|before)\s+then\b|\b(?<!happened )(?<!happens )"
    r"then(?=\s*[?.!]*\s*$)",
    re.IGNORECASE,
)
_SOME_DAY = date(2001, 1, 1)
_ANOTHER_DAY = "1902-02-02"
_PARTS_OF_DAY = {"MO": "morning", "AF": "afternoon", "EV": "evening", "NI": "night"}


def points_to_a_day(text: str, *, as_of: date) -> bool:
    """Tell whether a question names a day that only a conversation can tell."""
    day = (_SOME_DAY, _SOME_DAY)
    return with_days(text, day=day, as_of=as_of, goes_on=False) != text


def with_days(text: str, *, day: tuple[date, date], as_of: date, goes_on: bool) -> str:
    """Write the days out that are counted from the one spoken of.

    `goes_on` tells that the question goes on from the last one anyhow: then a bare "in the evening"
    is of that day too.
    """
    text = _BESIDE_THAT.sub(r"\1", text)
    spoken = day[0].isoformat() if day[0] == day[1] else format_period(*day)
    # What another day before it would change is counted from the day before it.
    otherwise = {each.start: each.value for each in _behind(_ANOTHER_DAY, text, as_of=as_of)}
    for each in reversed(_behind(spoken, text, as_of=as_of)):
        counted = otherwise.get(each.start) != each.value
        if each.start_date and counted and (goes_on or _POINTING.match(each.text)):
            before = text[: each.start]
            text = f"{before}{_written(each, before=before)}{text[each.end :]}"
    return _THEN_AS_DAY.sub(lambda said: _then(said, day), text)


def _behind(day: str, text: str, *, as_of: date) -> tuple[DateMention, ...]:
    """Find the days of a text as they are read behind another one."""
    found = find_dates(f"{day}. {text}", published=as_of)
    shift = len(day) + 2
    return tuple(
        replace(each, start=each.start - shift, end=each.end - shift)
        for each in found
        if each.start >= shift
    )


def _then(said: re.Match[str], day: tuple[date, date]) -> str:
    written = _period(*day)
    return f"{said['preposition']} {written}" if said["preposition"] else _placed(*day)


def _written(mention: DateMention, *, before: str) -> str:
    """Write a mention's day so that it fits behind the words before it."""
    start, end = mention.start_date, mention.end_date
    if start is None or end is None:
        return mention.text
    part = _PARTS_OF_DAY.get((mention.value or "")[-2:], "") if start == end else ""
    behind = "".join(before.lower().split()[-1:])
    if part:
        written = f"the {part} of {_period(start, end)}"
        return written if behind in PREPOSITIONS else f"on {written}"
    return _period(start, end) if behind in PREPOSITIONS else _placed(start, end)


def _placed(start: date, end: date) -> str:
    """Write a period with its preposition: "on 14 January 2026", "in 2025"."""
    days = (end - start).days
    preposition = "on" if days == 0 else "from" if days < 27 else "in"
    return f"{preposition} {_period(start, end)}"


def _period(start: date, end: date) -> str:
    return format_period(start, end).rpartition(", ")[2]
