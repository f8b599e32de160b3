"""Dateline: answers from news articles that can be checked. This is the only public door.

    rag.ingest("articles/")
    answer = rag.open_assistant().answer(rag.Question(text="…", as_of=date.today()))

Names are imported when they are first used, so that importing one light module of this package
doesn't load the settings and what they bring.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.answering.assistant import Assistant
    from rag.assemble import Models, build_assistant, build_library
    from rag.errors import (
        ArticleNotFound,
        DatelineError,
        IngestError,
        ModelBusy,
        ModelError,
        ModelUnavailable,
        QuestionError,
        SettingsError,
        StoreError,
    )
    from rag.index.library import Library
    from rag.index.report import Duplicate, IngestReport, Refusal
    from rag.opening import ingest, open_assistant
    from rag.schema import (
        Answer,
        AnswerDate,
        AnswerReady,
        AnswerSentence,
        Article,
        Budget,
        Checks,
        Citation,
        Conflict,
        Copy,
        DateMention,
        Evidence,
        EvidenceFound,
        Found,
        ModelInfo,
        Position,
        Question,
        Searched,
        TextDelta,
        Timings,
        Turn,
        as_json,
    )
    from rag.settings import Settings, load_settings

__all__ = [
    "Answer",
    "AnswerDate",
    "AnswerReady",
    "AnswerSentence",
    "Article",
    "ArticleNotFound",
    "Assistant",
    "Budget",
    "Checks",
    "Citation",
    "Conflict",
    "Copy",
    "DateMention",
    "DatelineError",
    "Duplicate",
    "Evidence",
    "EvidenceFound",
    "Found",
    "IngestError",
    "IngestReport",
    "Library",
    "ModelBusy",
    "ModelError",
    "ModelInfo",
    "ModelUnavailable",
    "Models",
    "Position",
    "Question",
    "QuestionError",
    "Refusal",
    "Searched",
    "Settings",
    "SettingsError",
    "StoreError",
    "TextDelta",
    "Timings",
    "Turn",
    "as_json",
    "build_assistant",
    "build_library",
    "ingest",
    "load_settings",
    "open_assistant",
]

_ROOMS = (
    "rag.schema",
    "rag.errors",
    "rag.opening",
    "rag.assemble",
    "rag.index.report",
    "rag.answering.assistant",
    "rag.settings",
    "rag.index.library",
)
"""Where the names are, the lightest first."""


if not TYPE_CHECKING:  # else every name would pass for a name of this package

    def __getattr__(name: str) -> Any:
        if name in __all__:
            for room in map(import_module, _ROOMS):
                # What a room merely imports is not its own.
                found = getattr(room, name, None)
                if found is not None and found.__module__ == room.__name__:
                    return found
        raise AttributeError(f"module 'rag' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
