"""An Ollama on the network: its address, how it is reached, and what its errors mean.

Articles go to the configured address and nowhere else: redirects aren't followed, and no proxy
that the environment names is used.
"""

import json
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

import httpx

from rag.errors import ModelBusy, ModelError, ModelUnavailable
from rag.llm.chat import prompt_too_long
from rag.llm.retrying import BrokenOff
from rag.llm.streams import Refusal, refusal

CONNECT: Final = 3.0
"""Seconds in which an Ollama that runs takes a connection, however busy it is."""

_PORT: Final = 11434
_BIND_ADDRESSES: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - replaced, not bound

_OVERLONG = re.compile(r"exceeds the available context|longer than the context")
_ENDED = re.compile(r"unexpected EOF|unexpectedly stopped|has terminated|forcibly closed")


class ThinkingRefused(ModelError):
    """The model doesn't take `think`, in whichever sense."""


def ollama_address(host: str) -> str:
    """Give the base address that OLLAMA_HOST means, with loopback for an address to bind to.

    Raises ModelUnavailable where it means none.
    """
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


def ollama_client(address: str, *, timeout: float, connect: float = CONNECT) -> httpx.Client:
    """Give a client for the Ollama at a base address; nothing is sent yet.

    `timeout` is the longest silence and `connect` that before it takes a connection, in seconds.
    """
    # The authorities take 0.1 s to load, and plain HTTP has no use for them.
    verify = ssl.create_default_context() if address.startswith("https:") else False
    return httpx.Client(
        base_url=address,
        timeout=httpx.Timeout(timeout, connect=connect),
        limits=httpx.Limits(max_keepalive_connections=0),
        verify=verify,
        trust_env=False,
    )


@contextmanager
def ollama_errors(address: str) -> Iterator[None]:
    """Make ModelErrors of what httpx and unreadable answers raise; a Refusal goes on."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise ModelUnavailable(
            f"Nothing answers at {address}.",
            mend="Start it with `ollama serve`, or correct OLLAMA_HOST.",
        ) from error
    except httpx.TimeoutException as error:
        raise ModelError(
            f"Ollama at {address} took too long for its next word.",
            mend="Raise model.timeout, or choose a smaller model.",
        ) from error
    except httpx.HTTPError as error:
        raise broken_off(address, str(error) or type(error).__name__) from error
    except ValueError as error:
        raise no_ollama(address) from error


def broken_off(address: str, reason: str) -> BrokenOff:
    """Give the error for an answer without end."""
    return BrokenOff(
        f"Ollama broke off its answer at {address} ({reason}).",
        mend="See whether it still runs with `ollama ps`, and ask again.",
    )


def no_ollama(address: str) -> ModelUnavailable:
    """Give the error for an address at which something else answers."""
    return ModelUnavailable(
        f"What answers at {address} is no Ollama, or not a healthy one.",
        mend="Correct OLLAMA_HOST, or start Ollama anew with `ollama serve`.",
    )


def refused(said: Refusal, *, address: str, model: str, context: int) -> ModelError:
    """Give the error, and its mend, for a refusal to let `model` chat with `context` tokens."""
    said = _unwrapped(said)
    if said.status < httpx.codes.BAD_REQUEST:
        return _not_done(said, address=address)
    if said.status == httpx.codes.NOT_FOUND and "model" in said.message:
        return ModelUnavailable(
            f"Ollama at {address} has no model {model}.",
            mend=f"Fetch it with `ollama pull {model}`.",
        )
    if said.status == httpx.codes.BAD_REQUEST and _OVERLONG.search(said.message):
        return prompt_too_long(context=min(context, said.context or context))
    if said.status == httpx.codes.BAD_REQUEST and "support thinking" in said.message:
        return ThinkingRefused(
            f"{model} takes no word about thinking ({said}).",
            mend="Choose another model with --model.",
        )
    if said.status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return _failed(said, address=address, model=model)
    return turned_away(said, address=address) or ModelError(
        f"Ollama refused to run {model} ({said}).",
        mend="Choose another model with --model; `ollama list` names them.",
    )


def turned_away(said: Refusal, *, address: str) -> ModelUnavailable | None:
    """Give the error for a refusal to any request there, or None where it is about this one."""
    if said.status == httpx.codes.FORBIDDEN:
        return ModelUnavailable(
            f"Ollama at {address} takes no requests under that name ({said}).",
            mend="Write its IP address in OLLAMA_HOST, or serve it with OLLAMA_HOST=0.0.0.0.",
        )
    if said.status in (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED):
        return no_ollama(address)
    return None


def _failed(said: Refusal, *, address: str, model: str) -> ModelError:
    if said.status == httpx.codes.SERVICE_UNAVAILABLE:
        return ModelBusy(
            f"Ollama at {address} is busy ({said}).",
            mend="Ask again later, or start it with a larger OLLAMA_MAX_QUEUE.",
        )
    if _ENDED.search(said.message):
        return broken_off(address, str(said))
    if "memory" in said.message:
        return ModelError(
            f"{model} is too large for the machine at {address} ({said}).",
            mend="Choose a smaller model with --model, or lower model.context.",
        )
    return ModelError(
        f"Ollama failed to run {model} ({said}).",
        mend="See its log; choose another model with --model.",
    )


def _not_done(said: Refusal, *, address: str) -> ModelError:
    """An error amid an answer comes under its status, 200; other low ones aren't Ollama's."""
    if said.status == httpx.codes.OK:
        return broken_off(address, said.message)
    return no_ollama(address)


def _unwrapped(said: Refusal) -> Refusal:
    """What llama.cpp says within Ollama comes as JSON inside the message."""
    try:
        return refusal(json.loads(said.message), status=said.status)
    except ValueError:
        return said
