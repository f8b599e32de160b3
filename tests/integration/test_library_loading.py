"""What the first question would wait for is loaded before: real SQLite, real Chroma."""

from pathlib import Path

import pytest
from word_embedder import WordEmbedder

from rag.errors import StoreError
from rag.index import library as opening
from rag.index.library import VECTORS_FOLDER, Library
from rag.schema import Article
from rag.settings import Settings

PIER = Article(article_id="a-1", file="a-1", text="The pier reopened on Monday.")


def library_in(folder: Path) -> Library:
    return Library(folder, settings=Settings(), embedder=WordEmbedder())


@pytest.fixture
def index(tmp_path: Path) -> Path:
    library = library_in(tmp_path / "index")
    library.add([PIER])
    library.close()
    return library.folder


def test_a_search_opens_nothing_any_more(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = library_in(index)
    library.load()
    monkeypatch.delattr(opening, "open_vectors")
    (vector,) = library.embedder.embed([PIER.text])
    ((passage, _),) = library.vectors.search(vector, k=1)
    assert passage.startswith(PIER.article_id)
    library.close()


def test_an_index_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    library_in(tmp_path / "index").load()
    assert not (tmp_path / "index").exists()


def test_vectors_that_cannot_be_read_are_told(index: Path) -> None:
    (index / VECTORS_FOLDER / "chroma.sqlite3").write_bytes(b"rubbish" * 1000)
    with pytest.raises(StoreError):
        library_in(index).load()
