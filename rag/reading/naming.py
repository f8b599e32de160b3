"""Which names in a folder or an archive are those of articles."""

from collections.abc import Iterable
from pathlib import PurePath

from rag.reading.formats.choosing import READERS

_ABOUT_THE_FOLDER = {
    *("readme", "license", "licence", "copying", "contributing", "changelog", "code_of_conduct"),
}
_OF_THE_MACHINE = "__MACOSX"
_PAGES = (".html", ".htm", ".xhtml")
_BESIDE_PAGES = (
    *(
        "_files",
        ".files",
        "_file",
        "-Dateien",
        "_fichiers",
        "_archivos",
        "_bestanden",
        "_ficheiros",
    ),
    *("_arquivos", "-filer", "_tiedostot", "_pliki", "_soubory", "_elemei", "_dosyalar"),
)
"""What browsers of several languages put behind a page's name to name the folder of its parts."""


def is_article(path: PurePath) -> bool:
    """Tell whether a file of this name is looked for, by its suffix and by what it is not."""
    stem, suffix = path.stem.lower(), path.suffix.lower()
    return suffix in READERS and stem.split(".")[0] not in _ABOUT_THE_FOLDER


def is_out_of_sight(name: str) -> bool:
    """Tell whether a file or folder of this name is hidden, or left by the operating system."""
    return name.startswith(".") or name == _OF_THE_MACHINE


def parts_of_pages(paths: Iterable[PurePath]) -> frozenset[PurePath]:
    """Give the folders that hold the parts of the saved pages among `paths`, where they exist."""
    return frozenset(
        path.with_name(f"{path.stem}{ending}")
        for path in paths
        if path.suffix.lower() in _PAGES
        for ending in _BESIDE_PAGES
    )
