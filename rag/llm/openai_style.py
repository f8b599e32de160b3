"""Language models behind any server that speaks as OpenAI's does.

llama.cpp's own server, LM Studio, vLLM and many clouds do.
"""

import re
from collections.abc import Generator, Iterator
from typing import Final

import httpx
from pydantic import SecretStr

from rag.errors import ModelError, ModelUnavailable
from rag.llm.chat import TEMPLATE
from rag.llm.completions import chat_body, choice_body, choice_probability, reply_pieces
from rag.llm.estimate import most_tokens
from rag.llm.openai_server import foreign_errors, open_client, refused
from rag.llm.retrying import retried
from rag.llm.streams import Refusal
from rag.protocols import Prompt
from rag.schema import ModelInfo

_ALTERNATIVES: Final = 20
"""More of the likely next tokens than these are refused by OpenAI, and by others after it."""

_OVERLONG = re.compile(r"context.?(size|length|window)|longer than the context", re.IGNORECASE)
_SCHEMA = re.compile(r"response.?format|schema|grammar", re.IGNORECASE)
_UNABLE: Final = (
    httpx.codes.BAD_REQUEST,
    httpx.codes.UNPROCESSABLE_ENTITY,
    httpx.codes.NOT_IMPLEMENTED,
)
"""With these a server says that it doesn't do what it was asked for."""


class OpenAIStyleModel:
    """One model of an OpenAI-style server."""

    def __init__(
        self,
        url: str,
        *,
        key: SecretStr,
        model: str,
        context: int,
        temperature: float,
        seed: int,
        timeout: float,
        retries: int,
    ) -> None:
        """Prepare to use `model` at `url`, such as http://127.0.0.1:8080/v1; nothing is sent yet.

        An empty `key` isn't sent. The protocol has no field for `context`: it is what prompts are
        fitted into, and shouldn't be more than the server was started with. `timeout` is the
        longest wait for the next word, in seconds; `retries` is how often a request is sent again
        that failed before the first one. `temperature` and `seed` are for prompts that have none of
        their own. Raises ModelUnavailable and SettingsError.
        """
        self._client = open_client(url, key=key, timeout=timeout)
        self._url = url
        self._key = key
        self._model = model
        self._context = context
        self._temperature = temperature
        self._seed = seed
        self._retries = retries

    @property
    def info(self) -> ModelInfo:
        """Backend `openai` and the model's name there."""
        return ModelInfo(backend="openai", name=self._model)

    @property
    def identity(self) -> str:
        """The name alone: such servers tell no digest."""
        return self._model

    @property
    def context(self) -> int:
        """Tokens that prompt and reply may take together; those of a chat template are off."""
        return self._context - TEMPLATE

    def count_tokens(self, text: str) -> int:
        """Give an upper estimate, for the protocol has no tokenizer: see `rag.llm.estimate`."""
        return most_tokens(text)

    def generate(self, prompt: Prompt) -> Iterator[str]:
        """Yield the reply piece by piece; see `rag.protocols.LanguageModel`."""
        return retried(lambda: self._reply(prompt), retries=self._retries)

    def probability(self, prompt: Prompt, *, choices: tuple[str, str]) -> float | None:
        """Give how likely the reply begins with the first of two one-word choices, in 0..1.

        None where the server doesn't tell probabilities, or neither is among its 20 likeliest.
        """
        body = {"model": self._model} | choice_body(prompt, alternatives=_ALTERNATIVES)
        try:
            with foreign_errors(self._url, key=self._key):
                return choice_probability(self._client, body, choices=choices)
        except Refusal as refusal:
            if refusal.status in _UNABLE and not _is_overlong(refusal):
                return None
            raise self._mended(refusal) from refusal

    def _reply(self, prompt: Prompt) -> Generator[str, None, None]:
        body = chat_body(prompt, temperature=self._temperature, seed=self._seed)
        try:
            with foreign_errors(self._url, key=self._key):
                yield from reply_pieces(self._client, {"model": self._model} | body)
        except Refusal as refusal:
            raise self._mended(refusal, with_schema=prompt.schema is not None) from refusal

    def _mended(self, refusal: Refusal, *, with_schema: bool = False) -> ModelError:
        if _is_overlong(refusal):
            return ModelError(
                f"The prompt is longer than the context of {self._model} ({refusal.message}).",
                mend="Lower model.context to the server's, or start it with a longer one.",
            )
        if with_schema and _SCHEMA.search(refusal.message):
            return ModelError(
                f"{self._model} at {self._url} writes by no JSON schema ({refusal}).",
                mend="Choose a model or a server that takes response_format json_schema.",
            )
        if refusal.status == httpx.codes.NOT_FOUND:
            return ModelUnavailable(
                f"The server at {self._url} has no model {self._model} ({refusal}).",
                mend="Correct model.openai_model, or model.openai_url, which mostly ends in /v1.",
            )
        return refused(refusal, url=self._url)


def _is_overlong(refusal: Refusal) -> bool:
    told = f"{refusal.kind} {refusal.message}"
    return refusal.status < httpx.codes.INTERNAL_SERVER_ERROR and bool(_OVERLONG.search(told))
