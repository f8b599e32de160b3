"""Language models served by Ollama, through its own chat route.

Its Python client gives the types of what comes back. What is sent goes through httpx, since the
client has no way to send `truncate` and `shift`.
"""

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from rag.errors import ModelError
from rag.llm.chat import TEMPLATE, chat_messages, prompt_too_long, sampling
from rag.llm.choosing import weighed
from rag.llm.estimate import fewest_tokens, most_tokens
from rag.llm.ollama_models import FoundModel, find_ollama_model
from rag.llm.ollama_server import (
    ThinkingRefused,
    broken_off,
    ollama_address,
    ollama_client,
    ollama_errors,
    refused,
)
from rag.llm.retrying import retried
from rag.llm.streams import Refusal, accept, lines, refusal
from rag.protocols import Prompt
from rag.schema import ModelInfo

if TYPE_CHECKING:
    from ollama import ChatResponse

__all__ = ["FoundModel", "OllamaModel", "find_ollama_model"]

_ALTERNATIVES: Final = 20
"""More of the likely next tokens than these Ollama refuses to tell."""

_AS_IT_IS: Final = {"temperature": 1, "top_k": 0, "top_p": 1, "min_p": 0, "repeat_penalty": 1}
"""Sampling that leaves probabilities alone: some of Ollama's engines tell them as sampled."""


class OllamaModel:
    """One model of an Ollama server."""

    def __init__(
        self,
        host: str,
        *,
        model: FoundModel,
        context: int,
        temperature: float,
        seed: int,
        timeout: float,
        retries: int = 1,
    ) -> None:
        """Prepare to use `model` at `host`, written as OLLAMA_HOST allows; nothing is sent yet.

        Every request asks for the same context, since Ollama loads the model anew when it changes:
        `context` tokens, or what the model was trained for where that is less. `timeout` is the
        longest wait for the next word, in seconds; the first one comes after queueing, loading and
        reading the prompt. `retries` is how often a request that failed is sent again.
        `temperature` and `seed` are for prompts that have none of their own.
        """
        self._address = ollama_address(host)
        self._client = ollama_client(self._address, timeout=timeout)
        self._model = model
        self._context = min(context, model.context or context)
        self._temperature = temperature
        self._seed = seed
        self._retries = retries

    @property
    def info(self) -> ModelInfo:
        """Backend `ollama` and the model's name there."""
        return ModelInfo(backend="ollama", name=self._model.name)

    @property
    def identity(self) -> str:
        """Name and digest, as Ollama lists them."""
        return "@".join(filter(None, (self._model.name, self._model.digest)))

    @property
    def context(self) -> int:
        """Tokens that prompt and reply may take together; those of a chat template are off."""
        return self._context - TEMPLATE

    def count_tokens(self, text: str) -> int:
        """Give an upper estimate, for Ollama has no route to a model's tokenizer.

        See `rag.llm.estimate`. What is too long all the same, Ollama refuses.
        """
        return most_tokens(text)

    def generate(self, prompt: Prompt) -> Iterator[str]:
        """Yield the reply piece by piece; see `rag.protocols.LanguageModel`.

        An Ollama too old to refuse a prompt that is too long cuts it in silence; that is noticed,
        and raised, at the end. Raises ModelBusy where Ollama's own queue is full.
        """
        return retried(lambda: self._pieces(prompt), retries=self._retries)

    def probability(self, prompt: Prompt, *, choices: tuple[str, str]) -> float | None:
        """Give how likely the reply begins with the first of two one-word choices, in 0..1.

        Only the two are weighed against each other; `prompt.max_tokens` and `prompt.schema` are not
        used. None where Ollama tells no probabilities, as before 0.12.11, or neither choice is
        among the 20 likeliest tokens.
        """
        body = self._body(replace(prompt, max_tokens=1, schema=None))
        body["options"] |= _AS_IT_IS
        body |= {"logprobs": True, "top_logprobs": _ALTERNATIVES}
        told: Sequence[Any] = ()
        for reply in retried(lambda: self._replies(body), retries=self._retries):
            told = told or reply.logprobs or ()
        self._check(reply, prompt=prompt)
        likely = [(each.token, each.logprob) for each in told[0].top_logprobs or ()] if told else []
        return weighed(likely, choices=choices)

    def _body(self, prompt: Prompt) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._model.name,
            "messages": chat_messages(prompt),
            "stream": True,
            # Where this is left out, a model that can think does, and may never come to answer.
            "think": False,
            # Without these Ollama cuts what is too long, and tells nobody.
            "truncate": False,
            "shift": False,
            "options": {
                "num_ctx": self._context,
                "num_predict": prompt.max_tokens,
                **sampling(prompt, temperature=self._temperature, seed=self._seed),
            },
        }
        if prompt.schema is not None:
            body["format"] = prompt.schema
        return body

    def _pieces(self, prompt: Prompt) -> Generator[str, None, None]:
        spoke = thought = False
        with closing(self._replies(self._body(prompt))) as replies:
            for reply in replies:
                thought = thought or bool(reply.message.thinking)
                if reply.message.content:
                    spoke = True
                    yield reply.message.content
        self._check(reply, prompt=prompt)
        if thought and not spoke:
            raise ModelError(
                f"The model {self._model.name} thought, but gave no answer.",
                mend="Choose a model that answers without thinking, or raise model.max_tokens.",
            )

    def _check(self, last: "ChatResponse", *, prompt: Prompt) -> None:
        """Raise where Ollama has cut the prompt, which leaves half of the context or more.

        A lower count is that of an Ollama which leaves out what it had read before; and what can't
        have been too long wasn't cut.
        """
        text = f"{prompt.system} {prompt.user}"
        counted = last.prompt_eval_count or 0
        if most_tokens(text) > self.context and (
            self._context // 2 <= counted < fewest_tokens(text)
        ):
            raise prompt_too_long(context=self._context)

    def _replies(self, body: dict[str, Any]) -> Generator["ChatResponse", None, None]:
        """Yield at least one reply; the last one is marked as done."""
        try:
            yield from self._sent(body)
        except ThinkingRefused:
            yield from self._sent({key: value for key, value in body.items() if key != "think"})

    def _sent(self, body: dict[str, Any]) -> Iterator["ChatResponse"]:
        from ollama import ChatResponse

        try:
            with (
                ollama_errors(self._address),
                self._client.stream("POST", "/api/chat", json=body) as response,
            ):
                accept(response)
                for line in lines(response):
                    said = json.loads(line)
                    if "error" in said:
                        raise refusal(said, status=response.status_code)
                    reply = ChatResponse.model_validate(said)
                    yield reply
                    if reply.done:
                        return
        except Refusal as said:
            raise refused(
                said, address=self._address, model=self._model.name, context=self._context
            ) from said
        raise broken_off(self._address, "its answer has no end")
