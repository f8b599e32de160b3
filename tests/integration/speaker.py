"""A language model for tests of what happens while an answer forms."""

from collections.abc import Callable, Iterator

from rag.answering.assistant import ChooseModel
from rag.protocols import LanguageModel, Prompt
from rag.schema import ModelInfo


class Speaker:
    """A language model that says what a test lets it say."""

    info = ModelInfo(backend="ollama", name="speaker:1b")
    identity = "written for a test"
    context = 100_000

    def __init__(self, speak: Callable[[], Iterator[str]]) -> None:
        self._speak = speak

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(self, prompt: Prompt) -> Iterator[str]:
        return self._speak()

    def probability(self, prompt: Prompt, *, choices: tuple[str, str]) -> None:
        return None


def choosing(model: LanguageModel) -> ChooseModel:
    """Give a function that chooses this model, whichever is asked for."""
    return lambda backend, name: model


def failing(error: Exception) -> ChooseModel:
    """Give a function that fails to choose one."""

    def choose(backend: str | None, name: str | None) -> LanguageModel:
        raise error

    return choose
