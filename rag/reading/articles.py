"""One file -> its articles, by the reader of its format family."""

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from rag.errors import ReadingError
from rag.reading.metadata.marks import visible
from rag.reading.plain import read_plain
from rag.schema import Article
from rag.settings import ReadingSettings

Reader = Callable[..., tuple[Article, ...]]
"""Called as `reader(content, name=…)` with a file's bytes and the name to show for it."""

READERS: Mapping[str, Reader] = MappingProxyType({".txt": read_plain, ".md": read_plain})
"""The reader of each suffix that is looked for in folders."""


def read_articles(file: Path, *, settings: ReadingSettings) -> tuple[Article, ...]:
    """Read a file; one whose suffix no reader knows is tried as plain text.

    Raises ReadingError where the file can't be opened, is no regular file, is empty or larger than
    `settings.max_file_bytes`, isn't text, or has no words but metadata.
    """
    name = shown_name(file)
    content = _content(file, name=name, limit=settings.max_file_bytes)
    if not content.strip():
        raise ReadingError(f"{name} is empty.", mend="Delete it, or save the article again.")
    return READERS.get(file.suffix.lower(), read_plain)(content, name=name)


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
