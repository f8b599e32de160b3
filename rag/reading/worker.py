"""The process that reads files for its parent, within limits that the operating system keeps."""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from errno import ENOMEM
from math import ceil
from pathlib import Path

from rag.errors import ReadingError
from rag.reading.articles import read_articles
from rag.reading.messages import DONE, encoded, receive, send
from rag.schema import Article
from rag.settings import ReadingSettings

OUT_OF_MEMORY = ENOMEM
"""The exit status that tells the parent that a file took more memory than it may."""

_LONGEST_REQUEST = 1_000_000
_PARENT_FIRST = 2
"""Seconds by which the parent's clock goes off before this process's own; that one counts only
where the parent is gone."""

ReadFile = Callable[..., Iterator[Article | ReadingError]]
"""Called as `read(file, settings=…)`."""


def main(channel: int) -> None:
    """Read files by their formats; `channel` is the file descriptor to answer on."""
    serve(channel, read=read_articles)


def serve(channel: int, *, read: ReadFile) -> None:
    """Answer each path that comes on standard input with what `read` gives of it, until its end.

    The first message is the settings. What libraries print is dropped, also at file descriptors.
    """
    with os.fdopen(channel, "wb") as answers, suppress(EOFError, BrokenPipeError):
        requests = sys.stdin.buffer
        first = receive(requests, limit=_LONGEST_REQUEST)
        settings = ReadingSettings.model_validate_json(first)
        _limit_memory(settings.max_memory_mb)
        send(answers, DONE)
        _silence()
        while True:
            file = Path(json.loads(receive(requests, limit=_LONGEST_REQUEST)))
            for message in _messages(read(file, settings=settings), seconds=settings.max_seconds):
                send(answers, message)
            send(answers, DONE)


def _messages(read: Iterator[Article | ReadingError], *, seconds: float) -> Iterator[bytes]:
    """Encode what is read, with an alarm set while the next is waited for."""
    patience = ceil(seconds) + _PARENT_FIRST
    while True:
        _set_alarm(patience)
        try:
            message = next(map(encoded, read), None)
        except MemoryError:
            # Memory once used up stays in pieces; and a message would need some.
            os._exit(OUT_OF_MEMORY)
        _set_alarm(0)
        if message is None:
            return
        yield message


def _set_alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):  # Windows has none
        signal.alarm(seconds)


def _limit_memory(megabytes: int) -> None:
    """Bound this process's address space and forbid core dumps, where the system can do so."""
    try:
        import resource
    except ImportError:  # Windows
        return
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    os.close(nowhere)
