"""The page: Gradio's parts and the wires between them. What they show is written in render."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio
from fastapi import FastAPI

from rag.answering.assistant import Assistant
from rag.errors import DatelineError
from rag.index.jobs import Jobs
from rag.index.library import Library
from rag.settings import BackendChoice
from ui.chat.tab import place_chat
from ui.collection.tab import place_collection
from ui.controls import html_part
from ui.drawing.reader import render_article, render_panel
from ui.evaluation.tab import place_evaluation
from ui.frontispiece import page_script, place_name
from ui.masthead import watch_state
from ui.render import render_error
from ui.timeline.tab import place_timeline

_FOLDER = Path(__file__).parent
_SANS = ("system-ui", "sans-serif")
_MONO = ("ui-monospace", "monospace")
_TELL_OPENED = """() => requestAnimationFrame(() =>
    document.querySelector("#paper .paper")?.dispatchEvent(new Event("opened", { bubbles: true })))
"""
_LEFT_OVER = 3600
"""Seconds after which a file that was sent but never ingested is deleted."""

_HIDDEN: dict[str, Any] = {"queue": False, "show_progress": "hidden"}


def _opener(library: Library) -> Callable[[gradio.EventData], str]:
    def open_article(event: gradio.EventData) -> str:
        try:
            article = library.article(event.article)
            dates = library.catalogue.dates(article.article_id)
        except DatelineError as error:
            return render_panel(render_error(error))
        return render_article(article, start=int(event.start), end=int(event.end), dates=dates)

    return open_article


def build_page(
    *, assistant: Assistant, library: Library, jobs: Jobs, backend: BackendChoice
) -> gradio.Blocks:
    """Make the page; `jobs` are all uploads, `backend` is the one that is chosen at first."""
    script = page_script()
    open_article = _opener(library)
    page: gradio.Blocks
    with gradio.Blocks(title="Dateline", analytics_enabled=False, fill_width=True) as page:
        place_name()
        state = html_part(script, elem_id="state")
        with gradio.Row(elem_id="desk"):
            with gradio.Tabs(elem_id="rooms"):
                with gradio.Tab("Ask", id="ask"):
                    chat = place_chat(
                        page, script, assistant=assistant, library=library, backend=backend
                    )
                with gradio.Tab("Timeline", id="timeline") as timeline:
                    told = place_timeline(timeline, library=library, filters=chat.filters)
                with gradio.Tab("Collection", id="collection") as collection:
                    listed = place_collection(
                        collection, library=library, jobs=jobs, place=chat.place
                    )
                with gradio.Tab("Evaluation", id="evaluation") as evaluation:
                    place_evaluation(evaluation, library=library)
            paper = html_part(script, elem_id="paper")
        standing = watch_state(page, state=state, model=chat.model, library=library)
        for change in (listed.change, *(each.then for each in chat.ended)):
            change(**standing)
        for source in (*chat.sources, told, listed, paper):
            opened = source.click(open_article, outputs=paper, **_HIDDEN)
            opened.then(None, js=_TELL_OPENED)
    return page


def _styles() -> str:
    """Give the style sheets as one, what all lean on first."""
    files = sorted((_FOLDER / "styles").glob("*.css"), key=lambda each: (each.stem != "base", each))
    return "\n".join(each.read_text("utf-8") for each in files)


def mount_page(api: FastAPI, page: gradio.Blocks, *, largest: int) -> FastAPI:
    """Put the page at / of an HTTP API, behind the API's own paths.

    `largest` is the size in bytes of the largest file that may be sent.
    """
    page.delete_cache = (_LEFT_OVER, _LEFT_OVER)
    mounted: FastAPI = gradio.mount_gradio_app(
        api,
        page,
        path="/",
        footer_links=[],
        run_history=False,
        max_file_size=largest,
        ssr_mode=False,
        theme=gradio.themes.Base(font=_SANS, font_mono=_MONO),
        css=_styles(),
    )
    return mounted
