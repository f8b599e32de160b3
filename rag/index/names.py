"""Names for files, short, but telling those of one name in different folders apart."""

import os
from collections.abc import Iterable
from pathlib import Path

from rag.reading.metadata.marks import visible


class Names:
    """Names relative to the innermost folder that holds all that is ingested."""

    def __init__(self, folders: Iterable[Path], *, found: Iterable[Path]) -> None:
        """Take the folders that were named and the files found, all resolved; at least one."""
        self._base = Path(os.path.commonpath({*folders, *(file.parent for file in found)}))

    def of(self, path: Path) -> str:
        """Give the name of a file, safe to print on one line."""
        inside = path != self._base and path.is_relative_to(self._base)
        name = path.relative_to(self._base) if inside else Path(path.name or path)
        return visible(os.fsencode(name).decode("utf-8", "replace"))

    def of_part(self, path: Path, *, name: str) -> str:
        """Give the name of a file's article, which is called `name` after the file's own name."""
        own = visible(os.fsencode(path.name).decode("utf-8", "replace"))
        return self.of(path) + name.removeprefix(own) if name.startswith(own) else name
