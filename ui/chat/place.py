"""Where a page is: which reader sits before it, and which conversation is open. Pure.

The browser keeps both (place.js), so that a page outlives the server. What it sends is untrusted.
"""

import json
import re
import secrets
from dataclasses import dataclass, replace
from typing import Any

_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`reader` is a random key; `conversation` is "" where a new one is about to begin."""

    reader: str
    conversation: str = ""

    def at(self, conversation: str) -> "Place":
        """Give the same reader's place in another conversation."""
        return replace(self, conversation=conversation)


def read_place(text: str) -> Place:
    """Read what a browser sent; what is no key is taken for none.

    A reader without a key gets one that nobody else has, and so sees nobody else's conversations.
    """
    told = _told(text)
    return Place(
        reader=_key(told.get("reader")) or secrets.token_hex(16),
        conversation=_key(told.get("conversation")),
    )


def _told(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (TypeError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _key(told: object) -> str:
    return told if isinstance(told, str) and _KEY.fullmatch(told) else ""


def write_place(place: Place) -> str:
    """Write a place for the browser."""
    return json.dumps({"reader": place.reader, "conversation": place.conversation})
