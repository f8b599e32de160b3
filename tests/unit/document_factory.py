"""PDF, DOCX and EML files of an article in words of the tests' own."""

import zlib
from email.message import EmailMessage
from io import BytesIO

from fpdf import FPDF
from hypothesis import strategies as st

TITLE = "Harbour board votes to keep the night ferry"
PARAGRAPHS = (
    "The harbour board voted on Tuesday to keep the night ferry to Skelling for two more years, "
    "after a petition by islanders who work late shifts on the mainland.",
    "Board member Ines Falk said that the line would cost some 1.4 million crowns a year, and that "
    "the money would come out of the fund for long-term repairs.",
    "A second vote is to follow in March, when the operator will have counted its passengers.",
)
HEAD = (TITLE, "By Tomas Rehn, Skelling Courier", "Published: 14 January 2026, 09:30")


def pdf_pages(*pages: str, header: str = "", footer: str = "") -> bytes:
    """A PDF with a page for each text given; each begins with TITLE in large letters."""

    class Paper(FPDF):
        def header(self) -> None:
            self.set_font("Times", size=8)
            self.cell(0, 8, header, new_x="LMARGIN", new_y="NEXT")

        def footer(self) -> None:
            self.set_y(-12)
            self.cell(0, 6, footer.replace("#", str(self.page_no())))

    paper = Paper()
    for number, text in enumerate(pages):
        paper.add_page()
        if number == 0:
            paper.set_font("Times", size=20)
            paper.multi_cell(0, 9, TITLE, new_x="LMARGIN", new_y="NEXT")
        paper.set_font("Times", size=11)
        for paragraph in text.split("\n\n"):
            paper.multi_cell(0, 5, paragraph, new_x="LMARGIN", new_y="NEXT")
            paper.ln(4)
    return bytes(paper.output())


def article_pdf() -> bytes:
    """The article on one page."""
    return pdf_pages("\n\n".join((*HEAD[1:], *PARAGRAPHS)))


def drawn_pdf(lines: str, *, unpacked: bytes = b"", mac: bool = False) -> bytes:
    """A PDF of one page with a content stream of one's own, packed.

    Each of `lines` is "x y size words"; `unpacked` is put before them; `mac` chooses
    the encoding of old Macintoshes, which has ligatures.
    """
    drawn = [line.split(" ", 3) for line in lines.splitlines() if line]
    operators = [f"BT /F1 {size} Tf {x} {y} Td ({words}) Tj ET" for x, y, size, words in drawn]
    stream = zlib.compress(unpacked + "\n".join(operators).encode("mac_roman" if mac else "cp1252"))
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Times-Roman "
        b"/Encoding /%b >> >> >> >>" % (b"MacRomanEncoding" if mac else b"WinAnsiEncoding"),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(stream), stream),
    )
    file = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(file)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(places)
    return file + table + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start


def saved(document: object) -> bytes:
    """The bytes of a document of python-docx."""
    file = BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def article_docx() -> bytes:
    """The article, its title in the style Title."""
    import docx

    document = docx.Document()
    document.add_heading(TITLE, 0)
    for words in (*HEAD[1:], *PARAGRAPHS):
        document.add_paragraph(words)
    return saved(document)


def mail(text: str = "\n\n".join(PARAGRAPHS), *, page: str = "", **headers: str) -> EmailMessage:
    """A mail; headers are given as `from_="…"`, `list_id="…"` and replace the usual ones."""
    usual = {
        "from": '"Skelling Courier" <news@skelling-courier.example>',
        "subject": TITLE,
        "date": "Wed, 14 Jan 2026 09:30:00 +0100",
    }
    message = EmailMessage()
    for name, value in {**usual, **{key.strip("_"): each for key, each in headers.items()}}.items():
        message[name.replace("_", "-")] = value
    if text:
        message.set_content(text)
    if page and text:
        message.add_alternative(page, subtype="html")
    elif page:
        message.set_content(page, subtype="html")
    return message


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file that broke off somewhere, or not, with some of its bytes written over."""
    content = bytearray(whole)
    wrong = st.tuples(st.integers(0, len(whole) - 1), st.binary(min_size=1, max_size=4))
    for place, written in draw(st.lists(wrong)):
        content[place : place + len(written)] = written
    return bytes(content[: draw(st.integers(0, len(whole)) | st.just(len(whole)))])
