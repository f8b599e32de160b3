"""What a file says about its article, and where; and what in its text is no part of the report.

Rules only: nothing is guessed from the clock, the file's time stamps or the words of its name.
"""

from collections.abc import Sequence

from rag.reading.metadata.asides import aside_marks, leftover_marks
from rag.reading.metadata.front_matter import front_matter
from rag.reading.metadata.head import head_marks
from rag.reading.metadata.language import language_of
from rag.reading.metadata.marks import Finding, Line, Mark, Span, lines_of
from rag.reading.metadata.merging import FIELDS, UNKNOWN, Metadata, find_metadata
from rag.reading.metadata.tail import tail_marks

__all__ = [
    "FIELDS",
    "UNKNOWN",
    "Metadata",
    "boilerplate",
    "examine",
    "find_metadata",
    "joined_spans",
    "language_of",
    "spans_of",
]


def examine(
    text: str, *, findings: Sequence[Finding] = (), asides: Sequence[Span] = ()
) -> list[Mark]:
    """Mark all that is no part of the report in an article's text; in no particular order.

    `findings` are what its format says of it: a line that only repeats them is no part either, and
    no other line is taken for a title or an author that they hold. Lines within `asides` are left
    out of account.
    """
    block = front_matter(text)
    marks = [block] if block else []
    known = [*findings, *(each for mark in marks for each in mark.findings)]
    lines = _outside([*lines_of(text, start=block.end if block else 0)], spans=asides)
    marks += aside_marks(lines)
    body = _outside(lines, spans=spans_of(marks))
    head = [*head_marks(body, known=known)]
    body = _outside(body, spans=spans_of(head))
    known += [each for mark in head for each in mark.findings]
    tail = [*tail_marks(body, known=known)]
    body = _outside(body, spans=spans_of(tail))
    return [*marks, *head, *tail, *leftover_marks(body)]


def boilerplate(text: str) -> tuple[Span, ...]:
    """Give the spans `(start, end)` of an article's stored text that can't serve as evidence.

    These are lines of metadata (titles and datelines among them), copyright lines and photo
    credits, lists of sources and of other articles, invitations to share, subscribe or comment,
    second copies of a caption or a paragraph, and what failed exports leave ("null"). The spans
    come in order and don't overlap.
    """
    return spans_of(examine(text))


def spans_of(marks: Sequence[Mark]) -> tuple[Span, ...]:
    """Give the spans that marks cover, in order and apart."""
    return joined_spans([(mark.start, mark.end) for mark in marks])


def joined_spans(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Give spans in order and apart; those that touch become one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return tuple(joined)


def _outside(lines: Sequence[Line], *, spans: Sequence[Span]) -> list[Line]:
    """Give the lines that no span covers whole; both come in order."""
    left: list[Line] = []
    index = 0
    for line in lines:
        while index < len(spans) and spans[index][1] < line.end:
            index += 1
        if index == len(spans) or line.start < spans[index][0]:
            left.append(line)
    return left
