"""Draft -> Article: what its text tells is added to what its format told."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from rag.errors import ReadingError
from rag.reading.drafts import Draft, Span
from rag.reading.metadata import (
    Metadata,
    examine,
    find_metadata,
    joined_spans,
    language_of,
    spans_of,
)
from rag.reading.metadata.marks import Finding, finding
from rag.schema import Article

_GRACE = timedelta(days=366)
"""Reports may be dated ahead of a clock that runs slow, but not by more than a year."""

_SAMPLE = 1000
"""Characters of a report that tell its language."""


def make_article(draft: Draft, *, file: str) -> Article:
    """Give the article of a draft; `file` is the name to show for the file, with the draft's part.

    A date in the name of a file that holds several articles is that of none of them. Raises
    ReadingError where the draft holds no words but metadata.
    """
    given = _within(draft.asides, length=len(draft.text))
    marks = examine(draft.text, findings=draft.findings, asides=given)
    asides = joined_spans([*given, *spans_of(marks)])
    report = _report(draft.text, without=asides)
    if not any(character.isalnum() for piece in report for character in piece):
        raise ReadingError(
            f"{file} holds no words beyond its title and the like.",
            mend="Check that the article's text was saved with it.",
        )
    findings = (*draft.findings, *_language(draft, without=asides))
    latest = date.today() + _GRACE
    metadata = find_metadata(marks, findings=findings, file=_own_name(draft, file), latest=latest)
    return Article(
        article_id=_article_id(draft.text, metadata=metadata),
        file=file,
        text=draft.text,
        title=metadata.title,
        outlet=metadata.outlet,
        author=metadata.author,
        published=metadata.published,
        published_at=metadata.published_at,
        updated=metadata.updated,
        place=metadata.place,
        language=metadata.language,
        url=metadata.url,
        provenance=metadata.provenance,
        asides=asides,
    )


def _own_name(draft: Draft, file: str) -> str:
    """Give the name of what is this article alone: the file, or an archive's member; else none."""
    member = draft.part.rpartition("/")[2]
    return file if not draft.part else "" if ", " in member or "/" not in draft.part else member


def _within(spans: Sequence[Span], *, length: int) -> tuple[Span, ...]:
    return joined_spans([(max(start, 0), min(end, length)) for start, end in spans])


def _report(text: str, *, without: Sequence[Span]) -> Iterator[str]:
    """Yield the stretches of `text` that can serve as evidence."""
    end = 0
    for start, next_end in (*without, (len(text), len(text))):
        yield text[end:start]
        end = next_end


def _language(draft: Draft, *, without: Sequence[Span]) -> tuple[Finding, ...]:
    if any(each.field == "language" for each in draft.findings):
        return ()
    sample = ""
    for piece in _report(draft.text, without=without):
        sample += piece[:_SAMPLE]
        if len(sample) >= _SAMPLE:
            break
    return finding("language", language_of(sample) or "", where="the words")


def _article_id(text: str, *, metadata: Metadata) -> str:
    """Give 12 hex digits that are the same for the same text and metadata on every machine."""
    values = (
        *(metadata.title, metadata.outlet, metadata.author, metadata.published),
        *(metadata.published_at, metadata.updated, metadata.place, metadata.language),
        metadata.url,
    )
    known = json.dumps([value and str(value) for value in values])
    return hashlib.sha256(f"{known}\n{text}".encode()).hexdigest()[:12]
