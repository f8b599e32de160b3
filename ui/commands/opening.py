"""What a command opens of what its options name: the settings and the index."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.index.library import Library
    from rag.settings import Settings


def read_settings(config: Path | None) -> "Settings":
    """Read the settings of a file and of the environment. Raises SettingsError."""
    from rag.settings import load_settings

    return load_settings(config)


def name_library(config: Path | None, index: Path) -> "Library":
    """Give the library of a folder, of which nothing is opened yet. Raises SettingsError."""
    from rag.assemble import build_library

    return build_library(read_settings(config), index=index)


def open_library(config: Path | None, index: Path) -> "Library":
    """Open the index first of all: that there is none should be told before the embedder loads.

    Raises SettingsError and StoreError.
    """
    library = name_library(config, index)
    library.catalogue.about()
    return library
