"""Errors of the libraries that read formats -> ReadingError."""

from collections.abc import Iterator
from contextlib import contextmanager

from rag.errors import ReadingError


@contextmanager
def mapped(problem: str, *, mend: str) -> Iterator[None]:
    """Turn whatever is raised within into a ReadingError, but for a lack of memory."""
    try:
        yield
    except (ReadingError, MemoryError):
        raise
    except Exception as error:
        raise ReadingError(problem, mend=mend) from error
