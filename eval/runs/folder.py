"""A run's folder: records.jsonl, manifest.json and summary.json.

The manifest is written first and says what the folder is and what shapes its records (`identity`),
so that an interrupted run is known for one and can go on; records are flushed one by one; the
summary comes last, and only a finished run has it.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from eval.files import write_whole
from eval.metrics.scoring import Score
from eval.runs.record import StoredRecord
from rag.errors import RunError
from rag.schema import as_json

FORMAT = "dateline-eval-run/2"
RECORDS = "records.jsonl"
MANIFEST = "manifest.json"
SUMMARY = "summary.json"

_BLOCK = 1 << 16
_TEMPORARY = {f".{MANIFEST}.tmp", f".{SUMMARY}.tmp"}
_AGAIN = "Give --overwrite to run it anew, or another --out."
_MAKE = "Make one with: dateline eval run CASES --corpus PATH --out DIR"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRun:
    """A run as it was kept: `summary` is None where only its records were (a baseline)."""

    path: Path
    name: str
    manifest: Mapping[str, Any]
    summary: Mapping[str, Any] | None
    records: tuple[StoredRecord, ...]


class RunFolder:
    """A run that is being written; made by `open_run` alone."""

    def __init__(self, path: Path, *, manifest: Mapping[str, Any], records: FileIO) -> None:
        self.path = path
        self._manifest = manifest
        self._records = records

    @property
    def summary(self) -> Mapping[str, Any] | None:
        """What a finished run came to; None where the run isn't finished."""
        return _read_json(self.path / SUMMARY)

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """Give the records that are there already. Raises RunError where one is broken."""
        return read_rows(self.path)

    def write(self, row: Mapping[str, Any]) -> None:
        """Append one record; it is with the operating system when this returns."""
        # A lone surrogate, which JSON can carry and UTF-8 can't, stays a JSON escape.
        line = json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
        with _mapped(self.path):
            while line:
                line = line[self._records.write(line) or 0 :]

    def finish(self, summary: Any, *, known: Mapping[str, Any]) -> None:
        """Write what is `known` only now into the manifest, then the summary."""
        _write_json(self.path / MANIFEST, {**self._manifest, **known})
        _write_json(self.path / SUMMARY, summary)


def check_out(out: Path) -> None:
    """Refuse a place for a run that holds something else. Raises RunError.

    Fit are a new folder, an empty one, and one that holds a run.
    """
    with _mapped(out):
        if not out.exists() or (out.is_dir() and _is_empty(out)):
            return
        if out.is_dir() and _manifest(out):
            return
    raise RunError(
        f"{out} holds something that is not an evaluation run.",
        mend="Give --out a new or empty folder, or one of an earlier run.",
    )


@contextmanager
def open_run(
    out: Path, *, manifest: Mapping[str, Any], overwrite: bool = False
) -> Iterator[RunFolder]:
    """Begin a run, or go on with the one that is there.

    The two have to have the same `identity` in their manifests, unless `overwrite` is given: then
    the run that is there is lost. A last record that was cut off is dropped. Raises RunError, also
    where another program writes to the folder.
    """
    check_out(out)
    manifest = {"format": FORMAT, **as_json(manifest)}
    with _mapped(out):
        out.mkdir(parents=True, exist_ok=True)
    with _alone(out):
        earlier = None if overwrite else _manifest(out)
        if earlier is None:
            _begin(out, manifest)
        else:
            _require_same(out, earlier, manifest)
            manifest = earlier
        with _mapped(out):
            records = FileIO(out / RECORDS, "a+")
        with records:
            with _mapped(out):
                _drop_torn_line(records)
            yield RunFolder(out, manifest=manifest, records=records)


def read_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    """Give the records of a run's folder as their JSON, one after another. Raises RunError."""
    file = path / RECORDS
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                yield _row(line, place=f"{file}, line {number}")
    except OSError as error:
        raise RunError(
            f"The records {file} can't be read ({error.strerror or error}).", mend=_AGAIN
        ) from error


def read_run(path: Path) -> StoredRun:
    """Read a finished run's folder. Raises RunError where it is none."""
    manifest, summary = read_outline(path)
    records = tuple(_stored(row, place=path / RECORDS) for row in read_rows(path))
    expected = summary.get("cases", 0) * summary.get("repeats", 1)
    if len(records) != expected:
        raise RunError(
            f"The run in {path} holds {len(records)} records where its summary counts {expected}.",
            mend=_AGAIN,
        )
    return StoredRun(
        path=path, name=path.resolve().name, manifest=manifest, summary=summary, records=records
    )


def read_outline(path: Path) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Read a finished run's manifest and summary, not its records. Raises RunError."""
    if not path.is_dir():
        raise RunError(f"There is no folder {path} of an evaluation run.", mend=_MAKE)
    manifest = _manifest(path)
    if manifest is None:
        raise RunError(f"{path} holds no evaluation run of this version.", mend=_MAKE)
    summary = _read_json(path / SUMMARY)
    if summary is None:
        raise RunError(
            f"The run in {path} is not finished.",
            mend="Give the command that made it again: it goes on where it stopped.",
        )
    return manifest, summary


def _stored(row: Mapping[str, Any], *, place: Path) -> StoredRecord:
    try:
        case = row["case"]
        scores = [Score(**score) for score in row["scores"]]
        return StoredRecord(
            id=row["id"],
            kind=row["kind"],
            group=row["group"],
            repeat=row["repeat"],
            question=case.get("question", ""),
            digest=hashlib.sha256(json.dumps(case, sort_keys=True).encode()).hexdigest()[:16],
            scores={score.name: score for score in scores},
            right=row["right"],
            reason=row["reason"],
            error=row["error"],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise RunError(
            f"A record in {place} isn't of this version's form ({error!r}).", mend=_AGAIN
        ) from error


def _row(line: bytes, *, place: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RunError(f"{place} is no record ({error}).", mend=_AGAIN) from error
    if not isinstance(row, dict):
        raise RunError(f"{place} is no record.", mend=_AGAIN)
    return row


def _is_empty(out: Path) -> bool:
    # A run that was interrupted in its first moment leaves half a manifest under another name.
    return all(each.name in _TEMPORARY for each in out.iterdir())


def _manifest(out: Path) -> Mapping[str, Any] | None:
    manifest = _read_json(out / MANIFEST)
    return manifest if manifest and manifest.get("format") == FORMAT else None


def _read_json(path: Path) -> Mapping[str, Any] | None:
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _begin(out: Path, manifest: Mapping[str, Any]) -> None:
    with _mapped(out):
        (out / SUMMARY).unlink(missing_ok=True)
        (out / RECORDS).unlink(missing_ok=True)
    _write_json(out / MANIFEST, manifest)


def _require_same(out: Path, earlier: Mapping[str, Any], manifest: Mapping[str, Any]) -> None:
    old, new = (_flat(each.get("identity") or {}) for each in (earlier, manifest))
    differing = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    if differing:
        raise RunError(
            f"{out} holds another run, which differs in {', '.join(differing)}.",
            mend="Give another --out, or --overwrite to lose that run.",
        )


def _flat(values: Mapping[str, Any], *, within: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, within=f"{within}{name}.")
        else:
            flat[f"{within}{name}"] = value
    return flat


def _drop_torn_line(records: FileIO) -> None:
    end = records.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - _BLOCK)
        records.seek(start)
        newline = records.read(end - start).rfind(b"\n")
        if newline >= 0:
            end = start + newline + 1
            break
        end = start
    records.truncate(end)


def _write_json(path: Path, value: Any) -> None:
    with _mapped(path.parent):
        write_whole(path, json.dumps(as_json(value), indent=2) + "\n")


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the folder for one writer."""
    with _mapped(out):
        folder = os.open(out, os.O_RDONLY)
    try:
        # Some network file systems can't lock a folder: there two writers are the user's risk.
        with suppress(OSError):
            _lock(folder, out=out)
        yield
    finally:
        os.close(folder)


def _lock(folder: int, *, out: Path) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RunError(
            f"Another program is writing the run in {out}.",
            mend="Wait until it has ended, or give another --out.",
        ) from error


@contextmanager
def _mapped(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RunError(
            f"The run can't be written to {out} ({error.strerror or error}).",
            mend="Check the path of --out, its permissions and the free disk space; "
            "the same command goes on where it stopped.",
        ) from error
