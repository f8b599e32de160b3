"""Lines that run along the edges of a document's pages: headers, footers, page numbers."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rag.reading.formats.documents.pdf_lines import PrintedLine

_EDGE = 3
"""Lines from a page's top and from its bottom among which running lines stand."""

_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|p\.)\s*)?\d{1,4}(?:\s*(?:of|von|/)\s*\d{1,4})?\W*", re.IGNORECASE
)
_PRINTED_ON = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\b)?.*", re.IGNORECASE
)
"""The stamp that a browser puts above what it prints: the day of printing tells nothing."""
_ADDRESS = re.compile(r"(?P<url>https?://[^\s…]+)(?:\s+\d+(?:/| of )\d+)?", re.IGNORECASE)
"""The page's address, which a browser puts below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The lines of a document: `running` holds each running line once, `body` the rest.

    Page numbers and a browser's stamps are in neither. `url` is the address that a browser printed
    with a page, "" where there is none.
    """

    body: tuple[PrintedLine, ...]
    running: tuple[str, ...]
    url: str


def without_running_lines(lines: Sequence[PrintedLine]) -> Sorted:
    """Set apart what stands at the edge of two pages or more with no change but in its numbers."""
    tops, bottoms = _edges(lines)
    addresses = {
        index: match["url"]
        for index in sorted(tops | bottoms)
        if (match := _ADDRESS.fullmatch(lines[index].text))
    }
    running = _repeated(tops, lines) | _repeated(bottoms, lines) | set(addresses)
    numbers = {index for index in tops | bottoms if _says_nothing(lines[index].text)}
    apart = running | numbers
    return Sorted(
        body=tuple(line for index, line in enumerate(lines) if index not in apart),
        running=_once(running - numbers, lines),
        url=next(iter(addresses.values()), ""),
    )


def _edges(lines: Sequence[PrintedLine]) -> tuple[set[int], set[int]]:
    """Give the places in `lines` of those at the top and of those at the bottom of their pages."""
    pages: defaultdict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        pages[line.page].append(index)
    tops: set[int] = set()
    bottoms: set[int] = set()
    for indexes in pages.values():
        downwards = sorted(indexes, key=lambda index: -lines[index].y)
        tops.update(downwards[:_EDGE])
        bottoms.update(downwards[-_EDGE:])
    return tops, bottoms


def _repeated(indexes: set[int], lines: Sequence[PrintedLine]) -> set[int]:
    pages: defaultdict[str, set[int]] = defaultdict(set)
    for index in indexes:
        pages[_key(lines[index])].add(lines[index].page)
    return {index for index in indexes if len(pages[_key(lines[index])]) > 1}


def _once(indexes: set[int], lines: Sequence[PrintedLine]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for index in sorted(indexes):
        first.setdefault(_key(lines[index]), lines[index].text)
    return tuple(first.values())


def _key(line: PrintedLine) -> str:
    return re.sub(r"\d+", "#", line.text.casefold())


def _says_nothing(text: str) -> bool:
    return any(form.fullmatch(text) for form in (_NUMBER, _PRINTED_ON))
