"""Paths that a reader names -> the files to read."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.errors import IngestError
from rag.reading.articles import READERS, shown_name
from rag.settings import ReadingSettings

_ABOUT_THE_FOLDER = {
    *("readme", "license", "licence", "copying", "contributing", "changelog", "code_of_conduct"),
}


def find_files(paths: Sequence[Path], *, settings: ReadingSettings) -> tuple[Path, ...]:
    """Give the files under `paths`, each once, those of a folder sorted.

    A file named directly is always given. Of a folder come the files of a suffix that has a reader,
    in it and in its subfolders, but nothing hidden, no README and its like, no link to a folder and
    no link to a file outside. A subfolder that can't be listed is given as if it were a file, so
    that reading it reports the fault beside the others.

    Raises IngestError where a path is missing, a folder holds no article, or there are more than
    `settings.max_files` files.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for file in _files_of(path):
            found.setdefault(os.path.realpath(file), file)
            if len(found) > settings.max_files:
                raise IngestError(
                    f"There are more than {settings.max_files:,} files.",
                    mend="Name a smaller folder, or raise reading.max_files.",
                )
    return tuple(found.values())


def _files_of(path: Path) -> Iterator[Path]:
    name = shown_name(path)
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises where a folder can't be entered
        raise IngestError(
            f"There is no file or folder {name}, or it can't be reached.", mend="Check the path."
        )
    if not path.is_dir():
        yield path
        return
    try:
        entries = _listed(path)
    except OSError as error:
        raise IngestError(
            f"The folder {name} can't be opened ({error.strerror}).", mend="Check who may read it."
        ) from error
    files = _walk(entries, root=os.path.realpath(path))
    first = next(files, None)
    if first is None:
        raise IngestError(
            f"No articles found in {name}.", mend=f"Put files ending in {_suffixes()} there."
        )
    yield first
    yield from files


def _suffixes() -> str:
    return " or ".join(sorted(READERS))


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        visible = (entry for entry in entries if not entry.name.startswith("."))
        return sorted(visible, key=lambda entry: entry.name)


def _walk(entries: Sequence[os.DirEntry[str]], *, root: str) -> Iterator[Path]:
    waiting = [*reversed(entries)]
    while waiting:
        entry = waiting.pop()
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            try:
                waiting.extend(reversed(_listed(path)))
            except OSError:
                yield path
        elif _is_article(entry, root=root):
            yield path


def _is_article(entry: os.DirEntry[str], *, root: str) -> bool:
    stem, suffix = os.path.splitext(entry.name.lower())  # noqa: PTH122 - no Path for each entry
    if suffix not in READERS or stem.split(".")[0] in _ABOUT_THE_FOLDER:
        return False
    target = os.path.realpath(entry.path)
    return os.path.isfile(target) and os.path.commonpath([root, target]) == root  # noqa: PTH113
