"""PDF files: paragraphs out of printed lines, running lines apart, and files that can't be read."""

from datetime import date

import pytest
from document_factory import PARAGRAPHS, TITLE, article_pdf, damaged, drawn_pdf, pdf_pages
from fpdf import FPDF
from hypothesis import given, settings

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.formats.documents.pdf import read_pdf
from rag.reading.making import make_article
from rag.settings import ReadingSettings


def read(content: bytes) -> Draft:
    (draft,) = read_pdf(content, name="a.pdf", settings=ReadingSettings())
    return draft


def paragraphs(content: bytes) -> list[str]:
    return read(content).text.split("\n\n")


def test_an_article() -> None:
    article = make_article(read(article_pdf()), file="a.pdf")
    assert article.title == TITLE
    assert article.provenance["title"] == "markup"
    assert (article.author, article.outlet) == ("Tomas Rehn", "Skelling Courier")
    assert article.published == date(2026, 1, 14)
    assert tuple(article.text.split("\n\n")[-3:]) == PARAGRAPHS


def test_a_sentence_goes_on_over_the_end_of_a_page() -> None:
    words = PARAGRAPHS[0].split()
    half = len(words) // 2
    pages = (" ".join(words[:half]), " ".join(words[half:]))
    draft = read(pdf_pages(*pages, header="Skelling Courier", footer="Page # of 2"))
    assert draft.text == "\n\n".join((TITLE, PARAGRAPHS[0], "Skelling Courier"))
    ((start, end),) = draft.asides
    assert draft.text[start:end] == "Skelling Courier"
    outlets = [each for each in draft.findings if each.field == "outlet"]
    assert [(each.value, each.where) for each in outlets] == [("Skelling Courier", "outlet line")]


def test_what_a_browser_prints_at_the_edges() -> None:
    stamp, address = "14.01.2026, 22:15 A page", "https://courier.example/ferry 1/1"
    draft = read(pdf_pages("\n\n".join(PARAGRAPHS), header=stamp, footer=address))
    assert "22:15" not in draft.text
    assert [each.value for each in draft.findings if each.field == "url"] == [
        "https://courier.example/ferry"
    ]
    ((start, end),) = draft.asides
    assert draft.text[start:end] == address


def test_pages_that_are_all_alike() -> None:
    draft = read(pdf_pages("", "", header="Skelling Courier: the ferry stays"))
    assert draft.text.split("\n\n")[-1] == "Skelling Courier: the ferry stays"
    assert draft.asides[-1][1] == len(draft.text)


def test_columns_one_after_the_other() -> None:
    paper = FPDF()
    paper.set_font("Times", size=11)
    paper.add_page()
    with paper.text_columns(ncols=2, text_align="J", gutter=8) as columns:
        columns.write("\n\n".join(PARAGRAPHS * 12))
    text = " ".join(read(bytes(paper.output())).text.split())
    assert text == " ".join(PARAGRAPHS * 12)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # A word is cut where its joined form stands elsewhere, a compound keeps its hyphen.
        (
            "50 700 11 The passen-\n50 688 11 gers said passengers do.",
            "The passengers said passengers do.",
        ),
        (
            "50 700 11 A long-\n50 688 11 term or a long-term plan.",
            "A long-term or a long-term plan.",
        ),
        (
            "50 700 11 Both two- \n50 688 11 and three-year plans.",
            "Both two- and three-year plans.",
        ),
        ("50 700 11 Soft\u00ad\n50 688 11 ware is so\u00adft.", "Software is soft."),
        # Only the second line stands in from its neighbours: a paragraph begins.
        (
            "50 700 11 It rained a lot of late.\n62 688 11 Then the sun came out, and the\n"
            "50 676 11 children went to play.",
            "It rained a lot of late.\n\nThen the sun came out, and the children went to play.",
        ),
        # All lines of an item but the first stand in.
        (
            "50 700 11 1. The first of all of the items\n62 688 11 goes on here and then it\n"
            "62 676 11 ends.",
            "1. The first of all of the items goes on here and then it ends.",
        ),
        (
            "50 700 11 A wide gap.\n50 660 11 Another paragraph.",
            "A wide gap.\n\nAnother paragraph.",
        ),
        ("50 690 40 T\n70 700 11 he board met.\n50 688 11 It voted.", "The board met. It voted."),
        # A caption between two halves of a sentence.
        (
            "50 700 11 The board that met in the old\n50 600 8 The old hall. Picture: archive\n"
            "50 500 11 hall voted late.",
            "The board that met in the old hall voted late.\n\nThe old hall. Picture: archive",
        ),
    ],
)
def test_lines_become_paragraphs(lines: str, expected: str) -> None:
    assert read(drawn_pdf(lines)).text == expected


def test_ligatures_are_taken_apart() -> None:
    content = drawn_pdf("50 700 11 The \ufb01rst \ufb02ood.", mac=True)
    assert read(content).text == "The first flood."


@pytest.mark.parametrize(
    ("title", "author", "expected"),
    [
        ("A quay for all", "Tomas Rehn", [("title", "A quay for all"), ("author", "Tomas Rehn")]),
        ("Microsoft Word - ferry.docx", "admin", []),
        ("ferry_final.indd", "Skelling Courier", [("outlet", "Skelling Courier")]),
    ],
)
def test_properties(title: str, author: str, expected: list[tuple[str, str]]) -> None:
    paper = FPDF()
    paper.set_title(title)
    paper.set_author(author)
    paper.set_font("Times", size=11)
    paper.add_page()
    paper.multi_cell(0, 5, PARAGRAPHS[0])
    findings = read(bytes(paper.output())).findings
    assert [(each.field, each.value) for each in findings] == expected
    assert {each.where for each in findings} <= {"document properties"}


def test_a_paper_s_name_is_no_title() -> None:
    lines = "50 750 40 Skelling Courier\n50 700 20 Ferry stays\n50 650 11 The board voted late."
    (title,) = (each for each in read(drawn_pdf(lines)).findings if each.field == "title")
    assert title.value == "Ferry stays"


def protected() -> bytes:
    paper = FPDF()
    paper.set_encryption(owner_password="owner", user_password="reader")
    paper.set_font("Times", size=11)
    paper.add_page()
    paper.cell(0, 5, PARAGRAPHS[0])
    return bytes(paper.output())


def scanned() -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.rect(10, 10, 100, 100)
    return bytes(paper.output())


UNTOLD = b"BT /F9 11 Tf 50 600 Td (Words in a font that is not there) Tj ET\n"


@pytest.mark.parametrize(
    ("content", "problem", "mend"),
    [
        (protected(), "protected", "without protection"),
        (scanned(), "pictures of pages", "OCR"),
        (b"%PDF-1.7\n%%EOF", "broken", "save it again"),
        (b"No PDF at all.", "broken", "save it again"),
        (drawn_pdf("50 700 11 Late, again.", unpacked=UNTOLD), "fonts", "OCR"),
        (drawn_pdf("50 700 11 Late.", unpacked=b" " * 30_000_000), "unpacks to more", "as text"),
        (drawn_pdf("50 700 11 Late.", unpacked=b"q Q\n" * 500_000), "unpacks to more", "as text"),
        (drawn_pdf("50 700 11 " + "late " * 50_000), "200,000 characters on a page", "Cut it"),
    ],
)
def test_what_cannot_be_read(content: bytes, problem: str, mend: str) -> None:
    with pytest.raises(ReadingError) as raised:
        read(content)
    assert problem in raised.value.problem
    assert mend in raised.value.mend


def test_open_to_all_though_encrypted() -> None:
    paper = FPDF()
    paper.set_encryption(owner_password="owner")
    paper.set_font("Times", size=11)
    paper.add_page()
    paper.multi_cell(0, 5, PARAGRAPHS[0])
    assert read(bytes(paper.output())).text == PARAGRAPHS[0]


def test_too_many_pages() -> None:
    paper = FPDF()
    for _ in range(301):
        paper.add_page()
    with pytest.raises(ReadingError, match="300 pages"):
        read(bytes(paper.output()))


WHOLE = article_pdf()


@settings(max_examples=60, deadline=None)
@given(content=damaged(WHOLE))
def test_truncated_and_changed_files(content: bytes) -> None:
    try:
        draft = read(content)
    except ReadingError:
        return
    assert "\0" not in draft.text
    assert all(start < stop <= len(draft.text) for start, stop in draft.asides)
