"""The embedded language model: llama.cpp in this process, through xllamacpp.

xllamacpp's `Server` cannot be kept from listening: on a free TCP port of the loopback, unless told
of a path. Here it is a Unix socket in a folder that only this user can enter, so no port is open.
What it serves there is used in place of xllamacpp's own callbacks, since only that way is the
tokenizer reachable, and only there does closing the connection stop a prompt still being read.
"""

import contextlib
import copy
import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import httpx

from rag.errors import ModelError, ModelUnavailable
from rag.llm.chat import prompt_too_long
from rag.llm.completions import chat_body, choice_body, choice_probability, reply_pieces
from rag.llm.streams import Refusal, ask
from rag.llm.weights import weights_digest
from rag.protocols import Prompt
from rag.quiet import quieten
from rag.schema import ModelInfo

_BATCH: Final = 128
"""Tokens of a prompt between two looks at whether anyone still listens: under 3 s on two cores."""

_ALTERNATIVES: Final = 200
"""Most likely next tokens among which `probability` looks for the two choices."""


class EmbeddedModel:
    """A GGUF model run on this machine's processor.

    Nothing is loaded before the first use. Replies are the most likely ones where the temperature
    is 0. Requests of several threads wait for one another inside llama.cpp, which has one slot;
    what a prompt shares with the one before (the system part) is not computed again.
    """

    def __init__(
        self,
        path: Path,
        *,
        name: str,
        context: int,
        threads: int,
        temperature: float,
        seed: int,
    ) -> None:
        """Prepare to run the file `path`; `threads` 0 means one for each core at hand.

        `temperature` and `seed` are for prompts that have none of their own.
        """
        self._weights = _Weights(path, name=name, context=context, threads=threads or _cores())
        self._name = name
        self._context = context
        self._temperature = temperature
        self._seed = seed

    def sampling(self, *, temperature: float, seed: int) -> "EmbeddedModel":
        """Give a model that shares these weights, which are loaded once, and samples otherwise."""
        other = copy.copy(self)
        other._temperature, other._seed = temperature, seed
        return other

    @property
    def info(self) -> ModelInfo:
        """Backend `embedded` and the model's name."""
        return ModelInfo(backend="embedded", name=self._name)

    @property
    def identity(self) -> str:
        """Name and SHA-256 of the file; raises ModelUnavailable where it can't be read."""
        return f"{self._name}@{self._weights.digest}"

    @property
    def context(self) -> int:
        """Tokens that prompt and reply may take together."""
        return self._context

    def load(self) -> None:
        """Load the weights now, where that hasn't been done. Raises ModelUnavailable.

        It takes seconds, during which no other Python thread of the process runs.
        """
        self._weights.connected()

    def count_tokens(self, text: str) -> int:
        """Count by the model's own tokenizer; the chat template's tokens (about 15) come on top."""
        client = self._weights.connected()
        body = {"content": text, "parse_special": False}
        with self._errors():
            return len(ask(client, "POST", "/tokenize", body=body)["tokens"])

    def generate(self, prompt: Prompt) -> Iterator[str]:
        """Yield the reply piece by piece; see `rag.protocols.LanguageModel`."""
        client = self._weights.connected()
        body = chat_body(prompt, temperature=self._temperature, seed=self._seed)
        with self._errors():
            yield from reply_pieces(client, body)

    def probability(self, prompt: Prompt, *, choices: tuple[str, str]) -> float | None:
        """Give how likely the reply begins with the first of two one-word choices, in 0..1.

        `prompt.max_tokens` and `prompt.schema` are not used. None where neither is among the
        likely replies.
        """
        client = self._weights.connected()
        body = choice_body(prompt, alternatives=_ALTERNATIVES)
        with self._errors():
            return choice_probability(client, body, choices=choices)

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except Refusal as error:
            if error.kind.startswith("exceed_context_size"):
                raise prompt_too_long(context=error.context or self._context) from error
            raise ModelError(
                f"llama.cpp refused the request: {error.message}.",
                mend="Choose another model with --model.",
            ) from error
        except (httpx.HTTPError, ValueError, LookupError) as error:
            raise ModelError(
                f"The embedded model {self._name} failed ({error or type(error).__name__}).",
                mend="Ask again; if it stays so, choose another model with --model.",
            ) from error


class _Weights:
    """A model file in llama.cpp's hands; let go when the last model that shares it is."""

    def __init__(self, path: Path, *, name: str, context: int, threads: int) -> None:
        self._path = path
        self._name = name
        self._context = context
        self._threads = threads
        self._client: httpx.Client | None = None
        self._lock = threading.Lock()

    @cached_property
    def digest(self) -> str:
        return weights_digest(self._path, name=self._name)

    def connected(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                self._client = self._start()
            return self._client

    def _start(self) -> httpx.Client:
        if not self._path.is_file():
            raise ModelUnavailable(
                f"There is no model file {self._path}.",
                mend="Run `make model`, or give the path of a GGUF file as model.embedded_model.",
            )
        folder = Path(tempfile.mkdtemp(prefix="dateline-"))
        socket = folder / "llama.sock"
        try:
            server = _server(self._path, socket=socket, context=self._context, n=self._threads)
        except (ImportError, RuntimeError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise ModelUnavailable(
                f"llama.cpp can't load {self._path} ({error})".rstrip(".") + ".",
                mend="Run `make model` again, or check that the file is a whole GGUF model.",
            ) from error
        client = httpx.Client(
            # A connection each: the server closes streamed ones without saying so.
            transport=httpx.HTTPTransport(
                uds=str(socket), limits=httpx.Limits(max_keepalive_connections=0)
            ),
            base_url="http://embedded",
            timeout=None,  # noqa: S113 - the other end is this process
        )
        weakref.finalize(self, _release, [server], client=client, folder=folder)
        return client


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _server(path: Path, *, socket: Path, context: int, n: int) -> Any:
    quieten()
    import xllamacpp  # type: ignore[import-untyped]

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.hostnames = [str(socket)]
    parameters.ui = False
    parameters.offline = True
    parameters.verbosity = -1
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.n_batch = parameters.n_ubatch = _BATCH
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = n
    parameters.cache_ram_mib = 0
    parameters.warmup = False
    # Weights repacked for the processor take 600 MB and 2 s more, write replies 15 percent faster,
    # and read prompts, which are ten times as long, 25 percent slower.
    parameters.no_extra_bufts = True
    return xllamacpp.Server(parameters)


def _release(servers: list[Any], *, client: httpx.Client, folder: Path) -> None:
    client.close()
    servers.clear()
    shutil.rmtree(folder, ignore_errors=True)
