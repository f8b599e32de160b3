"""Lines that are no part of the report wherever they stand: failed exports, lists of sources,
invitations to share or read on, and second copies of a paragraph.
"""

import re
from collections.abc import Iterator, Sequence

from rag.reading.metadata.marks import Line, Mark, is_nothing

_LONGEST_INVITATION = 120
_LONGEST_HEADER = 30
_SHORTEST_COPY = 30

_SOURCES = re.compile(
    r"[#\s]*(?:sources?|references|related(?: articles| stories| news)?|read more|see also)\s*:?",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"(?:share (?:this|on|via)\b|follow us\b|subscribe (?:to|now)\b|sign up (?:for|to)\b"
    r"|click here\b|(?:read|see) (?:more|also)\s*[:：]|also read\b|related(?: \w+)?\s*[:：]).*"
    r"|(?:share|tweet|print|copy link|advertisement|all rights reserved\.?|ends?|[-–]30[-–])",
    re.IGNORECASE,
)


def aside_marks(lines: Sequence[Line]) -> Iterator[Mark]:
    """Yield a mark for each line of an article, given as all its lines, that is an aside."""
    seen: set[str] = set()
    in_sources = False
    for line in lines:
        words = " ".join(line.text.split())
        in_sources = _is_sources(line) or (in_sources and not line.is_prose)
        if in_sources or _is_aside(line) or words in seen:
            yield Mark(start=line.start, end=line.end)
        elif len(words) >= _SHORTEST_COPY:
            seen.add(words)


def _is_sources(line: Line) -> bool:
    return len(line.text) <= _LONGEST_HEADER and _SOURCES.fullmatch(line.plain) is not None


def _is_aside(line: Line) -> bool:
    if len(line.text) > _LONGEST_INVITATION:
        return False
    return is_nothing(line.text) or _INVITATION.fullmatch(line.plain) is not None
