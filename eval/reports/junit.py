"""A run as JUnit XML, which CI services show beside a build's other tests. Pure but for reading."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eval.reports.rows import stored_rows
from eval.reports.words import result, verdict

if TYPE_CHECKING:
    from eval.comparing.comparison import Comparison, MetricChange
    from eval.runs.folder import StoredRun
    from eval.runs.record import StoredRecord

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COUNTED = ("failure", "error", "skipped")


def render(run: "StoredRun", comparison: "Comparison | None") -> str:
    """Render a run's cases as tests, and with a comparison each guarded metric as one.

    A wrong case is a failure, a crash an error; a case that no metric decides is skipped. Raises
    RunError where the run's records can't be read.
    """
    suites = Element("testsuites", {"name": "dateline eval"})
    cases = SubElement(suites, "testsuite", {"name": _xml(run.name)})
    if started := run.manifest.get("started"):
        cases.set("timestamp", _xml(str(started)))
    seconds = _seconds(run)
    for record in run.records:
        _case(cases, record, seconds=seconds.get((record.id, record.repeat), 0.0))
    if comparison is not None:
        gate = SubElement(suites, "testsuite", {"name": "gate"})
        _gate(gate, comparison)
    _count(suites)
    indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(suites, encoding="unicode")}\n'


def _seconds(run: "StoredRun") -> Mapping[tuple[str, int], float]:
    return {(row["id"], row["repeat"]): row["seconds"] for row in stored_rows(run)}


def _case(suite: Element, record: "StoredRecord", *, seconds: float) -> None:
    name = f"{record.id} ({record.repeat + 1})" if record.repeat else record.id
    case = _test(suite, name, group=record.kind, seconds=seconds)
    outcome = result(record)
    if outcome == "crashed":
        _said(case, "error", record.error or "", record.question)
    elif outcome == "wrong":
        _said(case, "failure", record.reason, record.question)
    elif outcome == "not decided":
        _said(case, "skipped", "No metric decides this case.")


def _gate(suite: Element, comparison: "Comparison") -> None:
    for change in comparison.changes:
        if change.guarded:
            case = _test(suite, change.name, group="gate", seconds=0.0)
            if change.failure:
                _said(case, "failure", f"{change.name} {change.failure}", _figures(change))
    for number, problem in enumerate(comparison.problems, start=1):
        case = _test(suite, f"cases {number}", group="gate", seconds=0.0)
        _said(case, "failure", problem)


def _figures(change: "MetricChange") -> str:
    seen = change.difference
    if seen is None:
        return verdict(change)
    return (
        f"base {seen.base:.3f}, new {seen.new:.3f}, difference {seen.difference:+.3f} "
        f"({seen.low:+.3f} to {seen.high:+.3f}), p {seen.p_value:.3g}, {seen.n} cases"
    )


def _test(suite: Element, name: str, *, group: str, seconds: float) -> Element:
    told = {"classname": _xml(group), "name": _xml(name), "time": f"{seconds:.3f}"}
    return SubElement(suite, "testcase", told)


def _said(case: Element, tag: str, message: str, text: str = "") -> None:
    said = SubElement(case, tag, {"message": _xml(message)})
    if text:
        said.text = _xml(text)


def _count(suites: Element) -> None:
    """Write how many tests there are, and how many of each outcome, on every level."""
    for level in (*suites, suites):
        cases = list(level.iter("testcase"))
        level.set("tests", str(len(cases)))
        for tag, plural in zip(_COUNTED, ("failures", "errors", "skipped"), strict=True):
            level.set(plural, str(_having(cases, tag)))
        level.set("time", f"{sum(float(each.get('time', 0)) for each in cases):.3f}")


def _having(cases: Iterable[Element], tag: str) -> int:
    return sum(each.find(tag) is not None for each in cases)


def _xml(text: str) -> str:
    """Replace what XML can't carry: most control characters, and halves of surrogate pairs."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
