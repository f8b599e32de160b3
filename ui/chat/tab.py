"""The tab where questions are asked: Gradio's parts and the wires between them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio

from rag.answering.assistant import Assistant
from rag.index.library import Library
from rag.settings import BackendChoice
from ui.chat.desk import Desk, ready
from ui.chat.shelving import Shelf
from ui.controls import (
    day_field,
    html_part,
    length_box,
    model_box,
    place_help,
    question_box,
)
from ui.conversation import ENTERED
from ui.conversations.store import Conversations
from ui.filters import filter_box

_FOLDER = Path(__file__).parent
_ANSWER = '<div role="region" aria-label="Answer">${value}</div>'
_EDITING = (
    '<p class="editing" data-number="${value}">Asking replaces the last question and its answer. '
    '<button type="button" class="undo">Keep them</button></p>'
)
_SHELF_HEAD = (
    '<button type="button" class="fold" aria-controls="kept" aria-expanded="true">'
    'Conversations</button><a class="new" href="#">New conversation</a>'
)
_AS_OF = "What “today” means in the question; empty: today"
_FOCUS = """() => requestAnimationFrame(() => {
    const box = document.querySelector("#question textarea");
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
})"""
_DOWNLOAD = """(file) => {
    if (!file) return;
    const { name, text } = JSON.parse(file);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
}"""
_HIDDEN: dict[str, Any] = {"queue": False, "show_progress": "hidden"}
# As many at once as there are pages; in the queue, what a page is sent keeps its order.
_QUEUED: dict[str, Any] = {"concurrency_limit": None, "show_progress": "hidden"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """What other parts of the page need of this one.

    `place` tells who sits before the page, `sources` open articles, `ended` are the events after
    which an answer has come to its end.
    """

    place: gradio.HTML
    sources: tuple[gradio.HTML, ...]
    filters: dict[str, Any]
    model: gradio.Dropdown
    ended: tuple[Any, ...]


def place_chat(
    page: gradio.Blocks,
    script: str,
    *,
    assistant: Assistant,
    library: Library,
    backend: BackendChoice,
) -> Chat:
    """Place the conversations, the one that is open, and the box; `script` runs in what opens."""
    conversations = Conversations(library.folder)
    desk = Desk(assistant=assistant, library=library, conversations=conversations)
    with gradio.Row(elem_id="talk"):
        place = _scripted("place.js", elem_id="place", html_template="", visible="hidden")
        listing = _place_shelf(Shelf(conversations), place=place)
        with gradio.Column(elem_id="chat"):
            earlier = html_part(script, elem_id="earlier")
            latest = html_part(script, elem_id="latest", html_template=_ANSWER)
            with gradio.Column(elem_id="asking"):
                editing = html_part(script, elem_id="editing", html_template=_EDITING)
                question = question_box()
                with gradio.Row(elem_id="controls"):
                    as_of = day_field(script, "As of", title=_AS_OF)
                    model = model_box(backend)
                    length = length_box()
                    place_help()
                filters = filter_box(script, library=library)
    entered = {"as_of": as_of, "model": model, "length": length, **filters}
    controls = [entered[each] for each in ENTERED]
    shown = [place, earlier, latest, question, editing]
    asking: dict[str, Any] = {
        "fn": desk.ask,
        "inputs": [place, question, editing, *controls],
        "outputs": shown,
        **_QUEUED,
    }
    retrying: dict[str, Any] = {
        "fn": desk.retry,
        "inputs": [place, *controls],
        "outputs": shown,
        **_QUEUED,
    }
    example = earlier.select(_chosen, outputs=question, **_HIDDEN)
    asked = [question.submit(**asking), example.then(**asking), latest.retry(**retrying)]
    for each in asked:  # what fails unforeseen has no last word
        each.failure(ready, outputs=question, **_HIDDEN)
    ended = tuple(each.then(**listing) for each in asked)
    place.arrive(desk.arrive, inputs=place, outputs=shown, **_QUEUED)
    place.moved(**listing)
    question.stop(desk.stop, inputs=place, outputs=[latest, question], **_HIDDEN)
    latest.edit(desk.edit, inputs=place, outputs=[question, editing], **_HIDDEN).then(
        None, js=_FOCUS
    )
    for source in (earlier, latest):
        source.like(
            desk.judge,
            inputs=place,
            outputs=[earlier, latest],
            trigger_mode="multiple",
            **_HIDDEN,
        )
    page.unload(desk.leave)
    return Chat(
        place=place,
        sources=(earlier, latest),
        filters={"as_of": as_of, **filters},
        model=model,
        ended=ended,
    )


def _place_shelf(shelf: Shelf, *, place: gradio.HTML) -> dict[str, Any]:
    """Place the list of conversations; give what lists them anew."""
    with gradio.Column(elem_id="shelf"):
        _scripted("fold.js", elem_id="shelf-head", html_template=_SHELF_HEAD)
        search = gradio.Textbox(
            label="Search conversations",
            show_label=False,
            container=False,
            placeholder="Search conversations",
            elem_id="search",
            html_attributes=gradio.InputHTMLAttributes(autocomplete="off"),
        )
        kept = _scripted("shelf.js", elem_id="kept")
        # What isn't in the page at all would never get its value.
        file = gradio.HTML("", html_template="", visible="hidden")
    known = [place, search]
    listing: dict[str, Any] = {"fn": shelf.list, "inputs": known, "outputs": kept, **_HIDDEN}
    search.change(**listing)
    kept.rename(shelf.rename, inputs=known, outputs=kept, **_HIDDEN)
    kept.remove(shelf.delete, inputs=known, outputs=kept, **_HIDDEN)
    exported = kept.export(shelf.export, inputs=place, outputs=file, **_HIDDEN)
    exported.then(None, inputs=file, js=_DOWNLOAD)
    return listing


def _scripted(name: str, **options: Any) -> gradio.HTML:
    return html_part((_FOLDER / name).read_text("utf-8"), **options)


def _chosen(event: gradio.EventData) -> str:
    return str(event.question)
