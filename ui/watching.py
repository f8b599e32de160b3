"""Following files and folders: they are ingested at once, and again whenever something changes."""

import math
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from glob import has_magic
from pathlib import Path
from types import FrameType

from rag.errors import DatelineError, IngestError
from rag.index.library import Library
from rag.index.report import Refusal
from ui.commands.printing import print_json_line, tell_problem
from ui.terminal import harmless, ingest_progress, print_changes, print_report

_QUIET_MS = 500
"""Nothing is read until nothing has changed for so long, so that no file is read half written."""

_PATIENCE = 10.0
"""Seconds after which it is read all the same; what is written later is read again."""


def follow(library: Library, paths: Sequence[Path], *, json_lines: bool) -> None:
    """Ingest `paths` now and after each change until interrupted; what was begun is ended first.

    Prints a report, then a line for each change, or with `json_lines` each report that tells of a
    change as one line. What goes wrong is told and tried again after the next change. Raises
    IngestError where a path is missing or can't be watched.
    """
    roots = [_root(path) for path in paths]
    follower = _Follower(library, paths, json_lines=json_lines)
    with _until_interrupted() as interruption:
        changed_since: float | None = -math.inf  # the first turn waits for nothing
        for changed in _turns(roots, recursive=_is_deep(paths), stop=interruption.stop):
            now = time.monotonic()
            if any(_concerns(path, roots=roots, index=library.folder) for path in changed):
                changed_since = changed_since or now
                if now - changed_since < _PATIENCE:
                    continue
            if changed_since is not None:
                changed_since = None
                with interruption.postponed():
                    follower.ingest()


class _Follower:
    """What has been told so far, so that a fault that lasts is not told at every change."""

    def __init__(self, library: Library, paths: Sequence[Path], *, json_lines: bool) -> None:
        self._library = library
        self._paths = paths
        self._json_lines = json_lines
        self._is_first = True
        self._refused: frozenset[Refusal] = frozenset()

    def ingest(self) -> None:
        """Ingest once and tell what changed, or what went wrong."""
        try:
            with ingest_progress() as progress:
                report = self._library.ingest(self._paths, progress=progress)
        except DatelineError as error:
            tell_problem(error)
            return
        refused, self._refused = self._refused, frozenset(report.refused)
        is_first, self._is_first = self._is_first, False
        told = report.added or report.updated or report.removed or self._refused - refused
        if self._json_lines:
            if is_first or told:
                print_json_line(report)
        elif is_first:
            print_report(report)
        else:
            print_changes(report, known=refused)


class _Interruption:
    """A first Ctrl-C (or SIGTERM) asks to end after what is being done, a second ends at once."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._is_busy = False

    def handle(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Take a signal."""
        if self.stop.is_set():
            raise KeyboardInterrupt
        self.stop.set()
        if self._is_busy:
            sys.stderr.write("Ending after this; Ctrl-C again ends at once.\n")

    @contextmanager
    def postponed(self) -> Iterator[None]:
        """Let what is done within come to its end."""
        self._is_busy = True
        yield
        self._is_busy = False


@contextmanager
def _until_interrupted() -> Iterator[_Interruption]:
    interruption = _Interruption()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, interruption.handle) for number in numbers]
    try:
        yield interruption
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _turns(
    roots: Sequence[Path], *, recursive: bool, stop: threading.Event
) -> Iterator[tuple[Path, ...]]:
    """Yield the paths that changed, nothing where all was quiet; from before the first turn on."""
    from watchfiles import watch

    try:
        for changes in watch(
            *roots,
            watch_filter=None,
            rust_timeout=_QUIET_MS,
            yield_on_timeout=True,
            stop_event=stop,
            recursive=recursive,
            ignore_permission_denied=True,
        ):
            yield tuple(Path(path) for _, path in changes)
    except (OSError, RuntimeError) as error:  # RuntimeError is watchfiles' own
        raise IngestError(
            f"The folder can't be followed ({error}).",
            mend="Name a smaller folder, or ingest without --watch.",
        ) from error


def _root(path: Path) -> Path:
    """Give the folder in which changes to what a path names can be seen."""
    if has_magic(str(path)) and not path.exists():
        magic = next(at for at, part in enumerate(path.parts) if has_magic(part))
        path = Path(*path.parts[:magic])
    if not path.exists():
        raise IngestError(
            f"There is no file or folder {harmless(path.name)}.", mend="Check the path."
        )
    return path.resolve() if path.is_dir() else path.resolve().parent


def _is_deep(paths: Sequence[Path]) -> bool:
    """Tell whether subfolders matter: not where only files are named."""
    return not all(path.is_file() for path in paths)


def _concerns(changed: Path, *, roots: Sequence[Path], index: Path) -> bool:
    """Tell whether a change may be one of articles: not of hidden files or the index itself."""
    if changed.is_relative_to(index.resolve()):
        return False
    inner = (changed.relative_to(root) for root in roots if changed.is_relative_to(root))
    return any(not any(part.startswith(".") for part in path.parts) for path in inner)
