"""Paths that a reader names -> the files to read."""

import os
from collections.abc import Iterable, Iterator, Sequence
from glob import has_magic
from pathlib import Path

from rag.errors import IngestError
from rag.reading.articles import shown_name
from rag.reading.metadata.marks import visible
from rag.reading.naming import is_article, is_out_of_sight, parts_of_pages
from rag.settings import ReadingSettings

_WHAT_IS_READ = "files ending in .txt, .html, .pdf, .docx, .eml, .jsonl, .zip or the like"


def find_files(paths: Sequence[Path], *, settings: ReadingSettings) -> tuple[Path, ...]:
    """Give the files under `paths`, each once, those of a folder sorted.

    A file named directly is always given. Of a folder come the files of a suffix that has a reader,
    in it and in its subfolders, but nothing hidden, no README and its like, no parts of a saved
    page, no link to a folder and no link to a file outside. A subfolder that can't be listed is
    given as if it were a file, so that reading it reports the fault beside the others.

    A path that doesn't exist may be a pattern: `*`, `?` and `[…]` stand for parts of a name, `**`
    for any folders. It gives what its folder would, of the files and folders that match.

    Raises IngestError where a path is missing, a folder holds no article, a pattern finds none, or
    there are more than `settings.max_files` files.
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
    if os.path.exists(path):  # noqa: PTH110 - Path.exists raises where a folder can't be entered
        if path.is_dir():
            return _expected(_in_folder(path), otherwise=_no_articles(name))
        return iter([path])
    if has_magic(str(path)):
        return _expected(_matching(path), otherwise=_no_match(path))
    raise IngestError(
        f"There is no file or folder {name}, or it can't be reached.", mend="Check the path."
    )


def _expected(files: Iterator[Path], *, otherwise: IngestError) -> Iterator[Path]:
    first = next(files, None)
    if first is None:
        raise otherwise
    yield first
    yield from files


def _in_folder(folder: Path) -> Iterator[Path]:
    try:
        entries = _listed(folder)
    except OSError as error:
        raise IngestError(
            f"The folder {shown_name(folder)} can't be opened ({error.strerror}).",
            mend="Check who may read it.",
        ) from error
    yield from _walk(entries, root=os.path.realpath(folder))


def _matching(pattern: Path) -> Iterator[Path]:
    magic = next(at for at, part in enumerate(pattern.parts) if has_magic(part))
    folder, rest = Path(*pattern.parts[:magic]), pattern.parts[magic:]
    root = os.path.realpath(folder)
    searched: Path | None = None
    for path in _expanded(folder, os.path.join(*rest)):  # noqa: PTH118 - a pattern is no path
        if searched and path.is_relative_to(searched):
            continue
        if path.is_dir() and not path.is_symlink():
            searched = path
            yield from _in_match(path)
        elif _is_article(path, root=root):
            yield path


def _in_match(folder: Path) -> Iterator[Path]:
    try:
        entries = _listed(folder)
    except OSError:
        yield folder
    else:
        yield from _walk(entries, root=os.path.realpath(folder))


def _expanded(folder: Path, pattern: str) -> Iterable[Path]:
    """Give what matches, sorted, but nothing hidden that the pattern doesn't name with its dot."""
    try:
        matches = [*folder.glob(pattern)]
    except (OSError, ValueError, NotImplementedError) as error:
        raise IngestError(
            f"The pattern {shown_name(Path(pattern))} can't be read ({error}).",
            mend="In a pattern ** stands alone between slashes, as in news/**/*.html.",
        ) from error
    if "/." not in f"/{pattern}":
        matches = [path for path in matches if not _is_out_of_sight(path, folder=folder)]
    besides = parts_of_pages(matches)
    return sorted(path for path in matches if besides.isdisjoint((path, *path.parents)))


def _is_out_of_sight(path: Path, *, folder: Path) -> bool:
    return any(map(is_out_of_sight, path.relative_to(folder).parts))


def _no_articles(name: str) -> IngestError:
    return IngestError(f"No articles found in {name}.", mend=f"Put {_WHAT_IS_READ} there.")


def _no_match(pattern: Path) -> IngestError:
    return IngestError(
        f"No articles match the pattern {visible(str(pattern))}.",
        mend=f"Check it; it finds {_WHAT_IS_READ}.",
    )


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        seen = [entry for entry in entries if not is_out_of_sight(entry.name)]
    besides = {path.name for path in parts_of_pages(Path(entry.name) for entry in seen)}
    return sorted(
        (entry for entry in seen if entry.name not in besides), key=lambda entry: entry.name
    )


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
        elif _is_article(path, root=root):
            yield path


def _is_article(path: Path, *, root: str) -> bool:
    if not is_article(path):
        return False
    target = os.path.realpath(path)
    return os.path.isfile(target) and os.path.commonpath([root, target]) == root  # noqa: PTH113
