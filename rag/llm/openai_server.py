"""A server that speaks as OpenAI's does: how it is reached, what it lists, how it refuses.

Articles and the key go to the configured address and nowhere else: redirects aren't followed, and
no proxy that the environment names is used.
"""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx
from pydantic import BaseModel, SecretStr, ValidationError

from rag.errors import ModelBusy, ModelError, ModelUnavailable, SettingsError
from rag.llm.retrying import BrokenOff
from rag.llm.streams import Refusal, ask

_CONNECT: Final = 3.0
_LISTING: Final = 10.0
_KEYLESS: Final = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)


def find_openai_model(url: str, *, key: SecretStr, wanted: str) -> str:
    """Ask the server at `url` for its models, and give the name of the one to use.

    That is `wanted`, or the first that isn't named as an embedder where `wanted` is empty; where
    the server has no list, `wanted` is believed. Raises ModelUnavailable where nothing that speaks
    the protocol answers, or it has no such model, and ModelError where it refuses.
    """
    try:
        names = openai_models(url, key=key)
    except _Unlisted:
        if wanted:
            return wanted
        raise
    if wanted in names:
        return wanted
    if wanted:
        raise ModelUnavailable(
            f"The server at {url} has no model {wanted}.",
            mend=f"Take {_named(names)}." if names else "Start it with a model.",
        )
    for name in names:
        if "embed" not in name.casefold():
            return name
    raise ModelUnavailable(
        f"The server at {url} lists no model that chats.", mend="Start it with one."
    )


def openai_models(url: str, *, key: SecretStr) -> tuple[str, ...]:
    """Give the names of the models that the server at `url` lists, in its order.

    Raises ModelUnavailable and ModelError.
    """
    try:
        with open_client(url, key=key, timeout=_LISTING) as client, foreign_errors(url, key=key):
            listed = _Listed.model_validate(ask(client, "GET", "/models"))
    except Refusal as refusal:
        raise _no_list(refusal, url=url) from refusal
    except ModelError as error:  # what doesn't answer this is no server to wait for
        raise ModelUnavailable(error.problem, mend=error.mend) from error
    return tuple(each.id for each in listed.data)


def _no_list(refusal: Refusal, *, url: str) -> ModelError:
    if refusal.status == httpx.codes.NOT_FOUND:
        return _Unlisted(
            f"The server at {url} lists no models ({refusal}).",
            mend="Correct model.openai_url, which mostly ends in /v1, or give the model's name "
            "as model.openai_model.",
        )
    error = refused(refusal, url=url)
    if refusal.status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return ModelUnavailable(error.problem, mend=error.mend)
    return error


class _Model(BaseModel):
    id: str


class _Listed(BaseModel):
    data: list[_Model]


class _Unlisted(ModelUnavailable):
    """The server has no list of its models."""


def open_client(url: str, *, key: SecretStr, timeout: float) -> httpx.Client:
    """Give a client that sends to the address and what is below it; nothing is sent yet.

    `timeout` is in seconds, and not that of connecting. Raises ModelUnavailable and SettingsError.
    """
    secret = key.get_secret_value()
    if not re.fullmatch(r"[!-~]*", secret):  # told here: httpx would quote the whole key
        raise SettingsError(
            "The key for the OpenAI-style server holds a blank, or a sign that no key has.",
            mend="Correct DATELINE_MODEL__OPENAI_KEY.",
        )
    # The authorities take 0.1 s and more to load, and plain HTTP has no use for them.
    verify = ssl.create_default_context() if url.startswith("https:") else False
    try:
        return httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {secret}"} if secret else {},
            timeout=httpx.Timeout(timeout, connect=_CONNECT),
            limits=httpx.Limits(max_keepalive_connections=0),
            verify=verify,
            trust_env=False,
        )
    except httpx.InvalidURL as error:
        raise ModelUnavailable(
            f"The address {url} can't be used ({error}).",
            mend="Write model.openai_url as http://127.0.0.1:8080/v1.",
        ) from error


@contextmanager
def foreign_errors(url: str, *, key: SecretStr) -> Iterator[None]:
    """Make ModelErrors of what httpx and JSON raise; a Refusal goes on, without the key in it."""
    try:
        yield
    except Refusal as refusal:
        raise refusal.without(key.get_secret_value()) from None
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise ModelUnavailable(
            f"Nothing answers at {url} ({error or 'no connection in 3 seconds'}).",
            mend="Start the server there, or correct model.openai_url.",
        ) from error
    except httpx.TimeoutException as error:
        raise ModelError(
            f"The server at {url} took too long for its next word.",
            mend="Raise model.timeout, or choose a smaller model.",
        ) from error
    except httpx.HTTPError as error:
        raise BrokenOff(
            f"The server at {url} broke off ({error or type(error).__name__}).",
            mend="See whether it still runs, and ask again.",
        ) from error
    except ValueError as error:
        raise ModelError(
            f"What answers at {url} doesn't speak as OpenAI's server does ({_told(error)}).",
            mend="Correct model.openai_url, which mostly ends in /v1.",
        ) from error


def _told(error: ValueError) -> str:
    # Pydantic's own words are many, and repeat what was sent.
    return "JSON of another form" if isinstance(error, ValidationError) else str(error)


def refused(refusal: Refusal, *, url: str) -> ModelError:
    """Give the error, and its mend, for what any request to the server may be refused with."""
    status = refusal.status
    if status in _KEYLESS:  # its words aren't told: they may hold half of the key
        return ModelError(
            f"The server at {url} wants another key ({status}).",
            mend="Set DATELINE_MODEL__OPENAI_KEY to one that it knows.",
        )
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return ModelBusy(
            f"The server at {url} takes no more requests for now ({refusal}).",
            mend="Ask again later, or see what the account there allows.",
        )
    if status == httpx.codes.SERVICE_UNAVAILABLE:
        return ModelBusy(
            f"The server at {url} is busy, or still loading the model ({refusal}).",
            mend="Ask again later.",
        )
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status < httpx.codes.MULTIPLE_CHOICES:
        return ModelError(
            f"The server at {url} failed ({refusal}).", mend="See its log, and ask again."
        )
    return ModelError(
        f"The server at {url} refused the request ({refusal}).",
        mend="Choose another model with --model; `dateline models list` names them.",
    )


def _named(names: tuple[str, ...]) -> str:
    more = " or another" if len(names) > 5 else ""
    return " or ".join(names[:5]) + more
