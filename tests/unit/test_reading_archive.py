"""Zip archives: which members are read, how they are named, and what archives may not do."""

import io
import stat
import struct
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.formats.archive import read_archive
from rag.settings import ReadingSettings

TEXT = "The council met on Tuesday and decided to repair the old pier before the winter storms.\n"
SMALL = ReadingSettings(max_file_bytes=2_000_000)
Members = Sequence[tuple[str | zipfile.ZipInfo, bytes]]


def packed(members: Members, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with (
        warnings.catch_warnings(action="ignore", category=UserWarning),  # two of one name
        zipfile.ZipFile(content, "w", method) as archive,
    ):
        for name, data in members:
            archive.writestr(name, data, compress_type=method)
    return content.getvalue()


def texts(*names: str) -> bytes:
    return packed([(name, TEXT.encode()) for name in names])


def told(content: bytes, *, settings: ReadingSettings = SMALL) -> list[str]:
    """Give each draft's part and each error's problem, the last perhaps of the whole archive."""
    given = list[str]()
    try:
        for each in read_archive(content, name="news.zip", settings=settings):
            given.append(each.part if isinstance(each, Draft) else each.problem)
    except ReadingError as error:
        given.append(error.problem)
    return given


def test_members_are_read_as_files() -> None:
    content = packed([("b.txt", TEXT.encode()), ("a/c.MD", TEXT.encode("utf-16")), ("d.txt", b" ")])
    first, second, third = read_archive(content, name="news.zip", settings=SMALL)
    assert (first, second) == (Draft(text=TEXT, part="/b.txt"), Draft(text=TEXT, part="/a/c.MD"))
    assert isinstance(third, ReadingError)
    assert third.problem == "news.zip/d.txt is empty."


def test_members_with_parts_of_their_own() -> None:
    rows = '{"title": "Pier", "text": "The pier is shut."}\n{"title": \n'
    first, second = told(packed([("a.jsonl", rows.encode())]))
    assert first == "/a.jsonl, line 1"
    assert second.startswith("news.zip/a.jsonl, line 2, is no JSON")


def test_members_are_chosen_as_files_of_a_folder() -> None:
    content = texts(
        *("photo.jpg", "README.md", ".hidden.txt", ".git/a.txt", "__MACOSX/._b.txt", "b.txt"),
        *("__MACOSX/c.txt", "page.md", "page_files/ad.txt", "old.html/", "old_files/d.txt"),
        *("x/page.htm", "x/page_files/deep/e.txt", "empty/"),
    )
    assert told(content)[:3] == ["/b.txt", "/page.md", "/page_files/ad.txt"]
    assert not any("/e.txt" in each for each in told(content))
    assert "/old_files/d.txt" in told(content)


def test_names_lead_nowhere_and_stay_on_one_line() -> None:
    content = texts(
        *("../../etc/a.txt", "/root/b.txt", "c:\\news\\..\\c.txt", "d\x1b\n\u202e.txt", "./e.txt"),
        f"{'f' * 900}.txt",
    )
    assert told(content)[:5] == [
        "/etc/a.txt",
        "/root/b.txt",
        "/c:/news/c.txt",
        "/d   .txt",
        "/e.txt",
    ]
    assert told(content)[5] == f"/{'f' * 196}.txt"


def test_names_in_utf_8_that_do_not_say_so() -> None:
    unmarked = texts("Zürich.txt").replace(b"\x00\x08", b"\x00\x00")
    assert told(unmarked) == ["/Zürich.txt"]
    with zipfile.ZipFile(io.BytesIO(unmarked)) as archive:
        assert archive.namelist() != ["Zürich.txt"]


def test_the_last_of_a_name_counts() -> None:
    (draft,) = read_archive(
        packed([("a.txt", b"Old words."), ("a.txt", TEXT.encode())]), name="a", settings=SMALL
    )
    assert isinstance(draft, Draft)
    assert draft.text == TEXT


def test_links_are_not_followed() -> None:
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert told(packed([(link, b"/etc/passwd"), ("b.txt", TEXT.encode())])) == ["/b.txt"]


def test_one_bad_member_stops_no_other() -> None:
    inner = texts("x.txt")
    words = b"".join(struct.pack(">I", number) for number in range(500_001))
    good = ("b.txt", TEXT.encode())
    content = packed([("a.zip", inner), ("a.txt", inner), ("c.txt", words), good])
    assert told(content) == [
        "news.zip/a.zip is an archive in an archive.",
        "news.zip/a.txt is an archive in an archive.",
        "news.zip/c.txt is larger than 2,000,000 bytes.",
        "/b.txt",
    ]
    torn = bytearray(packed([("a.txt", b"The pier is open."), good], method=zipfile.ZIP_STORED))
    torn[torn.index(b"open")] ^= 1
    assert told(bytes(torn)) == ["news.zip/a.txt is damaged in its archive.", "/b.txt"]


@pytest.mark.parametrize(
    ("in_member", "in_directory", "value", "problem"),
    [
        (6, 8, b"\x01", "news.zip/a.txt is encrypted."),
        (8, 10, b"\x63", "news.zip/a.txt is compressed in an unusual way."),
        (14, 16, b"\xff\xff", "news.zip/a.txt is damaged in its archive."),
        (30, None, b"b.txt", "news.zip/a.txt is damaged in its archive."),
    ],
)
def test_members_whose_headers_are_changed(
    in_member: int, in_directory: int | None, value: bytes, problem: str
) -> None:
    content = bytearray(texts("a.txt"))
    content[in_member : in_member + len(value)] = value
    if in_directory is not None:
        place = content.index(b"PK\x01\x02") + in_directory
        content[place : place + len(value)] = value
    assert told(bytes(content)) == [problem]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_can_not_be_unpacked_in_steps_is_refused(method: int) -> None:
    content = packed([("a.txt", TEXT.encode())], method=method)
    assert told(content) == ["news.zip/a.txt is compressed in an unusual way."]


def test_an_archive_unpacks_to_no_more_than_texts_do() -> None:
    bomb = packed([(f"{number}.txt", b"0" * 1_999_999) for number in range(20)])
    assert len(bomb) < 50_000
    assert told(bomb) == [f"/{number}.txt" for number in range(5)] + [
        "news.zip unpacks to more than 10,000,000 bytes."
    ]
    honest = packed([(f"{number}.txt", TEXT.encode()) for number in range(500)])
    assert len(told(honest)) == 500


def test_members_that_share_their_bytes_count_each() -> None:
    """The bomb of overlapping members: one stretch of compressed bytes under many names."""
    content = packed([("0.txt", b"0" * 1_999_999)])
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[start:end]
    directory = entry * 1000
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(directory), start, 0)
    one_name = content[:start] + directory + tail
    assert told(one_name) == ["/0.txt"]
    entries = [entry.replace(b"0.txt", b"%c.txt" % number) for number in range(65, 91)]
    directory = b"".join(entries)
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 26, 26, len(directory), start, 0)
    given = told(content[:start] + directory + tail)
    # Their own headers name another file, so that none is given out for what it isn't.
    assert given[-1] == "news.zip unpacks to more than 10,000,000 bytes."
    assert len(given) == 6


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", texts("a.txt")[:-30], b"words", b"PK\x05\x06" * 9]
)
def test_what_is_no_archive(content: bytes) -> None:
    assert told(content) == ["news.zip is no readable zip archive."]


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert told(texts("../../a.txt", "b/c.txt")) == ["/a.txt", "/b/c.txt"]
    assert [*tmp_path.iterdir()] == []
