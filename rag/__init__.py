"""Dateline: answers from news articles that can be checked. This is the only public door.

Names are imported when they are first used, so that importing one light module of this package
doesn't load the settings and what they bring.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.assemble import Models, build_assistant, build_library
    from rag.errors import DatelineError
    from rag.schema import Answer, Article, Citation, Evidence, Question, Turn, as_json
    from rag.settings import Settings, load_settings

__all__ = [
    "Answer",
    "Article",
    "Citation",
    "DatelineError",
    "Evidence",
    "Models",
    "Question",
    "Settings",
    "Turn",
    "as_json",
    "build_assistant",
    "build_library",
    "load_settings",
]

_ROOMS = ("rag.schema", "rag.errors", "rag.assemble", "rag.settings")


def __getattr__(name: str) -> Any:
    if name in __all__:
        for room in map(import_module, _ROOMS):
            if hasattr(room, name):
                return getattr(room, name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
