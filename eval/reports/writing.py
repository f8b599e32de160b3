"""Writing a report to files, each in the form that its name's ending asks for."""

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.files import write_whole
from rag.errors import RunError
from rag.schema import as_json

if TYPE_CHECKING:
    from eval.comparing.comparison import Comparison
    from eval.runs.folder import StoredRun

SUFFIXES = (".html", ".md", ".xml", ".json")
"""The endings of files that a report can be written to."""


def write_reports(
    files: Iterable[Path],
    run: "StoredRun",
    *,
    base: "StoredRun | None" = None,
    comparison: "Comparison | None" = None,
) -> None:
    """Write a report to each file, whole or not at all; every name has one of the SUFFIXES.

    Folders that are missing are made. Raises RunError where a file can't be written, or where
    records of either run can't be read.
    """
    for file in files:
        _write(file, _render(file.suffix, run, base=base, comparison=comparison))


def describe_comparison(comparison: "Comparison") -> dict[str, Any]:
    """Give a comparison as plain JSON, with what the gate says of it."""
    judged = {"passed": comparison.passed, "failures": list(comparison.failures)}
    return {**judged, **_finite(as_json(comparison))}


def _render(
    suffix: str, run: "StoredRun", *, base: "StoredRun | None", comparison: "Comparison | None"
) -> str:
    if suffix == ".html":
        from eval.reports import page

        return page.render(run, base=base, comparison=comparison)
    if suffix == ".md":
        from eval.reports import markdown

        return markdown.render(run, comparison)
    if suffix == ".xml":
        from eval.reports import junit

        return junit.render(run, comparison)
    return _json(run, comparison)


def _json(run: "StoredRun", comparison: "Comparison | None") -> str:
    told = {
        "run": run.name,
        "manifest": run.manifest,
        "summary": run.summary,
        "comparison": describe_comparison(comparison) if comparison else None,
        "cases": [as_json(each) for each in run.records],
    }
    return json.dumps(_finite(told), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    """Put null for numbers that JSON hasn't: infinite ones, and what isn't one."""
    if isinstance(value, Mapping):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _write(file: Path, text: str) -> None:
    try:
        write_whole(file, text)
    except OSError as error:
        raise RunError(
            f"The report {file} can't be written ({error.strerror or error}).",
            mend="Check the path of --out, its permissions and the free disk space.",
        ) from error
