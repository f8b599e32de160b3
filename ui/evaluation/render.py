"""Runs -> HTML: small plots of the key metrics, a table of the runs, and one run's report. Pure.

An element with `data-run` opens the report of that run (page.js beside this); `.close` closes it.
"""

from collections.abc import Sequence
from pathlib import Path

from eval.reports.words import figure, interval, is_cost
from rag.errors import RunError
from ui.drawing.markup import counted, escaped, isolated
from ui.evaluation.plots import Point, draw_series, round_up
from ui.evaluation.runs import Estimate, Outline, Runs, Suite

KEY_METRICS = (
    *("answer_accuracy", "accuracy", "strict_em", "balanced_accuracy", "date_accuracy"),
    *("conflict_coverage", "refusal_recall", "null_refusal_recall", "false_refusal_rate"),
    *("citation_precision", "citation_recall", "quote_exact", "evidence_f1"),
    *("evidence_recall@4", "recall@4", "recall@10", "mrr@10", "ndcg@10"),
    *("value_f1", "span_f1", "date_value_f1", "seconds_p50"),
)
"""The metrics that are plotted where a suite has them, in this order."""

_LESS = ("false_refusal_rate", "seconds_p50")
_PLOTTED = 40
"""Runs in a plot, the latest; the table has all."""

_COLUMNS = 4
"""Metrics in the table; the report has all."""

_COMMAND = "dateline eval run CASES --corpus PATH --out {folder}/NAME"


def render_runs(runs: Runs, *, folder: Path) -> str:
    """Give everything that is known of the runs in a folder, or how to make one."""
    if not runs.suites:
        return _none(folder) + _unread(runs.unread)
    return "".join(map(_suite, runs.suites)) + _unread(runs.unread)


def _none(folder: Path) -> str:
    command = escaped(_COMMAND.format(folder=folder))
    return (
        f'<div class="no-runs"><p>There is no finished evaluation run in {isolated(str(folder))}. '
        f"This makes one:</p><pre><code>{command}</code></pre>"
        "<p>CASES is a file of questions whose answers are known; "
        "<code>dateline eval draft</code> makes one of the verdicts given on this page.</p></div>"
    )


def _unread(errors: Sequence[RunError]) -> str:
    if not errors:
        return ""
    rows = "".join(
        f"<li>{escaped(each.problem)} <span>{escaped(each.mend)}</span></li>" for each in errors
    )
    count = counted(len(errors), "run")
    return f'<details class="unread"><summary>{count} not shown</summary><ul>{rows}</ul></details>'


def _suite(suite: Suite) -> str:
    names = [name for name in KEY_METRICS if any(_value(each, name) for each in suite.runs)]
    plots = "".join(_panel(suite, name) for name in names)
    against = (
        f', against the baseline <span class="key">{escaped(suite.baseline.name)}</span>'
        if suite.baseline
        else ""
    )
    return (
        f'<section class="suite"><h2 dir="auto">{escaped(suite.title)}</h2>'
        f'<p class="note">{counted(len(suite.runs), "run")}, oldest on the left{against}. '
        f'Lines are 95 % intervals.</p><div class="panels">{plots}</div>'
        f"{_table(suite, names)}</section>"
    )


def _value(run: Outline, name: str) -> Estimate | None:
    """Give a run's estimate of a metric where it has a value."""
    estimate = run.metrics.get(name)
    return estimate if estimate and estimate.get("value") is not None else None


def _panel(suite: Suite, name: str) -> str:
    measured = [(run, each) for run in suite.runs if (each := _value(run, name))][-_PLOTTED:]
    points = [_point(run, each, name) for run, each in measured]
    base = (suite.baseline.metrics.get(name) or {}).get("value") if suite.baseline else None
    reached = [each.high or each.value for each in points] + ([base] if base is not None else [])
    highest = round_up(max(reached)) if is_cost(name) else 1.0
    latest = figure(points[-1].value, name=name)
    beside = f", baseline {figure(base, name=name)}" if base is not None else ""
    less = " <small>less is better</small>" if name in _LESS else ""
    said = f"{_words(name)}: {latest} in the latest of {counted(len(points), 'run')}{beside}"
    plot = draw_series(points, baseline=base, highest=highest, title=said)
    return (
        f'<figure class="panel"><figcaption><span class="metric">{_words(name)}{less}</span>'
        f'<span class="latest">{latest}</span></figcaption>{plot}</figure>'
    )


def _words(name: str) -> str:
    return escaped(name.replace("_", " "))


def _point(run: Outline, estimate: Estimate, name: str) -> Point:
    low, high, value = (estimate.get(each) for each in ("low", "high", "value"))
    value = float(value or 0.0)
    said = f"{run.name}, {_clock(run.started)}: {figure(value, name=name)}"
    if low is not None and high is not None:
        said += f" ({interval(low, high, name=name)})"
    return Point(name=run.name, value=value, low=low, high=high, said=said)


def _clock(started: str) -> str:
    return started[:16].replace("T", " ")


def _table(suite: Suite, names: Sequence[str]) -> str:
    shown = [*names[:_COLUMNS], *(name for name in names[_COLUMNS:] if name == "seconds_p50")]
    heads = "".join(f'<th scope="col" class="tally">{_words(name)}</th>' for name in shown)
    rows = "".join(_row(run, shown) for run in reversed(suite.runs))
    if suite.baseline:
        figures = "".join(_cell(suite.baseline.metrics.get(name), name) for name in shown)
        rows += (
            f'<tr class="baseline"><th scope="row">{isolated(suite.baseline.name)}</th>'
            f"<td>baseline</td><td></td><td></td>{figures}</tr>"
        )
    label = f"Runs of {escaped(suite.title)}"
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">'
        '<table class="runs"><thead><tr><th scope="col">Run</th><th scope="col">Started (UTC)</th>'
        f'<th scope="col">Model</th><th scope="col" class="tally">Cases</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(run: Outline, names: Sequence[str]) -> str:
    name = escaped(run.name)
    model = isolated(run.told.get("Models", "none"))
    crashed = f" ({run.crashed} crashed)" if run.crashed else ""
    figures = "".join(_cell(run.metrics.get(each), each) for each in names)
    return (
        f'<tr><th scope="row"><button type="button" data-run="{name}" '
        f'title="Open the report">{isolated(run.name)}</button></th>'
        f"<td>{escaped(_clock(run.started))}</td><td>{model}</td>"
        f'<td class="tally">{run.cases:,}{crashed}</td>{figures}</tr>'
    )


def _cell(estimate: Estimate | None, name: str) -> str:
    return f'<td class="tally">{figure((estimate or {}).get("value"), name=name)}</td>'


def render_report(name: str, report: str) -> str:
    """Give a run's report, a whole HTML page, in a frame that shares nothing with this page."""
    title = escaped(f"Report of {name}")
    return (
        f'<section class="run-report" aria-label="{title}"><header><h2 tabindex="-1">'
        f'{isolated(name)}</h2><button type="button" class="close">Close the report</button>'
        f'</header><iframe title="{title}" sandbox="allow-scripts" referrerpolicy="no-referrer" '
        f'srcdoc="{escaped(report)}"></iframe></section>'
    )
