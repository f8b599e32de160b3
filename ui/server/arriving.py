"""What is on its way into an index while servers run, and what those that were killed have left."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import ReadWriteLock, Timeout

from rag.index.uploads import arriving_folder

_LOCK_NAME = "serving.lock"


@contextmanager
def receiving(index: Path) -> Iterator[None]:
    """Mark an index as one that is served, while the block lasts.

    Whoever begins while nobody else serves it deletes what was left on its way.
    """
    index.mkdir(parents=True, exist_ok=True)
    served = ReadWriteLock(index / _LOCK_NAME, is_singleton=False)
    with suppress(Timeout), served.write_lock(blocking=False):
        shutil.rmtree(arriving_folder(index), ignore_errors=True)
    with served.read_lock():
        yield
