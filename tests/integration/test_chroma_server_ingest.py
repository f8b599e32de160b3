"""Articles ingested and asked for over a real Chroma server, which goes away and comes back."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from chroma_server import ChromaServer
from console import CORPUS, Command
from newsroom import FERRY, CountingEmbedder, files, stores_agree

from rag.errors import StoreError
from rag.index.library import VECTORS_FOLDER, Library
from rag.retrieval.hybrid import HybridRetriever
from rag.schema import Question
from rag.settings import Settings

AS_OF = date(2026, 1, 12)
QUESTIONS = (
    "When does Lee arrive in Nara?",
    "What will the two leaders talk about, according to Meridian Press Service?",
    "Which hotel was full in January?",
)


@pytest.fixture(scope="module")
def one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("server") / "data")
    yield server
    server.kill()


@pytest.fixture
def server(one_server: ChromaServer) -> ChromaServer:
    """The server of all these tests, running whatever the one before did to it."""
    one_server.start()
    return one_server


def served(server: ChromaServer, index: Path, embedder: Any, *, name: str) -> Library:
    over = {"index": {"chroma": server.url, "collection": name}}
    return Library(index, settings=Settings.model_validate(over), embedder=embedder)


def found(library: Library, text: str) -> list[tuple[str, object]]:
    return [
        (each.passage.passage_id, pytest.approx(each.score, abs=1e-4))
        for each in HybridRetriever(library).search(Question(text=text, as_of=AS_OF))
    ]


def test_questions_find_what_they_find_embedded(
    server: ChromaServer, sample_library: Library, tmp_path: Path
) -> None:
    """The server gets its vectors from the catalogue: nothing is embedded again."""
    expected = {text: found(sample_library, text) for text in QUESTIONS}
    without = shutil.ignore_patterns(VECTORS_FOLDER)
    shutil.copytree(sample_library.folder, tmp_path / "index", ignore=without)
    library = served(server, tmp_path / "index", sample_library.embedder, name="questions")
    library.ingest([CORPUS])
    assert stores_agree(library)
    assert not [*(library.folder / VECTORS_FOLDER).glob("*.sqlite3")]
    for text, passages in expected.items():
        assert passages
        assert found(library, text) == passages
    library.close()


def test_articles_are_added_changed_and_removed(
    server: ChromaServer, articles: Path, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    library = served(server, tmp_path / "index", embedder, name="changes")
    library.ingest([articles])
    assert stores_agree(library)
    before = library.vectors.ids()
    (articles / "ferry.txt").write_text(FERRY.replace("140", "160"), "utf-8")
    (articles / "library.txt").unlink()
    library.ingest([articles])
    assert stores_agree(library)
    assert files(library) == {"ferry.txt"}
    assert not before & library.vectors.ids()
    library.remove(library.articles()[0].article_id)
    assert library.vectors.count() == 0
    library.close()


def test_a_server_that_goes_takes_nothing_along(
    server: ChromaServer, articles: Path, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    library = served(server, tmp_path / "index", embedder, name="gone")
    (articles / "library.txt").rename(tmp_path / "library.txt")
    library.ingest([articles])

    server.kill()
    before = library.articles()
    with pytest.raises(StoreError, match="No Chroma answers"):
        library.ingest([articles])
    with pytest.raises(StoreError, match="No Chroma answers"):
        found(library, "Who launches a ferry?")
    assert library.articles() == before

    server.start()
    (tmp_path / "library.txt").rename(articles / "library.txt")
    with pytest.raises(StoreError, match="No Chroma answers"):
        library.ingest([articles], progress=lambda *_: server.kill())

    server.start()
    library.ingest([articles])
    assert stores_agree(library)
    assert files(library) == {"ferry.txt", "library.txt"}

    server.lose_everything()
    embedded = embedder.passages, embedder.words
    library.ingest([articles])
    assert stores_agree(library)
    assert (embedder.passages, embedder.words) == embedded
    assert found(library, "Who launches a ferry?")
    library.close()


def test_the_doctor_knows_whether_the_server_answers(
    server: ChromaServer, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(__file__).parents[2] / "configs" / "server.toml"
    monkeypatch.setenv("DATELINE_INDEX__CHROMA", server.url)
    works = command("doctor", "--config", file, "--index", tmp_path).out
    assert f"Chroma             {server.url}, version 1." in works
    monkeypatch.setenv("DATELINE_INDEX__CHROMA", "http://127.0.0.1:9")
    ended = command("doctor", "--config", file, "--index", tmp_path)
    assert "No Chroma answers at http://127.0.0.1:9" in ended.out
    assert ended.status == 1
