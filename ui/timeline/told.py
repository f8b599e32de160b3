"""Tallies and happenings -> HTML and JSON for the timeline's script. Pure.

The script draws from the JSON, which stands in the HTML as text, and sets words of others as text.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from rag.index.happenings import Happening, Tally
from rag.reading.dates import format_period
from rag.schema import Question
from ui.drawing.markup import counted, escaped, isolated
from ui.drawing.searched import filters_line
from ui.timeline.asking import Narrowed

_BUTTONS = (
    ("earlier", "‹", "Earlier"),
    ("later", "›", "Later"),
    ("further", "−", "Zoom out"),
    ("nearer", "+", "Zoom in"),
    ("fit", "Reset", "Reset the view"),
)
_HELP = (
    "Arrow keys go from point to point, Home and End to the first and the last, Enter opens, plus "
    "and minus zoom, zero resets, Page Up and Page Down move."
)


def render_timeline(
    tallies: Sequence[Tally],
    happenings: Sequence[Happening] | None,
    *,
    question: Question,
    filters: Narrowed,
    today: date,
    undated: int,
) -> str:
    """Give the plot's frame with what is to be drawn.

    `happenings` are all of them, None where they are too many; `question` holds the filters as they
    were read; `undated` counts the articles without a date.
    """
    sentences = sum(each.sentences for each in tallies)
    payload = _payload(tallies, happenings, question=question, filters=filters, today=today)
    number = counted(sentences, "sentence")
    return (
        '<section class="timeline" aria-label="Timeline"><header>'
        "<h2>What the articles say happened, or will happen</h2>"
        f"<p>{number} by the day or the period that each tells of.{_key(question, today=today)}</p>"
        f"{_line(question)}</header>"
        f'<div class="tools" role="toolbar" aria-label="View">{_buttons()}'
        '<span class="extent" aria-live="polite"></span></div>'
        f'<div class="plot"><svg role="group" aria-label="Timeline. {_HELP}"></svg>'
        '<div class="beside" hidden></div></div>'
        f'<p class="trouble" role="status"></p>{_undated(undated)}'
        '<section class="listed" aria-label="Sentences"></section>'
        "<details><summary>What is in view, as a table</summary><div></div></details>"
        f'<div class="payload" hidden>{escaped(json.dumps(payload))}</div></section>'
    )


def render_nothing(*, articles: int, passing: int, question: Question) -> str:
    """Say why there is nothing to draw, by how many articles there are and pass the filters."""
    if not articles:
        words = "The collection is empty. Add articles, and what they tell of is drawn here."
    elif not passing:
        words = "No article passes the filters. Change or clear them beneath the question."
    else:
        found = counted(passing, "article")
        words = f"No day, month or year is named in {found}, so there is nothing to draw."
    return f'<section class="timeline"><p class="nothing">{words}</p>{_line(question)}</section>'


def sentence_json(happening: Happening) -> dict[str, Any]:
    """Give a happening as the script takes it: its words in three parts, the middle a date's."""
    text, start, end = happening.text, happening.words_start, happening.words_end
    return {
        "article": happening.article_id,
        "start": happening.start,
        "end": happening.end,
        "first": happening.start_date.isoformat(),
        "last": happening.end_date.isoformat(),
        "parts": [text[:start], text[start:end], text[end:]],
        "source": _source(happening),
        "carriers": happening.carriers,
    }


def _payload(
    tallies: Sequence[Tally],
    happenings: Sequence[Happening] | None,
    *,
    question: Question,
    filters: Narrowed,
    today: date,
) -> dict[str, Any]:
    return {
        "today": question.as_of.isoformat(),
        "today_name": "today" if question.as_of == today else f"as of {_day(question.as_of)}",
        "periods": [
            (
                each.start_date.isoformat(),
                each.end_date.isoformat(),
                each.sentences,
                format_period(each.start_date, each.end_date),
            )
            for each in tallies
        ],
        "sentences": None if happenings is None else list(map(sentence_json, happenings)),
        "filters": filters.model_dump(),
    }


def _source(happening: Happening) -> str:
    name = happening.outlet or happening.title or happening.file
    if happening.published:
        return f"{name}, {_day(happening.published)}"
    inferred = happening.inferred
    return f"{name}, {_day(inferred)} (inferred)" if inferred else f"{name}, date unknown"


def _day(day: date) -> str:
    return format_period(day, day).partition(", ")[2]


def _key(question: Question, *, today: date) -> str:
    """Say how what lies ahead is told from what is past."""
    as_of = "today" if question.as_of == today else _day(question.as_of)
    return (
        f' <span class="key past">until {as_of}</span> <span class="key ahead">after it</span>'
        ' <span class="key span">longer periods</span>'
    )


def _line(question: Question) -> str:
    line = filters_line(question, write=isolated)
    return f'<p class="searched" dir="auto">{line}</p>' if line else ""


def _undated(number: int) -> str:
    if not number:
        return ""
    have = "has" if number == 1 else "have"
    words = (
        f"{counted(number, 'article')} {have} no date, so that no “Tuesday” there can be placed."
    )
    return f'<p class="note">{words}</p>'


def _buttons() -> str:
    return "".join(
        f'<button type="button" data-act="{act}" aria-label="{label}" title="{label}">'
        f"{sign}</button>"
        for act, sign, label in _BUTTONS
    )
