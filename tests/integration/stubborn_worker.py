"""A worker for tests of the reading process: the name of a file says how it misbehaves."""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from rag.errors import ReadingError
from rag.reading.worker import serve
from rag.schema import Article
from rag.settings import ReadingSettings

Read = Article | ReadingError


def article(text: str) -> Article:
    return Article(article_id="0" * 12, file="a.txt", text=text)


def good(_: ReadingSettings) -> Iterator[Read]:
    yield article("Some words.")
    yield ReadingError("Line 2 is torn.", mend="Mend it.")
    yield article("Words \u202e\u200b after \U0001f6a2.")


def hangs(_: ReadingSettings) -> Iterator[Read]:
    yield article("Before.")
    # One call into C, deaf to signals that Python would handle, and to other threads.
    re.match(r"(a+)+$", "a" * 64 + "b")
    yield article("Never.")


def takes_memory(settings: ReadingSettings) -> Iterator[Read]:
    yield article("Before.")
    yield article("x" * (settings.max_memory_mb << 20))


def takes_pieces(_: ReadingSettings) -> Iterator[Read]:
    pieces = list[bytes]()
    while True:
        pieces.append(bytes(1000))
    yield article(str(len(pieces)))


def crashes(_: ReadingSettings) -> Iterator[Read]:
    os.kill(os.getpid(), signal.SIGSEGV)
    yield article("Never.")


def breaks(_: ReadingSettings) -> Iterator[Read]:
    yield article(str(1 // len("")))


def prints(_: ReadingSettings) -> Iterator[Read]:
    print("noise", flush=True)
    os.write(1, b"\x00\x00\x00\x02{}")
    os.write(2, b"complaint")
    print("noise", file=sys.stderr, flush=True)
    yield article("Quiet.")


def never_ends(_: ReadingSettings) -> Iterator[Read]:
    while True:
        yield article("More.")


def lies(_: ReadingSettings) -> Iterator[Read]:
    yield Article(article_id="0", file="a.txt", text=5)  # type: ignore[arg-type]


MANNERS: Mapping[str, Callable[[ReadingSettings], Iterator[Read]]] = {
    manner.__name__: manner
    for manner in (
        *(good, hangs, takes_memory, takes_pieces, crashes, breaks, prints),
        *(never_ends, lies),
    )
}


def read(file: Path, *, settings: ReadingSettings) -> Iterator[Read]:
    yield from MANNERS[file.stem](settings)


def main(channel: int) -> None:
    serve(channel, read=read)
