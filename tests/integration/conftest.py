"""The sample collection, really indexed, a real server on the loopback, the console command."""

import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest
import uvicorn
from console import CORPUS, Command, Ended
from fastapi import FastAPI
from keyholders import MakeKey
from newsroom import FERRY, LIBRARY, CountingEmbedder
from speaker import Speaker, choosing

from rag.answering.assistant import Assistant, ChooseModel
from rag.assemble import Models, build_library
from rag.index.jobs import Jobs
from rag.index.library import Library
from rag.retrieval.hybrid import HybridRetriever
from rag.serving.access.keys import Keys, Scope
from rag.serving.api import build_api
from rag.serving.services import Services
from rag.settings import ModelSettings, ServerSettings, Settings
from ui.cli import main
from ui.models import list_models

Serve = Callable[[FastAPI], str]
"""Serves an app until the tests' end; gives its address, such as http://127.0.0.1:49152."""

ServeApi = Callable[..., str]
"""Called as `serve_api(library, choose_model=…, host=…)`, as `make_services` is."""

ServeSpeaker = Callable[..., str]
"""Called as `serve_speaker(speak)`, with settings of the server by name."""

MakeServices = Callable[..., Services]
"""Called as `make_services(library, choose_model=…, verdicts=…, host=…)`; settings of the server
come by name, and all but the library may be left out."""


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """Let Ctrl-C reach the programs that tests start: a shell in the background ignores it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Give the console command, run from its real entry point but in this process."""

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main()
        out, err = capfd.readouterr()
        assert isinstance(exit_.value.code, int)
        return Ended(status=exit_.value.code, out=out, err=err)

    return run


@pytest.fixture(scope="session")
def sample_settings() -> Settings:
    """The defaults, with the backend that needs no model."""
    return Settings(model=ModelSettings.model_validate({"backend": "extractive"}))


@pytest.fixture(scope="session")
def sample_library(
    sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    """The articles of corpus/ in an index with the real embedder; not to be changed."""
    library = build_library(sample_settings, index=tmp_path_factory.mktemp("sample") / "index")
    library.ingest([CORPUS])
    yield library
    library.close()


@pytest.fixture(scope="session")
def embedder() -> CountingEmbedder:
    """Give the real embedder, loaded once."""
    return CountingEmbedder()


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with two articles."""
    return _written(tmp_path / "articles")


def _written(folder: Path) -> Path:
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY, "utf-8")
    (folder / "library.txt").write_text(LIBRARY, "utf-8")
    return folder


@pytest.fixture
def library(tmp_path: Path, embedder: CountingEmbedder) -> Iterator[Library]:
    """An index that nothing is in yet."""
    library = Library(tmp_path / "index", settings=Settings(), embedder=embedder)
    yield library
    library.close()


@pytest.fixture(scope="session")
def small_library(
    embedder: CountingEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    """Two articles in an index with the real embedder; not to be changed, but for its keys."""
    folder = tmp_path_factory.mktemp("small")
    library = Library(folder / "index", settings=Settings(), embedder=embedder)
    library.ingest([_written(folder / "articles")])
    yield library
    library.close()


@pytest.fixture
def key(small_library: Library) -> Iterator[MakeKey]:
    """Give a function that makes keys of the small library, which are revoked in the end."""
    keys = Keys(small_library.folder)
    made = list[str]()

    def make(scope: Scope) -> str:
        known, word = keys.create(f"a {scope} key of a test, {len(made)}", scope=scope)
        made.append(known.key_id)
        return word

    yield make
    for key_id in made:
        keys.revoke(key_id)


@contextmanager
def _served(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Give a function that serves an app."""
    with ExitStack() as servers:
        yield lambda app: servers.enter_context(_served(app))


@pytest.fixture(scope="session")
def make_services(sample_settings: Settings) -> MakeServices:
    """Give a function that makes what the routes stand on, with the readers' verdicts in a list."""

    def make(
        library: Library,
        *,
        choose_model: ChooseModel | None = None,
        verdicts: list[tuple[object, ...]] | None = None,
        **server: object,
    ) -> Services:
        choose = choose_model or Models(sample_settings).choose
        settings = library.settings.model_copy(
            update={"model": sample_settings.model, "server": ServerSettings(**server)}
        )
        assistant = Assistant(
            retriever=HybridRetriever(library),
            choose_model=choose,
            max_tokens=settings.model.max_tokens,
            given=settings.model.evidence,
        )
        kept: list[tuple[object, ...]] = [] if verdicts is None else verdicts
        return Services(
            settings=settings,
            library=library,
            assistant=assistant,
            choose_model=choose,
            jobs=Jobs(library),
            list_models=partial(list_models, settings),
            keep_feedback=lambda *told: kept.append(told),
        )

    return make


@pytest.fixture(scope="session")
def serve_api(make_services: MakeServices, serve: Serve) -> ServeApi:
    """Give a function that serves the HTTP API of a library; it takes what `make_services` does."""
    return lambda library, **changed: serve(build_api(make_services(library, **changed)))


@pytest.fixture(scope="session")
def serve_speaker(sample_library: Library, serve_api: ServeApi) -> ServeSpeaker:
    """Give a function that serves the sample collection with a model that a test speaks for."""

    def serve_sample(speak: Callable[[], Iterator[str]], **server: int) -> str:
        return serve_api(sample_library, choose_model=choosing(Speaker(speak)), **server)

    return serve_sample


@pytest.fixture(scope="session")
def sample_address(sample_library: Library, serve_api: ServeApi) -> str:
    """The address of the HTTP API of the sample collection."""
    return serve_api(sample_library)
