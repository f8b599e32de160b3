"""Lines that are no part of the report wherever they stand."""

import re
from collections.abc import Iterator, Sequence

from rag.reading.metadata.captions import caption_marks
from rag.reading.metadata.credit_lines import copyright_line
from rag.reading.metadata.marks import Line, Mark
from rag.reading.metadata.prompts import is_prompt
from rag.reading.metadata.tables import any_of

_LONGEST_HEADER = 60
_LONGEST_ITEM = 250
_MOST_ITEMS, _MOST_SOURCES = 12, 40

_SOURCES = "(?P<sources>sources?|references|quellen?|fuentes?|出典|출처)"
_LISTS = any_of(
    r"""
    related(?: \w+)?|(?:read|see) (?:more|also|next)|also read|further reading
    more (?:stories|news|coverage|reading|like this|from [\w' ]{2,30}|for you)
    more on this (?:story|topic)|most (?:read|popular|viewed|shared)|trending(?: now| stories)?
    (?:top|latest|popular|other) (?:stories|news|headlines|posts|reads)|recommended(?: \w+){0,2}
    you (?:may|might) (?:also )?(?:like|enjoy|be interested in)|editor['’]?s['’]? picks
    table of contents|contents|on this page|in this article|tags|topics|filed under
    mehr zum thema|lesen sie auch|(?:à )?lire aussi|sur le même sujet
    (?:lea|lee) también|noticias relacionadas|関連記事|関連ニュース|관련 ?기사|相关新闻
    """
)
_HEADER = re.compile(rf"[#\s]*(?:{_SOURCES}|{_LISTS})\s*[:：]?", re.IGNORECASE)
_SENTENCES = re.compile(r"[a-z]{2}[.!?] [A-Z“\"]|[^.]\.$")


def aside_marks(lines: Sequence[Line]) -> list[Mark]:
    """Give a mark for each line, of all an article's lines, that is an aside, and each credit."""
    whole = [*_whole(lines)]
    marked = {mark.start for mark in whole}
    left = [line for line in lines if line.start not in marked]
    return [*whole, *caption_marks(left)]


def leftover_marks(lines: Sequence[Line]) -> Iterator[Mark]:
    """Yield a mark for each copyright line among lines that are neither head nor tail."""
    for line in lines:
        mark = None if line.is_prose else copyright_line(line)
        if mark:
            yield Mark(start=mark.start, end=mark.end)


def _whole(lines: Sequence[Line]) -> Iterator[Mark]:
    items, sources = 0, False
    for line in lines:
        header = _HEADER.fullmatch(line.plain) if len(line.text) <= _LONGEST_HEADER else None
        if header:
            sources = header["sources"] is not None
            items = _MOST_SOURCES if sources else _MOST_ITEMS
        elif items and not _is_item(line, of_sources=sources):
            items = 0
        if header or items or is_prompt(line):
            items = max(items - 1, 0)
            yield Mark(start=line.start, end=line.end)


def _is_item(line: Line, *, of_sources: bool) -> bool:
    """Tell whether a line may stand in a list of sources or of other articles."""
    if line.is_prose or len(line.text) > _LONGEST_ITEM or line.text.startswith("#"):
        return False
    return of_sources or len(line.text.split()) <= 3 or not _SENTENCES.search(line.text)
