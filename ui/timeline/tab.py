"""The tab of the timeline: Gradio's parts and the wires between them."""

from datetime import date
from pathlib import Path
from typing import Any

import gradio

from rag.errors import DatelineError
from rag.index.filters import filters_of
from rag.index.happenings import Calendar
from rag.index.library import Library
from ui.controls import html_part
from ui.frontispiece import page_script
from ui.render import render_error
from ui.timeline.asking import MOST, Narrowed, narrowed, read_asked
from ui.timeline.told import render_nothing, render_timeline, sentence_json

_FOLDER = Path(__file__).parent
_WAITING = '<p class="progress" role="status">Reading the calendar…</p>'
_TEMPLATE = f"${{value || '{_WAITING}'}}"
_SCRIPTS = ("calendar", "content", "drawing", "telling", "acting", "moving")


def place_timeline(tab: gradio.Tab, *, library: Library, filters: dict[str, Any]) -> gradio.HTML:
    """Place the timeline; its points open articles. It is drawn whenever the tab is selected."""
    calendar = Calendar(library)

    def draw(*entered: Any) -> str:
        try:
            chosen = narrowed(**dict(zip(filters, entered, strict=True)))
            return _drawn(library, calendar, chosen=chosen)
        except DatelineError as error:
            return render_error(error)

    def sentences(asked: Any) -> dict[str, Any]:
        try:
            return {"sentences": _sentences(calendar, asked)}
        except DatelineError as error:
            return {"problem": str(error)}

    plot = html_part(
        _script(), elem_id="told", html_template=_TEMPLATE, server_functions=[sentences]
    )
    tab.select(
        draw, inputs=list(filters.values()), outputs=plot, queue=False, show_progress="hidden"
    )
    return plot


def _drawn(library: Library, calendar: Calendar, *, chosen: Narrowed) -> str:
    today = date.today()
    question = chosen.question(today=today)
    narrowing = filters_of(question)
    tallies = calendar.tallies(filters=narrowing)
    passing = library.catalogue.article_ids(narrowing)
    if not tallies:
        articles, _ = library.catalogue.size()
        return render_nothing(articles=articles, passing=len(passing), question=question)
    few = sum(each.sentences for each in tallies) <= MOST
    return render_timeline(
        tallies,
        calendar.happenings(filters=narrowing, limit=MOST) if few else None,
        question=question,
        filters=chosen,
        today=today,
        undated=calendar.undated(filters=narrowing),
    )


def _sentences(calendar: Calendar, asked: Any) -> list[dict[str, Any]]:
    wanted = read_asked(asked)
    filters = filters_of(wanted.filters.question(today=date.today()))
    first, last, limit = wanted.since, wanted.until, wanted.limit
    if wanted.exact:
        found = calendar.telling_of(first, last, filters=filters, limit=limit)
    else:
        found = calendar.happenings(filters=filters, since=first, until=last, limit=limit)
    return list(map(sentence_json, found))


def _script() -> str:
    """Give the page's script and, in a block of its own, what draws and moves the plot."""
    parts = "\n".join((_FOLDER / f"{name}.js").read_text("utf-8") for name in _SCRIPTS)
    return f"{page_script()}\n{{\n{parts}\n}}"
