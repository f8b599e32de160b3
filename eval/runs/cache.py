"""Replies of language models, remembered by a digest of everything that shaped them.

A run of which only the retrieval or the scoring changed asks a model for nothing it said before.
"""

import hashlib
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import rag.llm
from rag.errors import RunError
from rag.llm.chat import sampling
from rag.protocols import LanguageModel, Prompt
from rag.schema import ModelInfo

_FILE = "replies.sqlite3"
_WAIT_SECONDS = 30
_TABLE = """CREATE TABLE IF NOT EXISTS replies
    (key TEXT PRIMARY KEY, reply TEXT NOT NULL, seconds REAL NOT NULL) WITHOUT ROWID"""
_RUNTIMES = {"embedded": "xllamacpp"}
"""Packages that run the model themselves, so that another version may say something else."""


class Remembered(NamedTuple):
    """A reply, as plain JSON, and the seconds that the model took for it."""

    reply: Any
    seconds: float


class ReplyCache:
    """One SQLite file of replies; threads and processes may share it. Raises RunError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._saved = threading.local()
        with self._mapped():
            folder.mkdir(parents=True, exist_ok=True)
            self._replies = sqlite3.connect(
                folder / _FILE, timeout=_WAIT_SECONDS, check_same_thread=False
            )
            self._replies.execute(_TABLE)

    def find(self, key: str) -> Remembered | None:
        """Give what was remembered; its seconds count as saved in this thread."""
        with self._mapped(), self._lock:
            query = "SELECT reply, seconds FROM replies WHERE key = ?"
            row = self._replies.execute(query, (key,)).fetchone()
            known = row and Remembered(json.loads(row[0]), row[1])
        if known:
            self._saved.seconds = getattr(self._saved, "seconds", 0.0) + known.seconds
        return known

    def keep(self, key: str, remembered: Remembered) -> None:
        """Remember a reply."""
        row = (key, json.dumps(remembered.reply), remembered.seconds)
        with self._mapped(), self._lock, self._replies:
            self._replies.execute("INSERT OR REPLACE INTO replies VALUES (?, ?, ?)", row)

    def take_saved(self) -> float:
        """Give the seconds saved in this thread since this was last asked."""
        saved: float = getattr(self._saved, "seconds", 0.0)
        self._saved.seconds = 0.0
        return saved

    def close(self) -> None:
        """Close the file."""
        self._replies.close()

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, ValueError) as error:
            raise RunError(
                f"The remembered replies in {self._folder} can't be used ({error}).",
                mend="Check the folder and its disk, or leave out --cache; "
                "the same command goes on where it stopped.",
            ) from error


class RememberingModel:
    """rag.protocols.LanguageModel that asks another only for what it hasn't said before.

    `temperature` and `seed` are those with which that model replies to prompts that have none of
    their own. A reply that breaks off is not remembered.
    """

    def __init__(
        self, model: LanguageModel, *, cache: ReplyCache, temperature: float, seed: int
    ) -> None:
        self._model = model
        self._cache = cache
        self._temperature = temperature
        self._seed = seed
        self._shaped_by = {
            "identity": model.identity,
            "context": model.context,
            "runtime": _runtime(model.info.backend),
            "code": _code_digest(),
        }

    @property
    def info(self) -> ModelInfo:
        """That of the model."""
        return self._model.info

    @property
    def identity(self) -> str:
        """That of the model."""
        return self._model.identity

    @property
    def context(self) -> int:
        """That of the model."""
        return self._model.context

    def count_tokens(self, text: str) -> int:
        """Count as the model does."""
        return self._model.count_tokens(text)

    def generate(self, prompt: Prompt) -> Iterator[str]:
        """Yield the pieces of the reply, the model's or the remembered one's."""
        drawn = sampling(prompt, temperature=self._temperature, seed=self._seed)
        key = self._key(prompt, max_tokens=prompt.max_tokens, schema=prompt.schema, **drawn)
        known = self._cache.find(key)
        if known:
            yield from known.reply
            return
        started = time.perf_counter()
        pieces = []
        for piece in self._model.generate(prompt):
            pieces.append(piece)
            yield piece
        self._cache.keep(key, Remembered(pieces, time.perf_counter() - started))

    def probability(self, prompt: Prompt, *, choices: tuple[str, str]) -> float | None:
        """Give the probability, the model's or the remembered one."""
        key = self._key(prompt, choices=choices)
        known = self._cache.find(key)
        if known:
            remembered: float = known.reply
            return remembered
        started = time.perf_counter()
        probability = self._model.probability(prompt, choices=choices)
        if probability is not None:
            self._cache.keep(key, Remembered(probability, time.perf_counter() - started))
        return probability

    def _key(self, prompt: Prompt, **asked: Any) -> str:
        shaped_by = {**self._shaped_by, "system": prompt.system, "user": prompt.user, **asked}
        return hashlib.sha256(json.dumps(shaped_by, sort_keys=True).encode()).hexdigest()


def _runtime(backend: str) -> str:
    package = _RUNTIMES.get(backend)
    return metadata.version(package) if package else ""


def _code_digest() -> str:
    """A digest of the code that turns a prompt into a request."""
    digest = hashlib.sha256()
    for file in sorted(Path(rag.llm.__path__[0]).glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
