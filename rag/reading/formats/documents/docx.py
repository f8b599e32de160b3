"""DOCX files, one article a file: the paragraphs and tables of the document's body."""

from collections.abc import Iterator
from io import BytesIO
from itertools import takewhile
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from rag.errors import ReadingError
from rag.reading.drafts import Draft, Span
from rag.reading.formats.documents.docx_blocks import Block, blocks_of
from rag.reading.formats.documents.properties import property_findings
from rag.reading.formats.mapping import mapped
from rag.reading.metadata.marks import Finding, Line, finding
from rag.settings import ReadingSettings

if TYPE_CHECKING:
    from docx.document import Document

_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_XML = 10_000_000
"""Bytes; in memory a tree of them takes some fifty times as much at worst."""
_MOST_MEMBERS = 5_000
_XML = (".xml", ".rels")
_TITLES = ("title", "heading 1")


def read_docx(content: bytes, *, name: str, settings: ReadingSettings) -> Iterator[Draft]:  # noqa: ARG001 - a reader's signature
    """Yield the article of a DOCX file called `name`.

    Its text is the document's body: paragraphs with the words of links and of tracked insertions,
    tables row by row; no text boxes, no tracked deletions, no headers and footers. Captions are
    asides. The title is the first paragraph in the style Title, else a Heading 1 above the first
    paragraph of prose; of the document's properties its title and author count, but no date: that
    of a file is none of publication.

    Raises ReadingError where the file is broken, protected, an old .doc, too large once unpacked,
    or holds no words.
    """
    if content.startswith(_OLD_WORD):
        raise ReadingError(
            f"{name} is an old Word file (.doc), or protected by a password.",
            mend="Save it as .docx without a password.",
        )
    broken = f"{name} is no Word document (.docx), or a broken one."
    # What is broken makes python-docx and lxml raise errors of every kind.
    with mapped(broken, mend="Open it in a word processor and save it as .docx again."):
        document = _document(content, name=name)
        blocks = [*blocks_of(document)]
        known = document.core_properties
        properties = property_findings(title=known.title, author=known.author)
    if not any(block.text for block in blocks):
        raise ReadingError(
            f"{name} holds no text.", mend="Check that its words are not in pictures or text boxes."
        )
    title = finding("title", _title(blocks), where="markup")
    yield _draft(blocks, findings=title + properties)


def _document(content: bytes, *, name: str) -> "Document":
    import docx

    return docx.Document(_lean(content, name=name))


def _lean(content: bytes, *, name: str) -> BytesIO:
    """Copy a package with its XML only, as python-docx would unpack every picture, however large.

    Whatever else the package names stays as an empty member. Raises ReadingError for more XML than
    an article has.
    """
    lean = BytesIO()
    left = _MOST_XML
    with ZipFile(BytesIO(content)) as package, ZipFile(lean, "w") as copy:
        members = {member.filename: member for member in package.infolist()}
        if len(package.infolist()) > _MOST_MEMBERS:
            raise _too_large(name)
        for member in members.values():
            if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise BadZipFile(member.filename)
            # Reading stops at the size that the member declares.
            is_xml = member.filename.lower().endswith(_XML)
            left -= member.file_size if is_xml else 0
            if left < 0:
                raise _too_large(name)
            copy.writestr(member.filename, package.read(member) if is_xml else b"")
    lean.seek(0)
    return lean


def _too_large(name: str) -> ReadingError:
    return ReadingError(
        f"{name} unpacks to more than an article can hold.",
        mend="Save the article in a document of its own, or as text.",
    )


def _title(blocks: list[Block]) -> str:
    """Give the words of the paragraph that is styled as the document's title, else ""."""
    above_prose = [*takewhile(lambda block: not Line(text=block.text, start=0).is_prose, blocks)]
    titles = [block for block in blocks if block.style == "title"]
    headings = [block for block in above_prose if block.style == "heading 1"]
    return next((block.text for block in (*titles, *headings)), "")


def _draft(blocks: list[Block], *, findings: tuple[Finding, ...]) -> Draft:
    texts: list[str] = []
    asides: list[Span] = []
    start = 0
    for block in blocks:
        if block.style == "caption":
            asides.append((start, start + len(block.text)))
        texts.append(block.text)
        start += len(block.text) + 2
    return Draft(text="\n\n".join(texts), findings=findings, asides=tuple(asides))
