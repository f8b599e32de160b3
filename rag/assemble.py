"""Settings -> objects: the one place where things are constructed. Adapters are imported within."""

import copy
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ModelUnavailable, SettingsError

if TYPE_CHECKING:
    from rag.answering.assistant import Assistant, ChooseModel
    from rag.index.library import Library
    from rag.llm.embedded import EmbeddedModel
    from rag.llm.queueing import Line
    from rag.protocols import LanguageModel
    from rag.retrieval.hybrid import HybridRetriever
    from rag.settings import Settings


def build_library(settings: "Settings", *, index: Path) -> "Library":
    """Name the index in a folder; nothing is opened before it is needed."""
    from rag.index.embedding import SentenceEmbedder
    from rag.index.library import Library

    return Library(index, settings=settings, embedder=SentenceEmbedder(settings.index.embedder))


def build_retriever(settings: "Settings", *, library: "Library") -> "HybridRetriever":
    """Make the retriever over a library, with the reranker that the settings name."""
    from rag.retrieval.hybrid import HybridRetriever
    from rag.retrieval.reranking import CrossEncoderReranker

    chosen = settings.retrieval
    reranker = (
        CrossEncoderReranker(chosen.reranker, download=chosen.reranker_download)
        if chosen.reranker
        else None
    )
    return HybridRetriever(library, reranker=reranker)


def build_assistant(settings: "Settings", *, library: "Library", models: "Models") -> "Assistant":
    """Make the Assistant that answers from a library in the words of one of these models."""
    (assistant,) = build_assistants(settings, library=library, choices=[models.choose])
    return assistant


def build_assistants(
    settings: "Settings", *, library: "Library", choices: "Sequence[ChooseModel]"
) -> "tuple[Assistant, ...]":
    """Make an Assistant for each way of choosing the model; they share what retrieval keeps."""
    from rag.answering.assistant import Assistant
    from rag.answering.refusal import CloseReader
    from rag.llm.nli import EntailmentModel

    chosen = settings.model
    entails = EntailmentModel(Path(chosen.nli)).entails if chosen.nli else None
    retriever = build_retriever(settings, library=library)
    closely = CloseReader(library.embedder)
    return tuple(
        Assistant(
            retriever=retriever,
            choose_model=choose,
            max_tokens=chosen.max_tokens,
            given=chosen.evidence,
            entails=entails,
            closely=closely,
        )
        for choose in choices
    )


class Models:
    """The language models of one process; an embedded one is loaded once."""

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings.model
        self._embedded: dict[str, EmbeddedModel] = {}
        self._lines: dict[str, Line] = {}
        self._making = threading.Lock()

    def with_seed(self, seed: int) -> "Models":
        """Give the same models, the embedded ones not loaded again, with another seed."""
        other = copy.copy(self)
        other._settings = self._settings.model_copy(update={"seed": seed})
        return other

    def choose(self, backend: str | None = None, name: str | None = None) -> "LanguageModel":
        """Give the model of a backend.

        `auto` takes the OpenAI-style server where the settings name one, else Ollama, else the
        embedded model, else quotation: the first that can be had.

        Raises ModelUnavailable where the backend named can't be had, SettingsError for no backend.
        """
        match backend or self._settings.backend:
            case "ollama":
                return self._ollama(name)
            case "openai":
                return self._openai(name)
            case "embedded":
                return self._embedded_model(name)
            case "extractive":
                return self._extractive()
            case "auto":
                return self._first_usable(name)
            case other:
                raise SettingsError(
                    f"There is no backend {other!r}.",
                    mend="Choose auto, ollama, openai, embedded or extractive.",
                )

    def _first_usable(self, name: str | None) -> "LanguageModel":
        configured = [self._openai] if self._settings.openai_url else []
        for choose in (*configured, self._ollama, self._embedded_model):
            try:
                return choose(name)
            except ModelUnavailable as error:
                unavailable = error
        if name:
            raise unavailable
        return self._extractive()

    def _ollama(self, name: str | None) -> "LanguageModel":
        from rag.llm.ollama import OllamaModel, find_ollama_model

        host = self._settings.ollama_host
        model = OllamaModel(
            host=host,
            model=find_ollama_model(host, wanted=name or self._settings.ollama_model),
            context=self._settings.context,
            temperature=self._settings.temperature,
            seed=self._settings.seed,
            timeout=self._settings.timeout,
            retries=self._settings.retries,
        )
        return self._queued(model, at=host)

    def _openai(self, name: str | None) -> "LanguageModel":
        from rag.llm.openai_server import find_openai_model
        from rag.llm.openai_style import OpenAIStyleModel

        url, key = self._settings.openai_url, self._settings.openai_key
        if not url:
            raise ModelUnavailable(
                "No OpenAI-style server is configured.",
                mend="Give its address as model.openai_url, such as http://127.0.0.1:8080/v1.",
            )
        model = OpenAIStyleModel(
            url,
            key=key,
            model=find_openai_model(url, key=key, wanted=name or self._settings.openai_model),
            context=self._settings.context,
            temperature=self._settings.temperature,
            seed=self._settings.seed,
            timeout=self._settings.timeout,
            retries=self._settings.retries,
        )
        return self._queued(model, at=url)

    def _embedded_model(self, name: str | None) -> "LanguageModel":
        from rag.llm.embedded import EmbeddedModel
        from rag.llm.weights import bundled_model_path

        wanted = name or self._settings.embedded_model
        with self._making:
            if wanted not in self._embedded:
                self._embedded[wanted] = EmbeddedModel(
                    bundled_model_path(wanted),
                    name=Path(wanted).name,
                    context=self._settings.context,
                    threads=self._settings.threads,
                    temperature=self._settings.temperature,
                    seed=self._settings.seed,
                )
            model = self._embedded[wanted].sampling(
                temperature=self._settings.temperature, seed=self._settings.seed
            )
        return self._queued(model, at="this process")

    def _queued(self, model: "LanguageModel", *, at: str) -> "LanguageModel":
        """Put the line of all who use the models of one place before a model."""
        from rag.llm.queueing import Line, Queued

        with self._making:
            line = self._lines.setdefault(at, Line(waiting=self._settings.queue))
        return Queued(model, line=line)

    def _extractive(self) -> "LanguageModel":
        from rag.llm.extractive import ExtractiveModel

        return ExtractiveModel()
