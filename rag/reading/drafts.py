"""What a format gives of an article, before the text itself is examined."""

from dataclasses import dataclass

from rag.reading.metadata.marks import Finding, Span

__all__ = ["Draft", "Span"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as its file's format gives it.

    `text` becomes the stored text as it is, so that every offset made later holds in it. `findings`
    are what the format itself says of the article (markup, a mail's header, a record's fields),
    `asides` the spans of `text` that it marks as no part of the report (captions, navigation).
    `part` names the place within a file that holds several articles ("line 7"), empty for a file
    that is one article.
    """

    text: str
    findings: tuple[Finding, ...] = ()
    asides: tuple[Span, ...] = ()
    part: str = ""
