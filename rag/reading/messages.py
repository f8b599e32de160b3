"""What the reading process and its parent say to each other: length-prefixed JSON over pipes.

JSON and not pickle, since whoever takes over a process that reads hostile files may say anything.
"""

import struct
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO

from pydantic import TypeAdapter

from rag.errors import ReadingError
from rag.reading.metadata.marks import visible
from rag.schema import Article

_LENGTH = struct.Struct(">I")

DONE = b""
"""The message that ends a file's articles, and that a fresh process is ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refusal:
    problem: str
    mend: str


@cache
def _read_things() -> TypeAdapter[Article | _Refusal]:
    return TypeAdapter(Article | _Refusal)


def encoded(read: Article | ReadingError) -> bytes:
    """Give the message for an article or for an error. Raises ValueError for a lone surrogate."""
    if isinstance(read, ReadingError):
        refusal = _Refusal(problem=visible(read.problem), mend=visible(read.mend))
        return _read_things().dump_json(refusal)
    return _read_things().dump_json(read)


def decoded(message: bytes) -> Article | ReadingError:
    """Give back what `encoded` was given. Raises ValueError where `message` is nothing of it."""
    read = _read_things().validate_json(message)
    return ReadingError(read.problem, mend=read.mend) if isinstance(read, _Refusal) else read


def send(stream: BinaryIO, message: bytes) -> None:
    """Write `message`, at most 4 GiB long. Raises OSError where nobody reads any more."""
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def receive(stream: BinaryIO, *, limit: int) -> bytes:
    """Wait for a message; raises EOFError where none comes whole or it exceeds `limit` bytes."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    if length > limit:
        raise EOFError
    message = stream.read(length)
    if len(message) < length:
        raise EOFError
    return message
