"""The bundled embedder, really run: texts, the parts of them, and threads that ask at once."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest

from rag.index.embedding import BUNDLED, SentenceEmbedder, model_folder

FERRY = "The ferry sails on Monday."
BRIDGE = "The old bridge was closed by the council after the flood."
TEXTS = [" ".join([FERRY] * length) for length in (3, 1, 5, 2, 4)]


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    return SentenceEmbedder()


@pytest.fixture(scope="module")
def plain() -> SentenceEmbedder:
    """The same weights as they are, through sentence-transformers."""
    return SentenceEmbedder(str(model_folder(BUNDLED)))


def test_eight_bits_give_almost_the_plain_vectors(
    embedder: SentenceEmbedder, plain: SentenceEmbedder
) -> None:
    texts = [
        FERRY,
        f"{FERRY} {BRIDGE}",
        "Zürich — 北京, 3.4 % (“naïve”) 😀",
        "ferry",
        " ".join([BRIDGE] * 30),
    ]
    parts = [[(0, 9)], [(0, 26), (27, 30)], [], [(0, 5)], [(100, 150)]]
    ours, theirs = (each.embed_parts(texts, parts=parts) for each in (embedder, plain))

    for one, other in zip(ours, theirs, strict=True):
        assert one.whole @ other.whole > 0.995
        assert ((one.parts * other.parts).sum(axis=1) > 0.98).all()
    # So an index never holds both.
    assert embedder.identity != plain.identity


def test_plain_vectors_are_those_of_sentence_transformers(plain: SentenceEmbedder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [FERRY, " ".join([BRIDGE] * 40), ""]
    found = SentenceTransformer(str(model_folder(BUNDLED)), device="cpu").encode(texts)
    assert numpy.allclose(plain.embed(texts), found, atol=1e-5)


def test_the_bundled_model_is_there_without_torch() -> None:
    """Which takes ten seconds to be imported."""
    code = (
        "import sys; from rag.index.embedding import SentenceEmbedder; "
        "assert SentenceEmbedder().embed(['ferry']).any(); "
        "sys.exit(bool({'torch', 'sentence_transformers', 'llama_index'} & {*sys.modules}))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_text_has_one_vector_however_it_is_asked_for(embedder: SentenceEmbedder) -> None:
    texts = [f"{FERRY} {BRIDGE}", FERRY, BRIDGE]
    found = embedder.embed_parts(texts, parts=[[(0, 3)], [], [(0, 3), (4, 7)]])
    vectors = embedder.embed(texts)

    assert vectors.dtype == numpy.float32
    assert [each.parts.shape for each in found] == [(1, 384), (0, 384), (2, 384)]
    for vector, text, each in zip(vectors, texts, found, strict=True):
        assert vector @ each.whole > 0.9999
        assert vector @ embedder.embed([text])[0] > 0.9999
        assert numpy.linalg.norm(each.whole) == pytest.approx(1, abs=1e-5)


def test_a_part_is_read_within_its_text(embedder: SentenceEmbedder) -> None:
    text = f"{FERRY} {BRIDGE}"
    spans = [(0, len(FERRY)), (len(FERRY) + 1, len(text)), (0, len(text))]
    (found,) = embedder.embed_parts([text], parts=[spans])
    ferry, bridge, all_of_it = found.parts
    alone = embedder.embed([FERRY, BRIDGE])

    assert numpy.linalg.norm(found.parts, axis=1) == pytest.approx(1, abs=1e-5)
    assert ferry @ alone[0] > ferry @ alone[1]
    assert bridge @ alone[1] > bridge @ alone[0]
    assert ferry @ alone[0] < 0.999
    # All tokens but those that mark start and end.
    assert all_of_it @ found.whole > 0.95


def test_a_part_behind_what_the_model_reads_is_zero(embedder: SentenceEmbedder) -> None:
    start = " ".join([FERRY] * 60)
    text = f"{start} {BRIDGE}"
    (found,) = embedder.embed_parts([text], parts=[[(0, 9), (len(start) + 1, len(text))]])

    assert found.parts[0].any()
    assert not found.parts[1].any()
    assert embedder.embed([start])[0] @ found.whole > 0.9999
    assert embedder.count_tokens(text) > 300


def test_half_a_character_is_read_as_a_question_mark(embedder: SentenceEmbedder) -> None:
    halves, marks = embedder.embed(["The \ud83d ferry \udc00.", "The ? ferry ?."])
    assert halves @ marks > 0.9999
    assert embedder.count_tokens("\ud83d") == 1


def test_nothing_is_embedded_as_nothing(embedder: SentenceEmbedder) -> None:
    assert embedder.embed([]).shape == (0, 384)
    assert embedder.embed_parts([], parts=[]) == []


def test_threads_do_not_disturb_one_another(embedder: SentenceEmbedder) -> None:
    """Texts alone and texts in a batch, which are made equally long, and texts that are counted."""
    parts = [[(0, 9), (10, 26)] for _ in TEXTS]
    alone = embedder.embed_parts(TEXTS, parts=parts)
    counts = [embedder.count_tokens(text) for text in TEXTS]

    def ask(number: int) -> bool:
        if number % 2:
            return [embedder.count_tokens(text) for text in TEXTS] == counts
        found = embedder.embed_parts(TEXTS, parts=parts)
        return all(
            numpy.allclose(one.whole, other.whole, atol=1e-5)
            and numpy.allclose(one.parts, other.parts, atol=1e-5)
            for one, other in zip(found, alone, strict=True)
        )

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(40)))
