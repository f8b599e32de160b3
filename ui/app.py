"""The page: Gradio's parts and the wires between them. What they show is written in render."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import gradio
from fastapi import FastAPI

from rag.answering.assistant import Assistant
from rag.errors import DatelineError
from rag.index.library import Library
from rag.settings import BackendChoice
from ui.controls import ASK, day_field, html_part, model_box, question_box
from ui.conversation import ENTERED, Entered, Exchange, begin, follow, stopped
from ui.examples import example_questions
from ui.filters import filter_box
from ui.reader import render_article, render_panel, render_welcome
from ui.render import render_error, render_exchange, render_exchanges
from ui.verdicts import Opinions, keep_opinion

_FOLDER = Path(__file__).parent
_SANS = ("system-ui", "sans-serif")
_MONO = ("ui-monospace", "monospace")
_LOG = '<div role="log" aria-label="Answer">${value}</div>'
_AS_OF = "What “today” means in the question; empty: today"
_TELL_OPENED = """() => requestAnimationFrame(() =>
    document.querySelector("#paper .paper")?.dispatchEvent(new Event("opened", { bubbles: true })))
"""
_STOP = "Stop"
_Exchanges = tuple[Exchange, ...]


class _Desk:
    """What happens when a reader does something; every method serves one listener."""

    def __init__(self, *, assistant: Assistant, library: Library) -> None:
        self._assistant = assistant
        self._library = library

    def welcome(self) -> str:
        try:
            articles, _ = self._library.catalogue.size()
            questions = example_questions(self._library)
        except DatelineError as error:
            return render_error(error)
        return render_welcome(articles=articles, questions=questions)

    def ask(
        self, text: str, earlier: _Exchanges, opinions: Opinions, *entered: Any
    ) -> Iterator[tuple[Any, ...]]:
        """Yield (earlier exchanges, latest exchange, question box, all exchanges) as they grow."""
        first = begin(text, entered=Entered(*entered), today=date.today(), earlier=earlier)
        above: Any = render_exchanges(earlier, opinions)
        box: Any = gradio.Textbox(value="", submit_btn=False, stop_btn=_STOP)
        for exchange in follow(self._assistant, first):
            latest = render_exchange(exchange, number=len(earlier))
            yield above, latest, box, (*earlier, exchange)
            above = box = gradio.skip()

    def stop(self, exchanges: _Exchanges) -> tuple[Any, ...]:
        """Give the latest exchange as it stands, the question box, and all exchanges."""
        left = stopped(exchanges)
        return render_exchange(left[-1], number=len(left) - 1), _ready(), left

    def judge(
        self, exchanges: _Exchanges, opinions: Opinions, event: gradio.EventData
    ) -> tuple[Any, ...]:
        """Keep a verdict; give (earlier exchanges, latest exchange, all opinions)."""
        number, last = int(event.exchange), len(exchanges) - 1
        if not 0 <= number <= last:
            gradio.Warning("This conversation was lost as the server started anew. Ask again.")
            return (gradio.skip(),) * 3
        opinion = keep_opinion(
            exchanges[number],
            index=self._library.folder,
            verdict=event.verdict,
            comment=str(event.comment),
        )
        opinions = {**opinions, number: opinion}
        if number == last:
            latest = render_exchange(exchanges[last], number=last, opinion=opinion)
            return gradio.skip(), latest, opinions
        return render_exchanges(exchanges[:-1], opinions), gradio.skip(), opinions

    def open(self, event: gradio.EventData) -> str:
        try:
            article = self._library.article(event.article)
        except DatelineError as error:
            return render_panel(render_error(error))
        return render_article(article, start=int(event.start), end=int(event.end))


def _ready() -> gradio.Textbox:
    return gradio.Textbox(submit_btn=ASK, stop_btn=False)


def _chosen(event: gradio.EventData) -> str:
    return str(event.question)


def build_page(*, assistant: Assistant, library: Library, backend: BackendChoice) -> gradio.Blocks:
    """Make the page; `backend` is the one that is chosen at first."""
    desk = _Desk(assistant=assistant, library=library)
    script = (_FOLDER / "page.js").read_text("utf-8")
    page: gradio.Blocks
    with gradio.Blocks(title="Dateline", analytics_enabled=False, fill_width=True) as page:
        exchanges, opinions = gradio.State(()), gradio.State({})
        gradio.HTML('<header class="masthead"><h1>Dateline</h1></header>')
        with gradio.Row(elem_id="desk"):
            with gradio.Column(elem_id="chat"):
                earlier = html_part(script, elem_id="earlier")
                latest = html_part(script, elem_id="latest", html_template=_LOG)
                with gradio.Column(elem_id="asking"):
                    question = question_box()
                    with gradio.Row(elem_id="controls"):
                        as_of = day_field(script, "As of", title=_AS_OF)
                        model = model_box(backend)
                    filters = filter_box(script, library=library)
            paper = html_part(script, elem_id="paper")
        entered = {"as_of": as_of, "backend": model, **filters}
        answering: dict[str, Any] = {
            "fn": desk.ask,
            "inputs": [question, exchanges, opinions, *(entered[each] for each in ENTERED)],
            "outputs": [earlier, latest, question, exchanges],
            "concurrency_limit": None,
            "show_progress": "hidden",
        }
        hidden: dict[str, Any] = {"queue": False, "show_progress": "hidden"}
        example = earlier.select(_chosen, outputs=question, **hidden)
        asked = [question.submit(**answering), example.then(**answering)]
        for each in asked:
            each.then(_ready, outputs=question, **hidden)
        # In two steps: a piece that is under way would else be written over what is left.
        question.stop(None, cancels=asked, **hidden).then(
            desk.stop, inputs=exchanges, outputs=[latest, question, exchanges], **hidden
        )
        for source in (earlier, latest):
            opened = source.click(desk.open, outputs=paper, **hidden)
            opened.then(None, js=_TELL_OPENED)
            source.like(
                desk.judge,
                inputs=[exchanges, opinions],
                outputs=[earlier, latest, opinions],
                trigger_mode="multiple",
                **hidden,
            )
        page.load(desk.welcome, outputs=earlier, **hidden)
    return page


def mount_page(api: FastAPI, page: gradio.Blocks) -> FastAPI:
    """Put the page at / of an HTTP API, behind the API's own paths."""
    mounted: FastAPI = gradio.mount_gradio_app(
        api,
        page,
        path="/",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        theme=gradio.themes.Base(font=_SANS, font_mono=_MONO),
        css=(_FOLDER / "page.css").read_text("utf-8"),
    )
    return mounted
