"""Whether a text says a phrase, whatever its case, accents, dashes and punctuation. Pure.

The rules follow SQuAD's evaluation script (lower case, no punctuation, no articles, single spaces)
with four changes that news needs: dashes part words as spaces do, a possessive 's is no part of a
name, a comma between thousands is no part of a number, and a decimal point is. They are apart from
the words that retrieval compares by: a yardstick must not move with what it measures.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from eval.metrics.vocabulary import BASES

REMEMBERED = 256
"""How many texts a reading is remembered of: every metric of a case reads the same few."""

_MARKER = re.compile(r"\[\d+(?:\s*,\s*\d+)*\]")
_APOSTROPHE = "'\u2018\u2019\u02bc`"
_WORD = re.compile(
    rf"""
    \b(?:[^\W\d_]\.)+[^\W\d_]\b\.?                # initials: U.S.
    | \d+(?:,\d{{3}}(?!\d))*(?:\.\d+)+            # 3.5 and 1,250.50
    | \d+(?:,\d{{3}}(?!\d))+[^\W\d_]*             # 1,250 and 1,250th
    | (?:[^\W_]|(?<=\w)[\u0300-\u036f])+          # letters and figures, with loose accents,
      (?:[{_APOSTROPHE}](?:[^\W_]|[\u0300-\u036f])+)*    # and on behind an apostrophe
    """,
    re.VERBOSE,
)
_POSSESSIVE = re.compile(rf"[{_APOSTROPHE}]s$")
_OUTLET = re.compile(r"^(?!\W*(?:yes|no)\b)[^:.!?\n]{1,60}:\s+(?=\S)", re.IGNORECASE)
_LONG_ENDINGS = frozenset({"ation", "ations", "ition", "itions", "ment", "ments", "ings"})
_ARTICLES = frozenset({"a", "an", "the"})
_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "dr", "st", "no", "prof", "gov", "sen", "gen", "jan", "feb", "mar", "apr"}
    | {"jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"}
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared; `written` is `text[start:end]`, `mark` what parts it from the next.

    A mark holds punctuation and line ends but no spaces; between plain words it is empty.
    """

    text: str
    written: str
    start: int
    end: int
    mark: str

    @property
    def ends_sentence(self) -> bool:
        """Whether a sentence is over behind it; the dot of an abbreviation ends none."""
        if self.mark == "." and self.text in _ABBREVIATIONS:
            return False
        return any(each in self.mark for each in ".!?\n")


def without_markers(text: str) -> str:
    """Blank out citation markers such as [2]; all offsets stay."""
    return _MARKER.sub(lambda match: " " * len(match[0]), text)


@lru_cache(maxsize=REMEMBERED)
def read_words(text: str) -> tuple[Word, ...]:
    """Give the words of a text with their places; articles and citation markers are none."""
    plain = without_markers(text)
    found = [
        (compared, match)
        for match in _WORD.finditer(plain)
        if (compared := _compared(match[0])) and compared not in _ARTICLES
    ]
    ends = [*(match.start() for _, match in found[1:]), len(plain)]
    return tuple(
        Word(compared, match[0], match.start(), match.end(), _mark(plain[match.end() : end]))
        for (compared, match), end in zip(found, ends, strict=False)
    )


def read_body(text: str) -> tuple[Word, ...]:
    """Give the words of a text without the outlet that may be named in front with a colon."""
    return read_words(_OUTLET.sub("", text, count=1))


def words(text: str) -> tuple[str, ...]:
    """Give the words of a text as they are compared."""
    return tuple(word.text for word in read_words(text))


def find(said: Sequence[Word], phrase: str) -> Iterator[tuple[int, int]]:
    """Give each place, as first word and the one behind the last, where the phrase stands whole."""
    wanted = words(phrase)
    if not wanted:
        return
    texts = [word.text for word in said]
    for first in range(len(texts) - len(wanted) + 1):
        if tuple(texts[first : first + len(wanted)]) == wanted:
            yield first, first + len(wanted)


def says(text: str, phrase: str) -> bool:
    """Tell whether the phrase's words stand in the text, whole, in order and unbroken.

    A phrase without any word is never said.
    """
    return next(find(read_words(text), phrase), None) is not None


def sentences(said: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Part words into sentences."""
    cuts = [index for index, word in enumerate(said, start=1) if word.ends_sentence]
    for first, last in pairwise(sorted({0, *cuts, len(said)})):
        yield said[first:last]


def alike(word: str, other: str) -> bool:
    """Tell whether two words, as compared, are forms of one: open and opened, lorry and lorries."""
    short, long = sorted((_rooted(word), _rooted(other)), key=len)
    if short == long:
        return True
    shared = next(
        (index for index, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    if _figures(long) or shared < 3:
        return False
    if shared == len(short):  # winning has win, its last letter again, and an ending
        ending = long[shared:]
        return len(ending) <= 3 + (ending[0] == short[-1]) or ending in _LONG_ENDINGS
    return shared >= 4 and len(short) - shared <= 3 and len(long) - shared <= 3


def _rooted(word: str) -> str:
    word = BASES.get(word, word)
    return f"{word[:-1]}i" if word.endswith("y") else word


def _figures(word: str) -> bool:
    return any(each.isdigit() for each in word)


def _compared(written: str) -> str:
    plain = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", written)).casefold()
    if not _figures(plain):
        plain = plain.replace(".", "")
    return "".join(
        each
        for each in plain.replace(",", "")
        if unicodedata.category(each) != "Mn" and each not in _APOSTROPHE
    )


def _mark(between: str) -> str:
    return "".join(
        each for each in between if each == "\n" or not (each.isspace() or each.isalnum())
    )
