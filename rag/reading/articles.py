"""One file -> its articles, by the reader of its format family."""

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.formats.plain import read_plain
from rag.reading.making import make_article
from rag.reading.metadata.marks import visible
from rag.schema import Article
from rag.settings import ReadingSettings

Reader = Callable[..., Iterator[Draft | ReadingError]]
"""Called as `reader(content, name=…, settings=…)` with a file's bytes and the name to show for it.

It raises ReadingError where the whole file can't be read, and yields one for each part that can't.
"""

READERS: Mapping[str, Reader] = MappingProxyType({".txt": read_plain, ".md": read_plain})
"""The reader of each suffix that is looked for in folders."""


def read_articles(file: Path, *, settings: ReadingSettings) -> Iterator[Article | ReadingError]:
    """Yield a file's articles, and an error for each part of it that can't be read.

    A file whose suffix no reader knows is tried as plain text. One that can't be opened, is no
    regular file, is empty or larger than `settings.max_file_bytes`, can't be read as what it is, or
    has no words but metadata, gives one error.
    """
    name = shown_name(file)
    read = READERS.get(file.suffix.lower(), read_plain)
    try:
        content = _content(file, name=name, limit=settings.max_file_bytes)
        for draft in read(content, name=name, settings=settings):
            yield draft if isinstance(draft, ReadingError) else _made(draft, name=name)
    except ReadingError as error:
        yield error


def _made(draft: Draft, *, name: str) -> Article | ReadingError:
    part = f"{name}, {draft.part}" if draft.part else name
    try:
        return make_article(draft, file=part)
    except ReadingError as error:
        return error


def shown_name(path: Path) -> str:
    """Give the name of a file or folder without its folder, safe to print on one line."""
    return visible(os.fsencode(path.name or str(path)).decode("utf-8", "replace"))


def _content(file: Path, *, name: str, limit: int) -> bytes:
    try:
        found = file.stat()
        if stat.S_ISDIR(found.st_mode):
            # Searching for files hands on a folder only where it can't be listed.
            next(file.iterdir(), None)
        _check(found, name=name, limit=limit)
        with file.open("rb") as stream:
            # A file may have grown since; one byte too many is enough to know.
            content = stream.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ReadingError(
            f"{name} can't be opened ({reason}).",
            mend="Check that it is there and who may read it.",
        ) from error
    if len(content) > limit:
        raise _too_large(name, limit=limit)
    if not content.strip():
        raise ReadingError(f"{name} is empty.", mend="Delete it, or save the article again.")
    return content


def _check(found: os.stat_result, *, name: str, limit: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "a pipe or a device"
        raise ReadingError(f"{name} is {kind}, not a file.", mend="Give a text file.")
    if found.st_size > limit:
        raise _too_large(name, limit=limit)


def _too_large(name: str, *, limit: int) -> ReadingError:
    return ReadingError(
        f"{name} is larger than {limit:,} bytes.",
        mend="Cut it into single articles, or raise reading.max_file_bytes.",
    )
