"""What an Ollama has in store, and how to add to it: by pulling a model, or by giving it a file."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from pydantic import BaseModel, Field

from rag.errors import ModelError, ModelUnavailable
from rag.llm.ollama_models import ListedModel, chat_models
from rag.llm.ollama_server import (
    broken_off,
    no_ollama,
    ollama_address,
    ollama_client,
    ollama_errors,
    turned_away,
)
from rag.llm.streams import Refusal, accept, ask, lines, refusal

Progress = Callable[[str, int, int], None]
"""Called with what is being done, and with the bytes done and in all, 0 where that isn't told."""

_LISTING: Final = 10.0
_CHUNK: Final = 1 << 20

_CHATML: Final = {
    "template": "{{- range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}<|im_end|>\n{{ end }}"
    "<|im_start|>assistant\n",
    "parameters": {"stop": ["<|im_start|>", "<|im_end|>"]},
}
"""The form of a chat with Qwen's models, as Ollama itself writes it.

Ollama compares the template in a file with those that it knows, and gives one that is as long as
Qwen's, which speaks of tools, no chat template at all.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredModel:
    """A chat model of an Ollama; `size` in bytes, `context` in tokens, None where it isn't told.

    `loaded` says whether it is in memory now.
    """

    name: str
    size: int
    family: str
    parameters: str
    quantisation: str
    context: int | None
    loaded: bool


def stored_models(host: str) -> tuple[StoredModel, ...]:
    """Give the chat models of the Ollama at `host`, in its order. Raises ModelUnavailable."""
    address = ollama_address(host)
    listed = chat_models(address)
    try:
        with ollama_client(address, timeout=_LISTING) as client, ollama_errors(address):
            running = _Running.model_validate(ask(client, "GET", "/api/ps"))
            loaded = {each.name for each in running.models or ()}
            return tuple(_stored(each, client=client, loaded=loaded) for each in listed)
    except Refusal as said:
        raise (turned_away(said, address=address) or no_ollama(address)) from said


def pull_model(host: str, name: str, *, timeout: float, progress: Progress) -> None:
    """Let the Ollama at `host` fetch a model from where it fetches them: the internet.

    An exception that `progress` raises stops the fetching; what has come is kept there, and the
    next time goes on from it. `timeout` is the longest silence in seconds. Raises ModelError.
    """
    address = ollama_address(host)
    mend = (
        "Check the name and that machine's way to the internet; without one, `dateline models "
        "import` brings it the bundled model."
    )
    with (
        _refusals(f"pull {name}", address=address, mend=mend),
        ollama_client(address, timeout=timeout) as client,
        ollama_errors(address),
    ):
        _follow(client, "/api/pull", {"model": name}, address=address, progress=progress)


def import_model(
    host: str,
    path: Path,
    *,
    sha256: str,
    name: str,
    chatml: bool,
    timeout: float,
    progress: Progress,
) -> None:
    """Give the Ollama at `host` the GGUF file `path` as its model `name`; it needs no internet.

    The file is sent only where Ollama has none of that `sha256`. `chatml` says that its chat
    template is that of Qwen's models; else Ollama looks for one in the file. `timeout` is the
    longest silence in seconds. Raises ModelError.
    """
    address = ollama_address(host)
    blob = f"sha256:{sha256}"
    body: dict[str, Any] = {"model": name, "files": {f"{name}.gguf": blob}}
    if chatml:
        body |= _CHATML
    mend = "See its log, and whether its disk has room; then try again."
    with (
        _refusals(f"take {name}", address=address, mend=mend),
        ollama_client(address, timeout=timeout) as client,
        ollama_errors(address),
    ):
        if not _has(client, blob):
            _send(client, blob, path=path, progress=progress)
        _follow(client, "/api/create", body, address=address, progress=progress)


def name_in_ollama(name: str) -> str:
    """Give the name under which Ollama can keep a bundled model, or a file with that path."""
    stem = re.sub(r"\.gguf$", "", name.rpartition("/")[2], flags=re.IGNORECASE)
    return re.sub(r"[^\w.-]+", "-", stem, flags=re.ASCII).strip("-._") or "model"


class _Running(BaseModel):
    class Model(BaseModel):
        name: str

    models: list[Model] | None = None


class _Shown(BaseModel):
    model_info: dict[str, Any] = {}

    def context(self) -> int | None:
        architecture = self.model_info.get("general.architecture")
        context = self.model_info.get(f"{architecture}.context_length")
        return context if isinstance(context, int) else None


class _Told(BaseModel):
    """A line of what Ollama tells while it works."""

    status: str = ""
    error: str = ""
    completed: int = Field(0, ge=0)
    total: int = Field(0, ge=0)


def _stored(model: ListedModel, *, client: httpx.Client, loaded: set[str]) -> StoredModel:
    details = model.details
    return StoredModel(
        name=model.name,
        size=model.size,
        family=details.family,
        parameters=details.parameter_size,
        quantisation=details.quantization_level,
        context=details.context_length or _context(model.name, client=client),
        loaded=model.name in loaded,
    )


def _context(name: str, *, client: httpx.Client) -> int | None:
    """Ask for what older ones don't tell in their list."""
    try:
        shown = ask(client, "POST", "/api/show", body={"model": name})
    except Refusal:  # gone since it was listed
        return None
    return _Shown.model_validate(shown).context()


def _has(client: httpx.Client, blob: str) -> bool:
    response = client.head(f"/api/blobs/{blob}")
    if response.status_code == httpx.codes.NOT_FOUND:
        return False
    accept(response)
    return True


def _send(client: httpx.Client, blob: str, *, path: Path, progress: Progress) -> None:
    size = path.stat().st_size
    # The length is told in advance, since some proxies keep chunks until they have all.
    headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
    content = _chunks(path, size=size, progress=progress)
    with client.stream("POST", f"/api/blobs/{blob}", content=content, headers=headers) as response:
        if response.status_code != httpx.codes.CREATED:
            accept(response)


def _chunks(path: Path, *, size: int, progress: Progress) -> Iterator[bytes]:
    done = 0
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            yield chunk
            done += len(chunk)
            progress("sending the file", done, size)


def _follow(
    client: httpx.Client, path: str, body: dict[str, Any], *, address: str, progress: Progress
) -> None:
    with client.stream("POST", path, json=body | {"stream": True}) as response:
        accept(response)
        for line in lines(response):
            told = _Told.model_validate_json(line)
            if told.error:
                raise refusal({"error": told.error}, status=response.status_code)
            if told.status == "success":
                return
            progress(told.status, told.completed, told.total)
    raise broken_off(address, "it tells of no success")


@contextmanager
def _refusals(doing: str, *, address: str, mend: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ModelUnavailable(
            f"The model file can't be read ({error.strerror or error}).",
            mend="Check the setting model.embedded_model.",
        ) from error
    except Refusal as said:
        raise (
            turned_away(said, address=address)
            or ModelError(f"Ollama at {address} can't {doing} ({said}).", mend=mend)
        ) from said
