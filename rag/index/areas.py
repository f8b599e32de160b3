"""Which known files an ingest speaks for: those that lie where it looked, though not there now."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from glob import has_magic
from pathlib import Path


class Area:
    """The folders and patterns that are ingested."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Take paths as `find_files` does."""
        there = [path for path in paths if path.exists()]
        self._folders = [path.resolve() for path in there if path.is_dir()]
        self._patterns = [
            _split(path) for path in paths if path not in there and has_magic(str(path))
        ]

    @property
    def folders(self) -> tuple[Path, ...]:
        """The ingested folders, resolved."""
        return tuple(self._folders)

    def holds(self, file: Path) -> bool:
        """Tell whether a file of this path, resolved, would have been found if it were there."""
        return any(file.is_relative_to(each) for each in self._folders) or any(
            file.is_relative_to(folder) and _matches(file.relative_to(folder).parts, pattern)
            for folder, pattern in self._patterns
        )


def _split(pattern: Path) -> tuple[Path, tuple[str, ...]]:
    """Part a pattern into the folder that it begins with and what stands for names."""
    magic = next(at for at, part in enumerate(pattern.parts) if has_magic(part))
    return Path(*pattern.parts[:magic]).resolve(), pattern.parts[magic:]


def _matches(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    if not pattern:  # a pattern gives the files of a folder that it matches as well
        return True
    if pattern[0] == "**":
        return _matches(parts, pattern[1:]) or (bool(parts) and _matches(parts[1:], pattern))
    fits = bool(parts) and fnmatchcase(parts[0], pattern[0])
    return fits and _matches(parts[1:], pattern[1:])
