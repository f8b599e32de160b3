"""Nearest passages within some of the articles: real SQLite, real Chroma, vectors at hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy
import pytest

from rag.index import derived
from rag.index.entries import Entry
from rag.index.library import Library
from rag.index.nearest import nearest
from rag.index.splitting import Cut
from rag.index.vectors import Vectors
from rag.schema import Article, Passage
from rag.settings import Settings

ARTICLES, PASSAGES, DIMENSIONS = 150, 8, 24
DIRECTIONS = numpy.random.default_rng(5).normal(size=(6, DIMENSIONS)).astype(numpy.float32)


class NoEmbedder:
    """Nothing is embedded here."""

    identity = "none"


class CountingVectors(Vectors):
    """The vectors, remembering how many were asked for."""

    asked: list[int]

    def search(self, vector: numpy.ndarray, *, k: int) -> tuple[tuple[str, float], ...]:
        self.asked.append(k)
        return super().search(vector, k=k)


@dataclass(frozen=True)
class Collection:
    """An index, and the vectors that are in it by the ids of their passages."""

    library: Library
    vectors: CountingVectors
    known: dict[str, numpy.ndarray]

    def ranked(self, asked: numpy.ndarray, within: frozenset[str]) -> list[tuple[str, float]]:
        """What comparing one by one gives, best first."""
        cosines = [
            (passage_id, float(vector @ asked))
            for passage_id, vector in self.known.items()
            if passage_id[:4] in within
        ]
        return sorted(cosines, key=lambda each: -each[1])

    @property
    def articles(self) -> list[str]:
        return sorted({passage_id[:4] for passage_id in self.known})


def make_entry(number: int) -> Entry:
    dice = numpy.random.default_rng(number)
    vectors = DIRECTIONS[number % 6] + dice.normal(size=(PASSAGES, DIMENSIONS))
    unit = (vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)).astype(numpy.float32)
    article = Article(article_id=f"{number:04d}", file=f"{number}.txt", text="word " * PASSAGES)
    passages = tuple(
        Passage(article_id=article.article_id, start=start, end=start + 4, text="word")
        for start in range(0, 5 * PASSAGES, 5)
    )
    cut = Cut(article=article, passages=passages, sentences=())
    return Entry(cut=cut, passages=unit, sentences=unit[:0], dates=())


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    folder = tmp_path_factory.mktemp("nearest")
    library = Library(folder, settings=Settings(), embedder=NoEmbedder())  # type: ignore[arg-type]
    vectors = CountingVectors(folder / "chroma")
    vectors.asked = []
    entries = [make_entry(number) for number in range(ARTICLES)]
    with pytest.MonkeyPatch.context() as patched, library.writing():
        patched.setattr("rag.index.library.open_vectors", lambda *_, **__: vectors)
        library.catalogue.add(entries)
        derived.put(library, entries)
    known = {
        passage.passage_id: vector
        for entry in entries
        for passage, vector in zip(entry.cut.passages, entry.passages, strict=True)
    }
    yield Collection(library, vectors, known)
    library.close()


@pytest.fixture
def collection(filled: Collection) -> Collection:
    filled.vectors.asked.clear()
    return filled


@pytest.fixture(params=range(4))
def asked(request: pytest.FixtureRequest) -> numpy.ndarray:
    vector = DIRECTIONS[request.param] + numpy.random.default_rng(9).normal(size=DIMENSIONS)
    return (vector / numpy.linalg.norm(vector)).astype(numpy.float32)


def assert_nearest(
    found: tuple[tuple[str, float], ...], expected: list[tuple[str, float]], *, missed: int = 0
) -> None:
    assert len(found) == len(expected)
    assert len({each for each, _ in found} & {each for each, _ in expected}) >= len(found) - missed
    cosines = [cosine for _, cosine in found]
    assert cosines == sorted(cosines, reverse=True)
    if not missed:
        assert cosines == pytest.approx([cosine for _, cosine in expected], abs=2e-3)


def test_among_all_articles_chroma_is_asked_once(
    collection: Collection, asked: numpy.ndarray
) -> None:
    found = nearest(collection.library, asked, within=None, k=20)
    everything = collection.ranked(asked, frozenset(collection.articles))
    assert_nearest(found, everything[:20], missed=1)
    assert collection.vectors.asked == [20]


@pytest.mark.parametrize("count", [1, 5, 12])
def test_within_few_articles_all_their_passages_are_compared(
    collection: Collection, asked: numpy.ndarray, count: int
) -> None:
    within = frozenset(collection.articles[3 : 3 + count])
    found = nearest(collection.library, asked, within=within, k=7)
    assert_nearest(found, collection.ranked(asked, within)[:7])
    assert collection.vectors.asked == []


@pytest.mark.parametrize("share", [0.5, 0.9, 1.0])
def test_within_many_articles_chroma_is_asked_for_some_more(
    collection: Collection, asked: numpy.ndarray, share: float
) -> None:
    within = frozenset(collection.articles[: round(ARTICLES * share)])
    found = nearest(collection.library, asked, within=within, k=10)
    assert_nearest(found, collection.ranked(asked, within)[:10], missed=1)
    assert collection.vectors.asked[0] == pytest.approx(15 / share, abs=1)


def test_where_the_nearest_do_not_pass_the_search_goes_on(
    collection: Collection, asked: numpy.ndarray
) -> None:
    everything = collection.ranked(asked, frozenset(collection.articles))
    near = {passage_id[:4] for passage_id, _ in everything[:200]}
    within = frozenset(collection.articles) - near
    found = nearest(collection.library, asked, within=within, k=10)
    assert_nearest(found, collection.ranked(asked, within)[:10], missed=1)
    assert max(collection.vectors.asked, default=0) < len(within) * PASSAGES


def test_no_more_is_found_than_there_is(collection: Collection, asked: numpy.ndarray) -> None:
    within = frozenset(collection.articles[:2])
    found = nearest(collection.library, asked, within=within, k=500)
    assert_nearest(found, collection.ranked(asked, within))
    every = nearest(collection.library, asked, within=frozenset(collection.articles), k=5_000)
    assert len(every) == ARTICLES * PASSAGES


@pytest.mark.parametrize("within", [frozenset[str](), frozenset({"none such"})])
def test_within_nothing_nothing_is_found(
    collection: Collection, asked: numpy.ndarray, within: frozenset[str]
) -> None:
    assert nearest(collection.library, asked, within=within, k=5) == ()


def test_an_empty_index_has_nothing_near(tmp_path: Path, asked: numpy.ndarray) -> None:
    library = Library(tmp_path, settings=Settings(), embedder=NoEmbedder())  # type: ignore[arg-type]
    with library.writing():
        pass
    for within in (None, frozenset({"0001"})):
        assert nearest(library, asked, within=within, k=5) == ()
    library.close()
