"""Real files of every format, ways to damage them, and files that were made to do harm."""

import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from email.message import EmailMessage

from docx import Document
from fpdf import FPDF

PARAGRAPHS = (
    "PORT ELLIS, Jan. 9 (Northwire) — The council met on Tuesday and decided to repair the old "
    "pier before the winter storms, which have cost the town two boats since 2024.",
    "The work will take eleven weeks, the harbour master said, and the fishing boats will lie at "
    "the northern quay until the following month. Last year they stayed away for ten days.",
    "Zwei Boote lagen am Freitag noch im Hafen. La mairie a promis une réponse avant le 3 février.",
)
TEXT = "\n\n".join(PARAGRAPHS)
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>Pier to be repaired</title>'
    '<meta property="article:published_time" content="2026-01-09T08:15:00+01:00">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Pier to be repaired",'
    ' "datePublished": "2026-01-09", "author": {"name": "Jane Roe"}}</script></head><body><nav>'
    "<a href='/'>Home</a></nav><article><h1>Pier to be repaired</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    + "<figure><img src='a.jpg'><figcaption>The pier.</figcaption></figure></article></body></html>"
)
ROWS = [
    {"title": f"Pier {number}", "date": "2026-01-09", "text": TEXT, "url": "https://example.com/"}
    for number in range(3)
]
ITEMS = "".join(
    f"<item><title>Pier {number}</title><link>https://example.com/{number}</link>"
    f"<pubDate>Fri, 09 Jan 2026 08:15:00 GMT</pubDate><description>{TEXT}</description></item>"
    for number in range(3)
)
RSS = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>{ITEMS}</channel></rss>'
ATOM = (
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title><entry>'
    "<title>Pier</title><id>a</id><updated>2026-01-09T08:15:00Z</updated>"
    f"<content>{TEXT}</content></entry></feed>"
)


def _table(separator: str) -> bytes:
    lines = [["title", "date", "text"], *(["Pier", "2026-01-09", f'"{TEXT}"'] for _ in range(3))]
    return "\r\n".join(separator.join(line) for line in lines).encode()


def _mail(subtype: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Jane Roe <jane@example.com>"
    mail["Subject"] = "Pier to be repaired für alle"
    mail["Date"] = "Fri, 09 Jan 2026 08:15:00 +0100"
    mail.set_content(TEXT)
    if subtype == "related":
        mail.clear_content()
        mail.set_content(PAGE, subtype="html")
        mail.add_related(b"GIF89a", "image", "gif", cid="<a>")
    else:
        mail.add_alternative(PAGE, subtype="html")
    return mail.as_bytes()


def _pdf() -> bytes:
    pdf = FPDF()
    pdf.set_title("Pier to be repaired")
    pdf.set_font("Helvetica", size=12)
    for paragraph in PARAGRAPHS:
        pdf.add_page()
        pdf.multi_cell(0, text=paragraph.replace("—", "-"))
    return bytes(pdf.output())


def _docx() -> bytes:
    document = Document()
    document.add_heading("Pier to be repaired")
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    document.add_table(2, 2).cell(0, 0).text = "Boats"
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


def samples() -> dict[str, bytes]:
    """Give a good file of every format, by its suffix."""
    single = {
        **{".txt": TEXT.encode(), ".md": f"---\ntitle: Pier\n---\n# Pier\n\n{TEXT}".encode()},
        **{".html": PAGE.encode(), ".xhtml": f'<?xml version="1.0"?>\n{PAGE}'.encode()},
        **{".eml": _mail("alternative"), ".mhtml": _mail("related")},
        **{".pdf": _pdf(), ".docx": _docx()},
        **{".json": json.dumps(ROWS).encode(), ".csv": _table(","), ".tsv": _table("\t")},
        ".jsonl": "\n".join(map(json.dumps, ROWS)).encode(),
        **{".rss": RSS.encode(), ".atom": ATOM.encode(), ".xml": RSS.encode("utf-16")},
    }
    return {**single, ".zip": zipped({f"sub/a{suffix}": data for suffix, data in single.items()})}


def damaged(content: bytes, *, seed: int) -> bytes:
    """Give a copy of a file that a broken disk, line or program might have left."""
    dice = random.Random(seed)
    torn = bytearray(content)
    start = dice.randrange(len(torn))
    match seed % 6:
        case 0:
            del torn[start:]
        case 1:
            del torn[start : start + dice.randrange(1, 200)]
        case 2:
            for _ in range(dice.choice([1, 3, 30])):
                torn[dice.randrange(len(torn))] ^= 1 << dice.randrange(8)
        case 3:
            torn[start : start + 20] = dice.randbytes(dice.randrange(40))
        case 4:
            torn[start:start] = torn[dice.randrange(len(torn)) :]
        case _:
            torn[start : start + 8] = dice.choice([b"\0" * 8, b"\xff" * 4, b"\x80\x00\xff\xff"])
    return bytes(torn)


def odd_texts() -> Iterator[tuple[str, bytes]]:
    """Give texts in strange writing, in encodings few use, and of lines without end."""
    right_to_left = "قال المجلس يوم الثلاثاء إن الرصيف سيُصلح. " * 30
    invisible = "The\u200b coun\u200dcil\u2060 met\ufeff on \u202eyadseuT\u202c.\u00ad " * 30
    stacked = "".join(f"{letter}{chr(0x301) * 50}" for letter in "council met on Tuesday")
    tags = "The pier\U000e0001\U000e0041 is 👩‍👩‍👧‍👦 shut \U0010ffff\ufffe."
    for name, words in (
        *(("arabic", right_to_left), ("invisible", invisible), ("stacked", stacked)),
        *(("tags", tags), ("feeds", TEXT.replace(" ", "\u2028")), ("blanks", " \u3000\n" * 5000)),
    ):
        yield f"{name}.txt", words.encode()
        yield f"{name}.html", f"<html><body><article><p>{words}</p></article></html>".encode()
        yield f"{name}.jsonl", json.dumps({"title": words[:60], "text": words}).encode()
    for encoding in ("utf-7", "utf-16", "utf-32", "cp500", "iso2022_jp", "cp1255", "mac_roman"):
        yield f"{encoding}.txt", TEXT.encode(encoding, "replace")
        yield f"{encoding}.html", PAGE.encode(encoding, "replace")
    yield "mixed.txt", TEXT.encode() + "é".encode("latin-1") + "中文".encode("gb18030")
    yield "surrogates.json", b'[{"title": "\\ud800 Pier", "text": "Shut \\udfff today \\u0000."}]'
    yield "surrogates.txt", b"The pier \xed\xa0\x80 is shut."


def _nested(opening: str, closing: str, *, depth: int) -> bytes:
    return f"{opening * depth}{TEXT}{closing * depth}".encode()


def _laughs(root: str) -> bytes:
    entities = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 12))
    return (
        f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY l0 "lol">{entities}]>'
        f"<{root}><channel><item><title>&l11;</title><description>{TEXT} &l11;</description>"
        f"</item></channel></{root}>"
    ).encode()


def _stranger(root: str, *, file: str) -> bytes:
    return (
        f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY x SYSTEM "file://{file}">]>'
        f'<{root} version="2.0"><channel><item><title>Pier</title>'
        f"<description>{TEXT} &x;</description></item></channel></{root}>"
    ).encode()


def _pdf_of(*objects: bytes) -> bytes:
    """Give a PDF of numbered objects, the first its catalogue, with the table of their places."""
    body, places = b"%PDF-1.7\n", list[int]()
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Root 1 0 R /Size %d>>\n"
    return body + end % (size, table, size) + b"startxref\n%d\n%%%%EOF" % len(body)


def _stream(data: bytes, *, filters: int = 1) -> bytes:
    for _ in range(filters):
        data = zlib.compress(data, 9)
    names = b"/FlateDecode " * filters
    return b"<</Length %d /Filter [%s]>>stream\n%s\nendstream" % (len(data), names, data)


def _pdfs() -> Iterator[tuple[str, bytes]]:
    catalogue = b"<</Type /Catalog /Pages 2 0 R>>"
    one_page = b"<</Type /Pages /Kids [3 0 R] /Count 1>>"
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R>>"
    words = b"BT /F1 9 Tf (The pier is shut.) Tj ET\n"
    yield "bomb.pdf", _pdf_of(catalogue, one_page, page, _stream(words * 3_000_000))
    yield "bombs.pdf", _pdf_of(catalogue, one_page, page, _stream(b"0" * 10**8, filters=2))
    yield "loop.pdf", _pdf_of(catalogue, b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 9>>")
    kids = b"3 0 R " * 100_000
    many = b"<</Type /Pages /Kids [%s] /Count 100000>>" % kids
    yield "pages.pdf", _pdf_of(catalogue, many, page, _stream(words))
    yield "count.pdf", _pdf_of(catalogue, b"<</Type /Pages /Kids [] /Count 999999999>>")
    yield "deep.pdf", _pdf_of(catalogue, b"[" * 100_000)
    yield "chain.pdf", _pdf_of(b"2 0 R", b"3 0 R", b"1 0 R")
    yield "length.pdf", _pdf_of(catalogue, b"<</Length 99999999999>>stream\nendstream")
    yield "names.pdf", b"%PDF-1.7\n" + b"1 0 obj\n" * 200_000
    yield "start.pdf", b"%PDF-1.7\nstartxref\n9\n%%EOF"


def _pages() -> Iterator[tuple[str, bytes]]:
    yield "deep.html", b"<html><body>" + _nested("<div>", "</div>", depth=100_000)
    yield "tables.html", b"<html>" + _nested("<table><tr><td>", "", depth=30_000)
    yield "lists.html", b"<html><article>" + _nested("<ul><li>", "", depth=30_000)
    yield "quotes.html", b"<html><article>" + _nested("<blockquote><p>", "", depth=30_000)
    yield "fonts.html", b"<html><article>" + _nested("<b><i><font>", "", depth=20_000)
    yield "open.html", b"<html>" + b"<a " * 500_000
    yield "less.html", b"<html>" + b"<" * 3_000_000
    yield "comment.html", b"<html><!--" + b"-" * 3_000_000
    yield "comments.html", b"<html>" + b"<!-- " * 500_000
    yield "attributes.html", b"<html><p %s>" % b" ".join(b"a%d=1" % n for n in range(100_000))
    yield "attribute.html", b'<html><p title="' + b"x" * 3_000_000
    yield "paragraphs.html", b"<html><article>" + b"<p>The pier is shut today.</p>" * 15_000
    yield "links.html", b"<html><body>" + b"<a href='/a'>Pier</a> " * 15_000
    yield "script.html", b'<html><script type="application/ld+json">' + b"[" * 1_000_000
    yield "graph.html", b'<html><script type="application/ld+json">' + b'{"@graph":' * 100_000
    yield "entities.html", b"<html><p>" + b"&amp;" * 600_000 + b"&#x110000;&#0;&#xd800;&bogus;"
    yield "laughs.html", _laughs("html")


def _records() -> Iterator[tuple[str, bytes]]:
    yield "deep.json", b"[" * 1_000_000
    yield "deep_objects.json", b'{"text":' * 300_000
    yield "deep_line.jsonl", b'{"text":' * 300_000 + b"\n" + json.dumps(ROWS[0]).encode()
    yield "number.json", b'[{"title": "Pier", "text": "Shut.", "date": ' + b"9" * 1_000_000 + b"}]"
    yield "numbers.jsonl", b'{"text": "Shut.", "date": 1e999, "title": NaN}\n' * 100
    yield "types.json", b'[null, 1, "x", [], {}, {"text": {"a": []}}, {"text": ["a", null, 5]}]'
    yield "keys.json", b"[{%s}]" % b",".join(b'"k%d": "Shut."' % n for n in range(100_000))
    yield "rows.jsonl", b'{"text": "The pier is shut."}\n' * 500
    yield "empty_rows.jsonl", b"{}\n" * 3_000
    yield "quote.csv", b'title,text\nPier,"' + b"The pier is shut.\n" * 100_000
    yield "columns.csv", b"text," * 300_000 + b"\n" + b"a," * 300_000
    yield "nul.csv", b"title,text\nPier,The pier\0 is shut.\n"
    yield "laughs.xml", _laughs("rss")
    yield "laughs.atom", _laughs("feed")
    square = f'<!DOCTYPE rss [<!ENTITY a "{"a" * 100_000}">]><rss><channel><item><description>'
    yield "square.rss", f"{square}{'&a;' * 50_000}</description></item></channel></rss>".encode()
    yield "deep.xml", b"<rss><channel>" + b"<item>" * 100_000
    yield "items.rss", f"<rss version='2.0'><channel>{ITEMS * 50}</channel></rss>".encode()
    yield (
        "map.xml",
        b"<?xml version='1.0'?><urlset><url><loc>https://example.com/</loc></url></urlset>",
    )


def _mails() -> Iterator[tuple[str, bytes]]:
    parts = "".join(
        f"Content-Type: multipart/mixed; boundary={number}\n\n--{number}\n"
        for number in range(2000)
    )
    yield "deep.eml", f"Subject: Pier\n{parts}\n{TEXT}".encode()
    yield "letters.eml", b"Subject: Pier\n" + b"Content-Type: message/rfc822\n\n" * 3_000
    yield "header.eml", b"Subject: " + b"Pier " * 400_000 + b"\n\nShut."
    yield "folded.eml", b"Subject: Pier\n" + b" folded\n" * 200_000 + b"\nShut."
    yield "headers.eml", b"X: y\n" * 100_000 + b"\nShut."
    yield "words.eml", b"Subject: " + b"=?utf-8?b?w6k=?= " * 60_000 + b"\n\nShut."
    yield "addresses.eml", b"From: " + b'"a" <(' * 60_000 + b"\n\nShut."
    yield "charset.eml", b"Content-Type: text/plain; charset=bogus\n\n" + TEXT.encode()
    yield "base64.eml", b"Content-Transfer-Encoding: base64\n\n" + b"=A" * 100_000
    many = b"--b\nContent-Type: text/plain\n\nShut.\n" * 5_000
    yield "parts.eml", b"Content-Type: multipart/mixed; boundary=b\n\n" + many
    yield (
        "parts.mhtml",
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n" + many,
    )


def _word(document: bytes) -> bytes:
    """Give a good document with another main part."""
    with zipfile.ZipFile(io.BytesIO(_docx())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**parts, "word/document.xml": document})


def _archives() -> Iterator[tuple[str, bytes]]:
    zeros = b"0" * 19_000_000
    bomb = zipped({f"{number}.txt": zeros for number in range(3)})
    yield "bomb.zip", bomb
    yield "pages.zip", zipped({f"{number}.html": b"<html>" + zeros for number in range(3)})
    yield "nested.zip", zipped({"a.zip": bomb, "b.docx": bomb, "c.txt": bomb, "d.txt": b"Shut."})
    yield "names.zip", zipped({"../../../tmp/a.txt": b"Shut.", "/b\n\x1b[2J.txt": b"Shut."})
    single = zipped({"a.txt": b"Shut."})
    start, end = single.index(b"PK\x01\x02"), single.index(b"PK\x05\x06")
    directory = single[start:end] * 150_000
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, len(directory), start, 0)
    yield "directory.zip", single[:start] + directory + tail
    main = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    yield "bomb.docx", _word(main + b"<w:p><w:r><w:t>" + b"0" * 10**8)
    runs = b"<w:p><w:r><w:t>Shut.</w:t></w:r></w:p>"
    yield "runs.docx", _word(main + runs * 20_000 + b"</w:body></w:document>")
    yield "tables.docx", _word(main + b"<w:tbl><w:tr><w:tc>" * 20_000)
    yield "laughs.docx", _word(_laughs("document"))


def _lines() -> Iterator[tuple[str, bytes]]:
    yield "line.txt", b"x" * 1_000_000
    yield "words.txt", b"The pier is shut on Tuesday. " * 35_000
    yield "dates.txt", b"9 Jan. 2026 " * 20_000
    yield "digits.txt", b"1" * 1_000_000
    yield "dots.txt", b". " * 500_000
    yield "spaces.txt", b"a" + b" " * 1_000_000 + b"b"
    yield "newlines.txt", b"a\n" * 100_000
    yield "dashes.md", b"---\n" * 100_000
    yield "hashes.md", b"#" * 1_000_000 + b" Pier"
    yield "brackets.md", b"---\na: " + b"[" * 500_000 + b"\n---\nShut."
    yield "aliases.md", b"---\na: &a [x]\nb: [%s]\n---\nShut." % (b"*a," * 300_000)
    yield "capitals.txt", b"A. " * 300_000
    yield "commas.txt", b"By A, " * 150_000
    yield "letters.txt", "é\u0301".encode() * 300_000
    yield "ideographs.txt", "市長は火曜日".encode() * 30_000


def harmful(secret: str) -> Iterator[tuple[str, bytes]]:
    """Give files that were made to exhaust memory or time, or to steal the file `secret`."""
    makers: tuple[Callable[[], Iterator[tuple[str, bytes]]], ...]
    makers = (_lines, _pages, _records, _mails, _pdfs, _archives)
    for make in makers:
        yield from make()
    for suffix, root in ((".xml", "rss"), (".html", "html"), (".xhtml", "html")):
        yield f"stranger{suffix}", _stranger(root, file=secret)
    yield "stranger.docx", _word(_stranger("document", file=secret))
