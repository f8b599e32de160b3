"""Articles as the catalogue holds them: cut, with vectors of passages and sentences, and dates.

A passage and its sentences take one pass of the embedder. A sentence that stretches over several
passages takes its vector from the one that holds most of it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

from rag.index.packing import halved
from rag.index.splitting import Cut, Span, heading
from rag.protocols import Embedder, TextVectors
from rag.reading.dates import find_dates
from rag.schema import Article, DateMention, Passage

if TYPE_CHECKING:
    from rag.index.catalogue import Catalogue

AT_ONCE = 512
"""Passages embedded and stored together: enough to sort them by length and to spare the stores many
small writes; what a kill costs is at most to embed them again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A cut article with its vectors, in the order of its passages and sentences, and its dates.

    Vectors are of shape (passages, dimensions) and (sentences, dimensions), in half precision.
    """

    cut: Cut
    passages: numpy.ndarray
    sentences: numpy.ndarray
    dates: tuple[DateMention, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage, and the spans in the article of the sentences that take their vectors from it."""

    passage: Passage
    sentences: tuple[Span, ...]


def make_entries(
    cuts: Sequence[Cut], *, catalogue: "Catalogue", embedder: Embedder
) -> tuple[Entry, ...]:
    """Embed what the catalogue doesn't have of these articles, and find their dates."""
    pieces = {piece: cut.article for cut in cuts for piece in _pieces(cut.passages, cut.sentences)}
    vectors: dict[_Piece, TextVectors] = {}
    for cut in cuts:
        vectors |= _known(cut.article.article_id, catalogue=catalogue)
    new = [each for each in pieces.items() if each[0] not in vectors]
    for start in range(0, len(new), AT_ONCE):
        part = new[start : start + AT_ONCE]
        found = embedder.embed_parts(
            [embedded_text(piece.passage, article) for piece, article in part],
            parts=[_parts(piece, article) for piece, article in part],
        )
        for (piece, _), each in zip(part, found, strict=True):
            vectors[piece] = TextVectors(whole=halved(each.whole), parts=halved(each.parts))
    return tuple(_entry(cut, vectors=vectors) for cut in cuts)


def embedded_text(passage: Passage, article: Article) -> str:
    """Give what is embedded for a passage, its heading before its words."""
    return heading(article) + passage.text


def _parts(piece: _Piece, article: Article) -> list[Span]:
    """Give the places of a piece's sentences in the text that is embedded for it."""
    passage = piece.passage
    shift = len(heading(article)) - passage.start
    return [
        (max(start, passage.start) + shift, min(end, passage.end) + shift)
        for start, end in piece.sentences
    ]


def _pieces(passages: Sequence[Passage], sentences: Sequence[Span]) -> Iterator[_Piece]:
    """Hand out the sentences of an article, in order, to its passages."""
    starts = [passage.start for passage in passages]
    held: list[list[Span]] = [[] for _ in passages]
    for span in sentences:
        first = max(0, bisect_right(starts, span[0]) - 1)
        behind = bisect_right(starts, span[1] - 1)
        near = range(first, behind)
        best = max(near, key=lambda place: _shared(passages[place], span), default=None)
        if best is not None and _shared(passages[best], span) > 0:
            held[best].append(span)
    return (_Piece(passage, tuple(own)) for passage, own in zip(passages, held, strict=True))


def _shared(passage: Passage, span: Span) -> int:
    return min(passage.end, span[1]) - max(passage.start, span[0])


def _known(article_id: str, *, catalogue: "Catalogue") -> Mapping[_Piece, TextVectors]:
    """Give what the catalogue has of an article: its ids say that it was embedded as now.

    A passage that is there has the same words, under the same title, outlet and date.
    """
    passage_ids, wholes = catalogue.vectors_within([article_id])
    vectors = dict(zip(passage_ids, wholes, strict=True))
    spans, parts = catalogue.sentences(article_id), catalogue.sentence_vectors(article_id)
    places = {span: place for place, span in enumerate(spans)}
    passages = sorted(catalogue.passages(passage_ids).values(), key=lambda each: each.start)
    return {
        piece: TextVectors(
            whole=vectors[piece.passage.passage_id],
            parts=parts[numpy.array([places[span] for span in piece.sentences], dtype=int)],
        )
        for piece in _pieces(passages, spans)
    }


def _entry(cut: Cut, *, vectors: Mapping[_Piece, TextVectors]) -> Entry:
    found = [(piece, vectors[piece]) for piece in _pieces(cut.passages, cut.sentences)]
    wholes = halved(numpy.array([each.whole for _, each in found]))
    by_span = {
        span: part
        for piece, each in found
        for span, part in zip(piece.sentences, each.parts, strict=True)
    }
    sentences = numpy.zeros((len(cut.sentences), *wholes.shape[1:]), dtype=wholes.dtype)
    for place, span in enumerate(cut.sentences):
        if span in by_span:
            sentences[place] = by_span[span]
    return Entry(
        cut=cut,
        passages=wholes,
        sentences=sentences,
        dates=find_dates(cut.article.text, published=cut.article.reference_date),
    )
