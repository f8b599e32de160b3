"""Where a case's gold words stand in what was found or cited. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

_SHARED = 24
"""Characters that a piece and a gold quote have to share at an edge, to count as overlapping."""

Segment = tuple[str, bool]
"""Words, and whether they are gold; a text is a sequence of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """What a case gives as its sources and quotes; `files` names articles by their id."""

    sources: frozenset[str]
    quotes: tuple[tuple[str, str], ...]
    files: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Gold":
        """Read it from a record's JSON, of whatever task."""
        case = row["case"]
        quotes = tuple((each["source"], _even(each["quote"])) for each in _dicts(case, "evidence"))
        named = (row.get("files") or {}).items()
        sources = case.get("sources") or ()
        return cls(sources=frozenset(sources), quotes=quotes, files=dict(named))

    def source(self, article_id: str) -> str | None:
        """Give an article's file name without folder and ending, None where it isn't known."""
        file = self.files.get(article_id)
        return PurePath(file).stem if file else None

    def articles(self, pieces: Iterable[tuple[str, str]]) -> frozenset[str]:
        """Tell which of the articles of pieces, each an id and a text, hold the answer.

        An article is known by its file's name or its id; else by a whole gold quote in it.
        """
        return frozenset(
            article
            for article, text in pieces
            if {article, self.source(article)} & self.sources
            or (self.source(article) is None and any(q in _even(text) for _, q in self.quotes))
        )

    def mark(self, text: str, *, article: str) -> list[Segment]:
        """Part a text at its gold words; white space is made even, as quotes compare loosely."""
        text = _even(text)
        source = self.source(article)
        quotes = [quote for where, quote in self.quotes if source in (None, where) and quote]
        return _parted(text, sorted(span for quote in quotes for span in _spans(text, quote)))


def _dicts(case: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """Give a list of quotes as case files have them; a benchmark may mean another thing by it."""
    for each in case.get(name) or ():
        if isinstance(each, Mapping) and {"source", "quote"} <= each.keys():
            yield each


def _even(text: str) -> str:
    return " ".join(text.split())


def _spans(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Give where a quote stands in a text, whole or, where the text's edge cuts it, in part."""
    if text in quote:
        yield 0, len(text)
        return
    start = text.find(quote)
    if start < 0:
        yield from _cut(text, quote)
    while start >= 0:
        yield start, start + len(quote)
        start = text.find(quote, start + len(quote))


def _cut(text: str, quote: str) -> Iterator[tuple[int, int]]:
    for length in range(min(len(text), len(quote)), _SHARED - 1, -1):
        if text.startswith(quote[-length:]):
            yield 0, length
            return
        if text.endswith(quote[:length]):
            yield len(text) - length, len(text)
            return


def _parted(text: str, spans: Sequence[tuple[int, int]]) -> list[Segment]:
    segments: list[Segment] = []
    done = 0
    for start, end in spans:
        if end > done:
            start = max(start, done)
            segments += [(text[done:start], False), (text[start:end], True)]
            done = end
    return [segment for segment in [*segments, (text[done:], False)] if segment[0]]
