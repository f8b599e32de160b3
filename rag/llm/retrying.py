"""Sending a request once more, where that can help and nobody has seen a part of the reply."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import Final, TypeVar

from rag.errors import ModelBusy, ModelError

_PAUSE: Final = 1.0
"""Seconds before a busy server is asked again; twice as long each time."""

_PATIENCE: Final = 7.0
"""Seconds that these pauses may take together: a reader waits."""

Piece = TypeVar("Piece")


class BrokenOff(ModelError):
    """A server broke off while it answered, for a reason that may be gone the next time."""


def retried(ask: Callable[[], Generator[Piece, None, None]], *, retries: int) -> Iterator[Piece]:
    """Yield what `ask()` yields; where it fails before its first piece, ask again.

    That is done `retries` times at most, and only after BrokenOff and, with a pause, ModelBusy: no
    other failure goes away by itself. Closing the iterator closes that of `ask`.
    """
    waited = 0.0
    for attempt in range(retries + 1):
        spoke = False
        try:
            with closing(ask()) as pieces:
                for piece in pieces:
                    spoke = True
                    yield piece
        except (BrokenOff, ModelBusy) as error:
            pause = _PAUSE * 2**attempt if isinstance(error, ModelBusy) else 0.0
            waited += pause
            if spoke or attempt == retries or waited > _PATIENCE:
                raise
            time.sleep(pause)
        else:
            return
