"""Draft -> Article: what its text tells is added to what its format told."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta

from rag.errors import ReadingError
from rag.reading.drafts import Draft, Span
from rag.reading.metadata import Metadata, examine, find_metadata, spans_of
from rag.schema import Article

_GRACE = timedelta(days=366)
"""Reports may be dated ahead of a clock that runs slow, but not by more than a year."""


def make_article(draft: Draft, *, file: str) -> Article:
    """Give the article of a draft; `file` is the name to show for the file, with the draft's part.

    Raises ReadingError where the draft holds no words but metadata.
    """
    marks = examine(draft.text)
    asides = spans_of(marks)
    if not _has_words(draft.text, without=asides):
        raise ReadingError(
            f"{file} holds no words beyond its title and the like.",
            mend="Check that the article's text was saved with it.",
        )
    metadata = find_metadata(marks, file=file, latest=date.today() + _GRACE)
    return Article(
        article_id=_article_id(draft.text, metadata=metadata),
        file=file,
        text=draft.text,
        title=metadata.title,
        outlet=metadata.outlet,
        author=metadata.author,
        published=metadata.published,
        provenance=metadata.provenance,
        asides=asides,
    )


def _has_words(text: str, *, without: Sequence[Span]) -> bool:
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
