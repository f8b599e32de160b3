"""Where Chroma runs: embedded in this process, or a server that several machines share.

Both give the same collection; what differs is how it is opened and what can go wrong with it. Of a
server no proxy that the environment names is used: vectors go there and nowhere else.
"""

import contextlib
import re
import ssl
import threading
import weakref
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, cast
from uuid import uuid4

import httpx

from rag.errors import SettingsError, StoreError
from rag.settings import IndexSettings

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.fastapi import FastAPI
    from chromadb.config import Settings

_COLLECTION: Final = "passages"
_SPACE: Final = "cosine"
_EF_SEARCH: Final = 800
"""With Chroma's own 100, 0.94 of the 50 nearest of 100,000 are found, and of some questions none;
with 800 it is 0.997, never less than 0.8, for a millisecond more."""

_MOST_ROWS: Final = 5_000
_MARK: Final = "collection.id"
_TOLD: Final = 200
"""Characters of a foreign error that are told."""

_CONNECT: Final = 5.0
_OPENING: Final = 10.0
_ANSWER: Final = 60.0
"""Seconds to wait. A search takes milliseconds, but a large index is read from disk first."""


class Chroma(Protocol):
    """One Chroma, and the collection of this index in it."""

    def collection(self) -> Any:
        """Open the collection (a chromadb.Collection), or make it. Raises StoreError."""

    def most_rows(self) -> int:
        """Give how many rows one call may have."""

    def errors(self) -> AbstractContextManager[None]:
        """Turn every error of the calls within into a StoreError."""

    def renew(self) -> bool:
        """Let the collection, opened anew, show what other processes wrote; False if it does."""

    def close(self) -> None:
        """Let go of files and connections."""


class FolderChroma:
    """Chroma embedded in this process, with its data in a folder."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is opened or made yet."""
        self._folder = folder
        self._client: Client | None = None
        self._using = threading.RLock()

    def collection(self) -> Any:
        """Open or make the collection. Raises StoreError."""
        from chromadb import PersistentClient

        with self.errors():
            if self._client is None:
                # Chroma keeps clients by this name, which has to mean the same folder always.
                found = PersistentClient(str(self._folder.resolve()), settings=_settings())
                self._client = cast("Client", found)  # what it is, whatever it says
            # Chroma would download a model of its own for texts; it is only ever given vectors.
            return self._client.get_or_create_collection(
                _COLLECTION, embedding_function=None, configuration=_configuration()
            )

    def renew(self) -> bool:
        """Close the files: vectors that other processes add are read only as they are opened."""
        self.close()
        return True

    def close(self) -> None:
        """Close the folder's files, unless something else in this process has it open."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def most_rows(self) -> int:
        """Give how many rows one call may have; Chroma refuses more than 5,461."""
        return _MOST_ROWS

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn every error of the calls within into a StoreError; they take turns.

        Nothing may be asked while the files are closed and opened anew, and a search takes a few
        milliseconds.
        """
        try:
            with self._using:
                yield
        except StoreError:
            raise
        except Exception as error:  # Chroma raises its own, Rust's and the system's errors
            raise StoreError(
                f"The vectors in {self._folder} can't be used ({_told(error)}).",
                mend="Free disk space or end the other program that uses them; "
                "if they are broken, delete that folder: the next ingest makes it again.",
            ) from error


class ServerChroma:
    """A Chroma server, such as `chroma run` starts, where the index has a collection of its own."""

    def __init__(self, settings: IndexSettings, *, folder: Path, embedder: str) -> None:
        """Prepare to use the server; nothing is sent yet. Raises StoreError, SettingsError.

        `folder` keeps the mark by which an index knows its own collection; `embedder` is the
        identity of what makes the vectors.
        """
        self._url = settings.chroma
        self._name = settings.collection
        self._folder = folder
        self._embedder = embedder
        with self.errors():
            self._api = _client(self._url, token=settings.chroma_token.get_secret_value())
        weakref.finalize(self, self._api._session.close)

    def renew(self) -> bool:
        """Do nothing: a server shows everybody the same."""
        return False

    def close(self) -> None:
        """Close the connections."""
        self._api._session.close()

    def version(self) -> str:
        """Give the version that the server tells of itself. Raises StoreError."""
        with self.errors():
            response = self._api._session.get(
                f"{self._api.get_api_url()}/version", timeout=_OPENING
            )
        told = response.text.strip()
        if not response.is_success or not re.fullmatch(r'"[\w.+-]{1,40}"', told):
            raise StoreError(
                f"What answers at {self._url} is no Chroma, or an old one "
                f"(status {response.status_code}).",
                mend="Correct index.chroma; it has to be the address of Chroma 1.0 or later.",
            )
        return told.strip('"')

    def collection(self) -> Any:
        """Open or make the collection. Raises StoreError, also for one that another index made."""
        from chromadb import Collection

        self.version()
        with self.errors():
            ours = {"index": _mark(self._folder), "embedder": self._embedder}
            model = self._api.create_collection(
                self._name, configuration=_configuration(), metadata=ours, get_or_create=True
            )
            found = {name: (model.metadata or {}).get(name) for name in ours}
            index = model.configuration_json.get("hnsw") or model.configuration_json["spann"]
            if found != ours or index["space"] != _SPACE:
                raise self._another(found["embedder"])
            return Collection(client=self._api, model=model, embedding_function=None)

    def most_rows(self) -> int:
        """Give how many rows one call may have, as the server says; its answer is kept."""
        return min(_MOST_ROWS, self._api.get_max_batch_size())

    def _another(self, embedder: object) -> StoreError:
        made = f"made with the embedder {embedder}" if embedder else "not made by Dateline"
        return StoreError(
            f"The collection {self._name} at {self._url} is of another index, {made}.",
            mend="Name another in index.collection, or delete that one, as docs/scaling.md tells.",
        )

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn every error of the calls within into a StoreError."""
        try:
            yield
        except (StoreError, SettingsError):
            raise
        except Exception as error:  # Chroma's, httpx's, the system's, whatever a proxy answers
            problem, mend = self._explain(error)
            raise StoreError(problem, mend=mend) from error

    def _explain(self, error: Exception) -> tuple[str, str]:
        """Give a problem and its mend."""
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            return (
                f"No Chroma answers at {self._url} ({_told(error)}).",
                "Start it there with `chroma run`, or correct index.chroma.",
            )
        if isinstance(error, httpx.TimeoutException):
            return (
                f"The Chroma at {self._url} took too long to answer.",
                "Try again; what is missing there then, the next ingest stores.",
            )
        if isinstance(error, httpx.HTTPStatusError) and error.response.status_code in (401, 403):
            return (
                f"The Chroma at {self._url} lets nobody in without its token.",
                "Put the token into the environment as DATELINE_INDEX__CHROMA_TOKEN.",
            )
        return (
            f"The Chroma at {self._url} failed ({_told(error)}).",
            "See what its own log says; what is missing there then, the next ingest stores.",
        )


def _configuration() -> "CreateCollectionConfiguration":
    """Give the index that a new collection gets; one that is there keeps its own."""
    return {"hnsw": {"space": _SPACE, "ef_search": _EF_SEARCH}}


def _settings(**others: Any) -> "Settings":
    """Give Chroma's settings, without what a stray .env says and without reports to anyone."""
    from chromadb.config import Settings

    return Settings(
        _env_file=None, anonymized_telemetry=False, chroma_otel_granularity="none", **others
    )


def _client(url: str, *, token: str) -> "FastAPI":
    """Make Chroma's own client, but with a session that has limits and takes no proxies.

    chromadb.HttpClient sends requests while it is made, without any limit of time.
    """
    from chromadb.api.fastapi import FastAPI
    from chromadb.config import System

    if not re.fullmatch(r"[!-~]*", token):  # told here: httpx would quote the whole token
        raise SettingsError(
            "The token in DATELINE_INDEX__CHROMA_TOKEN has blanks or letters that no token has.",
            mend="Set it again, in ASCII and without the end of a line.",
        )
    settings = _settings(
        chroma_server_host=url,
        chroma_server_http_port=80,  # asked for, but that of the URL counts
        chroma_server_ssl_enabled=False,  # here as well
        chroma_server_headers={"X-Chroma-Token": token} if token else {},
        chroma_client_auth_provider=None,
    )
    client = FastAPI(System(settings))
    headers = client.get_request_headers()
    client._session.close()
    client._session = httpx.Client(
        headers=dict(headers),
        timeout=httpx.Timeout(_ANSWER, connect=_CONNECT),
        limits=client.http_limits,
        event_hooks={"response": [_check]},
        verify=ssl.create_default_context(),
        trust_env=False,
    )
    return client


def _check(response: httpx.Response) -> None:
    """Raise what Chroma's client would lose: the status of what isn't Chroma's own JSON."""
    told = "json" in response.headers.get("content-type", "")
    is_version = response.url.path.endswith("/version")
    if response.status_code in (401, 403) or (response.is_error and not told and not is_version):
        response.raise_for_status()


def _mark(folder: Path) -> str:
    """Give what tells this index from all others, made when first asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError), (folder / _MARK).open("x", encoding="ascii") as file:
        file.write(uuid4().hex)
    return (folder / _MARK).read_text("ascii")


def _told(error: Exception) -> str:
    """Give a foreign error's words on one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:_TOLD]
