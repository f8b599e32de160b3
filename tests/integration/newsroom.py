"""A few articles, an embedder that counts, and questions to an index, for tests of ingest."""

from collections.abc import Sequence

import numpy

from rag.index.embedding import SentenceEmbedder
from rag.index.library import Library
from rag.protocols import TextVectors

FERRY = (
    "Published: 5 May 2025\n\nNew ferry for Lornhaven\n\n"
    "The harbour board of Lornhaven will launch its new ferry on Friday, its chairwoman said. "
    "The ferry was built in Maristow and carries 140 passengers.\n"
)
LIBRARY = (
    "Published: 6 May 2025\n\nLibrary closes for repairs\n\n"
    "The town library of Quillby closes its doors for repairs in June. "
    "Its books move to the old school.\n"
)
UNDATED_FERRY = (
    "Lornhaven’s ferry\n\n"
    "Lornhaven has a new ferry, built in Maristow for 140 passengers. "
    "The harbour board will launch it on Friday, said the chairwoman.\n"
)


class CountingEmbedder(SentenceEmbedder):
    """The real embedder, counting the passages and the words that it is given."""

    passages = 0
    words = 0

    def embed(self, texts: Sequence[str]) -> numpy.ndarray:
        self.words += len(texts)
        return super().embed(texts)

    def embed_parts(
        self, texts: Sequence[str], *, parts: Sequence[Sequence[tuple[int, int]]]
    ) -> list[TextVectors]:
        self.passages += len(texts)
        return super().embed_parts(texts, parts=parts)


def again(library: Library) -> Library:
    """The same index, opened anew."""
    return Library(library.folder, settings=library.settings, embedder=library.embedder)


def files(library: Library) -> set[str]:
    return {article.file for article in library.articles()}


def stores_agree(library: Library) -> bool:
    """Tell whether the catalogue, Chroma and the index of words hold the same passages."""
    named = set(library.catalogue.passage_ids())
    return library.vectors.ids() == named == library.lexical.ids()
