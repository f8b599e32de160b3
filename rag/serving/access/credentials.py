"""What a request says of itself: the key it presents, and the page from which it was sent."""

import base64
import binascii
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote_plus, urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from rag.serving.access.keys import KEY

_LONGEST = 1000
"""Characters of an Authorization header that are looked at: some names are long, no key is."""

_FORM = re.compile(r"(?P<scheme>bearer|basic) +(?P<rest>[^\s,]+)", re.IGNORECASE)
_OWN_SITE = frozenset({"same-origin", "none"})


class Ambiguous(Exception):
    """A request presents several keys, of which another program may have checked another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """A word that is said to be a key. Browsers add a `basic` one to whatever a page asks for."""

    scheme: Literal["bearer", "basic"]
    word: str


def presented(scope: Scope) -> Presented | None:
    """Read the Authorization header; None where it is absent or unreadable. Raises Ambiguous."""
    headers = Headers(scope=scope).getlist("authorization")
    if len(headers) > 1:
        raise Ambiguous
    match = _FORM.fullmatch(headers[0].strip(" ")) if headers and _is_short(headers[0]) else None
    if match is None:
        return None
    if match["scheme"].lower() == "bearer":
        return Presented(scheme="bearer", word=match["rest"])
    word = _password(match["rest"])
    return None if word is None else Presented(scheme="basic", word=word)


def _is_short(header: str) -> bool:
    return len(header) <= _LONGEST


def _password(encoded: str) -> str | None:
    try:
        decoded = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    _, parted, password = decoded.partition(":")
    return password if parted else None


def tells_key(scope: Scope) -> bool:
    """Tell whether a key stands in the address, which proxies and browsers write down."""
    query = scope.get("query_string", b"").decode("latin-1")
    return bool(KEY.search(scope["path"]) or KEY.search(unquote_plus(query)))


def is_foreign(scope: Scope, *, origins: Collection[str]) -> bool:
    """Tell whether a browser sends this for a page that is neither the server's nor in `origins`.

    What browsers say in Sec-Fetch-Site no page can change. They say it to loopback and over TLS;
    else Origin is compared with Host. Programs other than browsers send neither.
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is not None and origin.lower() in origins:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in _OWN_SITE
    return origin is not None and _authority(origin) != headers.get("host", "").lower()


def _authority(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None
