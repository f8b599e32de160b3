"""Bytes -> text: UTF-8, UTF-16 with a byte order mark, else the likeliest legacy encoding.

Line ends become `\\n` here, once, before any offset is counted; nothing else is changed.
"""

import codecs
import unicodedata
from collections import Counter
from collections.abc import Iterator

from charset_normalizer import CharsetMatch, from_bytes

from rag.errors import ReadingError

_LEGACY = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859_2", "koi8_r"),
    *("cp932", "euc_jp", "cp949", "gb18030", "big5"),
]

_SAMPLE = 100_000
"""Bytes or characters that are looked at to judge a text; enough for any judgement."""

_SPARSE = 0.04
"""Share of bytes beyond ASCII; languages with letters of their own use them oftener than this."""

_BROKEN_ALLOWED = 0.2
"""Share of the characters beyond ASCII that may be broken in UTF-8. Were it a legacy encoding, all
but a few would be."""

_STRANGE_ALLOWED = 0.02
"""Scanners and old terminals leave single control characters in texts; binary data is full of
them, and of code points that mean nothing."""


def decode(content: bytes, *, name: str) -> str:
    """Give the text of a file called `name`, without byte order mark, lines ended by `\\n`.

    Raises ReadingError where `content` is not text in UTF-8, in UTF-16 with a byte order mark, or
    in a usual single-byte or East Asian encoding.
    """
    for text in _candidates(content):
        if not _is_strange(text):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise ReadingError(
        f"{name} is no readable text: it is binary, or in an encoding that can't be told.",
        mend="Save it as plain text in UTF-8.",
    )


def _candidates(content: bytes) -> Iterator[str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield from _decoded(content, encoding="utf-16")
    elif b"\0" not in content:
        unicode = list(_decoded(content, encoding="utf-8-sig")) or list(_mended(content))
        yield from unicode or _guesses(content)


def _decoded(content: bytes, *, encoding: str) -> Iterator[str]:
    try:
        yield content.decode(encoding)
    except UnicodeDecodeError:
        return


def _mended(content: bytes) -> Iterator[str]:
    """Yield what is UTF-8 but for a few broken characters, such as one that was cut in two."""
    text = content.decode("utf-8-sig", "replace")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if text.count("\ufffd") <= _BROKEN_ALLOWED * beyond_ascii:
        yield text


def _guesses(content: bytes) -> Iterator[str]:
    # Only lines with bytes beyond ASCII tell encodings apart; none of the encodings uses the line
    # feed as part of a character, so that cutting at lines is safe.
    lines = (line for line in content.split(b"\n") if not line.isascii())
    telling = b"\n".join(lines)[:_SAMPLE]
    matches = from_bytes(telling, cp_isolation=_LEGACY, enable_fallback=False)
    beyond_ascii = sum(byte > 127 for byte in telling)
    sparse = beyond_ascii < _SPARSE * len(telling)
    for match in sorted(matches, key=lambda match: _unlikelihood(match, sparse=sparse)):
        yield from _decoded(content, encoding=_commonest(match))


def _unlikelihood(match: CharsetMatch, *, sparse: bool) -> tuple[float, bool, float, int]:
    """Order guesses: least disorder, then the language's own letters, then the commoner encoding.

    Where bytes beyond ASCII are sparse they are a pound sign or a borrowed accent, which says
    nothing of a language: then Western Europe's encoding is preferred.
    """
    encoding = _commonest(match)
    western = sparse and encoding == "cp1252"
    return match.chaos, not western, -match.coherence, _LEGACY.index(encoding)


def _commonest(match: CharsetMatch) -> str:
    return min(match.could_be_from_charset, key=_LEGACY.index)


def _is_strange(text: str) -> bool:
    if "\0" in text:
        return True
    sample = text[:_SAMPLE]
    counts = Counter(sample)
    strange = sum(count for character, count in counts.items() if _means_nothing(character))
    return strange > _STRANGE_ALLOWED * len(sample)


def _means_nothing(character: str) -> bool:
    if character.isspace():
        return False
    return character == "\ufffd" or unicodedata.category(character) in {"Cc", "Cn", "Co", "Cs"}
