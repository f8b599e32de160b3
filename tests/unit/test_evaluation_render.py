import re
from html import unescape
from pathlib import Path
from typing import Any

from run_factory import HOSTILE

from rag.errors import RunError
from ui.evaluation.render import render_report, render_runs
from ui.evaluation.runs import Baseline, Outline, Runs, Suite

FOLDER = Path("runs")


def estimate(value: float | None) -> dict[str, Any]:
    return {"value": value, "low": value, "high": value, "n": 4}


def outline(name: str, **fields: Any) -> Outline:
    values: dict[str, Any] = {
        "started": "2026-03-09T10:15:00+00:00",
        "told": {"Models": "quotes"},
        "metrics": {
            "answer_accuracy": estimate(0.5),
            "date_accuracy": estimate(None),
            "token_f1": estimate(0.3),
            "seconds_p50": estimate(0.034),
        },
        "cases": 1200,
        "crashed": 0,
    }
    return Outline(name=name, **(values | fields))


def rendered(*runs: Outline, baseline: Baseline | None = None, title: str = "cases") -> str:
    suite = Suite(title=title, runs=runs, baseline=baseline)
    return render_runs(Runs(suites=(suite,), unread=()), folder=FOLDER)


def test_key_metrics_with_values_are_plotted_with_the_baseline() -> None:
    base = Baseline(name="kept", metrics={"answer_accuracy": estimate(0.75)})
    html = rendered(outline("one"), outline("two"), baseline=base)
    titles = re.findall(r'class="series"><title>([^<]*)</title>', html)
    assert titles == [
        "answer accuracy: 0.500 in the latest of 2 runs, baseline 0.750",
        "seconds p50: 0.03 in the latest of 2 runs",
    ]
    assert html.count('class="baseline"') == 2  # the line and the table's row
    assert "less is better" in html


def test_the_table_has_the_latest_run_first_and_opens_each() -> None:
    html = rendered(outline("one"), outline("two", crashed=3))
    assert re.findall(r'<button type="button" data-run="(\w+)"', html) == ["two", "one"]
    assert "1,200 (3 crashed)" in html


def test_no_runs_say_the_command_that_makes_one() -> None:
    html = render_runs(Runs(suites=(), unread=()), folder=Path("kept/runs"))
    assert "dateline eval run CASES --corpus PATH --out kept/runs/NAME" in html


def test_what_cannot_be_read_is_told() -> None:
    error = RunError("The run in half is not finished.", mend="Give the command again.")
    html = render_runs(Runs(suites=(), unread=(error,)), folder=FOLDER)
    assert "1 run not shown" in html
    assert "Give the command again." in html


def test_foreign_words_stay_text() -> None:
    base = Baseline(name=HOSTILE, metrics={})
    run = outline(HOSTILE, told={"Models": HOSTILE}, started=HOSTILE)
    html = rendered(run, baseline=base, title=HOSTILE)
    assert "<script" not in html
    assert "<img" not in html


def test_a_report_is_framed_and_can_neither_reach_nor_leave_its_frame() -> None:
    page = f'<!doctype html><p title="\'">{HOSTILE}'
    html = render_report(HOSTILE, page)
    assert "<script" not in html
    assert 'sandbox="allow-scripts"' in html
    (framed,) = re.findall(r'srcdoc="([^"]*)"', html)
    assert unescape(framed) == page
