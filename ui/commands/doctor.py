"""What works on this machine, what doesn't, and how to mend it."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from rag.assemble import Models, build_library
from rag.errors import DatelineError
from rag.index.catalogue import FILE_NAME
from rag.index.chroma import ServerChroma
from rag.retrieval.reranking import CrossEncoderReranker
from rag.settings import IndexSettings, Settings

State = Literal["works", "absent", "broken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part: `absent` ones can be done without, `broken` ones can't."""

    part: str
    state: State
    detail: str


def examine(settings: Settings, *, index: Path) -> tuple[Finding, ...]:
    """Look at every part without changing or loading anything heavy."""
    return tuple(_findings(settings, index=index))


def _findings(settings: Settings, *, index: Path) -> Iterator[Finding]:
    yield Finding(part="Python", state="works", detail=sys.version.split()[0])
    yield Finding(part="SQLite", state="works", detail=sqlite3.sqlite_version)
    library = build_library(settings, index=index)
    yield _tried("embedder", "broken", lambda: library.embedder.identity)
    if settings.index.chroma:
        yield _tried("Chroma", "broken", partial(_chroma, settings.index, index))
    if settings.retrieval.reranker:
        yield _tried("reranker", "broken", partial(_reranker, settings))
    without: State = "broken" if (index / FILE_NAME).exists() else "absent"
    yield _tried("index", without, lambda: _size(library.catalogue.size()))
    models = Models(settings)
    servers = ("openai", "ollama") if settings.model.openai_url else ("ollama",)
    for backend in (*servers, "embedded"):
        yield _tried(f"model: {backend}", "absent", partial(_model, models, backend))
    yield _tried("answers come from", "broken", partial(_model, models))


def _chroma(settings: IndexSettings, index: Path) -> str:
    version = ServerChroma(settings, folder=index, embedder="").version()
    return f"{settings.chroma}, version {version}, collection {settings.collection}"


def _reranker(settings: Settings) -> str:
    chosen = settings.retrieval
    return CrossEncoderReranker(chosen.reranker, download=chosen.reranker_download).identity


def _model(models: Models, backend: str | None = None) -> str:
    info = models.choose(backend).info
    return f"{info.backend}, {info.name}"


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]} articles, {size[1]} passages"


def _tried(part: str, otherwise: State, look: Callable[[], str]) -> Finding:
    try:
        return Finding(part=part, state="works", detail=look())
    except DatelineError as error:
        return Finding(part=part, state=otherwise, detail=str(error))
