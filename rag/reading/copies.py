"""Copies: articles that tell a report in the same words, such as a wire story in several outlets.

MinHash finds the few articles that may be copies of one; comparing their words decides. What counts
is how much of the shorter text stands in the longer one, so that a version which an outlet cut is
still found. Reports made from one template, such as each day's weather, share their words as well:
their figures and names tell them apart. Pure, and the same on every machine.

Source: Broder, "On the resemblance and containment of documents", SEQUENCES 1997.
"""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy

from rag.words import CALENDAR_WORDS, FUNCTION_WORDS, fold

if TYPE_CHECKING:
    from datasketch import MinHash

Hashes = numpy.ndarray[Any, numpy.dtype[numpy.uint64]]
Flags = numpy.ndarray[Any, numpy.dtype[numpy.bool_]]

_WORD = re.compile(r"\d+(?:[.,]\d+)+|[ぁ-ゟ]+|[^\W_ぁ-ゟ]+")
"""A number is one word; Japanese, which sets no spaces, is parted where its script changes."""

_SHINGLE = 3
"""Words in a row that are compared as one."""

_PERMUTATIONS, _BAND = 128, 2
"""Values of a sketch, and how many together make a band. Of 64 bands at least one is equal with a
probability of 0.998 where 0.3 of all shingles are shared, and of 0.006 where 0.01 are, which is
more than unrelated reports share."""

_AT_ONCE = 4_096
"""Shingles hashed together, which bounds the memory that a long article takes."""

_LIKELY = 0.1
"""Least likeness by sketch from which two articles are compared word by word."""

_SHORT = 50
"""Articles with fewer words are copies only where all words are the same."""

_COVERED = 0.75
"""Least share of the shorter article's words that stand in the longer one. Set, like the next two,
on the articles of MultiHop-RAG: the two most alike share 0.92 (one page, revised), the next two
0.72, and copies of which every fifth word was replaced share 0.76 and more."""

_TELLING = 0.5
"""Least share of its figures, and of its names, that stand there beside the same word."""

_MUCH_SHORTER = 0.4
"""Below this share of the longer one's words a copy must have its opening as well: news is cut from
its end, while a notice within a round-up is no copy of the round-up."""

_OPENING = 30
_GAP = 3
"""Words in a row that may be replaced within what is shared."""

_REPEATED = 0.85
"""Share of a short text's words from which it says nothing new."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text's words in order: the hash of each, and whether it is a figure or a name."""

    words: Hashes
    figures: Flags
    names: Flags

    def __len__(self) -> int:
        return len(self.words)


def read_wording(pieces: Iterable[str]) -> Wording:
    """Read the words of a text given in pieces; case, accents and punctuation don't matter."""
    known = (number for piece in pieces for number in map(_known, _WORD.findall(piece)))
    numbers = numpy.fromiter(known, dtype=numpy.uint64)
    return Wording(
        words=numbers >> numpy.uint64(2),
        figures=(numbers & numpy.uint64(2)).astype(bool),
        names=(numbers & numpy.uint64(1)).astype(bool),
    )


@lru_cache(maxsize=65_536)
def _known(word: str) -> int:
    """Give a word's hash, and in the last two bits whether it is a figure or a name."""
    low, capital = word.casefold(), word[0].isupper()
    figure = word[0].isdigit() or (capital and low in CALENDAR_WORDS)
    name = capital and not figure and low not in FUNCTION_WORDS
    return zlib.crc32(fold(word).encode()) << 2 | figure << 1 | name


def sketch(wording: Wording) -> bytes:
    """Give a text's MinHash, 512 bytes: the more of them are equal, the more alike two texts are.

    Empty for a text without words, which is like no other.
    """
    if not len(wording):
        return b""
    made = _empty().copy()
    count = len(wording) if len(wording) < _SHORT else _SHINGLE
    hashes = (_rows(wording.words, count=count) >> numpy.uint64(32)).tolist()
    for start in range(0, len(hashes), _AT_ONCE):
        made.update_batch(hashes[start : start + _AT_ONCE])
    return bytes(made.hashvalues.astype("<u4").tobytes())


@lru_cache(maxsize=1)
def _empty() -> "MinHash":
    from datasketch import MinHash

    return MinHash(num_perm=_PERMUTATIONS, seed=1, hashfunc=int, scheme="affine32")


def bands(sketched: bytes) -> tuple[int, ...]:
    """Give a sketch's 64 signed numbers of 64 bits; only texts that share one may be copies."""
    pairs = numpy.frombuffer(sketched, dtype="<u8")
    places = numpy.arange(1, len(pairs) + 1, dtype=numpy.uint64) * _ODD
    return tuple((pairs ^ places).view(numpy.int64).tolist())


def may_be_copies(left: bytes, right: bytes) -> bool:
    """Tell by their sketches whether two texts are worth comparing."""
    equal = numpy.frombuffer(left, dtype="<u4") == numpy.frombuffer(right, dtype="<u4")
    return float(equal.mean()) >= _LIKELY


def are_copies(left: Wording, right: Wording) -> bool:
    """Tell whether two articles carry one report: the shorter one's words stand in the longer."""
    shorter, longer = sorted((left, right), key=lambda each: (len(each), each.words.tobytes()))
    if len(shorter) < _SHORT:
        return len(shorter) > 0 and same_words(shorter, longer)
    if len(shorter) < _MUCH_SHORTER * len(longer):
        opening = _standing(longer, among=shorter, count=_SHINGLE)[:_OPENING]
        if opening.mean() < _TELLING:
            return False
    if _share(_standing(shorter, among=longer, count=_SHINGLE)) < _COVERED:
        return False
    beside = _standing(shorter, among=longer, count=2)
    return not any(_otherwise(beside[flags]) for flags in (shorter.figures, shorter.names))


def same_words(left: Wording, right: Wording) -> bool:
    """Tell whether two texts have all the same words in the same order."""
    return bool(numpy.array_equal(left.words, right.words))


def repeats(text: Wording, *, among: Wording) -> bool:
    """Tell whether a passage or a sentence says nothing that isn't said, in its words, in another.

    A figure or a name that doesn't stand there is something new, however like the rest is.
    """
    if _share(_standing(text, among=among, count=_SHINGLE)) < _REPEATED:
        return False
    return bool(numpy.isin(text.words[text.figures | text.names], among.words).all())


def _otherwise(found: Flags) -> bool:
    """Tell whether figures or names, each found or not, are another report's."""
    return int((~found).sum()) > 1 and float(found.mean()) < _TELLING


def _standing(wording: Wording, *, among: Wording, count: int) -> Flags:
    """Flag the words that stand in another text with the same words beside them, `count` in all."""
    rows = _rows(wording.words, count=count)
    found = numpy.isin(rows, _rows(among.words, count=count))
    flags = numpy.zeros(len(wording), dtype=bool)
    for place in range(count):
        flags[place : place + len(rows)] |= found
    return flags


def _share(flags: Flags) -> float:
    """Give the share of words that are flagged or stand in a small gap between such."""
    places = numpy.flatnonzero(flags)
    between = numpy.diff(places) - 1
    return float(len(places) + between[between <= _GAP].sum()) / max(1, len(flags))


_ODD = numpy.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio: multiplying by it spreads numbers over all 64 bits."""


def _rows(words: Hashes, *, count: int) -> Hashes:
    """Give a hash of every `count` words in a row."""
    hashes = numpy.zeros(max(0, len(words) - count + 1), dtype=numpy.uint64)
    for place in range(count):
        hashes = hashes * _ODD + words[place : place + len(hashes)]
        hashes ^= hashes >> numpy.uint64(29)
    return hashes * _ODD
