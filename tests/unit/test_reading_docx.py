"""DOCX files: paragraphs, tables, tracked changes, properties, and files that can't be read."""

import tracemalloc
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import docx
import pytest
from document_factory import HEAD, PARAGRAPHS, TITLE, article_docx, damaged, saved
from docx.oxml import parse_xml
from hypothesis import given, settings

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.formats.documents.docx import read_docx
from rag.reading.making import make_article
from rag.settings import ReadingSettings

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(content: bytes) -> Draft:
    (draft,) = read_docx(content, name="a.docx", settings=ReadingSettings())
    return draft


def with_xml(paragraph: str) -> bytes:
    """A document whose one paragraph holds the XML given."""
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {WORD}>{paragraph}</w:p>"))
    return saved(document)


def with_member(name: str, content: bytes, *, method: int = ZIP_DEFLATED) -> bytes:
    """The article's package with one member replaced."""
    file = BytesIO()
    with ZipFile(BytesIO(article_docx())) as package, ZipFile(file, "w", method) as copy:
        for member in package.namelist():
            copy.writestr(member, content if member == name else package.read(member))
    return file.getvalue()


def test_an_article() -> None:
    draft = read(article_docx())
    assert draft.text == "\n\n".join((*HEAD, *PARAGRAPHS))
    article = make_article(draft, file="a.docx")
    assert (article.title, article.provenance["title"]) == (TITLE, "markup")
    assert (article.author, article.outlet) == ("Tomas Rehn", "Skelling Courier")
    assert article.published == date(2026, 1, 14)


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        (
            "<w:r><w:t>The board </w:t></w:r><w:ins><w:r><w:t>voted</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>rested</w:delText><w:t>slept</w:t></w:r></w:del>",
            "The board voted",
        ),
        (
            "<w:r><w:t>See </w:t></w:r><w:hyperlink><w:r><w:t>the plan</w:t></w:r></w:hyperlink>"
            "<w:r><w:t>.</w:t></w:r>",
            "See the plan.",
        ),
        (
            "<w:r><w:t>One</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r>",
            "One\ntwo three",
        ),
        ("<w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>known</w:t></w:r>", "well-known"),
        (
            "<w:r><w:t>Text</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>Box</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r>",
            "Text",
        ),
        (
            "<w:sdt><w:sdtContent><w:r><w:t>Filled in</w:t></w:r></w:sdtContent></w:sdt>",
            "Filled in",
        ),
    ],
)
def test_the_words_of_a_paragraph(paragraph: str, expected: str) -> None:
    assert read(with_xml(paragraph)).text == expected


def test_tables_row_by_row() -> None:
    document = docx.Document()
    document.add_paragraph("Passengers:")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        (*table.rows[0].cells, *table.rows[1].cells),
        ("Year", "Number", "2025", "41,200"),
        strict=True,
    ):
        cell.text = words
    document.add_paragraph("More will come.")
    assert read(saved(document)).text.split("\n\n") == [
        *("Passengers:", "Year | Number", "2025 | 41,200", "More will come.")
    ]


def test_a_table_that_only_arranges_the_page() -> None:
    document = docx.Document()
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    left.text = PARAGRAPHS[0]
    left.add_paragraph(PARAGRAPHS[1])
    right.text = PARAGRAPHS[2]
    assert read(saved(document)).text == "\n\n".join(PARAGRAPHS)


def test_captions_are_asides() -> None:
    document = docx.Document()
    document.add_paragraph("The night ferry at its quay", style="Caption")
    document.add_paragraph(PARAGRAPHS[0])
    draft = read(saved(document))
    assert draft.asides == ((0, len("The night ferry at its quay")),)


@pytest.mark.parametrize(
    ("styles", "expected"),
    [
        (("Heading 1", "Normal"), ["Above"]),
        (("Normal", "Title"), ["Below"]),
        # A heading under prose is a section's.
        (("Normal", "Heading 1"), []),
    ],
)
def test_titles_by_style(styles: tuple[str, str], expected: list[str]) -> None:
    document = docx.Document()
    document.core_properties.title = ""
    document.add_paragraph("Above", style=styles[0])
    document.add_paragraph(PARAGRAPHS[0])
    document.add_paragraph("Below", style=styles[1])
    found = [each for each in read(saved(document)).findings if each.field == "title"]
    assert [each.value for each in found] == expected
    assert {each.where for each in found} <= {"markup"}


@pytest.mark.parametrize(
    ("title", "author", "expected"),
    [
        ("A quay for all", "Tomas Rehn", [("title", "A quay for all"), ("author", "Tomas Rehn")]),
        ("Word Document", "python-docx", []),
    ],
)
def test_properties(title: str, author: str, expected: list[tuple[str, str]]) -> None:
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = title, author
    document.add_paragraph(PARAGRAPHS[0])
    assert [(each.field, each.value) for each in read(saved(document)).findings] == expected


def test_an_entity_reads_no_file() -> None:
    xml = (
        f'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY a "aaaa">'
        f'<!ENTITY b "&a;&a;&a;">]><w:document {WORD}><w:body><w:p><w:r><w:t>Late&e;&b;</w:t></w:r>'
        f"</w:p></w:body></w:document>"
    )
    assert read(with_member("word/document.xml", xml.encode())).text == "Late"


@pytest.mark.parametrize(
    ("content", "problem", "mend"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word file", "as .docx"),
        (b"{\\rtf1 Late.}", "no Word document", "as .docx"),
        (with_member("word/document.xml", b"<w:document"), "no Word document", "as .docx"),
        (with_member("word/document.xml", b" " * 11_000_000), "unpacks to more", "of its own"),
        (with_member("", b"", method=ZIP_LZMA), "no Word document", "as .docx"),
        (saved(docx.Document()), "holds no text", "pictures"),
    ],
)
def test_what_cannot_be_read(content: bytes, problem: str, mend: str) -> None:
    with pytest.raises(ReadingError) as raised:
        read(content)
    assert problem in raised.value.problem
    assert mend in raised.value.mend


def test_pictures_are_not_unpacked() -> None:
    file = BytesIO(article_docx())
    with ZipFile(file, "a", ZIP_DEFLATED) as package:
        package.writestr("word/media/a.png", bytes(40_000_000))
    tracemalloc.start()
    try:
        assert TITLE in read(file.getvalue()).text
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


WHOLE = article_docx()


@settings(max_examples=40, deadline=None)
@given(content=damaged(WHOLE))
def test_truncated_and_changed_files(content: bytes) -> None:
    try:
        draft = read(content)
    except ReadingError:
        return
    assert "\0" not in draft.text
