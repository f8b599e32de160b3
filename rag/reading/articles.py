"""One file -> its articles, by the reader of its format family."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.formats.choosing import choose_reader, read_with, too_large, unforeseen
from rag.reading.making import make_article
from rag.reading.metadata.marks import visible
from rag.schema import Article
from rag.settings import ReadingSettings

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def read_articles(file: Path, *, settings: ReadingSettings) -> Iterator[Article | ReadingError]:
    """Yield a file's articles, and an error for each part of it that can't be read.

    A file whose suffix no reader knows is tried as plain text, unless its first bytes say better.
    One that can't be opened, is no regular file, is empty or larger than `settings.max_file_bytes`,
    can't be read as what it is, or has no words but metadata, gives one error. Nothing is raised
    but MemoryError.

    `Article.file` is the file's name, followed by the place in a file of several articles
    ("news.jsonl, line 7"), or by the member of an archive ("news.zip/a.txt").
    """
    name = shown_name(file)
    try:
        content = _content(file, name=name, limit=settings.max_file_bytes)
        reader = choose_reader(content, name=name, suffix=file.suffix)
    except ReadingError as error:
        yield error
        return
    for draft in read_with(reader, content, name=name, settings=settings):
        yield draft if isinstance(draft, ReadingError) else _made(draft, name=name)


def shown_name(path: Path) -> str:
    """Give the name of a file or folder without its folder, safe to print on one line."""
    return visible(os.fsencode(path.name or str(path)).decode("utf-8", "replace"))


def _made(draft: Draft, *, name: str) -> Article | ReadingError:
    between = "" if draft.part.startswith("/") or not draft.part else ", "
    file = visible(f"{name}{between}{draft.part}")
    if _UNSTORABLE.search(draft.text):
        return ReadingError(
            f"{file} holds characters that are none.", mend="Save it as text in UTF-8."
        )
    try:
        return make_article(draft, file=file)
    except ReadingError as error:
        return error
    except MemoryError:
        raise
    except Exception as error:
        return unforeseen(error, name=file)


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
        raise too_large(name, limit=limit)
    return content


def _check(found: os.stat_result, *, name: str, limit: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "a pipe or a device"
        raise ReadingError(f"{name} is {kind}, not a file.", mend="Give a text file.")
    if found.st_size > limit:
        raise too_large(name, limit=limit)
