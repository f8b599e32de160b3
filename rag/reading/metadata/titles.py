"""Titles as they are compared, and parted from the name of the site that markup adds to them."""

import re
from collections.abc import Sequence

from rag.reading.metadata.names import is_outlet, same_outlet

_LONGEST = 300
_SHORTEST = 12
"""A part of a title that is shorter may stand as a line of its own for other reasons."""

_SEPARATOR = re.compile(r"\s+(?:[|»«•·]|[—–-]|::?)\s+|\s*\|\s*")
_STRONG = re.compile(r"\s*[|»•]\s*")


def folded(words: str) -> str:
    """Give words as titles are compared: letters and digits only, without regard to case."""
    return "".join(re.findall(r"[^\W_]+", words[: 2 * _LONGEST].casefold()))


def forms_of(title: str) -> frozenset[str]:
    """Give the folded forms in which a page may show a title: with the site's name and without."""
    cuts = [match.start() for match in _SEPARATOR.finditer(title)]
    ends = [match.end() for match in _SEPARATOR.finditer(title)]
    parts = [title, *(title[:cut] for cut in cuts[-2:]), *(title[end:] for end in ends[:1])]
    return frozenset(form for form in map(folded, parts) if len(form) >= _SHORTEST) | {
        folded(title)
    }


def parted(title: str, *, outlets: Sequence[str], from_markup: bool) -> tuple[str, str | None]:
    """Give a title without its site's name, and that name where it stood there.

    A part at either end that is one of the `outlets` goes; so does a last part that reads as an
    outlet's name, behind a dash only where the title comes `from_markup`.
    """
    cuts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    for start, end in reversed(cuts[-2:]):
        tail = title[end:]
        known = any(same_outlet(tail, outlet) for outlet in outlets)
        strong = from_markup or _STRONG.fullmatch(title[start:end]) is not None
        if start and (known or (strong and is_outlet(tail))):
            return _without_section(title[:start], from_markup=from_markup), tail
    for start, end in cuts[:1]:
        if start and any(same_outlet(title[:start], outlet) for outlet in outlets):
            return title[end:], title[:start]
    return title, None


def _without_section(title: str, *, from_markup: bool) -> str:
    """Give a title without the section that stood between it and the site ("… | World")."""
    head, _, section = title.rpartition(" | ")
    return head if from_markup and head and len(section.split()) <= 3 else title
