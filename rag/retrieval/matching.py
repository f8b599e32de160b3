"""How often a question's stems stand in texts, counted without reading all their words. Pure."""

import re
import unicodedata
from collections.abc import Sequence

import numpy

from rag.words import words

_NEVER = re.compile(r"(?!)")
_MAY_COMBINE = re.compile(r"[^\x00-\u02ff\u2000-\u20cf]")
"""Neither Latin letters nor quotation marks, dashes and signs of currency combine with others."""


class Matcher:
    """Counts stems in texts, the words being those of `rag.words`.

    A pattern finds the words that begin as a stem does, and these alone are stemmed: stemming every
    word of a hundred passages would take longer than all else that a question costs.
    """

    def __init__(self, stems: Sequence[str]) -> None:
        self._places = {stem: place for place, stem in enumerate(stems)}
        # Always in one order, so that `re` knows the pattern of the same stems again.
        begun = "|".join(sorted(map(_beginning, {*stems}), key=lambda each: (-len(each), each)))
        self._begun = (
            re.compile(rf"(?<![^\W_])(?:{begun})[^\W_]*(?:['’.,&][^\W_]+)*") if stems else _NEVER
        )
        self._known: dict[str, tuple[int, ...]] = {}

    def counts(self, texts: Sequence[str]) -> numpy.ndarray:
        """Give how often each stem stands in each text, float32 of shape (texts, stems)."""
        found = numpy.zeros((len(texts), len(self._places)), dtype=numpy.float32)
        for row, text in enumerate(texts):
            for written in self._begun.findall(_plain(text)):
                if written not in self._known:
                    self._known[written] = self._read(written)
                for place in self._known[written]:
                    found[row, place] += 1
        return found

    def _read(self, written: str) -> tuple[int, ...]:
        return tuple(
            self._places[word.stem] for word in words(written) if word.stem in self._places
        )


def _beginning(stem: str) -> str:
    """Give a pattern for how words of a stem begin."""
    if stem[0].isdigit():
        return ",?".join(map(re.escape, stem))  # "26300" is written "26,300" as well
    # The stemmer may change the last letter: "happi" stands for "happy".
    return ".?".join(map(re.escape, stem[:-1] or stem)) if len(stem) < 4 else re.escape(stem[:-1])


def _plain(text: str) -> str:
    text = text.casefold()
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    if not _MAY_COMBINE.search(decomposed):
        return decomposed
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
