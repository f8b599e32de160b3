"""What stands around the page's rooms: its name, the switch of light and dark, and its scripts."""

from pathlib import Path

import gradio

_FOLDER = Path(__file__).parent / "scripts"
_SCRIPTS = ("page.js", "passing.js", "sources.js", "days.js", "telling.js")
_NAME = (
    '<header class="masthead"><h1>Dateline</h1><button type="button" class="theme" '
    'aria-label="Dark" aria-pressed="false" title="Light or dark"></button></header>'
)


def place_name() -> gradio.HTML:
    """Place the masthead, with the switch of light and dark."""
    script = (_FOLDER / "theme.js").read_text("utf-8")
    return gradio.HTML(_NAME, js_on_load=script, apply_default_css=False, elem_id="name")


def page_script() -> str:
    """Give the script that runs in each part that shows what was found or written."""
    return "\n".join((_FOLDER / name).read_text("utf-8") for name in _SCRIPTS)
