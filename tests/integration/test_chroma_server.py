"""Vectors on a real Chroma server: the same results as embedded, and every way it can be absent."""

import itertools
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import numpy
import pytest
from chroma_server import ChromaServer
from conftest import Serve
from fastapi import FastAPI, Header, Response

from rag.errors import SettingsError, StoreError
from rag.index import chroma, vectors
from rag.index.chroma import ServerChroma
from rag.index.vectors import Vectors, open_vectors
from rag.settings import IndexSettings

DIMENSIONS = 32
COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"
NUMBERS = itertools.count()

Open = Callable[..., Vectors]
"""Called as `opened(folder, collection=…, embedder=…, token=…)`, all but the first optional."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("server") / "data")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def collection() -> str:
    """A name that no other test uses."""
    return f"passages-{next(NUMBERS)}"


def settings(url: str, **others: object) -> IndexSettings:
    return IndexSettings.model_validate({"chroma": url, **others})


@pytest.fixture
def opened(server: ChromaServer, collection: str) -> Open:
    def opened(folder: Path, *, embedder: str = "words@1", name: str = collection) -> Vectors:
        return open_vectors(settings(server.url, collection=name), folder, embedder=embedder)

    return opened


def rows(count: int, *, seed: int = 1) -> numpy.ndarray:
    drawn = numpy.random.default_rng(seed).standard_normal((count, DIMENSIONS))
    unit: numpy.ndarray = drawn / numpy.linalg.norm(drawn, axis=1, keepdims=True)
    return unit.astype(numpy.float32)


def names(count: int) -> list[str]:
    return [f"article:{number}" for number in range(count)]


def close_to(found: tuple[tuple[str, float], ...]) -> tuple[tuple[str, object], ...]:
    return tuple((each, pytest.approx(cosine, abs=1e-5)) for each, cosine in found)


def test_a_server_gives_what_the_embedded_one_gives(opened: Open, tmp_path: Path) -> None:
    there, here = opened(tmp_path / "there"), Vectors(tmp_path / "here")
    for each in (there, here):
        assert each.search(rows(1)[0], k=3) == ()
        assert each.ids() == frozenset()
        each.add(names(40), rows(40))
        each.add(names(2), rows(2, seed=2))
        each.remove([*names(4)[2:], "gone:0"])
    assert there.count() == here.count() == len(there.ids()) == 38
    assert there.ids() == here.ids() == set(names(40)) - set(names(4)[2:])
    for vector in rows(5, seed=3):
        assert there.search(vector, k=7) == close_to(here.search(vector, k=7))
    assert len(there.search(rows(1)[0], k=100)) == 38
    ((name, cosine),) = there.search(rows(2, seed=2)[1], k=1)
    assert name == "article:1"
    assert cosine == pytest.approx(1, abs=1e-5)
    numpy.testing.assert_allclose(there.get(["article:0", "gone:0"]), rows(1, seed=2), atol=1e-6)
    assert there.get([]).size == 0


def test_what_is_much_goes_in_parts(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma, "_MOST_ROWS", 7)
    monkeypatch.setattr(vectors, "_PAGE", 11)
    found = opened(tmp_path)
    found.add(names(45), rows(45))
    assert found.ids() == set(names(45))
    assert len(found.get(names(45))) == 45
    found.remove(names(40))
    assert found.ids() == set(names(45)[40:])


def test_a_server_has_many_indexes(opened: Open, tmp_path: Path, collection: str) -> None:
    one, two = opened(tmp_path / "one"), opened(tmp_path / "two", name=f"{collection}-two")
    one.add(names(3), rows(3))
    assert (one.count(), two.count()) == (3, 0)


def test_an_index_knows_its_collection_again_also_copied(opened: Open, tmp_path: Path) -> None:
    opened(tmp_path / "one").add(names(3), rows(3))
    shutil.copytree(tmp_path / "one", tmp_path / "reader")
    assert opened(tmp_path / "one").count() == opened(tmp_path / "reader").count() == 3


def test_the_collection_of_another_index_is_refused(opened: Open, tmp_path: Path) -> None:
    opened(tmp_path / "one").add(names(3), rows(3))
    with pytest.raises(StoreError, match=r"another index, made with the embedder words@1"):
        opened(tmp_path / "two")
    with pytest.raises(StoreError, match=r"Name another in index\.collection"):
        opened(tmp_path / "one", embedder="words@2")
    assert opened(tmp_path / "one").count() == 3


@pytest.mark.parametrize("space", ["l2", "cosine"])
def test_a_collection_of_another_program_is_refused(
    space: str, server: ChromaServer, opened: Open, tmp_path: Path, collection: str
) -> None:
    made = {"name": collection, "configuration": {"hnsw": {"space": space}}}
    httpx.post(f"{server.url}{COLLECTIONS}", json=made).raise_for_status()
    with pytest.raises(StoreError, match="not made by Dateline"):
        opened(tmp_path)


def test_an_index_made_with_other_values_keeps_them(
    server: ChromaServer,
    opened: Open,
    tmp_path: Path,
    collection: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chroma, "_EF_SEARCH", 50)
    for each in (opened(tmp_path / "there"), Vectors(tmp_path / "here")):
        each.add(names(3), rows(3))
    monkeypatch.undo()
    assert opened(tmp_path / "there").count() == Vectors(tmp_path / "here").count() == 3
    opened(tmp_path / "new", name=f"{collection}-new")
    found = [
        httpx.get(f"{server.url}{COLLECTIONS}/{each}").json()["configuration_json"]["hnsw"]
        for each in (collection, f"{collection}-new")
    ]
    assert [(each["ef_search"], each["space"]) for each in found] == [
        (50, "cosine"),
        (chroma._EF_SEARCH, "cosine"),
    ]


def test_a_vector_of_another_length_is_told_on_one_line(opened: Open, tmp_path: Path) -> None:
    found = opened(tmp_path)
    found.add(names(1), rows(1))
    with pytest.raises(StoreError, match="dimension") as caught:
        found.add(names(1), rows(1)[:, :5])
    assert "\n" not in str(caught.value)


def test_a_collection_that_goes_while_it_is_open_is_made_anew(
    server: ChromaServer, opened: Open, tmp_path: Path, collection: str
) -> None:
    found = opened(tmp_path)
    found.add(names(3), rows(3))
    httpx.delete(f"{server.url}{COLLECTIONS}/{collection}").raise_for_status()
    assert found.search(rows(1)[0], k=3) == ()
    found.add(names(2), rows(2))
    assert opened(tmp_path).ids() == set(names(2))


def test_no_proxy_of_the_environment_is_used(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert opened(tmp_path).count() == 0


def test_chromas_own_variables_change_nothing(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("CHROMA_SERVER_HOST=elsewhere.test\nIS_PERSISTENT=maybe\n")
    monkeypatch.setenv("CHROMA_SERVER_HTTP_PORT", "9")
    assert opened(tmp_path / "index").count() == 0
    assert Vectors(tmp_path / "embedded").count() == 0


def refused(url: str, folder: Path, **others: object) -> StoreError:
    with pytest.raises(StoreError) as caught:
        open_vectors(settings(url, **others), folder, embedder="words@1")
    assert "\n" not in str(caught.value)
    return caught.value


def test_nothing_listens(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    error = refused(url, tmp_path)
    assert f"No Chroma answers at {url}" in error.problem
    assert "chroma run" in error.mend


def test_what_listens_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma, "_OPENING", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error = refused(f"http://127.0.0.1:{silent.getsockname()[1]}", tmp_path)
    assert "took too long" in error.problem


@pytest.mark.parametrize(
    ("status", "text"),
    [(404, "<html>Not\nFound</html>"), (410, '{"error": "gone"}'), (200, "<html>"), (302, "")],
)
def test_what_answers_is_not_chroma(status: int, text: str, serve: Serve, tmp_path: Path) -> None:
    app = FastAPI()

    @app.get("/api/v2/version")
    def version() -> Response:
        return Response(text, status_code=status)

    error = refused(serve(app), tmp_path)
    assert f"no Chroma, or an old one (status {status})" in error.problem
    assert "Chroma 1.0 or later" in error.mend


def test_a_server_behind_a_token(serve: Serve, tmp_path: Path) -> None:
    app = FastAPI()

    @app.get("/below/api/v2/version")
    def version(x_chroma_token: str = Header("")) -> Response:
        return Response('"1.0.0"', status_code=200 if x_chroma_token == "open_sesame!" else 401)

    url = f"{serve(app)}/below/"
    error = refused(url, tmp_path, chroma_token="barley")
    assert "DATELINE_INDEX__CHROMA_TOKEN" in error.mend
    assert "barley" not in f"{error}{error.__cause__}"
    known = settings(url, chroma_token="open_sesame!")
    assert ServerChroma(known, folder=tmp_path, embedder="words@1").version() == "1.0.0"


def test_a_proxy_whose_chroma_is_down(serve: Serve, tmp_path: Path) -> None:
    app = FastAPI()

    @app.get("/api/v2/version")
    def version() -> Response:
        return Response('"1.0.0"', media_type="application/json")

    @app.post("/api/v2/{path:path}")
    def other(path: str) -> Response:
        return Response("<html>\nBad gateway\n</html>", status_code=502)

    assert "502" in refused(serve(app), tmp_path).problem


def test_a_token_that_is_none_is_refused_without_being_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        open_vectors(
            settings("http://127.0.0.1:9", chroma_token="two\nlines"), tmp_path, embedder="words@1"
        )
    assert "lines" not in str(caught.value)
