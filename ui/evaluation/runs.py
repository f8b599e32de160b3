"""The folder of runs -> what the tab shows of them: runs of the same cases, and their baseline."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import eval
from eval.comparing.baseline import read_baseline
from eval.reports.setup import essentials
from eval.reports.tables import metrics_of
from eval.runs.folder import MANIFEST, StoredRun, read_outline
from rag.errors import RunError

_BASELINES = Path(eval.__file__).parent / "baselines"

Estimate = Mapping[str, Any]
"""A metric's value, low and high, each a number or None, as a run's summary has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A finished run without its records.

    `name` is its folder's, `started` an ISO 8601 time, `told` what a reader asks first, by label;
    `cases` counts them.
    """

    name: str
    started: str
    told: Mapping[str, str]
    metrics: Mapping[str, Estimate]
    cases: int
    crashed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What the runs of a suite are held against."""

    name: str
    metrics: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Runs that can be compared, since they ask the same cases in the same way; oldest first."""

    title: str
    runs: tuple[Outline, ...]
    baseline: Baseline | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """All that a folder holds: suites, that of the latest run first, and what can't be shown."""

    suites: tuple[Suite, ...]
    unread: tuple[RunError, ...]


def read_runs(folder: Path) -> Runs:
    """Read the runs that lie in a folder; none where it isn't there."""
    by_suite: dict[tuple[Any, ...], list[tuple[Mapping[str, Any], Outline]]] = {}
    unread: list[RunError] = []
    for path in _run_folders(folder):
        try:
            manifest, summary = read_outline(path)
        except RunError as error:
            unread.append(error)
            continue
        entry = manifest, _outline(path.name, manifest, summary)
        by_suite.setdefault(_sameness(manifest), []).append(entry)
    baselines = _baselines() if by_suite else {}
    suites = [_suite(each, baselines.get(key)) for key, each in by_suite.items()]
    suites.sort(key=lambda each: each.runs[-1].started, reverse=True)
    return Runs(suites=tuple(suites), unread=tuple(unread))


def run_folder(folder: Path, name: str) -> Path:
    """Give the folder of the run of that name. Raises RunError where there is none."""
    for path in _run_folders(folder):
        if path.name == name:
            return path
    raise RunError(f"There is no run {name[:80]!r} in {folder}.", mend="Choose one of the list.")


def baseline_of(run: StoredRun) -> StoredRun | None:
    """Give the baseline of the run's suite, None where there is none."""
    return _baselines().get(_sameness(run.manifest))


def _run_folders(folder: Path) -> Iterator[Path]:
    """Give what has a manifest, in order of the names; links may lead out, and aren't followed."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for path in entries:
        if not path.is_symlink() and (path / MANIFEST).is_file():
            yield path


def _sameness(manifest: Mapping[str, Any]) -> tuple[Any, ...]:
    """Give what must agree before figures of two runs say anything of each other."""
    cases = manifest.get("cases") or {}
    return manifest.get("task"), cases.get("sha256"), cases.get("count"), manifest.get("answers")


def _outline(name: str, manifest: Mapping[str, Any], summary: Mapping[str, Any]) -> Outline:
    return Outline(
        name=name,
        started=str(manifest.get("started", "")),
        told=dict(essentials(manifest)),
        metrics=summary.get("metrics", {}),
        cases=int(summary.get("cases", 0)),
        crashed=int(summary.get("crashed", 0)),
    )


def _suite(entries: Sequence[tuple[Mapping[str, Any], Outline]], kept: StoredRun | None) -> Suite:
    manifest = entries[0][0]
    file = (manifest.get("cases") or {}).get("file", "cases")
    how = "with answers" if manifest.get("answers") else "retrieval alone"
    return Suite(
        title=f"{manifest.get('task')}: {file}, {how}",
        runs=tuple(sorted((each for _, each in entries), key=lambda each: each.started)),
        baseline=Baseline(name=kept.name, metrics=metrics_of(kept)) if kept else None,
    )


def _baselines() -> Mapping[tuple[Any, ...], StoredRun]:
    """Read the baselines that come with Dateline; one that can't be read is none."""
    kept = {}
    for path in sorted(_BASELINES.glob("*.json")):
        try:
            baseline = read_baseline(path)
        except RunError:
            continue
        kept[_sameness(baseline.manifest)] = baseline
    return kept
