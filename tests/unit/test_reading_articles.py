"""One file to its articles by the reader that it needs, and the files that can't be read."""

import errno
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from rag.errors import ReadingError
from rag.reading import read_articles
from rag.reading.drafts import Draft
from rag.reading.formats import plain
from rag.reading.formats.choosing import READERS, choose_reader
from rag.schema import Article
from rag.settings import ReadingSettings

SETTINGS = ReadingSettings(max_file_bytes=5_000)
TEXT = (
    "Published: 09 Jan. 2026, 08:15\n\nPier to be repaired\nBy Jane Roe, Harbour Post\n\n"
    "The council met on\u00a0Tuesday and decided to repair the old pier before the winter storms.\n"
)


def write(folder: Path, content: bytes | str, *, name: str = "a.txt") -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def read(file: Path) -> Article:
    """Give the one article of a file."""
    (article,) = read_articles(file, settings=SETTINGS)
    assert isinstance(article, Article)
    return article


def refused(file: Path) -> ReadingError:
    """Give the one error that a file gives."""
    (error,) = read_articles(file, settings=SETTINGS)
    assert isinstance(error, ReadingError)
    assert error.mend.endswith(".")
    assert "\n" not in str(error)
    return error


def zipped(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return content.getvalue()


def test_an_article(tmp_path: Path) -> None:
    article = read(write(tmp_path, TEXT))
    assert (article.file, article.text) == ("a.txt", TEXT)
    assert (article.title, article.outlet, article.author, article.published) == (
        *("Pier to be repaired", "Harbour Post", "Jane Roe"),
        date(2026, 1, 9),
    )
    assert article.inferred is None
    assert article.provenance == {
        "title": "first line",
        "outlet": "byline",
        "author": "byline",
        "published": "Published line",
        "updated": "unknown",
        "place": "unknown",
        "language": "the words",
        "url": "unknown",
    }


@pytest.mark.parametrize("suffix", [".txt", ".md", ".MD", ".text", ""])
def test_any_suffix_is_tried_as_plain_text(tmp_path: Path, suffix: str) -> None:
    assert read(write(tmp_path, TEXT, name=f"a{suffix}")).text == TEXT


def test_the_id_is_that_of_text_and_metadata(tmp_path: Path) -> None:
    def identity(name: str, content: bytes | str) -> str:
        return read(write(tmp_path, content, name=name)).article_id

    first = identity("a.txt", TEXT)
    assert len(first) == 12
    assert int(first, 16) >= 0
    assert identity("b.md", TEXT) == first
    assert identity("c.txt", b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()) == first
    assert identity("d.txt", TEXT + "More.") != first
    assert identity("2026-01-09-a.txt", TEXT) == first
    undated = TEXT.partition("\n\n")[2]
    assert identity("e.txt", undated) != identity("2026-01-09-e.txt", undated)


def test_the_time_stamp_of_the_file_is_no_date(tmp_path: Path) -> None:
    file = write(tmp_path, TEXT.partition("\n\n")[2])
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert read(file).published is None


def test_a_date_far_ahead_of_the_clock_is_an_error_of_the_file(tmp_path: Path) -> None:
    ahead = TEXT.replace("2026", str(date.today().year + 3))
    assert read(write(tmp_path, ahead)).published is None


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "holds no words"),
        (b"--- *** ...\n", "holds no words"),
        (b"---\ntitle: Pier\n---\n", "holds no words"),
        (b"# Pier\n\nPublished: 9 Jan. 2026\nnull\n", "holds no words"),
        (b"\x89PNG\x00\x01", "no readable text"),
        (b"{\\rtf1 The pier is shut.}", "is a rich text document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 The pier is shut.", "of the old kind, or locked"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "is a spreadsheet or a presentation"),
        (zipped("mimetype", "content.xml"), "is an OpenDocument file or an e-book"),
        (zipped("photo.jpg"), "holds no article"),
        (b"x" * 5_001, "larger than 5,000 bytes"),
    ],
)
def test_files_that_are_no_article(tmp_path: Path, content: bytes, problem: str) -> None:
    error = refused(write(tmp_path, content))
    assert problem in error.problem
    assert error.problem.startswith("a.txt ")


def test_things_that_are_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for path, problem in (
        (tmp_path / "pipe.txt", "a pipe or a device"),
        (Path("/dev/null"), "a pipe or a device"),
        (tmp_path, "is a folder"),
        (tmp_path / "absent.txt", "can't be opened"),
        (tmp_path / "nul\0.txt", "can't be opened"),
    ):
        assert problem in refused(path).problem


def test_a_hostile_file_name_stays_on_one_line(tmp_path: Path) -> None:
    name = os.fsdecode(b"a\n\x1b[31m\xff.txt")
    assert read(write(tmp_path, TEXT, name=name)).file == "a  [31m\ufffd.txt"


@pytest.mark.parametrize("suffix", READERS)
def test_every_suffix_has_a_reader(suffix: str) -> None:
    module, _, function = READERS[suffix].partition(":")
    assert callable(getattr(import_module(f"rag.reading.formats.{module}"), function))


PAGE = "pages.html:read_html"
FEED = "data.feeds:read_feed"


@pytest.mark.parametrize(
    ("content", "reader"),
    [
        (b"\xef\xbb\xbf\n<!DOCTYPE HTML PUBLIC ''>", PAGE),
        (b"<?xml version='1.0'?>\n<!-- saved -->\n<html xmlns=''>", PAGE),
        ("<html>".encode("utf-16"), PAGE),
        (b"%PDF-1.7", "documents.pdf:read_pdf"),
        (zipped("[Content_Types].xml", "word/document.xml"), "documents.docx:read_docx"),
        (zipped("a.txt"), "archive:read_archive"),
        (b"<?xml version='1.0'?><rss version='2.0'>", FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", FEED),
        (b"<htmlish> words", None),
        (b"<!-- a -->" * 300 + b"<html>", PAGE),
        (b"<!-- a -->" * 300 + b"words", None),
        (b"<!--" * 900, None),
        (b"He wrote <html> on the board.", None),
        (b"PK\x03\x04 torn", None),
    ],
)
def test_the_first_bytes_say_more_than_the_suffix(content: bytes, reader: str | None) -> None:
    for suffix, otherwise in (("", "plain:read_plain"), (".EML", "mail.messages:read_mail")):
        chosen = choose_reader(content, name="a", suffix=suffix)
        assert chosen == (reader or otherwise)


def test_too_many_files_in_an_archive() -> None:
    names = [f"{number}.txt" for number in range(20_001)]
    assert choose_reader(zipped(*names[1:]), name="a", suffix="") == "archive:read_archive"
    with pytest.raises(ReadingError, match=r"^a holds more than 20,000 files\."):
        choose_reader(zipped(*names), name="a", suffix="")


def test_reading_a_text_imports_no_other_format(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from rag.reading import read_articles; "
        "from rag.settings import ReadingSettings; "
        "[*read_articles(Path(sys.argv[1]), settings=ReadingSettings())]; print(*sys.modules)"
    )
    file = str(write(tmp_path, TEXT))
    ran = subprocess.run([sys.executable, "-c", code, file], capture_output=True, check=True)
    loaded = set(ran.stdout.decode().split())
    assert "rag.reading.formats.plain" in loaded
    assert not loaded & {"lxml", "trafilatura", "pypdf", "docx", "feedparser"}
    assert {name for name in loaded if name.startswith("rag.reading.formats.")} == {
        *("rag.reading.formats.plain", "rag.reading.formats.decoding"),
        "rag.reading.formats.choosing",
    }


def parts(content: bytes, *, name: str, settings: ReadingSettings) -> Iterator[Draft]:
    """A reader that gives good, bad and impossible parts, and then fails."""
    yield Draft(text=TEXT, part="line 1")
    yield Draft(text="---", part="line 2")
    yield Draft(text=f"{TEXT}\ud800", part="line 3")
    yield Draft(text=f"{TEXT}\0", part="line 4")
    yield Draft(text=TEXT, part="/b\n.txt")
    raise KeyError


def test_parts_are_named_and_fail_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain, "read_plain", parts)
    given = [*read_articles(write(tmp_path, TEXT), settings=SETTINGS)]
    assert [each.file if isinstance(each, Article) else each.problem for each in given] == [
        "a.txt, line 1",
        "a.txt, line 2 holds no words beyond its title and the like.",
        "a.txt, line 3 holds characters that are none.",
        "a.txt, line 4 holds characters that are none.",
        "a.txt/b .txt",
        "a.txt is damaged, or unlike what is known of such files (KeyError).",
    ]


def test_without_room_on_the_disk_no_file_is_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpack(content: bytes, *, name: str, settings: ReadingSettings) -> Iterator[Draft]:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(plain, "read_plain", unpack)
    (refused,) = read_articles(write(tmp_path, TEXT), settings=SETTINGS)
    assert isinstance(refused, ReadingError)
    assert "damaged" not in refused.problem
    assert refused.mend.startswith("Free disk space")
