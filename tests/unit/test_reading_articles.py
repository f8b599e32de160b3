"""One file to its article, and the files that can't be read."""

import os
from datetime import date
from pathlib import Path

import pytest

from rag.errors import ReadingError
from rag.reading import read_articles
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


def test_an_article(tmp_path: Path) -> None:
    (article,) = read_articles(write(tmp_path, TEXT), settings=SETTINGS)
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
    }


@pytest.mark.parametrize("suffix", [".txt", ".md", ".MD", ".text", ""])
def test_any_suffix_is_tried_as_plain_text(tmp_path: Path, suffix: str) -> None:
    (article,) = read_articles(write(tmp_path, TEXT, name=f"a{suffix}"), settings=SETTINGS)
    assert article.text == TEXT


def test_the_id_is_that_of_text_and_metadata(tmp_path: Path) -> None:
    def identity(name: str, content: bytes | str) -> str:
        return read_articles(write(tmp_path, content, name=name), settings=SETTINGS)[0].article_id

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
    assert read_articles(file, settings=SETTINGS)[0].published is None


def test_a_date_far_ahead_of_the_clock_is_an_error_of_the_file(tmp_path: Path) -> None:
    ahead = TEXT.replace("2026", str(date.today().year + 3))
    assert read_articles(write(tmp_path, ahead), settings=SETTINGS)[0].published is None


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "holds no words"),
        (b"--- *** ...\n", "holds no words"),
        (b"---\ntitle: Pier\n---\n", "holds no words"),
        (b"# Pier\n\nPublished: 9 Jan. 2026\nnull\n", "holds no words"),
        (b"%PDF\x00\x01", "no readable text"),
        (b"x" * 5_001, "larger than 5,000 bytes"),
    ],
)
def test_files_that_are_no_article(tmp_path: Path, content: bytes, problem: str) -> None:
    with pytest.raises(ReadingError, match=problem) as raised:
        read_articles(write(tmp_path, content), settings=SETTINGS)
    assert raised.value.problem.startswith("a.txt ")
    assert raised.value.mend.endswith(".")
    assert "\n" not in str(raised.value)


def test_things_that_are_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for path, problem in (
        (tmp_path / "pipe.txt", "a pipe or a device"),
        (Path("/dev/null"), "a pipe or a device"),
        (tmp_path, "is a folder"),
        (tmp_path / "absent.txt", "can't be opened"),
        (tmp_path / "nul\0.txt", "can't be opened"),
    ):
        with pytest.raises(ReadingError, match=problem):
            read_articles(path, settings=SETTINGS)


def test_a_hostile_file_name_stays_on_one_line(tmp_path: Path) -> None:
    name = os.fsdecode(b"a\n\x1b[31m\xff.txt")
    (article,) = read_articles(write(tmp_path, TEXT, name=name), settings=SETTINGS)
    assert article.file == "a  [31m\ufffd.txt"
