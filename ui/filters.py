"""The page's filters: what can be chosen, how many are set, and the one button that clears them."""

from typing import Any

import gradio

from rag.errors import DatelineError
from rag.index.library import Library
from ui.controls import day_field
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
    articles are there at once.
    """
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
    clear.click(lambda: _CLEARED, outputs=every, **_HIDDEN)
    gradio.on([each.change for each in every], _titled, inputs=every, outputs=box, **_HIDDEN)
    return filters


def _titled(*values: object) -> gradio.Accordion:
    count = sum(map(bool, values))
    return gradio.Accordion(label=f"{_TITLE}: {count} set" if count else _TITLE)
