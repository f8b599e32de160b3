"""Language models served by Ollama, through its own Python client and its chat route.

No proxy that the environment names is used: articles go to the configured server and nowhere else.
"""

import contextlib
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import httpx

from rag.errors import ModelError, ModelUnavailable
from rag.llm.chat import chat_messages, prompt_too_long
from rag.llm.estimate import fewest_tokens, most_tokens
from rag.protocols import Prompt
from rag.schema import ModelInfo

if TYPE_CHECKING:
    from ollama import ChatResponse, ResponseError

_CONNECT: Final = 3.0
_PORT: Final = 11434
_BIND_ADDRESSES: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - replaced, not bound
_OVERLONG = re.compile("exceed_context_size|longer than the context")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundModel:
    """A model that an Ollama has; `digest` is empty where it doesn't tell."""

    name: str
    digest: str


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
    ) -> None:
        """Prepare to use `model` at `host`, written as OLLAMA_HOST allows; nothing is sent yet.

        Every request asks for the same `context`, since Ollama loads the model anew when it
        changes. `timeout` is the longest wait for the next word, in seconds; the first one comes
        after queueing, loading and reading the prompt.
        """
        from ollama import Client

        self._address = _address(host)
        self._model = model.name
        self._digest = model.digest
        self._context = context
        self._temperature = temperature
        self._seed = seed
        self._client = Client(
            self._address,
            timeout=httpx.Timeout(timeout, connect=_CONNECT),
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
        )

    @property
    def info(self) -> ModelInfo:
        """Backend `ollama` and the model's name there."""
        return ModelInfo(backend="ollama", name=self._model)

    @property
    def identity(self) -> str:
        """Name and digest, as Ollama lists them."""
        return f"{self._model}@{self._digest}" if self._digest else self._model

    @property
    def context(self) -> int:
        """Tokens that prompt and reply may take together."""
        return self._context

    def count_tokens(self, text: str) -> int:
        """Give an upper estimate: Ollama has no route to a model's tokenizer.

        See `rag.llm.estimate`. The chat template's tokens (10 to 40) come on top.
        """
        return most_tokens(text)

    def generate(self, prompt: Prompt) -> Iterator[str]:
        """Yield the reply piece by piece; see `rag.protocols.LanguageModel`.

        Ollama cuts a prompt that is too long in silence; that is noticed, and raised, at the end.
        """
        spoke = thought = False
        reply: ChatResponse | None = None
        with self._errors(), contextlib.closing(self._replies(prompt)) as replies:
            for reply in replies:
                thought = thought or bool(reply.message.thinking)
                if reply.message.content:
                    spoke = True
                    yield reply.message.content
        if reply is None or not reply.done:
            raise _broken_off(self._model, "its answer has no end")
        # Of a prompt that it cuts, Ollama keeps half of the context, which is fewer still.
        fewest = fewest_tokens(f"{prompt.system} {prompt.user}")
        if reply.prompt_eval_count and reply.prompt_eval_count < fewest:
            raise prompt_too_long(context=self._context)
        if thought and not spoke:
            raise ModelError(
                f"The model {self._model} thought, but gave no answer.",
                mend="Choose a model that answers without thinking, or raise model.max_tokens.",
            )

    def probability(self, prompt: Prompt, *, choices: tuple[str, str]) -> None:
        """Tell nothing: older servers give no probabilities, and don't say that they don't."""

    def _replies(self, prompt: Prompt) -> Generator["ChatResponse", None, None]:
        from ollama import ResponseError

        try:
            # Where `think` is left out, a model that can think does, and may never come to answer.
            yield from self._ask(prompt, think=False)
        except ResponseError as error:
            if error.status_code != httpx.codes.BAD_REQUEST or "thinking" not in str(error.error):
                raise
            yield from self._ask(prompt, think=None)

    def _ask(self, prompt: Prompt, *, think: bool | None) -> Iterator["ChatResponse"]:
        options = {
            "num_ctx": self._context,
            "num_predict": prompt.max_tokens,
            "temperature": self._temperature,
            "seed": self._seed,
        }
        return self._client.chat(
            self._model,
            chat_messages(prompt),
            stream=True,
            think=think,
            format=prompt.schema,
            options=options,
        )

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        from ollama import ResponseError

        try:
            yield
        except ResponseError as error:
            raise self._refusal(error) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _nothing_answers(self._address) from error
        except httpx.ReadTimeout as error:
            raise ModelError(
                f"The model {self._model} at {self._address} took too long for its next word.",
                mend="Raise model.timeout, or choose a smaller model.",
            ) from error
        except (httpx.HTTPError, ValueError) as error:
            raise _broken_off(self._model, str(error)) from error

    def _refusal(self, error: "ResponseError") -> ModelError:
        message = " ".join(str(error.error).split())[:300]
        if error.status_code == httpx.codes.NOT_FOUND:
            return ModelUnavailable(
                f"Ollama at {self._address} has no model {self._model}.",
                mend=f"Fetch it with `ollama pull {self._model}`.",
            )
        if _OVERLONG.search(message):
            return prompt_too_long(context=self._context)
        if error.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            return ModelError(
                f"Ollama at {self._address} is busy ({message}).",
                mend="Ask again later, or start it with a larger OLLAMA_MAX_QUEUE.",
            )
        if error.status_code < httpx.codes.BAD_REQUEST:
            return _broken_off(self._model, message)
        return ModelError(
            f"Ollama refused to run {self._model} ({error.status_code}: {message}).",
            mend="Choose another model with --model; `ollama list` names them.",
        )


def find_ollama_model(host: str, *, wanted: str, connect_timeout: float = _CONNECT) -> FoundModel:
    """Ask the Ollama at `host` for its models, and give the one to use.

    That is `wanted`, or the largest model that can chat where `wanted` is empty. Raises
    ModelUnavailable where no Ollama takes the connection in `connect_timeout` seconds, or it has no
    such model.
    """
    address = _address(host)
    models = _chat_models(address, timeout=httpx.Timeout(10, connect=connect_timeout))
    for name in (wanted, f"{wanted}:latest"):
        if name in models:
            return models[name].found
    if not models:
        raise ModelUnavailable(
            f"Ollama at {address} has no chat model.",
            mend=f"Fetch one with `ollama pull {wanted or 'qwen2.5:3b'}`.",
        )
    if wanted:
        raise ModelUnavailable(
            f"Ollama at {address} has no chat model {wanted}.",
            mend=f"Fetch it with `ollama pull {wanted}`, or take {' or '.join(models)}.",
        )
    return max(models.values(), key=lambda model: model.size).found


@dataclass(frozen=True, slots=True)
class _Listed:
    found: FoundModel
    size: int


def _chat_models(address: str, *, timeout: httpx.Timeout) -> dict[str, _Listed]:
    # The client's own list() drops the capabilities.
    try:
        reply = httpx.get(f"{address}/api/tags", timeout=timeout, trust_env=False)
        models = reply.raise_for_status().json()["models"]
        return {
            each["name"]: _Listed(
                FoundModel(name=each["name"], digest=each.get("digest", "")), size=each["size"]
            )
            for each in models
            if "completion" in each.get("capabilities", ["completion"])
        }
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise _nothing_answers(address) from error
    except (httpx.HTTPError, ValueError, TypeError, LookupError) as error:
        raise ModelUnavailable(
            f"What answers at {address} is no Ollama, or not a healthy one.",
            mend="Correct OLLAMA_HOST, or start Ollama anew with `ollama serve`.",
        ) from error


def _address(host: str) -> str:
    """Give the base address that OLLAMA_HOST means, with loopback for an address to bind to."""
    try:
        parts = urlsplit(host if "://" in host else f"//{host}", scheme="http")
        standard = {"http": 80, "https": 443} if "://" in host else {}
        port = parts.port or standard.get(parts.scheme, _PORT)
        name = parts.hostname or "127.0.0.1"
        name = _BIND_ADDRESSES.get(name, name)
        bracketed = f"[{name}]" if ":" in name else name
        address = f"{parts.scheme}://{bracketed}:{port}{parts.path.rstrip('/')}"
        httpx.URL(address)
    except (ValueError, httpx.InvalidURL) as error:
        raise ModelUnavailable(
            f"The Ollama host {host} is no address ({error}).",
            mend="Write OLLAMA_HOST as http://127.0.0.1:11434.",
        ) from error
    return address


def _nothing_answers(address: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"Nothing answers at {address}.",
        mend="Start it with `ollama serve`, or correct OLLAMA_HOST.",
    )


def _broken_off(model: str, reason: str) -> ModelError:
    return ModelError(
        f"Ollama broke off while running {model} ({reason}).",
        mend="See whether it still runs with `ollama ps`, and ask again.",
    )
