"""The page's filters: what can be chosen, what passes them, and the buttons that clear them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import gradio

from rag.errors import DatelineError
from rag.index.filters import filters_of
from rag.index.library import Library
from ui.controls import day_field
from ui.conversation import Entered, begin
from ui.drawing.markup import counted, escaped
from ui.names import collection_names

_TITLE = "Filters"
_CLEARED: tuple[Any, ...] = ([], [], [], "", "")
_TELL_OPENED = """() => {{
    document.querySelector("#filters > button").ariaExpanded = "{opened}";
}}"""
_HIDDEN: dict[str, Any] = {"queue": False, "show_progress": "hidden"}


def filter_box(script: str, *, library: Library) -> dict[str, Any]:
    """Place the filters, folded away; give outlets, authors, languages, since and until.

    The lists are filled when the box is opened, so that pages nobody filters cost nothing and new
    articles are there at once. Where no article passes, that is said beside the folded box.
    """
    with gradio.Row(elem_id="nothing", visible=False) as nothing:
        why = gradio.HTML("", apply_default_css=False)
        give_up = gradio.Button("Clear them", elem_id="give-up")
    with (
        gradio.Accordion(_TITLE, open=False, elem_id="filters") as box,
        gradio.Row(elem_id="filter-fields"),
    ):
        # A server that was started anew knows no choices, and must take what an open page has.
        lists = {
            name: gradio.Dropdown(
                [], label=name.capitalize(), multiselect=True, allow_custom_value=True
            )
            for name in ("outlets", "authors", "languages")
        }
        since = day_field(script, "Since", title="First day of publication")
        until = day_field(script, "Until", title="Last day of publication")
        clear = gradio.Button("Clear filters", elem_id="clear")
    filters: dict[str, Any] = {**lists, "since": since, "until": until}
    every = list(filters.values())

    def known() -> list[gradio.Dropdown]:
        try:
            names = collection_names(library)
        except DatelineError as error:
            raise gradio.Error(str(error)) from error
        return [gradio.Dropdown(choices=each, allow_custom_value=False) for each in names]

    box.expand(known, outputs=list(lists.values()), **_HIDDEN)
    # Gradio's own button doesn't tell those who can't see it.
    for event, opened in ((box.expand, "true"), (box.collapse, "false")):
        event(None, js=_TELL_OPENED.format(opened=opened))

    def told(*values: Any) -> tuple[Any, ...]:
        passing, problem = passing_articles(dict(zip(filters, values, strict=True)), library)
        title = filter_title(sum(map(bool, values)), passing=passing)
        said = f'<p role="status">{escaped(problem)}</p>' if problem else ""
        return gradio.Accordion(label=title), gradio.Row(visible=bool(problem)), said

    gradio.on([clear.click, give_up.click], lambda: _CLEARED, outputs=every, **_HIDDEN)
    changes = [each.change for each in every]
    gradio.on(changes, told, inputs=every, outputs=[box, nothing, why], **_HIDDEN)
    return filters


def passing_articles(values: Mapping[str, Any], library: Library) -> tuple[int | None, str]:
    """Count the articles that pass, and say why none does, or why that can't be told.

    `values` are the filters as the page holds them, by their names in `ui.conversation.Entered`.
    """
    asked = begin("", entered=Entered(**values), today=date.today(), earlier=())
    try:
        if asked.error:
            raise asked.error
        filters = filters_of(asked.question)
        passing = len(library.catalogue.article_ids(filters)) if filters else None
    except DatelineError as error:
        return None, str(error)
    return passing, "" if passing or not filters else "No article passes these filters."


def filter_title(count: int, *, passing: int | None) -> str:
    """Give "Filters", or "Filters: 2 set · 14 articles"; None where that can't be told."""
    if not count:
        return _TITLE
    articles = "" if passing is None else f" · {counted(passing, 'article')}"
    return f"{_TITLE}: {count} set{articles}"
