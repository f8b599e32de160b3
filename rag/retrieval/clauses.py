"""The clauses of a question, each of which may ask for a report of its own. Pure."""

import re
from collections.abc import Iterator, Sequence

Span = tuple[int, int]

_BEGINNERS = (
    r"and|but|while|whereas|who|which|whom|whose|as|with|compared|in contrast|yet|or|also|then|"
    r"after|before|has|have|had|is|are|was|were|did|does|do"
)
_TURNS = (
    r"while|whereas|compared (?:to|with)|in contrast (?:to|with)|as opposed to|unlike|but|"
    r"and (?:the|an?|does|do|did|has|have|is|are|was|were|also|who|which|whose|another|then|in|"
    r"subsequently|later)|(?:agree|align|differ|disagree)(?:s|ed)? (?:with|from|on)"
)
_CUT = re.compile(rf"[;?!]\s*|,\s+(?=(?:{_BEGINNERS})\b)|\s+(?=(?:{_TURNS})\s)", re.IGNORECASE)


def clauses(text: str, *, words: Sequence[Span], whole: Sequence[Span]) -> tuple[Span, ...]:
    """Give the clauses' spans, in order; together they are the text.

    `words` are the places of the words that say what is asked, of which a clause has two at least;
    `whole` are stretches that no clause ends in, such as names.
    """
    found: list[Span] = []
    for start, end in _pieces(text, whole=whole):
        if found and min(_count(found[-1], words), _count((start, end), words)) < _LEAST:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


_LEAST = 2


def _pieces(text: str, *, whole: Sequence[Span]) -> Iterator[Span]:
    start = 0
    for cut in _CUT.finditer(text):
        inside = any(left < cut.end() and cut.start() < right for left, right in whole)
        if not inside and cut.end() < len(text):
            yield start, cut.end()
            start = cut.end()
    yield start, len(text)


def _count(span: Span, words: Sequence[Span]) -> int:
    return sum(span[0] <= start < span[1] for start, _ in words)
