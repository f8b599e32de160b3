from pathlib import Path

import pytest
from hypothesis import given
from hypothesis.strategies import text

from rag.errors import IngestError
from rag.index.receiving import MOST_FILES, expect_few
from rag.index.uploads import disk_use, safe_name
from rag.settings import ReadingSettings

SETTINGS = ReadingSettings()


@given(text())
def test_every_name_is_that_of_a_visible_file_within_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe == Path(safe).name == safe_name(safe)
    assert safe
    assert not safe.startswith(".")
    assert safe.isprintable() or not safe.isascii()
    assert len(safe.encode()) <= 200


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("news.txt", "news.txt"),
        ("C:\\Users\\ann\\news.txt", "news.txt"),
        ("../../etc/passwd", "passwd"),
        ("..", "upload"),
        ("a\nb\0c.txt", "a b c.txt"),
        ("조선.txt", "조선.txt"),
        (f"{'x' * 400}.html", f"{'x' * 175}.html"),
        (f"a.{'x' * 400}", f"a.{'x' * 178}"),
        ("\ud800.txt", "?.txt"),
    ],
)
def test_names_are_kept_as_far_as_they_are_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    ("files", "size", "told"),
    [
        (0, 0, "No file was sent."),
        (5_000, 5_000, "5,000 files are too many for one upload, which takes 1,000."),
        (20, 300_000_000, "300,000,000 bytes are too much for one upload"),
    ],
)
def test_too_much_at_once_is_told(files: int, size: int, told: str) -> None:
    with pytest.raises(IngestError, match=told):
        expect_few(files, size=size, settings=SETTINGS)


def test_as_much_as_can_be_is_taken() -> None:
    expect_few(MOST_FILES, size=10 * SETTINGS.max_file_bytes, settings=SETTINGS)


def test_an_index_that_is_not_there_takes_nothing(tmp_path: Path) -> None:
    use = disk_use(tmp_path / "none")
    assert (use.index, use.uploads, use.files) == (0, 0, 0)
