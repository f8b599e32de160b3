"""Which model a request means: `dateline`, a backend, or a backend's model."""

from dataclasses import dataclass
from typing import get_args

from rag.schema import ModelInfo
from rag.serving.openai.errors import Refused
from rag.settings import BackendChoice

SERVERS_OWN = "dateline"
"""The name of whatever model the server's settings choose."""

_BACKENDS = get_args(BackendChoice)
_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Who shall phrase an answer; None leaves it to the settings."""

    backend: str | None = None
    model: str | None = None


def wanted(name: str) -> Wanted:
    """Read a request's model: `dateline`, `ollama` or `ollama/llama3`. Raises Refused (404)."""
    if name == SERVERS_OWN:
        return Wanted()
    backend, _, model = name.partition("/")
    if backend not in _BACKENDS:
        raise no_such_model(name)
    return Wanted(backend=backend, model=model or None)


def name_of(info: ModelInfo) -> str:
    """Give the name by which a model can be asked for again.

    Where a backend has one alone, or uses a file that the server's settings name, that is its own.
    """
    alone = info.backend == "extractive" or info.name.casefold().endswith(".gguf")
    return info.backend if alone else f"{info.backend}/{info.name}"


def no_such_model(name: str) -> Refused:
    """Say that a name is no model's here, and which are."""
    return Refused(
        f"The model {name[:_SHOWN]!r} does not exist here.",
        mend=f"Ask for {SERVERS_OWN!r}, the model of the server's settings, or for one that "
        "/v1/models lists.",
        status=404,
        param="model",
        code="model_not_found",
    )
