"""Zip archives: each member is read as the file that it would be; nothing is written to disk.

An archive's names are only shown, and its sizes believed only where they bound what is unpacked.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePosixPath

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.formats.choosing import ARCHIVE, choose_reader, read_with, too_large
from rag.reading.metadata.marks import visible
from rag.reading.naming import is_article, is_out_of_sight, parts_of_pages
from rag.settings import ReadingSettings

_UNPACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Only what can be unpacked in bounded steps."""

_RATIO = 100
"""Times its own size to which an archive may unpack; texts come to 3 to 20 times."""

_ALWAYS = 10_000_000
"""Bytes to which even the smallest may unpack: a page of one word repeated is harmless."""

_LARGEST_FILES = 10
"""Times the size of the largest file that is read, to which any archive may unpack."""

_LONGEST_NAME = 200
_ENCRYPTED = 0x1
_UTF_8_NAME = 0x800
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError),
    *(NotImplementedError, RuntimeError, OverflowError),
)
"""What zipfile raises on damaged archives."""


def read_archive(
    content: bytes, *, name: str, settings: ReadingSettings
) -> Iterator[Draft | ReadingError]:
    """Yield what the members of a zip archive called `name` give, in their order.

    A draft's part is "/" with the member's name and its own part. Members are chosen as the files
    of a folder are; of several with one name the last counts. Yields an error for each that is
    damaged, encrypted, too large or an archive itself, and a last one where they come to more than
    any honest archive. Raises ReadingError where the archive as a whole can't be read.
    """
    with _opened(content, name=name) as archive:
        members = _members(archive)
        limit = min(_LARGEST_FILES * settings.max_file_bytes, max(_ALWAYS, _RATIO * len(content)))
        left = limit
        for path, member in members.items():
            # zipfile unpacks no more of a member than its stated size, however much there is.
            left -= min(member.file_size, settings.max_file_bytes + 1)
            if left < 0:
                raise ReadingError(
                    f"{name} unpacks to more than {limit:,} bytes.",
                    mend="Unpack it and give the folder, if you know who made it.",
                )
            yield from _read(archive, member, path=path, name=f"{name}/{path}", settings=settings)


def _opened(content: bytes, *, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGE as error:
        raise ReadingError(
            f"{name} is no readable zip archive.", mend="Pack it again, or give the folder."
        ) from error


def _members(archive: zipfile.ZipFile) -> dict[PurePosixPath, zipfile.ZipInfo]:
    named = {_path(member): member for member in archive.infolist() if _is_file(member)}
    besides = parts_of_pages(named)
    return {
        path: member
        for path, member in named.items()
        if is_article(path)
        and not any(map(is_out_of_sight, path.parts))
        and besides.isdisjoint(path.parents)
    }


def _is_file(member: zipfile.ZipInfo) -> bool:
    return not member.is_dir() and not stat.S_ISLNK(member.external_attr >> 16)


def _path(member: zipfile.ZipInfo) -> PurePosixPath:
    """Give a member's name as a path that leads nowhere but down, safe to show."""
    name = member.filename
    if not member.flag_bits & _UTF_8_NAME:
        # zipfile took the bytes for the oldest encoding; archives of today hold UTF-8.
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    parts = visible(name.replace("\\", "/")[-_LONGEST_NAME:]).split("/")
    return PurePosixPath(*(part for part in parts if part not in {"", ".", ".."}))


def _read(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    *,
    path: PurePosixPath,
    name: str,
    settings: ReadingSettings,
) -> Iterator[Draft | ReadingError]:
    limit = settings.max_file_bytes
    try:
        content = _unpacked(archive, member, name=name, most=limit + 1)
        reader = _reader(content, name=name, suffix=path.suffix, limit=limit)
    except ReadingError as error:
        yield error
        return
    for draft in read_with(reader, content, name=name, settings=settings):
        if isinstance(draft, ReadingError):
            yield draft
        else:
            yield replace(draft, part=f"/{path}, {draft.part}" if draft.part else f"/{path}")


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, name: str, most: int) -> bytes:
    """Give a member's first `most` bytes; all of them, where there are fewer, are checked."""
    if member.flag_bits & _ENCRYPTED:
        raise ReadingError(f"{name} is encrypted.", mend="Unpack the archive and give the folder.")
    if member.compress_type not in _UNPACKED:
        raise ReadingError(
            f"{name} is compressed in an unusual way.", mend="Pack the archive again with deflate."
        )
    try:
        with archive.open(member) as stream:
            return stream.read(most)
    except _DAMAGE as error:
        raise ReadingError(
            f"{name} is damaged in its archive.", mend="Pack the archive again."
        ) from error


def _reader(content: bytes, *, name: str, suffix: str, limit: int) -> str:
    if len(content) > limit:
        raise too_large(name, limit=limit)
    reader = choose_reader(content, name=name, suffix=suffix)
    if reader == ARCHIVE:
        raise ReadingError(f"{name} is an archive in an archive.", mend="Unpack the outer one.")
    return reader
