"""PDF files, one article a file: printed lines become paragraphs again."""

import logging
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from rag.errors import ReadingError
from rag.reading.drafts import Draft, Span
from rag.reading.formats.documents.pdf_lines import PrintedLine, printed_lines
from rag.reading.formats.documents.pdf_paragraphs import Paragraph, body_size, paragraphs_of
from rag.reading.formats.documents.pdf_running import Sorted, without_running_lines
from rag.reading.formats.documents.properties import property_findings
from rag.reading.metadata.marks import Finding, finding
from rag.reading.metadata.names import is_outlet
from rag.settings import ReadingSettings

_STREAM_BYTES = 20_000_000
_STREAM_PARTS = 300_000
_OBJECTS = 200_000
_FORMS_ON_A_PAGE = 500

_LETTERS_A_PAGE = 10
_UNREADABLE = 0.1
_NO_LETTERS = {"Cc", "Cn", "Co", "Cs"}
_LARGER = 1.15
_LONGEST_TITLE = 40
_NEAR_TOP = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Printed:
    """What pypdf gives of a file: its lines, its number of pages, its properties."""

    lines: tuple[PrintedLine, ...]
    pages: int
    title: str
    author: str


def read_pdf(content: bytes, *, name: str, settings: ReadingSettings) -> Iterator[Draft]:  # noqa: ARG001 - a reader's signature
    """Yield the article of a PDF file called `name`.

    Lines are joined into paragraphs. Running headers and footers would cut sentences that go on
    over a page's end; they stand at the end, once each, as asides. Page numbers are left out. The
    title is the largest text near the top of the first page, the outlet a running line that is
    nothing but its name; of the document's properties title and author count, but no date: that of
    a file is none of publication.

    Raises ReadingError where the file is broken, protected, too large once unpacked, or holds
    pictures of text only.
    """
    printed = _printed(content, name=name)
    _check_words(printed, name=name)
    sorted_lines = without_running_lines(printed.lines)
    paragraphs = paragraphs_of(sorted_lines.body)
    headline = _headline(paragraphs, body=body_size(sorted_lines.body))
    paper = next(filter(is_outlet, sorted_lines.running), "")
    findings = (
        *finding("title", headline, where="markup"),
        *finding("outlet", paper, where="outlet line"),
        *finding("url", sorted_lines.url, where="markup"),
        *property_findings(title=printed.title, author=printed.author),
    )
    yield _draft(sorted_lines, paragraphs=paragraphs, findings=findings)


def _printed(content: bytes, *, name: str) -> _Printed:
    from pypdf import PdfReader, apply_configuration

    # pypdf tells its log of each fault that it mended.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    limits = apply_configuration(
        zlib_maximum_output_length=_STREAM_BYTES,
        lzw_maximum_output_length=_STREAM_BYTES,
        run_length_maximum_output_length=_STREAM_BYTES,
        array_based_stream_maximum_output_length=_STREAM_BYTES,
        stream_decoding_work_maximum_length=2 * _STREAM_BYTES,
        stream_parsing_work_maximum_count=_STREAM_PARTS,
        xform_maximum_invocations_per_extraction=_FORMS_ON_A_PAGE,
        disable_legacy_handling=True,
    )
    with _mapped(name), limits:
        reader = PdfReader(BytesIO(content), xref_stream_maximum_entries=_OBJECTS)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _protected(name)
        lines = tuple(printed_lines(reader, name=name))
        known = reader.metadata
        title, author = (known.title, known.author) if known else (None, None)
        return _Printed(
            lines=lines, pages=len(reader.pages), title=title or "", author=author or ""
        )


@contextmanager
def _mapped(name: str) -> Iterator[None]:
    """Turn what pypdf raises into ReadingError; broken files make it raise nearly anything."""
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

    try:
        yield
    except (ReadingError, MemoryError):
        raise
    except (FileNotDecryptedError, DependencyError) as error:
        raise _protected(name) from error
    except LimitReachedError as error:
        raise ReadingError(
            f"{name} unpacks to more than an article can hold.",
            mend="Save the article again as a PDF of its own, or as text.",
        ) from error
    except Exception as error:
        raise ReadingError(
            f"{name} can't be read as a PDF: it is broken, or something else by that name.",
            mend="Open it in a viewer and save it again, or get it anew.",
        ) from error


def _protected(name: str) -> ReadingError:
    return ReadingError(
        f"{name} is protected by a password or by encryption.",
        mend="Save it without protection, or print it to a new PDF.",
    )


def _check_words(printed: _Printed, *, name: str) -> None:
    """Refuse scans, and fonts that don't say which letters they draw."""
    signs = Counter("".join(line.text for line in printed.lines))
    letters = sum(count for sign, count in signs.items() if sign.isalnum())
    strange = sum(count for sign, count in signs.items() if _is_strange(sign))
    if strange > _UNREADABLE * letters:
        raise ReadingError(
            f"{name} is set in fonts that don't say which letters they draw.",
            mend="Run it through text recognition (OCR) first.",
        )
    if letters < _LETTERS_A_PAGE * printed.pages:
        raise ReadingError(
            f"{name} holds pictures of pages but next to no text.",
            mend="Run it through text recognition (OCR) first.",
        )


def _is_strange(sign: str) -> bool:
    return sign == "\ufffd" or unicodedata.category(sign) in _NO_LETTERS


def _headline(paragraphs: Sequence[Paragraph], *, body: float) -> str:
    """Give the largest text near the top of the first page that reads like a title, else ""."""
    top = [each for each in paragraphs[:_NEAR_TOP] if each.page == 0 and _may_be_title(each.text)]
    largest = max(top, key=lambda each: each.size, default=None)
    return largest.text if largest and largest.size > _LARGER * body else ""


def _may_be_title(text: str) -> bool:
    """Tell a headline from a paper's name, which is often larger, and from a large initial."""
    return 2 <= len(text.split()) <= _LONGEST_TITLE and not is_outlet(text)


def _draft(
    lines: Sorted, *, paragraphs: Sequence[Paragraph], findings: tuple[Finding, ...]
) -> Draft:
    texts = [each.text for each in paragraphs]
    start = sum(len(text) + 2 for text in texts)
    asides: list[Span] = []
    for running in lines.running:
        asides.append((start, start + len(running)))
        start += len(running) + 2
    text = "\n\n".join((*texts, *lines.running))
    return Draft(text=text, findings=findings, asides=tuple(asides))
