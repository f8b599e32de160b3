"""What servers of models send over HTTP: lines as they come, JSON as a whole, and refusals."""

import json
from collections.abc import Iterator
from typing import Any, Final

import httpx

_LONGEST: Final = 8 << 20
"""Bytes of one line, or of an answer that comes as a whole: a server may be anyone's."""

_SHOWN: Final = 300
"""Characters of a server's own words that go into an error."""


class Refusal(Exception):
    """A server's no, before or amid an answer.

    `message` is the server's own words in one line, `kind` what it calls the error, `context` the
    tokens that it has room for, where it tells them. The adapter makes a ModelError of it.
    """

    def __init__(
        self, message: str, *, status: int, kind: str = "", context: int | None = None
    ) -> None:
        super().__init__(message if status == httpx.codes.OK else f"{status}: {message}")
        self.status = status
        self.message = message
        self.kind = kind
        self.context = context

    def without(self, secret: str) -> "Refusal":
        """Give the same refusal with a secret taken out of the words, in case they repeat it."""
        message = self.message.replace(secret, "…") if secret else self.message
        return Refusal(message, status=self.status, kind=self.kind, context=self.context)


def ask(client: httpx.Client, method: str, path: str, *, body: Any = None) -> Any:
    """Give the JSON with which a server answers one request.

    Raises Refusal, httpx.HTTPError, and ValueError where the answer is no JSON.
    """
    with client.stream(method, path, json=body) as response:
        accept(response)
        said = json.loads(_read(response))
    if isinstance(said, dict) and said.get("error"):
        raise refusal(said, status=response.status_code)
    return said


def accept(response: httpx.Response) -> None:
    """Go on where the status is 200; raises Refusal with what the server says otherwise."""
    if response.status_code == httpx.codes.OK:
        return
    try:
        said = json.loads(_read(response))
    except ValueError:
        said = response.reason_phrase
    raise refusal(said, status=response.status_code)


def refusal(said: Any, *, status: int) -> Refusal:
    """Give the Refusal that a server's JSON stands for, in any of the forms that are in use."""
    told = said.get("error", said) if isinstance(said, dict) else said
    fields = told if isinstance(told, dict) else {"message": told}
    message = fields.get("message") or fields.get("detail") or "no reason given"
    code, room = fields.get("code"), fields.get("n_ctx")
    return Refusal(
        " ".join(str(message).split())[:_SHOWN],
        # An error amid an answer comes under the status of the answer.
        status=code if isinstance(code, int) and httpx.codes.is_error(code) else status,
        kind=f"{fields.get('type', '')} {code or ''}".strip(),
        context=room if isinstance(room, int) else None,
    )


def lines(response: httpx.Response) -> Iterator[str]:
    r"""Yield the lines of a streamed answer as they come; raises ValueError where one is no text.

    Only "\n" ends one: httpx would break JSON off at other signs that Python takes for line ends,
    such as U+2028, which stand unescaped in texts.
    """
    rest = b""
    for chunk in response.iter_bytes():
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line.decode().removesuffix("\r")
        if len(rest) > _LONGEST:
            raise ValueError("a line without end")
    if rest:
        yield rest.decode()


def _read(response: httpx.Response) -> bytes:
    read = bytearray()
    for chunk in response.iter_bytes():
        read += chunk
        if len(read) > _LONGEST:
            raise ValueError("an answer without end")
    return bytes(read)
