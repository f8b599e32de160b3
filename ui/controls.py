"""Gradio's controls as the page uses them."""

from typing import Any

import gradio

from rag.answering.assistant import MAX_QUESTION
from rag.settings import BackendChoice

ASK = "Ask"
_BACKENDS = (
    ("Automatic", "auto"),
    ("Ollama", "ollama"),
    ("OpenAI-style server", "openai"),
    ("Built-in model", "embedded"),
    ("Quotes only", "extractive"),
)


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
    """Give the choice of who phrases the answer; `backend` is chosen at first."""
    return gradio.Dropdown(list(_BACKENDS), value=backend, label="Model", filterable=False)
