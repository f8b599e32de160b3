"""Questions made of what was typed: arguments and options of the console command."""

import dataclasses
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

import typer

if TYPE_CHECKING:
    from rag.schema import Length, Question

_LONGEST = 64_000
"""Bytes of a line that are read: more than any question may have, so that the rest is only lost to
the complaint about its length."""


def readable(text: str) -> str:
    """Put question marks for the bytes of an argument that were in no readable encoding."""
    return text.encode("utf-8", "replace").decode()


def make_question(
    text: str,
    *,
    as_of: date | None = None,
    outlet: list[str] | None = None,
    author: list[str] | None = None,
    language: list[str] | None = None,
    article: list[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    k: int | None = None,
    length: "Length" = "normal",
    backend: str | None = None,
    model: str | None = None,
) -> "Question":
    """Make a question of the options' values. Raises BadParameter where the days are reversed."""
    from rag.schema import Question

    if since and until and since > until:
        raise typer.BadParameter(f"{since} is later than --until {until}.", param_hint="'--since'")
    return Question(
        text=readable(text),
        as_of=as_of or date.today(),
        outlets=tuple(map(readable, outlet or ())),
        authors=tuple(map(readable, author or ())),
        languages=tuple(map(readable, language or ())),
        articles=tuple(map(readable, article or ())),
        since=since,
        until=until,
        k=k,
        length=length,
        backend=backend,
        model=model,
    )


def questions_in(stream: BinaryIO, *, first: "Question") -> "Iterator[Question]":
    """Yield a question for each line of a stream that has words, as soon as the line is there.

    Each is narrowed as `first` is. UTF-8; bytes that are none become U+FFFD.
    """
    for line in lines_in(stream):
        if line.strip():
            yield dataclasses.replace(first, text=line)


def lines_in(stream: BinaryIO) -> Iterator[str]:
    """Yield the lines of a stream without their ends; of a vast line only the beginning."""
    while line := stream.readline(_LONGEST):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(_LONGEST)
        yield line.decode("utf-8", "replace").rstrip("\r\n")
