"""Which files are found under the paths that a reader names."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import IngestError, ReadingError
from rag.reading import find_files, read_articles
from rag.reading.formats.choosing import READERS
from rag.settings import ReadingSettings

SETTINGS = ReadingSettings()


def make(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("Some words of an article.", "utf-8")


def found(*paths: Path, under: Path, settings: ReadingSettings = SETTINGS) -> list[str]:
    return [str(file.relative_to(under)) for file in find_files(paths, settings=settings)]


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder with a file and a subfolder that can't be opened, whoever runs the tests."""
    superuser = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        make(folder, "a.txt", "locked/b.txt", "sealed.txt")
        (folder / "sealed.txt").chmod(0o000)
        (folder / "locked").chmod(0o000)
        if superuser:
            os.seteuid(65534)
        yield folder
        if superuser:
            os.seteuid(0)
        (folder / "locked").chmod(0o700)


def test_folders_are_searched_in_order(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a/z.md", "a/c.TXT", "c/d/e.txt")
    make(tmp_path, "photo.jpg", "a/data.xls", "noend", ".hidden.txt", ".git/x.txt", "a/.b/y.md")
    make(tmp_path, "__MACOSX/a.txt", "a/._z.md")
    make(tmp_path, "README.md", "a/readme.txt", "LICENSE.txt", "CHANGELOG.md", "readme.de.md")
    os.mkfifo(tmp_path / "pipe.txt")
    assert found(tmp_path, under=tmp_path) == ["a/c.TXT", "a/z.md", "b.txt", "c/d/e.txt"]


def test_files_of_all_formats_are_found(tmp_path: Path) -> None:
    names = sorted(f"a{suffix}" for suffix in READERS)
    make(tmp_path, *names)
    assert {*(".html", ".pdf", ".docx", ".eml", ".jsonl", ".csv", ".xml", ".zip")} < {*READERS}
    assert found(tmp_path, under=tmp_path) == names


def test_the_parts_of_a_saved_page_are_no_articles(tmp_path: Path) -> None:
    make(tmp_path, "Page one.html", "Page one_files/ad.html", "b.htm", "b-Dateien/x/frame.html")
    make(tmp_path, "other_files/c.html", "a_files.txt", "sub/b_files/d.txt", "b.htm_files/e.txt")
    expected = ["Page one.html", "a_files.txt", "b.htm", "b.htm_files/e.txt"]
    expected += ["other_files/c.html", "sub/b_files/d.txt"]
    assert found(tmp_path, under=tmp_path) == expected
    pages = [name for name in expected if name.endswith((".html", ".htm"))]
    assert found(tmp_path / "**" / "*[ml]", under=tmp_path) == pages


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.md", ["b.md"]),
        ("**/*.md", ["a/c.md", "a/d/e.md", "b.md"]),
        ("a/*", ["a/c.md", "a/d/e.md", "a/d/f.txt"]),
        ("?", ["a/c.md", "a/d/e.md", "a/d/f.txt"]),
        ("[ab]*", ["a/c.md", "a/d/e.md", "a/d/f.txt", "b.md"]),
        ("**", ["a/c.md", "a/d/e.md", "a/d/f.txt", "b.md", "x[1].txt"]),
        ("x[1].txt", ["x[1].txt"]),
        (".h*/*.txt", [".hidden/g.txt"]),
        ("a/../*.md", ["b.md"]),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, expected: list[str]) -> None:
    make(tmp_path, "b.md", "a/c.md", "a/d/e.md", "a/d/f.txt", ".hidden/g.txt", "a/.h.md")
    make(tmp_path, "x[1].txt", "README.md", "a/photo.jpg")
    (tmp_path / "a" / "d" / "loop").symlink_to(tmp_path)
    (tmp_path / "b-link.md").symlink_to("/etc/hostname")
    given = [
        os.path.relpath(file, tmp_path)
        for file in find_files([tmp_path / pattern], settings=SETTINGS)
    ]
    assert given == expected


def test_a_pattern_of_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.txt", "b/c.txt")
    monkeypatch.chdir(tmp_path)
    assert find_files([Path("**/*.txt")], settings=SETTINGS) == (Path("a.txt"), Path("b/c.txt"))


@pytest.mark.parametrize("pattern", ["*.pdf", "absent/*.txt", "a*/../*.pdf", "a\0*", "\n*"])
def test_a_pattern_that_finds_nothing(tmp_path: Path, pattern: str) -> None:
    make(tmp_path, "a.txt", "b.jpg")
    with pytest.raises(IngestError, match="No articles match the pattern") as raised:
        find_files([tmp_path / pattern], settings=SETTINGS)
    assert "\n" not in str(raised.value)


def test_a_pattern_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"The pattern \*\*\.txt can't be read .* stands alone"):
        find_files([tmp_path / "**.txt"], settings=SETTINGS)


def test_a_file_named_directly_is_always_given(tmp_path: Path) -> None:
    make(tmp_path, "README.md", "notes", ".hidden.txt")
    named = [tmp_path / name for name in ("notes", ".hidden.txt", "README.md")]
    assert found(*named, under=tmp_path) == ["notes", ".hidden.txt", "README.md"]


def test_a_file_named_twice_is_given_once(tmp_path: Path) -> None:
    make(tmp_path, "a/b.txt", "c.txt")
    paths = (tmp_path / "a", tmp_path, tmp_path / "a" / ".." / "c.txt")
    assert found(*paths, under=tmp_path) == ["a/b.txt", "c.txt"]


def test_links_stay_in_the_folder_and_make_no_loops(tmp_path: Path) -> None:
    make(tmp_path, "outside/x.txt", "in/a.txt", "in/.store/b.txt")
    inside = tmp_path / "in"
    (inside / "loop").symlink_to(inside)
    (inside / "out").symlink_to(tmp_path / "outside")
    (inside / "out.txt").symlink_to(tmp_path / "outside" / "x.txt")
    (inside / "copy.txt").symlink_to("a.txt")
    (inside / "stored.txt").symlink_to(".store/b.txt")
    (inside / "dangling.txt").symlink_to("nowhere.txt")
    (inside / "self.txt").symlink_to("self.txt")
    assert found(inside, under=inside) == ["a.txt", "stored.txt"]
    (tmp_path / "link").symlink_to(inside)
    assert found(tmp_path / "link", under=tmp_path / "link") == ["a.txt", "stored.txt"]


@pytest.mark.parametrize("name", ["absent", "absent.txt", "a\0b", "x" * 300, "a\nb"])
def test_a_missing_path(tmp_path: Path, name: str) -> None:
    make(tmp_path, "a.txt")
    with pytest.raises(IngestError, match="There is no file or folder") as raised:
        find_files([tmp_path, tmp_path / name], settings=SETTINGS)
    assert "\n" not in str(raised.value)


def test_a_folder_without_articles(tmp_path: Path) -> None:
    make(tmp_path, "README.md", "sub/photo.jpg")
    with pytest.raises(IngestError, match=r"No articles found in .* ending in \.txt, .* there\."):
        find_files([tmp_path], settings=SETTINGS)


def test_too_many_files(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.txt", "c.txt")
    few = ReadingSettings(max_files=3)
    assert len(find_files([tmp_path], settings=few)) == 3
    with pytest.raises(IngestError, match="more than 2 files"):
        find_files([tmp_path], settings=ReadingSettings(max_files=2))


def test_what_is_locked_is_given_so_that_reading_reports_it(locked_folder: Path) -> None:
    files = find_files([locked_folder], settings=SETTINGS)
    assert find_files([locked_folder / "*"], settings=SETTINGS) == files
    assert [file.name for file in files] == ["a.txt", "locked", "sealed.txt"]
    for file in files[1:]:
        (error,) = read_articles(file, settings=SETTINGS)
        assert isinstance(error, ReadingError)
        assert error.problem.startswith(f"{file.name} can't be opened (Permission")


def test_a_locked_folder_named_directly(locked_folder: Path) -> None:
    with pytest.raises(IngestError, match=r"The folder locked can't be opened"):
        find_files([locked_folder / "locked"], settings=SETTINGS)
