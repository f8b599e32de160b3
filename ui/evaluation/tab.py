"""The tab of the evaluation: Gradio's parts and the wires between them."""

from pathlib import Path
from typing import Any

import gradio

from eval.reports.page import render
from eval.runs.folder import read_run
from rag.errors import DatelineError
from rag.index.library import Library
from ui.controls import html_part
from ui.evaluation.render import render_report, render_runs
from ui.evaluation.runs import baseline_of, read_runs, run_folder
from ui.render import render_error

_SCRIPT = Path(__file__).parent / "page.js"
_HIDDEN: dict[str, Any] = {"queue": False, "show_progress": "hidden"}


def place_evaluation(tab: gradio.Tab, *, library: Library) -> None:
    """Place the runs of the folder that the settings name; it is read when the tab is opened."""
    folder = Path(library.settings.server.runs)
    script = _SCRIPT.read_text("utf-8")
    with gradio.Column(elem_id="evaluation-room"):
        runs = html_part(script, elem_id="runs")
        report = html_part(script, elem_id="report")

    def listed() -> tuple[str, str]:
        return render_runs(read_runs(folder), folder=folder), ""

    def opened(event: gradio.EventData) -> str:
        try:
            run = read_run(run_folder(folder, str(event.run)))
            return render_report(run.name, render(run, base=baseline_of(run)))
        except DatelineError as error:
            return render_error(error)

    tab.select(listed, outputs=[runs, report], **_HIDDEN)
    runs.click(opened, outputs=report, show_progress="minimal", show_progress_on=runs)
