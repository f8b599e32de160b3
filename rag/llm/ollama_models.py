"""Which models an Ollama has, and which of them to use."""

from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from rag.errors import ModelError, ModelUnavailable
from rag.llm.ollama_server import (
    CONNECT,
    no_ollama,
    ollama_address,
    ollama_client,
    ollama_errors,
    turned_away,
)
from rag.llm.streams import Refusal, ask

_LISTING: Final = 10.0

_LARGE: Final = 10_000_000_000
"""Bytes of a model's file; with its context, one of this size fits into 16 GB of memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundModel:
    """A model that an Ollama has.

    `digest` is empty, and `context`, the tokens that it was trained for, None where Ollama doesn't
    tell.
    """

    name: str
    digest: str
    context: int | None = None


def find_ollama_model(host: str, *, wanted: str, connect_timeout: float = CONNECT) -> FoundModel:
    """Ask the Ollama at `host` for its models, and give the one to use.

    That is `wanted`. Where `wanted` is empty it is the largest chat model of up to 10 GB, else the
    smallest: what the machine can run isn't told, and one that hardly runs is worse than a smaller
    one. What is loaded at the time doesn't count, for then the same question would be answered by
    one model today and another tomorrow; nor do models that run elsewhere, to which Ollama would
    send the articles. Raises ModelUnavailable where no Ollama takes the connection in
    `connect_timeout` seconds, or it has no such model.
    """
    address = ollama_address(host)
    models = {each.name: each for each in chat_models(address, connect=connect_timeout)}
    for name in (wanted, f"{wanted}:latest"):
        if name in models:
            return models[name].found()
    local = [each for each in models.values() if not each.remote_host]
    if wanted:
        raise ModelUnavailable(
            f"Ollama at {address} has no chat model {wanted}.",
            mend=f"Fetch it with `ollama pull {wanted}`{_or_take(local)}.",
        )
    if not local:
        raise ModelUnavailable(
            f"Ollama at {address} has no chat model.",
            mend="Fetch one with `ollama pull qwen2.5:3b`.",
        )
    return _chosen(local).found()


class ModelDetails(BaseModel):
    """What Ollama tells of a model's file; newer ones tell more of it."""

    family: str = ""
    parameter_size: str = ""
    quantization_level: str = ""
    context_length: int | None = None


class ListedModel(BaseModel):
    """A model as Ollama lists it; `size` is in bytes."""

    name: str
    size: int
    digest: str = ""
    remote_host: str = ""
    details: ModelDetails = ModelDetails()
    capabilities: list[str] | None = None

    def chats(self) -> bool:
        """Whether it is there to chat, not to embed."""
        if self.capabilities is None:  # older ones don't tell; BERT's kind only embeds
            return "bert" not in self.details.family
        return "completion" in self.capabilities

    def found(self) -> FoundModel:
        """What of it the backend needs to know."""
        return FoundModel(name=self.name, digest=self.digest, context=self.details.context_length)


class _Listed(BaseModel):
    models: list[ListedModel] | None  # no models were null once


def chat_models(address: str, *, connect: float = CONNECT) -> list[ListedModel]:
    """Give the models that can chat. Raises ModelUnavailable where no healthy Ollama answers."""
    try:
        with (
            ollama_client(address, timeout=_LISTING, connect=connect) as client,
            ollama_errors(address),
        ):
            listed = _Listed.model_validate(ask(client, "GET", "/api/tags"))
    except Refusal as said:
        raise (turned_away(said, address=address) or no_ollama(address)) from said
    except ModelUnavailable:
        raise
    except ModelError as error:  # what doesn't answer this is no server to wait for
        raise no_ollama(address) from error
    return [each for each in listed.models or () if each.chats()]


def _chosen(models: list[ListedModel]) -> ListedModel:
    by_size = sorted(models, key=lambda each: (each.size, each.name))
    fitting = [each for each in by_size if each.size <= _LARGE]
    return fitting[-1] if fitting else by_size[0]


def _or_take(models: list[ListedModel]) -> str:
    return f", or take {' or '.join(each.name for each in models)}" if models else ""
