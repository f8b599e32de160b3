"""What is searched, made of the catalogue: nearest vectors in Chroma, and the words' index.

The catalogue is changed first, these follow. Until they have, a passage that is new isn't found yet
and one that is gone is passed over; and as the catalogue holds all that they are made of, they can
be made to agree with it again whatever they lack, without embedding anything.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy

from rag.index.entries import Entry

if TYPE_CHECKING:
    from rag.index.catalogue import Catalogue
    from rag.index.library import Library
    from rag.schema import Article, Passage

_AT_ONCE = 10_000
"""Passages made again in one step: some 100 MB, and a segment each in the words' index."""

_WASTED = 0.2
"""Share of removed passages from which the words' index is made anew. They take part in what it
counts until then, so that all words seem rarer or more common than they are."""


def put(library: "Library", entries: Sequence[Entry]) -> None:
    """Let the passages of these articles be found."""
    passages = [(passage, entry.cut.article) for entry in entries for passage in entry.cut.passages]
    if passages:
        vectors = numpy.concatenate([entry.passages for entry in entries if entry.cut.passages])
        library.vectors.add(
            [passage.passage_id for passage, _ in passages], vectors.astype(numpy.float32)
        )
        library.lexical.add(passages)


def drop(library: "Library", passage_ids: Sequence[str]) -> None:
    """Let these passages be found no more."""
    if passage_ids:
        library.vectors.remove(passage_ids)
        library.lexical.remove(passage_ids)


def differ(library: "Library") -> bool:
    """Tell whether something is lacking or left over, by the numbers alone."""
    _, passages = library.catalogue.size()
    return library.vectors.count() != passages or library.lexical.count() != passages


def mend(library: "Library") -> None:
    """Remove what is left over, and make again what is lacking."""
    catalogue, vectors, lexical = library.catalogue, library.vectors, library.lexical
    named = set(catalogue.passage_ids())
    for store in (vectors, lexical):
        store.remove(sorted(store.ids() - named))
    for part in _parts(named - vectors.ids()):
        vectors.add(*catalogue.passage_vectors(part))
    for part in _parts(named - lexical.ids()):
        lexical.add(_passages(catalogue, part))


def tidy(library: "Library") -> None:
    """Make the words' index anew where much of it has been removed."""
    if library.lexical.wasted() > _WASTED:
        # All in one step: whoever searches meanwhile finds the old one, also after a kill.
        library.lexical.add(_passages(library.catalogue, library.catalogue.passage_ids()))


def _parts(passage_ids: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(passage_ids)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def _passages(
    catalogue: "Catalogue", passage_ids: Sequence[str]
) -> "list[tuple[Passage, Article]]":
    passages = catalogue.passages(passage_ids).values()
    articles = {each: catalogue.article(each) for each in {each.article_id for each in passages}}
    return [(passage, articles[passage.article_id]) for passage in passages]
