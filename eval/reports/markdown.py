"""A run, or what it changed, as Markdown that a pull request can carry. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from eval.reports.words import (
    EXPLAINED,
    NONE,
    counted,
    figure,
    flipped,
    headline,
    interval,
    plain,
    probability,
    result,
    signed,
    uncompared,
    verdict,
)

if TYPE_CHECKING:
    from eval.comparing.comparison import Comparison, Flip, MetricChange
    from eval.runs.folder import StoredRun
    from eval.runs.record import StoredRecord

_SHOWN = 20
"""Cases of a sort that are listed: a pull request's comment holds 65,536 characters."""

_LONGEST = 200
"""Characters of a question or a reason."""

_COMPARED = ("metric", "base", "new", "difference", "95 % interval", "p", "least", "verdict")

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MEANT = re.compile(r"([\\`*_\[\]|~$])")
_GAP = "\u200b"
_LINKED = re.compile(r"(?<=[@#])(?=\w)|(?<=\bGH)(?=-\d)|(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)


def render(run: "StoredRun", comparison: "Comparison | None") -> str:
    """Render a run; with a comparison, what it changed and whether the gate lets it pass."""
    said = f"**{escape(headline(run, comparison))}**"
    blocks = [f"## Dateline evaluation: {escape(run.name)}", said]
    if comparison is None:
        blocks.append(_metrics(run))
    else:
        blocks.extend(_compared(comparison))
    wrong = [each for each in run.records if result(each) in ("wrong", "crashed")]
    if wrong:
        lines = [_wrong(each) for each in wrong[:_SHOWN]]
        blocks.append(_folded(counted(len(wrong), "wrong case"), lines, total=len(wrong)))
    return "\n\n".join(blocks) + "\n"


def escape(text: str) -> str:
    """Make text of others plain in Markdown: no HTML, table cell, mention or link comes of it."""
    apart = _LINKED.sub(_GAP, " ".join(plain(text).split()))
    return _MEANT.sub(r"\\\1", apart.translate(_ENTITIES))


def _short(text: str) -> str:
    return escape(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _metrics(run: "StoredRun") -> str:
    summary = run.summary or {}
    rows = [_metric(name, each) for name, each in summary.get("metrics", {}).items()]
    references = summary.get("references", {}).items()
    rows += [(f"*{escape(name)}*", figure(value), NONE, NONE) for name, value in references]
    return _table(("metric", "value", "95 % interval", "cases"), rows)


def _metric(name: str, estimate: Any) -> Sequence[str]:
    span = interval(estimate["low"], estimate["high"], name=name)
    return escape(name), figure(estimate["value"], name=name), span, f"{estimate['n']:,}"


def _compared(comparison: "Comparison") -> Iterator[str]:
    if comparison.failures:
        yield "\n".join(f"- {escape(each)}" for each in comparison.failures)
    yield (
        f"{counted(comparison.paired, 'case')} in both; base: {escape(comparison.base)}, "
        f"new: {escape(comparison.new)}."
    )
    rows = [_change(each) for each in comparison.changes]
    yield _table(_COMPARED, rows, last_is_text=True)
    yield f"A dot marks what the gate guards. {EXPLAINED}"
    if comparison.flips:
        lines = [_flip(each) for each in comparison.flips[:_SHOWN]]
        yield _folded(flipped(comparison), lines, total=len(comparison.flips))
    for said, ids in uncompared(comparison):
        lines = [f"- {escape(each)}" for each in ids[:_SHOWN]]
        yield _folded(f"{said}: {counted(len(ids), 'case')}", lines, total=len(ids))


def _change(change: "MetricChange") -> Sequence[str]:
    name = f"{escape(change.name)} •" if change.guarded else escape(change.name)
    seen = verdict(change)
    said = f"**{seen}**" if seen in ("worse", "better") else seen
    told = f"{said}; **stopped**" if change.failure else said
    difference = change.difference
    if difference is None:
        return (name, *[NONE] * 6, told)
    return (
        name,
        figure(difference.base),
        figure(difference.new),
        signed(difference.difference),
        interval(difference.low, difference.high),
        escape(probability(difference.p_value)),
        figure(difference.minimum_detectable),
        told,
    )


def _flip(flip: "Flip") -> str:
    said = "lost" if flip.lost else "gained"
    told = f"- {said}: **{escape(flip.id)}** ({escape(flip.kind)}) {_short(flip.question)}"
    return f"{told}  \n  before: {_short(flip.before)} Now: {_short(flip.after)}"


def _wrong(record: "StoredRecord") -> str:
    told = f"- **{escape(record.id)}** ({escape(record.kind)}) {_short(record.question)}"
    return f"{told}  \n  {_short(record.error or record.reason)}"


def _folded(title: str, lines: Sequence[str], *, total: int) -> str:
    """Fold lines away under a title of our own words, which stands in HTML as it is."""
    left = total - len(lines)
    told = "\n".join([*lines, f"- … and {left:,} more"] if left else lines)
    return f"<details>\n<summary>{title}</summary>\n\n{told}\n\n</details>"


def _table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, last_is_text: bool = False
) -> str:
    alignment = [":--", *["--:"] * (len(headings) - 1)]
    if last_is_text:
        alignment[-1] = ":--"
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (headings, alignment, *rows))
