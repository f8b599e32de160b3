"""What an ingest did, in lines."""

from collections.abc import Collection, Sequence

from rag.index.report import Duplicate, IngestReport, Refusal
from ui.terminal.screen import console_of, harmless, safe

_SHOWN = 8
"""Names of files shown for one outcome; --json gives all."""


def print_report(report: IngestReport) -> None:
    """Print what an ingest did."""
    console = console_of()
    for outcome in ("added", "updated", "unchanged", "removed", "undated"):
        names = getattr(report, outcome)
        if names:
            console.print(f"{outcome:<10}{len(names):>6}  {safe(_first(names))}")
    for heading, lines in (
        ("duplicate", [duplicate_line(each) for each in report.duplicates]),
        ("refused", [f"{each.problem} {each.mend}" for each in report.refused]),
    ):
        for line in lines[:_SHOWN]:
            console.print(f"{heading:<16}  {harmless(line)}", markup=False)
        if len(lines) > _SHOWN:
            console.print(f"{heading:<16}  and {len(lines) - _SHOWN} more; --json gives all")
    console.print(f"The index holds {report.articles} articles in {report.passages} passages.")


def print_changes(report: IngestReport, *, known: Collection[Refusal]) -> None:
    """Print a line for each file that changed, and for each refusal that isn't known yet."""
    console = console_of()
    refused = [f"{each.problem} {each.mend}" for each in report.refused if each not in known]
    for heading, lines in (
        *((outcome, getattr(report, outcome)) for outcome in ("added", "updated", "removed")),
        ("duplicate", [duplicate_line(each) for each in report.duplicates]),
        ("refused", refused),
    ):
        for line in lines:
            console.print(f"{heading:<10}{harmless(line)}", markup=False)


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def duplicate_line(duplicate: Duplicate) -> str:
    """Say what a newly read article is a copy of."""
    likeness = "the same as" if duplicate.exact else "nearly the same as"
    return f"{duplicate.file} is {likeness} {_first(duplicate.of)}"
