"""Words as evidence is compared by: folded, stemmed, without function words. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’.&][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")

_LONGEST_KEPT = 40
"""Characters of words that are remembered; longer ones hardly come twice."""

_LONGEST_TEXT_KEPT = 1_000
"""Characters of texts whose words are: a sentence's, no article's."""

_SHORTEST_INITIALS = 3
"""Letters of a name of initials; two come together by chance."""

_FUNCTION = """
a about above across after again against all also am among an and any are around as at be because
been before being below between both but by can could did do does doing down during each either
else ever every few for from further had has have having he her here hers him his how however i if
in into is it its itself just let many may me might more most much must my near neither no nor not
now of off on once one only onto or other our out over own per please same shall she should since
so some such tell than that the their them then there these they this those through to too toward
towards under until up upon us very was we were what when where whether which while who whom whose
why will with within without would you your
"""
_LEAST_SHARED = 5
"""Letters that two words of one origin begin with at least."""

_CALENDAR = """
january february march april may june july august september october november december jan feb mar
apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday today
tomorrow yesterday
"""
FUNCTION_WORDS = frozenset(_FUNCTION.split())
"""Words that say nothing of what a text is about."""

CALENDAR_WORDS = frozenset(_CALENDAR.split())
"""Words that belong to dates, which are compared by the calendar instead."""


class Word(NamedTuple):
    """A word of a text: `text[start:end]` as written, and its folded `stem`.

    A tuple, since a question makes some thousand of them, and dataclasses take twice as long.
    """

    written: str
    stem: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        """Whether it is written as names are: with a capital, or all of capitals."""
        return self.written[0].isupper()

    @property
    def is_number(self) -> bool:
        """Whether it begins with a digit."""
        return self.written[0].isdigit()


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def fold(word: str) -> str:
    """Fold case, accents and a possessive ending; drop dots and the commas of numbers."""
    return _stemmed(word)[0]


@lru_cache(maxsize=100_000)
def _read(word: str) -> tuple[str, str]:
    """Give a word folded, and its stem: of those that come again and again, only once."""
    folded = _folded(word)
    return folded, _stemmer().stemWord(folded)


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = _POSSESSIVE.sub("", plain)
    return plain.replace(",", "") if plain[:1].isdigit() else plain.replace(".", "")


def words(text: str) -> Iterator[Word]:
    """Yield every word of a text, function words included; hyphens part words."""
    # A question looks at its sentences from several sides, each time at their words.
    return iter(_kept(text)) if len(text) <= _LONGEST_TEXT_KEPT else _words(text)


@lru_cache(maxsize=4_000)
def _kept(text: str) -> tuple[Word, ...]:
    return tuple(_words(text))


def _words(text: str) -> Iterator[Word]:
    for match in _WORD.finditer(text):
        written = match[0]
        yield Word(written, _stemmed(written)[1], match.start(), match.end())


def _stemmed(word: str) -> tuple[str, str]:
    if len(word) <= _LONGEST_KEPT:
        return _read(word)
    folded = _folded(word)
    return folded, _stemmer().stemWord(folded)


def content_words(text: str) -> tuple[Word, ...]:
    """Give the words that say what a text is about: no function words, no parts of dates."""
    # All capitals are kept: "US" and "WHO" are names, not "us" and "who".
    return tuple(
        word
        for word in words(text)
        if (len(word.written) > 1 and word.written.isupper())
        or not {word.written.casefold(), fold(word.written)} & (FUNCTION_WORDS | CALENDAR_WORDS)
    )


@lru_cache(maxsize=500)
def stems(text: str) -> frozenset[str]:
    """Give the stems of a text's words, and of hyphenated pairs written as one."""
    found, before, end = set[str](), "", 0
    for match in _WORD.finditer(text):
        folded, stem = _stemmed(match[0])
        found.add(stem)
        if before and text[end : match.start()] == "-":
            found.add(_stemmer().stemWord(before + folded))
        before, end = folded, match.end()
    return frozenset(found)


def holds(stem: str, *, among: Iterable[str]) -> bool:
    """Tell whether a stem stands among others, allowing for another ending of a long word.

    `America` stands in `American`: at least five letters and two thirds shared.
    """
    if stem in (among := frozenset(among)):
        return True
    if len(stem) < _LEAST_SHARED or stem[0].isdigit():
        return False
    beginning = stem[:_LEAST_SHARED]
    return any(other.startswith(beginning) and _shared(stem, other) for other in among)


def _shared(left: str, right: str) -> bool:
    shorter, longer = sorted((left, right), key=len)
    return longer.startswith(shorter) and len(shorter) * 3 >= len(longer) * 2


def is_spelled_out(word: Word, text: str) -> bool:
    """Tell whether a name of initials, such as "F12" or "IMF", stands in full: "Fleet of 12"."""
    if len(word.written) < _SHORTEST_INITIALS or not word.written.isupper():
        return False
    return word.written in "".join(
        each.written if each.is_number else each.written[0]
        for each in words(text)
        if each.is_name or each.is_number
    )
