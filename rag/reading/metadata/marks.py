"""What the readers of metadata hand on: stretches of text that are about the article, not of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rag.reading.metadata.values import cleaned

Span = tuple[int, int]
"""A stretch `text[start:end]`."""

Field = Literal[
    "title",
    "outlet",
    "author",
    "published",
    "updated",
    "place",
    "language",
    "url",
    "year",
    "month_day",
]
"""`published` and `updated` are an ISO 8601 day, or day and time with the zone where it is stated;
`language` is an ISO 639-1 code; `year` ("2025") and `month_day` ("11-03") are halves of a day."""

_NOTHING = re.compile(
    r"null|none|undefined|nan|n/a|tbc|unknown|untitled(?: document)?|[-~]+", re.IGNORECASE
)
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SHORTEST_PROSE = 60

_LONGEST_VALUE = 10_000
"""Characters that are looked at; what is that long is no value of any field."""

_COLUMNS = (45, 100)
"""A text that was broken at a column was so at one of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A value for one field and, in words, where it was found."""

    field: Field
    value: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch `text[start:end]` that can't serve as evidence, and what it tells."""

    start: int
    end: int
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that holds a letter or a digit, without the blanks around it."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.text)

    @property
    def plain(self) -> str:
        """The words without Markdown's emphasis, for recognising (offsets don't hold in it)."""
        text = self.text
        if "*" not in text and "_" not in text:
            return text
        return text.replace("*", "").replace("__", "").strip("_ ")

    @property
    def is_prose(self) -> bool:
        """Whether it reads like a paragraph: of some length, closed as sentences are."""
        text = self.text
        # Counted in bytes, because Korean and Japanese say as much in a third of the letters.
        if len(text) < _SHORTEST_PROSE and len(text.encode(errors="replace")) < _SHORTEST_PROSE:
            return False
        return text.rstrip("\"'”’»)]").endswith((".", "!", "?", "。"))

    def after(self, length: int) -> "Line":
        """Give the line without its first `length` characters."""
        rest = self.text[length:]
        shorter = rest.lstrip()
        return Line(text=shorter, start=self.start + length + len(rest) - len(shorter))


def lines_of(text: str, *, start: int = 0) -> Iterator[Line]:
    """Yield the lines of `text`, from an offset on, that hold a letter or a digit.

    A paragraph that was broken at some column comes as one line, with blanks for its breaks.
    """
    block: list[Line] = []
    for raw in text[start:].split("\n"):
        words = raw.strip()
        if words[:1].isalnum() or any(character.isalnum() for character in words):
            block.append(Line(text=words, start=start + raw.index(words)))
        elif block and not words:
            yield from _unwrapped(block)
            block = []
        start += len(raw) + 1
    yield from _unwrapped(block)


def _unwrapped(block: list[Line]) -> Iterator[Line]:
    """Join the lines that only a column's width parts: the next word had no room left."""
    column = max((len(line.text) for line in block), default=0)
    narrowest, widest = _COLUMNS
    if not narrowest <= column <= widest or not any(line.text[0].islower() for line in block[1:]):
        yield from block
        return
    run: list[Line] = []
    for line in block:
        if run and len(run[-1].text) + len(line.text.split(maxsplit=1)[0]) < column:
            yield from _joined(run)
            run = []
        run.append(line)
    yield from _joined(run)


def _joined(run: list[Line]) -> Iterator[Line]:
    if not any(line.text[0].islower() for line in run[1:]):
        yield from run
        return
    gaps = [after.start - line.end for line, after in pairwise(run)]
    words = [line.text + " " * gap for line, gap in zip(run, [*gaps, 0], strict=True)]
    yield Line(text="".join(words), start=run[0].start)


def is_nothing(words: str) -> bool:
    """Tell whether words are what failed exports write in place of a value ("null")."""
    return _NOTHING.fullmatch(words.strip()) is not None


def visible(words: str) -> str:
    """Put a blank for each character that would break lines, terminals or the order of letters."""
    return _INVISIBLE.sub(" ", words)


def finding(field: Field, value: str, *, where: str) -> tuple[Finding, ...]:
    """Give a finding with its value cleaned, on one line and free of control characters.

    Nothing comes back where the value is empty, overlong or none for the field: a day that is not
    in ISO 8601, an address that is not of the web, a language without an ISO 639-1 code.
    """
    words = " ".join(visible(value[:_LONGEST_VALUE]).split())
    words = "" if is_nothing(words) else cleaned(field, words)
    return (Finding(field=field, value=words, where=where),) if words else ()
