"""What the readers of metadata hand on: stretches of text that are about the article, not of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

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

_NOTHING = re.compile(r"null|none|undefined|nan|n/a|tbc|unknown|[-~]+", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST_VALUE = 300


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
        return self.text.replace("*", "").replace("__", "").strip("_ ")

    @property
    def is_prose(self) -> bool:
        """Whether it reads like a paragraph: of some length, closed as sentences are."""
        return len(self.text) >= 60 and self.text.rstrip("\"'”’»)]").endswith((".", "!", "?", "。"))

    def after(self, length: int) -> "Line":
        """Give the line without its first `length` characters."""
        rest = self.text[length:]
        shorter = rest.lstrip()
        return Line(text=shorter, start=self.start + length + len(rest) - len(shorter))


def lines_of(text: str) -> Iterator[Line]:
    """Yield the lines of `text` that hold a letter or a digit."""
    start = 0
    for raw in text.split("\n"):
        words = raw.strip()
        if any(character.isalnum() for character in words):
            yield Line(text=words, start=start + raw.index(words))
        start += len(raw) + 1


def is_nothing(words: str) -> bool:
    """Tell whether words are what failed exports write in place of a value ("null")."""
    return _NOTHING.fullmatch(words.strip()) is not None


def visible(words: str) -> str:
    """Put a blank for each character that would break lines, terminals or the order of letters."""
    return _INVISIBLE.sub(" ", words)


def finding(field: Field, value: str, *, where: str) -> tuple[Finding, ...]:
    """Give a finding with its value on one line and free of control characters; else nothing."""
    words = " ".join(visible(value).split())
    if not words or len(words) > _LONGEST_VALUE or is_nothing(words):
        return ()
    return (Finding(field=field, value=words, where=where),)
