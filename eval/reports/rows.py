"""A stored run's records as JSON, wherever they were kept."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from eval.runs.folder import read_rows

if TYPE_CHECKING:
    from eval.runs.folder import StoredRun


def stored_rows(run: "StoredRun") -> Iterator[Mapping[str, Any]]:
    """Give a run's records as JSON, one by one; none where it was kept as a baseline file.

    Raises RunError where the folder's records can't be read.
    """
    if run.path.is_dir():
        yield from read_rows(run.path)
