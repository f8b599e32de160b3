"""The folder of uploaded files within an index, and what the index takes on disk.

    <index>/uploads/NAME        a file that gave articles, under its own name as far as that is safe
    <index>/uploads/.arriving   what is being sent; ingest looks at nothing hidden

A file in it that the catalogue doesn't know is left over from something that was refused, removed
or interrupted, and goes with the next change.
"""

import os
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rag.index.library import Library
from rag.index.sources import Sources
from rag.reading.metadata.marks import visible

_ARRIVING = ".arriving"
_UNNAMED = "upload"
_LONGEST_NAME = 180
"""Bytes of a name; file systems take 255, and a number may have to be put in."""

_LONGEST_SUFFIX = 20
_FOLDERS = re.compile(r"[/\\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskUse:
    """Bytes that the index takes, uploaded files among them, and how many these are."""

    index: int
    uploads: int
    files: int


def uploads_folder(index: Path) -> Path:
    """Give the folder, resolved, in which an index keeps what was uploaded to it."""
    return index.resolve() / "uploads"


def arriving_folder(index: Path) -> Path:
    """Give the folder, resolved, for files that are still on their way."""
    return uploads_folder(index) / _ARRIVING


def safe_name(name: str) -> str:
    """Give the name under which an uploaded file is kept: no folder, hidden from nobody, of a line.

    "../../x" is "x"; markup and foreign letters stay, since they harm no file system.
    """
    last = _FOLDERS.split(name)[-1].encode("utf-8", "replace").decode()
    plain = unicodedata.normalize("NFC", visible(last))
    plain = " ".join(plain.split()).strip(". ")
    stem, suffix = os.path.splitext(plain)  # noqa: PTH122 - a name that is no path yet
    if len(suffix.encode()) > _LONGEST_SUFFIX:
        stem, suffix = plain, ""
    room = _LONGEST_NAME - len(suffix.encode())
    return (stem.encode()[:room].decode(errors="ignore").rstrip() + suffix) or _UNNAMED


def sweep(library: Library) -> None:
    """Delete the uploaded files that no article came from; only for who may write to the index."""
    folder = uploads_folder(library.folder)
    known = Sources(library.catalogue).digests()
    for name in _names(folder):
        if str(folder / name) not in known:
            with suppress(OSError):  # it goes with the next change
                (folder / name).unlink()


def disk_use(index: Path) -> DiskUse:
    """Add up what an index and its uploads take, by the sizes of their files."""
    uploads = [_size(uploads_folder(index) / name) for name in _names(uploads_folder(index))]
    every = [Path(folder) / name for folder, _, names in os.walk(index) for name in names]
    return DiskUse(index=sum(map(_size, every)), uploads=sum(uploads), files=len(uploads))


def _names(folder: Path) -> list[str]:
    """Name the uploaded files; what is still arriving lies in a folder of its own."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
    except OSError:
        return []


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # SQLite and tantivy delete files while they are looked at
        return 0
