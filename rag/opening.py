"""Dateline within another Python program: an index opened for questions, or brought up to date."""

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from rag.quiet import quieten

if TYPE_CHECKING:
    from rag.answering.assistant import Assistant
    from rag.index.library import Progress
    from rag.index.report import IngestReport
    from rag.settings import BackendChoice

AnyPath = str | PathLike[str]

DEFAULT_INDEX = ".dateline"
"""The index's folder, where none is named; the console command has the same."""


def open_assistant(
    index: AnyPath = DEFAULT_INDEX,
    *,
    config: AnyPath | None = None,
    backend: "BackendChoice | None" = None,
) -> "Assistant":
    """Open an index for questions; `backend` is who phrases answers, else the settings' choice.

    `config` names a settings file (TOML); the environment counts as well. The Assistant may be
    asked from several threads, and keeps the index open for reading as long as it lives.

    Raises StoreError where there is no index, SettingsError for settings that can't be used.
    """
    quieten()
    from rag.assemble import Models, build_assistant, build_library
    from rag.settings import load_settings

    settings = load_settings(_path(config))
    if backend is not None:
        model = settings.model.model_copy(update={"backend": backend})
        settings = settings.model_copy(update={"model": model})
    library = build_library(settings, index=Path(index))
    library.catalogue.about()  # that there is no index is told now, not with the first question
    return build_assistant(settings, library=library, models=Models(settings))


def ingest(
    paths: AnyPath | Iterable[AnyPath],
    *,
    index: AnyPath = DEFAULT_INDEX,
    config: AnyPath | None = None,
    progress: "Progress | None" = None,
) -> "IngestReport":
    """Add, update and remove articles so that an index agrees with files and folders.

    A file that gives no article is named in the report and stops nothing. `progress` is called with
    a file's name, how many files are done, and how many there are.

    Raises IngestError where there is nothing to read, StoreError where the index can't be changed.
    """
    quieten()
    from rag.assemble import build_library
    from rag.settings import load_settings

    library = build_library(load_settings(_path(config)), index=Path(index))
    given = [paths] if isinstance(paths, str | PathLike) else paths
    try:
        return library.ingest([Path(each) for each in given], progress=progress)
    finally:
        library.close()


def _path(name: AnyPath | None) -> Path | None:
    return None if name is None else Path(name)
