"""What a document's own properties say of it, where that can be believed."""

import re

from rag.reading.formats.cleaning import typed
from rag.reading.metadata.marks import Finding, finding
from rag.reading.metadata.names import is_outlet, is_person

_WHERE = "document properties"
_PROGRAMS = re.compile(
    r"(?:microsoft \w+ - |untitled|(?:print|layout)\b).*|word document|document\s?\d*"
    r"|\S+\.[a-z]{3,4}",
    re.IGNORECASE,
)
"""What programs write for a title where nobody gave one."""


def property_findings(*, title: str, author: str) -> tuple[Finding, ...]:
    """Give title and author, or outlet, as the properties of a PDF or DOCX file name them.

    What programs fill in by themselves, file names and names of accounts are dropped.
    """
    title, author = typed(title), typed(author)
    named = () if _PROGRAMS.fullmatch(title) else finding("title", title, where=_WHERE)
    if is_outlet(author):
        return named + finding("outlet", author, where=_WHERE)
    return named + (finding("author", author, where=_WHERE) if is_person(author) else ())
