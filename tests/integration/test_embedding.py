"""The bundled embedder, really run: what several threads ask of it at once."""

from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest

from rag.index.embedding import SentenceEmbedder

TEXTS = [" ".join(["The ferry sails on Monday."] * length) for length in range(1, 6)]


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    return SentenceEmbedder()


def test_threads_do_not_disturb_one_another(embedder: SentenceEmbedder) -> None:
    """One tokenizer serves texts alone and texts in a batch, which are made equally long."""
    alone = embedder.embed_words(TEXTS)
    counts = [embedder.count_tokens(text) for text in TEXTS]

    def ask(number: int) -> bool:
        if number % 2:
            return [embedder.count_tokens(text) for text in TEXTS] == counts
        found = embedder.embed_words(TEXTS)
        return all(
            numpy.allclose(one.text, other.text, atol=1e-5)
            and numpy.allclose(one.words, other.words, atol=1e-5)
            for one, other in zip(found, alone, strict=True)
        )

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(60)))
