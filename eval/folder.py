"""A run's folder: records.jsonl, manifest.json and summary.json.

The manifest is written first and says what the folder is, so that an interrupted run is known for
one; records are flushed one by one; the summary comes last, and only a finished run has it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eval.statistics import Estimate
from rag.errors import DatelineError
from rag.schema import as_json

FORMAT = "dateline-eval-run/1"
RECORDS = "records.jsonl"
MANIFEST = "manifest.json"
SUMMARY = "summary.json"


def check_out(out: Path) -> None:
    """Refuse a place for a run that holds something else. Raises DatelineError.

    Fit are a new folder, an empty one, and one that holds an earlier run.
    """
    with _mapped(out):
        if not out.exists() or (out.is_dir() and not any(out.iterdir())):
            return
        if out.is_dir() and _is_run(out):
            return
    raise DatelineError(
        f"{out} holds something that is not an evaluation run.",
        mend="Give --out a new or empty folder, or one of an earlier run.",
    )


def begin(out: Path, *, manifest: Mapping[str, Any]) -> None:
    """Make the folder ready for a new run; an earlier run in it is gone. Raises DatelineError."""
    check_out(out)
    with _mapped(out):
        out.mkdir(parents=True, exist_ok=True)
        (out / SUMMARY).unlink(missing_ok=True)
    write_manifest(out, manifest)


def write_manifest(out: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest, whole or not at all."""
    _write_json(out / MANIFEST, {"format": FORMAT, **manifest})


def write_summary(out: Path, summary: Mapping[str, Any]) -> None:
    """Write the summary, whole or not at all."""
    _write_json(out / SUMMARY, summary)


@contextmanager
def recording(out: Path) -> Iterator[Callable[[Any], None]]:
    """Begin records.jsonl afresh and give a function that appends one record and flushes it."""
    with _mapped(out):
        # A lone surrogate, which JSON can carry and UTF-8 can't, stays a JSON escape.
        file = (out / RECORDS).open("w", encoding="utf-8", errors="backslashreplace")
    with file:

        def write(record: Any) -> None:
            with _mapped(out):
                file.write(_line(record))
                file.flush()

        yield write


def read_metrics(out: Path) -> dict[str, Estimate]:
    """Read the metrics of a finished run's summary. Raises DatelineError."""
    try:
        metrics = json.loads((out / SUMMARY).read_text("utf-8"))["metrics"]
        return {name: Estimate(**estimate) for name, estimate in metrics.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DatelineError(
            f"{out} holds no finished evaluation run ({error}).",
            mend="Make one with: dateline eval run CASES --corpus PATH --out DIR",
        ) from error


def _is_run(out: Path) -> bool:
    try:
        manifest = json.loads((out / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("format") == FORMAT


def _line(record: Any) -> str:
    return json.dumps(as_json(record), ensure_ascii=False) + "\n"


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    with _mapped(path):
        temporary.write_text(json.dumps(as_json(value), indent=2) + "\n", "utf-8")
        temporary.replace(path)


@contextmanager
def _mapped(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DatelineError(
            f"The run can't be written to {path} ({error.strerror or error}).",
            mend="Check the path of --out, its permissions and the free disk space.",
        ) from error
