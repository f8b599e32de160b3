"""The family of plain texts: .txt and .md, one article a file."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta

from rag.errors import ReadingError
from rag.reading.decoding import decode
from rag.reading.metadata import Metadata, examine, find_metadata, spans_of
from rag.schema import Article

_GRACE = timedelta(days=366)
"""Reports may be dated ahead of a clock that runs slow, but not by more than a year."""


def read_plain(content: bytes, *, name: str) -> tuple[Article, ...]:
    """Give the one article of a text or Markdown file called `name`.

    The article's text is the file's whole text, front matter and other metadata lines included, so
    that its offsets hold in the file as well; `boilerplate` tells what of it isn't the report. The
    only change is that lines end with `\\n` and a byte order mark is gone. Raises ReadingError.
    """
    text = decode(content, name=name)
    marks = examine(text)
    if not _has_words(text, without=spans_of(marks)):
        raise ReadingError(
            f"{name} holds no words beyond its title and the like.",
            mend="Check that the article's text was saved with it.",
        )
    metadata = find_metadata(marks, file=name, latest=date.today() + _GRACE)
    return (
        Article(
            article_id=_article_id(text, metadata=metadata),
            file=name,
            text=text,
            title=metadata.title,
            outlet=metadata.outlet,
            author=metadata.author,
            published=metadata.published,
            provenance=metadata.provenance,
        ),
    )


def _has_words(text: str, *, without: Sequence[tuple[int, int]]) -> bool:
    end = 0
    for start, next_end in (*without, (len(text), len(text))):
        if any(character.isalnum() for character in text[end:start]):
            return True
        end = next_end
    return False


def _article_id(text: str, *, metadata: Metadata) -> str:
    """Give 12 hex digits that are the same for the same text and metadata on every machine."""
    day = metadata.published.isoformat() if metadata.published else None
    known = json.dumps([metadata.title, metadata.outlet, metadata.author, day])
    return hashlib.sha256(f"{known}\n{text}".encode()).hexdigest()[:12]
