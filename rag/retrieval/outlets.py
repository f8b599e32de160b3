"""Which of the collection's outlets a question names. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rag.words import FUNCTION_WORDS, fold

_WORD = re.compile(r"[^\W_]+(?:['’.&][^\W_]+)*")
_LONGEST = 8
"""Words of a name."""

_SHORTEST = 3
"""Letters and digits of a name: two are more often something else."""

_DEPARTMENT = re.compile(r"\s*(?:[|:]|\s[-–—])\s+")
"""What parts an outlet from a department or a motto: "The Post - Sports", "Wire | World News"."""

_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_DOMAIN = re.compile(r"\.(?:com|org|net|info|news|co\.\w\w|\w\w)$", re.IGNORECASE)
_ATTRIBUTING = re.compile(
    r"\b(?:according to|reported by|published (?:by|in|on)|as per|report(?:s|ed)? (?:from|by|in)|"
    r"articles? (?:from|by|in))\s+(?:the\s+)?[\"'“‘]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedOutlet:
    """A place of a question, `text[start:end]`, that names one outlet or several of one house."""

    start: int
    end: int
    outlets: frozenset[str]


def find_outlets(text: str, *, outlets: Sequence[str]) -> tuple[NamedOutlet, ...]:
    """Find the outlets that a text names, in order; the longest name counts.

    Blanks, dots, case within a name, a leading "The", a department behind a dash and a domain's
    ending don't matter: "CBS Sports" finds "CBSSports.com". A single word that is written small
    counts only behind words like "according to", as many outlets are named by common words.
    """
    named = _by_name(tuple(outlets))
    words = list(_WORD.finditer(text))
    found: list[NamedOutlet] = []
    place = 0
    while place < len(words):
        taken, outlet = _longest(words[place : place + _LONGEST], text=text, named=named)
        if outlet:
            found.append(outlet)
        place += taken
    return tuple(found)


def _longest(
    words: Sequence[re.Match[str]], *, text: str, named: Mapping[str, frozenset[str]]
) -> tuple[int, NamedOutlet | None]:
    """Give how many words were taken, and the outlet that the first of them name."""
    for count in range(len(words), 0, -1):
        start, end = words[0].start(), words[count - 1].end()
        outlets = named.get(_squashed(text[start:end]))
        if outlets and _is_meant(text, start=start, words=count):
            return count, NamedOutlet(start=start, end=end, outlets=outlets)
    return 1, None


def _is_meant(text: str, *, start: int, words: int) -> bool:
    if words > 1 or text[start].isupper() or text[start].isdigit():
        return True
    return bool(_ATTRIBUTING.search(text[:start]))


@lru_cache(maxsize=4)
def _by_name(outlets: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    named = defaultdict[str, set[str]](set)
    for outlet in outlets:
        for name in _names(outlet):
            named[name].add(outlet)
    whole = {_squashed(outlet): {outlet} for outlet in outlets}
    # Its own whole name is nobody else's, though another's house be called so.
    return {name: frozenset(found) for name, found in ({**named, **whole}).items()}


def _names(outlet: str) -> Iterator[str]:
    """Yield all that an outlet may be called, squashed."""
    for house, plain, site in product((False, True), repeat=3):
        name = _DEPARTMENT.split(outlet)[0] if house else outlet
        name = _ARTICLE.sub("", name) if plain else name
        squashed = _squashed(_DOMAIN.sub("", name) if site else name)
        if len(squashed) >= _SHORTEST and squashed not in FUNCTION_WORDS:
            yield squashed


def _squashed(name: str) -> str:
    return "".join(letter for letter in fold(name) if letter.isalnum())
