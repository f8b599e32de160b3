"""Gradio's controls as the page uses them."""

from typing import Any, get_args

import gradio

from rag.answering.assistant import MAX_QUESTION
from rag.schema import Length
from rag.settings import BackendChoice
from ui.known_models import model_choices

ASK = "Ask"
_HELP = """
<details class="help"><summary>What these do</summary><dl>
<div><dt>As of</dt><dd>The day that “today” or “last week” in your question counts from. Empty: the
present day. It doesn’t leave out later articles; “Until” does.</dd></div>
<div><dt>Model</dt><dd>Who puts what was found into words. “Automatic” takes the first that can be
had: a server, else the built-in model, else quotes. “Quotes only” asks no model and is fastest.
Whichever it is, its sentences are checked against the articles.</dd></div>
<div><dt>Length</dt><dd>The thing asked for alone, a sentence, or three to five of them. Where
reports differ, or nothing is found, it changes nothing.</dd></div>
<div><dt>Filters</dt><dd>Only articles that pass all of them are searched; of several outlets,
authors or languages any one is enough. Since and until are days of publication, both
included.</dd></div>
</dl></details>
"""


def html_part(script: str, **options: Any) -> gradio.HTML:
    """Give a part whose HTML is its value, or made of it by a template; page.js runs in it."""
    return gradio.HTML("", js_on_load=script, apply_default_css=False, **options)


def question_box() -> gradio.Textbox:
    """Give the box that questions are written in."""
    return gradio.Textbox(
        label="Question",
        show_label=False,
        container=False,
        placeholder="Ask the articles…",
        max_lines=6,
        max_length=MAX_QUESTION,
        submit_btn=ASK,
        autofocus=True,
        elem_id="question",
        html_attributes=gradio.InputHTMLAttributes(autocomplete="off"),
    )


def day_field(script: str, label: str, *, title: str) -> gradio.HTML:
    """Give a field whose value is a day as YYYY-MM-DD, "" where none is set."""
    template = f'<label title="{title}">{label} <input type="date" value="${{value}}"></label>'
    return html_part(script, html_template=template, elem_classes="day")


def model_box(backend: BackendChoice) -> gradio.Dropdown:
    """Give the choice of who phrases the answer.

    Its value is a backend, or "backend:name"; `backend` is chosen at first.
    """
    # A server that was started anew knows no models, and must take what an open page has.
    return gradio.Dropdown(
        model_choices(None, configured=backend),
        value=backend,
        label="Model",
        allow_custom_value=True,
    )


def length_box() -> gradio.Dropdown:
    """Give the choice of how much an answer tells."""
    return gradio.Dropdown(
        [(each.capitalize(), each) for each in get_args(Length)],
        value="normal",
        label="Length",
        filterable=False,
        elem_id="length",
    )


def place_help() -> None:
    """Place what the controls and the filters do, folded away."""
    gradio.HTML(_HELP, apply_default_css=False, elem_id="help")
