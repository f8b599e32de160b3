"""The bytes of a web page -> its text, by what they are, what the page says of itself, or a guess.

A page that is valid UTF-8 is UTF-8 whatever it says: browsers save pages so and leave the old
declaration standing, while legacy encodings all but never look like it.
"""

import codecs
import re
from collections.abc import Mapping
from types import MappingProxyType

from rag.reading.formats.decoding import decode

_HEAD = 4096
"""Bytes from the top in which a declaration is looked for."""

_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_AS_BROWSERS_READ: Mapping[str, str] = MappingProxyType(
    {
        **{"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"},
        **{"gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs"},
        **{"tis-620": "cp874", "iso8859-11": "cp874"},
    }
)
"""What pages name -> its superset, which they use and every browser assumes."""

_NOT_ALLOWED = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[\da-fA-F]|[dD][89a-fA-F]..))(?!\w);?"
)
_SEVEN_BIT = frozenset({"iso2022_jp", "hz"})
_BROKEN_ALLOWED = 0.002
"""Share of characters that may be broken in the encoding that the page declares."""


def decode_page(content: bytes, *, name: str) -> str:
    """Give the text of the page called `name`, lines ended by `\\n`.

    NULs and the other characters that no markup may hold are gone, whether they stand there as they
    are or are written out (`&#1;`). Raises ReadingError where `content` is no readable text.
    """
    text = None if content.startswith(_MARKS) else _as_declared(content)
    if text is None:
        wide = content.startswith(_MARKS[1:])
        text = decode(content if wide else content.replace(b"\0", b""), name=name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_ALLOWED.sub("", text.replace("\x0b", " ").replace("\x0c", " "))


def _as_declared(content: bytes) -> str | None:
    """Give the text in the encoding that the page declares; None where that doesn't do."""
    encoding = _declared(content)
    if encoding not in _SEVEN_BIT and _is_unicode(content):
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    try:
        text = content.decode(encoding, "replace") if encoding else ""
    except (UnicodeError, LookupError):
        return None
    return text if text and text.count("\ufffd") <= _BROKEN_ALLOWED * len(text) else None


def _declared(content: bytes) -> str | None:
    """Give Python's name of the encoding; what isn't one of text, or can't be true, is none."""
    match = _DECLARED.search(content[:_HEAD])
    try:
        name = codecs.lookup(match[1].decode("ascii")).name if match else ""
    except (LookupError, UnicodeError):
        return None
    # The declaration itself was read byte by byte, so that no wider encoding can be meant.
    if not name or name.startswith(("utf-16", "utf-32", "utf-7")) or not _is_of_text(name):
        return None
    return _AS_BROWSERS_READ.get(name, name)


def _is_of_text(name: str) -> bool:
    try:
        return "a".encode(name).decode(name) == "a"
    except (LookupError, UnicodeError):
        return False


def _is_unicode(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
