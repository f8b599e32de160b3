"""The words of a mail: its plain part, unwrapped, and its web page."""

import codecs
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from rag.reading.formats.cleaning import storable
from rag.reading.formats.decoding import decode

_CHARSETS = (
    "utf",
    "iso8859",
    "iso2022",
    "cp",
    "koi8",
    "gb",
    "big5",
    "euc",
    "shift",
    "ascii",
    "mac",
)
"""How Python names what mails are written in begin; among its other codecs some take hours."""
_C1 = re.compile(r"[\x80-\x9f]")
_QUOTED = re.compile(r"^>+ ?")
_QUOTED_HEADER = re.compile(r">[> ]*\*?(?:from|von|de)\s?:|>[> ]*begin forwarded message", re.I)
_WIDEST = 100
_FULL = 0.4
"""Share of the page's words that a plain part must hold to be more than a pointer to the page."""

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z!?][\w-]*+)[^<>]*+>")
_HIDDEN = {"style", "script", "head", "title"}
_BREAKING = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "td"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bodies:
    """A mail's words twice: `plain` text, and a `page` of HTML with the words on it roughly.

    Either may be empty.
    """

    plain: str
    page: bytes
    page_words: str

    @property
    def prefers_plain(self) -> bool:
        """Whether the plain part holds the article, and not only a pointer to the page."""
        plain, page = len(self.plain.split()), len(self.page_words.split())
        return bool(plain) and plain >= _FULL * page


def bodies_of(message: EmailMessage) -> Bodies:
    """Give the words of a mail, without those of attachments. Raises ReadingError."""
    plain = "\n\n".join(filter(None, (_plain(part) for part in _leaves(message, "text/plain"))))
    page = html_content(message) or b""
    return Bodies(plain=plain, page=page, page_words=_page_words(page.decode("utf-8", "replace")))


def html_content(message: EmailMessage) -> bytes | None:
    """Give a mail's first web page: UTF-8 with its mark where the mail names a charset that fits,
    else the bytes as they came; None where it has none.
    """
    part = next(_leaves(message, "text/html"), None)
    if part is None:
        return None
    content = _payload(part)
    text = _as_declared(part, content)
    return content if text is None else codecs.BOM_UTF8 + text.encode("utf-8", "replace")


def _leaves(message: EmailMessage, kind: str) -> Iterator[EmailMessage]:
    """Yield the parts of a kind that are shown with a mail, not those of mails attached to it."""
    pending: list[Any] = [message]
    while pending:
        part = pending.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            pending.extend(reversed(part.get_payload()))
        elif part.get_content_type() == kind and not _is_attached(part):
            yield part


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _as_declared(part: EmailMessage, content: bytes) -> str | None:
    """Decode by the charset that a part names; None where it names none or that doesn't fit."""
    try:
        charset = codecs.lookup(str(part.get_content_charset() or "")).name
        text = content.decode(charset) if charset.startswith(_CHARSETS) else None
    except (LookupError, UnicodeError):
        return None
    # Windows' quotation marks are control characters in the charset that many mails name.
    return None if text is None or (charset == "iso8859-1" and _C1.search(text)) else text


def _plain(part: EmailMessage) -> str:
    content = _payload(part).replace(b"\0", b"")
    text = _as_declared(part, content)
    text = decode(content, name="The mail") if text is None else text
    lines = _unquoted(storable(text).split("\n"))
    if str(part.get_param("format", "")).lower() == "flowed":
        lines = _unflowed(lines, drops_blank=str(part.get_param("delsp", "")).lower() == "yes")
    else:
        lines = _unwrapped([line.rstrip() for line in lines])
    text = "\n".join(" ".join(line.split()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def _unquoted(lines: Sequence[str]) -> list[str]:
    """Take away the marks of quotation from a mail that was passed on as one, header and all."""
    start = next((place for place, line in enumerate(lines) if _QUOTED_HEADER.match(line)), None)
    if start is None:
        return [*lines]
    return [*lines[:start], *(_QUOTED.sub("", line) for line in lines[start:])]


def _unflowed(lines: Sequence[str], *, drops_blank: bool) -> list[str]:
    """Join lines that end in a blank with the next, as RFC 3676 has it."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        words = line.removeprefix(" ")
        goes_on = line.endswith(" ") and line != "-- "
        blocks[-1].append(words[:-1] if goes_on and drops_blank else words)
        if not goes_on:
            blocks.append([])
    return ["".join(block) for block in blocks if block]


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Join lines that were broken because the next one's first word would not have fit."""
    width = max((len(line) for line in lines if "://" not in line), default=0)
    if width > _WIDEST:
        return [*lines]
    blocks: list[list[str]] = []
    above = ""
    for line in lines:
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        if above and word and word != ">" and len(above) + 1 + len(word) > width:
            blocks[-1].append(line)
        else:
            blocks.append([line])
        above = line
    return [" ".join(block) for block in blocks]


def _page_words(page: str) -> str:
    """Give the words of a page roughly, one element a line: enough to count and to find headers."""
    pieces: list[str] = []
    hidden = ""
    end = 0
    for tag in _TAG.finditer(page):
        name = tag["name"].lower()
        if not hidden:
            pieces += (page[end : tag.start()], "\n" if name in _BREAKING else "")
            hidden = name if name in _HIDDEN and not tag["end"] else ""
        elif tag["end"] and name == hidden:
            hidden = ""
        end = tag.end()
    text = html.unescape("".join(pieces) + ("" if hidden else page[end:]))
    lines = (" ".join(line.split()) for line in storable(text).split("\n"))
    return "\n".join(line for line in lines if line)
