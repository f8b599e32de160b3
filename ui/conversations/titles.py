"""What conversations are called, and how they are searched for. Pure."""

from rag.reading.metadata.marks import visible
from rag.words import fold, words

MAX_TITLE = 80
"""Characters of a title, its sign of omission included."""

_MAX_SEARCH = 200


def cleaned_title(text: str) -> str:
    """Give text as a title: one line, cut at a word; empty where there is nothing to see."""
    line = " ".join(visible(text).split())
    if not any(each.isprintable() and not each.isspace() for each in line):
        return ""
    if len(line) <= MAX_TITLE:
        return line
    begun = line[:MAX_TITLE]
    whole = begun.rpartition(" ")[0] or begun[:-1]
    return f"{whole.rstrip(' ,;:–—-')}…"


def folded(text: str) -> str:
    """Give the words of a text without what a search doesn't mind: case, accents, punctuation."""
    return " ".join(fold(each.written) for each in words(text))


def search_terms(search: str) -> tuple[str, ...]:
    """Give the parts that must all be found in a folded text; none where nothing can be found."""
    return tuple(dict.fromkeys(folded(search[:_MAX_SEARCH]).split()))
