"""Uploaded files -> articles: each is kept in the folder of uploads and ingested from there.

    Arrival --named--> uploads/NAME --Ingest--> articles
                       |- refused: deleted, or the earlier upload of that name put back

A file of a name that is there already takes the place of the earlier one, as in any folder. All is
done as the one writer of the index; what is sent is deleted whatever comes of it.
"""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import IngestError
from rag.index.ingest import Ingest, Told, counting
from rag.index.library import Library, Progress
from rag.index.names import Names
from rag.index.report import IngestReport, Refusal
from rag.index.storing import changing
from rag.index.uploads import arriving_folder, safe_name, sweep, uploads_folder
from rag.reading.formats.choosing import too_large
from rag.reading.isolation import ReaderProcess
from rag.settings import ReadingSettings

MOST_FILES = 1_000
"""Files that are taken at once; for more there are archives and the command line."""

_LARGEST_FILES = 10
"""Times the size of the largest file that is read, to which the files of one upload may come."""

_EARLIER = "earlier"
"""Where the upload that is being replaced lies meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file that was sent: its own name, its size in bytes, and where it lies now.

    `path` is None where it wasn't sent after all. The file is deleted once it was dealt with, and
    the folder it lies in as well where that is empty then.
    """

    name: str
    size: int
    path: Path | None

    def discard(self) -> None:
        """Delete what was sent."""
        if self.path:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)
                self.path.parent.rmdir()


def most_bytes(settings: ReadingSettings) -> int:
    """Give the bytes to which the files of one upload may come."""
    return _LARGEST_FILES * settings.max_file_bytes


def expect_few(files: int, *, size: int, settings: ReadingSettings) -> None:
    """Raise IngestError where so many files, or so many bytes, are too much for one upload."""
    if not files:
        raise IngestError("No file was sent.", mend="Choose one or more files.")
    if files > MOST_FILES:
        raise IngestError(
            f"{files:,} files are too many for one upload, which takes {MOST_FILES:,}.",
            mend="Pack them into zip archives, or give their folder to `dateline ingest`.",
        )
    if size > most_bytes(settings):
        raise IngestError(
            f"{size:,} bytes are too much for one upload, which takes {most_bytes(settings):,}.",
            mend="Send fewer files at once, or give their folder to `dateline ingest`.",
        )


def receive(
    library: Library, arrivals: Sequence[Arrival], *, progress: Progress | None = None
) -> IngestReport:
    """Keep and ingest what was sent. Raises StoreError where another writes to the index."""
    settings = library.settings.reading
    try:
        with ReaderProcess(settings) as reader, changing(library):
            sweep(library)  # what an upload that was killed has left
            try:
                return _Receiving(library, reader=reader).receive(arrivals, progress=progress)
            finally:
                sweep(library)
    finally:
        for each in arrivals:
            each.discard()


class _Receiving:
    """One upload on its way into the index."""

    def __init__(self, library: Library, *, reader: ReaderProcess) -> None:
        self._settings = library.settings.reading
        self._folder = uploads_folder(library.folder)
        arriving = arriving_folder(library.folder)
        arriving.mkdir(parents=True, exist_ok=True)
        self._earlier = arriving / _EARLIER
        names = Names([self._folder], found=[])
        self._run = Ingest(library, reader=reader, names=names)
        self._given: set[str] = set()

    def receive(self, arrivals: Sequence[Arrival], *, progress: Progress | None) -> IngestReport:
        refused = list[Refusal]()
        for done, arrival in enumerate(arrivals):
            if arrival.path is None or not arrival.path.is_file():
                refused.append(self._not_sent(arrival))
            else:
                told = counting(progress, done=done, total=len(arrivals))
                self._take(arrival.path, file=self._folder / self._name(arrival.name), told=told)
        counting(progress, done=len(arrivals), total=len(arrivals))("", 0)
        report = self._run.finish(())
        return replace(report, refused=(*refused, *report.refused))

    def _not_sent(self, arrival: Arrival) -> Refusal:
        name = safe_name(arrival.name)
        if arrival.size > self._settings.max_file_bytes:
            error = too_large(name, limit=self._settings.max_file_bytes)
            return Refusal(file=name, problem=error.problem, mend=error.mend)
        return Refusal(file=name, problem=f"{name} did not arrive.", mend="Send it again.")

    def _name(self, name: str) -> str:
        """Tell files of one upload that have the same name apart."""
        safe = safe_name(name)
        stem, suffix = os.path.splitext(safe)  # noqa: PTH122 - a name that is no path yet
        number = 1
        while safe.casefold() in self._given:
            number += 1
            safe = f"{stem} ({number}){suffix}"
        self._given.add(safe.casefold())
        return safe

    def _take(self, sent: Path, *, file: Path, told: Told) -> None:
        """Put a file in its place and ingest it; in vain, and what was there comes back."""
        replaced, kept = file.is_file(), False
        if replaced:
            file.replace(self._earlier)
        try:
            shutil.move(sent, file)
            kept = self._run.take(file, told=told)
        finally:
            if kept:
                self._earlier.unlink(missing_ok=True)
            elif replaced:
                self._earlier.replace(file)
            else:
                file.unlink(missing_ok=True)
