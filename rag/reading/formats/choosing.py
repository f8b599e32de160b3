"""Which reader a file gets: by its first bytes where they are unmistakable, else by its suffix."""

import errno
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import cast

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.settings import ReadingSettings

Reader = Callable[..., Iterator[Draft | ReadingError]]
"""Called as `reader(content, name=…, settings=…)` with a file's bytes and the name to show for it.

It raises ReadingError where the whole file can't be read, and yields one for each part that can't.
"""

ARCHIVE = "archive:read_archive"
_PLAIN = "plain:read_plain"
_PAGE = "pages.html:read_html"
_PDF = "documents.pdf:read_pdf"
_WORD = "documents.docx:read_docx"
_FEED = "data.feeds:read_feed"
_LINES = "data.records:read_json_lines"
_TABLE = "data.records:read_csv"
_WEB_ARCHIVE = "mail.messages:read_mhtml"

READERS: Mapping[str, str] = MappingProxyType(
    {
        **{".txt": _PLAIN, ".md": _PLAIN, ".markdown": _PLAIN},
        **{".html": _PAGE, ".htm": _PAGE, ".xhtml": _PAGE},
        **{".mhtml": _WEB_ARCHIVE, ".mht": _WEB_ARCHIVE, ".eml": "mail.messages:read_mail"},
        **{".pdf": _PDF, ".docx": _WORD},
        **{".json": "data.records:read_json", ".jsonl": _LINES, ".ndjson": _LINES},
        **{".csv": _TABLE, ".tsv": _TABLE},
        **{".rss": _FEED, ".atom": _FEED, ".xml": _FEED},
        ".zip": ARCHIVE,
    }
)
"""The reader of each suffix that is looked for in folders, as "module:function" of this package, so
that a format's library is imported with the first file that needs it."""

_HEAD = 4096
_RICH_TEXT = b"{\\rtf"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
_ZIP_ENTRY = b"PK\x01\x02"
_MOST_ZIPPED = 20_000
"""Files in a zip archive; listing more takes seconds and hundreds of megabytes."""

_ROOT = re.compile(
    rb"(?>\s|<\?xml[^>]*>|<!--.*?-->|<!doctype(?!\s+html)[^>]*>)*+"  # never tried another way
    rb"<(?:(?P<page>!doctype\s+html|html)|(?P<feed>rss|feed|rdf:rdf))\b",
    re.IGNORECASE | re.DOTALL,
)
_BEFORE_TEXT = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"
"""Byte order marks, blanks, and the zero bytes of UTF-16."""

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What libraries that unpack something while they read meet on a full disk."""


def choose_reader(content: bytes, *, name: str, suffix: str) -> str:
    """Give the reader of a file called `name` as "module:function"; plain text's where none fits.

    Raises ReadingError for what is empty and for known formats that no reader reads.
    """
    if not content.strip():
        raise ReadingError(f"{name} is empty.", mend="Delete it, or save the article again.")
    return _told_by(content, name=name) or READERS.get(suffix.lower(), _PLAIN)


def read_with(
    reader: str, content: bytes, *, name: str, settings: ReadingSettings
) -> Iterator[Draft | ReadingError]:
    """Yield what a reader gives of a file called `name`, and one error where it fails.

    Nothing is raised but MemoryError, after which a process had better not go on.
    """
    module, _, function = reader.partition(":")
    is_empty = True
    try:
        read = cast(Reader, getattr(import_module(f"rag.reading.formats.{module}"), function))
        for draft in read(content, name=name, settings=settings):
            is_empty = False
            yield draft
    except ReadingError as error:
        yield error
    except MemoryError:
        raise
    except Exception as error:
        yield unforeseen(error, name=name)
    else:
        if is_empty:
            yield ReadingError(f"{name} holds no article.", mend="Check that it was saved whole.")


def unforeseen(error: Exception, *, name: str) -> ReadingError:
    """Give the refusal of a file on which a library failed in a way that its reader didn't expect.

    What files hold is without limit, and one bad file must not stop the rest.
    """
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        problem = f"{name} wasn't read, since there is no room to do so ({error.strerror})."
        refusal = ReadingError(problem, mend="Free disk space, and ingest it again.")
    else:
        known = "is damaged, or unlike what is known of such files"
        problem = f"{name} {known} ({type(error).__name__})."
        refusal = ReadingError(problem, mend="Save it again, or as plain text.")
    refusal.__cause__ = error
    return refusal


def too_large(name: str, *, limit: int) -> ReadingError:
    """Give the refusal of a file of more than `limit` bytes."""
    return ReadingError(
        f"{name} is larger than {limit:,} bytes.",
        mend="Cut it into single articles, or raise reading.max_file_bytes.",
    )


def _told_by(content: bytes, *, name: str) -> str | None:
    if content.startswith(_ZIPPED):
        return _of_zip(content, name=name)
    head = content[:_HEAD].lstrip(_BEFORE_TEXT)
    if head.startswith(b"%PDF-"):
        return _PDF
    if head.startswith(_RICH_TEXT):
        raise _unread(name, kind="a rich text document (RTF)")
    if content.startswith(_OLD_OFFICE):
        raise _unread(name, kind="an office document of the old kind, or locked by a password")
    root = _ROOT.match(head.replace(b"\0", b""))
    if root is None:
        return None
    return _PAGE if root["page"] else _FEED


def _of_zip(content: bytes, *, name: str) -> str | None:
    """Tell a document that is a zip archive inside from an archive; None where it is damaged."""
    if content.count(_ZIP_ENTRY) > _MOST_ZIPPED:
        raise ReadingError(
            f"{name} holds more than {_MOST_ZIPPED:,} files.", mend="Unpack it and give the folder."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return None
    if "[Content_Types].xml" in members:
        if any(member.startswith("word/") for member in members):
            return _WORD
        raise _unread(name, kind="a spreadsheet or a presentation")
    if "mimetype" in members:
        raise _unread(name, kind="an OpenDocument file or an e-book")
    return ARCHIVE


def _unread(name: str, *, kind: str) -> ReadingError:
    return ReadingError(
        f"{name} is {kind}, which is not read.", mend="Save it as .docx, .pdf or .txt."
    )
