"""The three seams at which parts can be changed for others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy

from rag.schema import Evidence, Found, ModelInfo, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What a language model is asked.

    `system` comes first and never changes, so that servers can reuse its work; `max_tokens` bounds
    the reply; `schema` is a JSON schema that the reply must fit, None for free text; `temperature`
    and `seed` say how its words are drawn, None leaves it to the model's settings. `question` and
    `evidence` are what `user` was written from, for a backend that reads no prose.
    """

    system: str
    user: str
    max_tokens: int
    schema: dict[str, Any] | None = None
    temperature: float | None = None
    seed: int | None = None
    question: Question | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class TextVectors:
    """A text's vectors: `whole` of shape (dimensions,), `parts` of shape (parts, dimensions).

    All are float32 of unit length; a part's is the mean over its tokens, read within the whole
    text, zeros where the text was cut before it.
    """

    whole: numpy.ndarray
    parts: numpy.ndarray


class Embedder(Protocol):
    """Turns texts into vectors."""

    @property
    def identity(self) -> str:
        """Name and digest of the weights; an index remembers which one made it."""
        ...

    def embed(self, texts: Sequence[str]) -> numpy.ndarray:
        """Give unit-length float32 vectors of shape (len(texts), dimensions)."""
        ...

    def embed_parts(
        self, texts: Sequence[str], *, parts: Sequence[Sequence[tuple[int, int]]]
    ) -> list[TextVectors]:
        """Give each text's own vector and those of the parts of it, spans of its characters."""
        ...

    def count_tokens(self, text: str) -> int:
        """Count the pieces that the text has for this embedder, which bound a passage."""
        ...

    def load(self) -> None:
        """Load the weights now instead of with the first text."""
        ...


class Retriever(Protocol):
    """Finds the sentences of the collection that bear on a question."""

    def retrieve(self, question: Question) -> Found:
        """Give evidence, best first; none where nothing bears on the question."""
        ...


class LanguageModel(Protocol):
    """Phrases an answer. What it says is checked afterwards, never trusted."""

    @property
    def info(self) -> ModelInfo:
        """Backend and model name, as shown to readers."""
        ...

    @property
    def identity(self) -> str:
        """Name and digest of the weights, as far as the backend tells it."""
        ...

    @property
    def context(self) -> int:
        """Tokens that prompt and reply may take together."""
        ...

    def count_tokens(self, text: str) -> int:
        """Count tokens by the model's own tokenizer, or an upper estimate where it tells none."""
        ...

    def generate(self, prompt: Prompt) -> Iterator[str]:
        """Yield the reply's text piece by piece, as the model forms it.

        Closing the iterator stops the model. Raises ModelUnavailable where nothing answers and
        ModelError where the model fails, before or after the first piece.
        """
        ...

    def probability(self, prompt: Prompt, *, choices: tuple[str, str]) -> float | None:
        """Give the probability, 0..1, that a one-word reply is the first choice, not the second.

        None where the model can't tell probabilities.
        """
        ...
