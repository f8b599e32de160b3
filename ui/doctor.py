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
from rag.settings import Settings

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
    yield _full_text_search()
    library = build_library(settings, index=index)
    yield _tried("embedder", "broken", lambda: library.embedder.identity)
    without: State = "broken" if (index / FILE_NAME).exists() else "absent"
    yield _tried("index", without, lambda: _size(library.catalogue.size()))
    models = Models(settings)
    for backend in ("ollama", "embedded"):
        yield _tried(f"model: {backend}", "absent", partial(_model, models, backend))
    yield _tried("answers come from", "broken", partial(_model, models))


def _model(models: Models, backend: str | None = None) -> str:
    info = models.choose(backend).info
    return f"{info.backend}, {info.name}"


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]} articles, {size[1]} passages"


def _full_text_search() -> Finding:
    try:
        sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE words USING fts5 (text)")
    except sqlite3.Error as error:
        return Finding(
            part="SQLite", state="broken", detail=f"no FTS5 ({error}). Use another Python."
        )
    return Finding(part="SQLite", state="works", detail=f"{sqlite3.sqlite_version} with FTS5")


def _tried(part: str, otherwise: State, look: Callable[[], str]) -> Finding:
    try:
        return Finding(part=part, state="works", detail=look())
    except DatelineError as error:
        return Finding(part=part, state=otherwise, detail=str(error))
