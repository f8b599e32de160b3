"""Which files are found under the paths that a reader names."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import IngestError, ReadingError
from rag.reading import find_files, read_articles
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
    make(tmp_path, "photo.jpg", "a/data.csv", "noend", ".hidden.txt", ".git/x.txt", "a/.b/y.md")
    make(tmp_path, "README.md", "a/readme.txt", "LICENSE.txt", "CHANGELOG.md", "readme.de.md")
    os.mkfifo(tmp_path / "pipe.txt")
    assert found(tmp_path, under=tmp_path) == ["a/c.TXT", "a/z.md", "b.txt", "c/d/e.txt"]


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
    with pytest.raises(IngestError, match=r"No articles found in .* ending in \.md or \.txt"):
        find_files([tmp_path], settings=SETTINGS)


def test_too_many_files(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.txt", "c.txt")
    few = ReadingSettings(max_files=3)
    assert len(find_files([tmp_path], settings=few)) == 3
    with pytest.raises(IngestError, match="more than 2 files"):
        find_files([tmp_path], settings=ReadingSettings(max_files=2))


def test_what_is_locked_is_given_so_that_reading_reports_it(locked_folder: Path) -> None:
    files = find_files([locked_folder], settings=SETTINGS)
    assert [file.name for file in files] == ["a.txt", "locked", "sealed.txt"]
    for file in files[1:]:
        with pytest.raises(ReadingError, match=rf"^{file.name} can't be opened \(Permission"):
            read_articles(file, settings=SETTINGS)


def test_a_locked_folder_named_directly(locked_folder: Path) -> None:
    with pytest.raises(IngestError, match=r"The folder locked can't be opened"):
        find_files([locked_folder / "locked"], settings=SETTINGS)
