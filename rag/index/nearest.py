"""The passages nearest to a vector, of all articles or of those that a question is narrowed to."""

from math import ceil
from typing import TYPE_CHECKING

import numpy

from rag.index.ranking import article_of

if TYPE_CHECKING:
    from rag.index.library import Library

_MORE = 1.5
"""How many times more Chroma is asked for than would do if articles passed evenly."""

_WIDER = 4
"""How many times more it is asked for where too few passed."""


def nearest(
    library: "Library", vector: numpy.ndarray, *, within: frozenset[str] | None, k: int
) -> tuple[tuple[str, float], ...]:
    """Give the k passages nearest to a vector as (id, cosine similarity), nearest first.

    `within` are the ids of the articles that may be found, None means all of them. Where they hold
    few passages, all those are compared; else Chroma is asked, which misses few in a thousand.
    """
    if within is None:
        return library.vectors.search(vector, k=k)
    passing, passages = library.catalogue.passages_of(within), library.catalogue.size()[1]
    width = ceil(_MORE * k * passages / max(1, passing))
    # To read a passage's vector takes as long as to be told of one by Chroma: 5 to 10 µs. Its own
    # filters take 200 ms among 100,000 passages.
    while width < passing:
        found = library.vectors.search(vector, k=width)
        passed = tuple(each for each in found if article_of(each[0]) in within)
        if len(passed) >= k:
            return passed[:k]
        width *= _WIDER
    return _compared(library, vector, within=within, k=k)


def _compared(
    library: "Library", vector: numpy.ndarray, *, within: frozenset[str], k: int
) -> tuple[tuple[str, float], ...]:
    passage_ids, vectors = library.catalogue.vectors_within(within)
    if not passage_ids:
        return ()
    cosines = vectors @ vector
    best = numpy.argsort(-cosines, kind="stable")[:k]
    return tuple((passage_ids[place], float(cosines[place])) for place in best)
