"""The language models that can be chosen, and why others can't."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rag.assemble import Models
from rag.errors import DatelineError, ModelUnavailable
from rag.llm.ollama_library import StoredModel, stored_models
from rag.llm.openai_server import openai_models
from rag.llm.weights import BUNDLED_MODELS, BundledModel, is_installed, joined_file
from rag.schema import ModelInfo
from rag.settings import ModelSettings, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedModel:
    """A model to choose; what its backend doesn't tell is None or empty.

    `size` is in bytes, `context` in tokens, the longest that the model was made for. `ready` says
    whether it is there, `loaded` whether it is in memory, `auto` whether `--backend auto` takes it.
    """

    backend: str
    name: str
    auto: bool
    ready: bool = True
    size: int | None = None
    family: str = ""
    parameters: str = ""
    quantisation: str = ""
    context: int | None = None
    loaded: bool | None = None
    file: str | None = None
    install: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentBackend:
    """A backend that tells of no models, and the mend."""

    backend: str
    problem: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Every model that can be chosen, by backend, and the backends that don't answer."""

    models: tuple[ListedModel, ...]
    silent: tuple[SilentBackend, ...]


def list_models(settings: Settings) -> Listing:
    """Ask each backend for its models. One that fails is part of the listing, never an error.

    The backends come in the order in which `auto` tries them.
    """
    chosen = settings.model
    taken = _taken(settings)
    backends: dict[str, Callable[[], tuple[ListedModel, ...]]] = {
        "openai": lambda: _served(chosen, taken=taken),
        "ollama": lambda: _stored(chosen, taken=taken),
        "embedded": lambda: _embedded(chosen, taken=taken),
        "extractive": lambda: _extractive(taken),
    }
    if not chosen.openai_url:
        del backends["openai"]
    models: list[ListedModel] = []
    silent: list[SilentBackend] = []
    for backend, look in backends.items():
        try:
            models += look()
        except DatelineError as error:
            silent.append(SilentBackend(backend=backend, problem=error.problem, mend=error.mend))
    return Listing(models=tuple(models), silent=tuple(silent))


def _taken(settings: Settings) -> ModelInfo | None:
    try:
        return Models(settings).choose("auto").info
    except DatelineError:  # the backend that fails tells of it itself
        return None


def _served(chosen: ModelSettings, *, taken: ModelInfo | None) -> tuple[ListedModel, ...]:
    names = openai_models(chosen.openai_url, key=chosen.openai_key)
    return tuple(
        ListedModel(
            backend="openai", name=name, auto=taken == ModelInfo(backend="openai", name=name)
        )
        for name in names
    )


def _stored(chosen: ModelSettings, *, taken: ModelInfo | None) -> tuple[ListedModel, ...]:
    stored = stored_models(chosen.ollama_host)
    if not stored:
        raise ModelUnavailable(
            "It has no chat model.",
            mend="Fetch one with `dateline models pull qwen2.5:3b`, or bring it the bundled one "
            "with `dateline models import`.",
        )
    return tuple(_in_ollama(each, taken=taken) for each in stored)


def _in_ollama(model: StoredModel, *, taken: ModelInfo | None) -> ListedModel:
    return ListedModel(
        backend="ollama",
        name=model.name,
        auto=taken == ModelInfo(backend="ollama", name=model.name),
        size=model.size,
        family=model.family,
        parameters=model.parameters,
        quantisation=model.quantisation,
        context=model.context,
        loaded=model.loaded,
    )


def _embedded(chosen: ModelSettings, *, taken: ModelInfo | None) -> tuple[ListedModel, ...]:
    listed = tuple(_bundled(model, taken=taken) for model in BUNDLED_MODELS)
    wanted = chosen.embedded_model
    if wanted in {model.name for model in BUNDLED_MODELS}:
        return listed
    return (*listed, _own_file(Path(wanted).expanduser(), taken=taken))


def _bundled(model: BundledModel, *, taken: ModelInfo | None) -> ListedModel:
    ready = is_installed(model)
    return ListedModel(
        backend="embedded",
        name=model.name,
        auto=taken == ModelInfo(backend="embedded", name=model.name),
        ready=ready,
        size=model.size,
        file=str(joined_file(model)),
        install=None if ready else model.install,
    )


def _own_file(path: Path, *, taken: ModelInfo | None) -> ListedModel:
    ready = path.is_file()
    return ListedModel(
        backend="embedded",
        name=str(path),
        auto=taken == ModelInfo(backend="embedded", name=path.name),
        ready=ready,
        size=path.stat().st_size if ready else None,
        file=str(path),
    )


def _extractive(taken: ModelInfo | None) -> tuple[ListedModel, ...]:
    return (
        ListedModel(
            backend="extractive",
            name="quotes",
            auto=taken == ModelInfo(backend="extractive", name="quotes"),
        ),
    )
