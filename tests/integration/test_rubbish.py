"""Whatever a file holds: articles whose offsets hold, or errors with a mend; in bounded time."""

import json
import os
import random
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from processes import children, peak_megabytes
from rubbish_files import damaged, harmful, odd_texts, samples
from tokenizers import Tokenizer

from rag.errors import ReadingError
from rag.index.embedding import BUNDLED, model_folder
from rag.index.splitting import Splitter
from rag.reading import ReaderProcess, read_articles
from rag.reading.dates import find_dates
from rag.reading.formats.choosing import READERS
from rag.schema import Article, as_json
from rag.settings import ReadingSettings

SETTINGS = ReadingSettings()
SECRET = "Only the harbour master may read this."
SAMPLES = samples()
ODD_TEXTS = dict(odd_texts())
DAMAGES = 12
GRACE = 5
"""Seconds beyond the limit in which a busy machine ends a process and starts the next."""

FOUND_DATES = 20_000
"""Characters of a text in which dates are sought here; what repeats is not sought again."""

MOST_MEGABYTES = 1000
"""Half of what the reading process may take: none of these files needs the other half."""

Read = Article | ReadingError


@pytest.fixture(scope="module")
def process() -> Iterator[ReaderProcess]:
    """One reading process for all files, as an ingest has."""
    with ReaderProcess(SETTINGS) as process:
        yield process


@pytest.fixture(scope="module")
def splitter() -> Splitter:
    """A splitter with the bundled embedder's tokenizer, without the rest of the embedder."""
    tokenizer = Tokenizer.from_file(str(model_folder(BUNDLED) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return Splitter(
        passage_tokens=128,
        count_tokens=lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids),
    )


def is_plain_line(words: str) -> bool:
    return "\x1b" not in words and len(words.splitlines()) <= 1


def check(read: Read) -> None:
    """Hold what was read against all that is promised of it."""
    if isinstance(read, ReadingError):
        assert is_plain_line(read.problem)
        assert is_plain_line(read.mend)
        assert read.mend.endswith(".")
        return
    assert is_plain_line(read.file)
    assert not {"\0", "\r"} & {*read.text}
    json.dumps(as_json(read), ensure_ascii=False).encode()
    for words in (read.title, read.outlet, read.author, read.place, read.url):
        assert words is None or (words and is_plain_line(words))
    limits = [limit for span in read.asides for limit in span]
    assert limits == sorted({*limits})
    assert all(0 <= limit <= len(read.text) for limit in limits)
    text = read.text[:FOUND_DATES]
    for mention in find_dates(text, published=read.published or date(2026, 1, 9)):
        assert text[mention.start : mention.end] == mention.text


def read_all(process: ReaderProcess, file: Path) -> list[Read]:
    """Read a file in the reading process, check all that it gives, and the time it takes."""
    began = time.monotonic()
    read = [*process.read(file)]
    assert time.monotonic() - began < SETTINGS.max_seconds + GRACE
    assert read
    for each in read:
        check(each)
    return read


def written(folder: Path, name: str, content: bytes) -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def problems(read: list[Read]) -> str:
    return " ".join(each.problem for each in read if isinstance(each, ReadingError))


def test_there_is_a_sample_of_every_format(process: ReaderProcess, tmp_path: Path) -> None:
    alike = {".markdown": ".md", ".htm": ".html", ".mht": ".mhtml", ".ndjson": ".jsonl"}
    assert {*SAMPLES} | {*alike} == {*READERS}
    for suffix, content in SAMPLES.items():
        read = read_all(process, written(tmp_path, f"a{suffix}", content))
        assert all(isinstance(each, Article) for each in read), problems(read)
        assert any("eleven weeks" in each.text for each in read if isinstance(each, Article))


@pytest.mark.parametrize("suffix", SAMPLES)
def test_damaged_files(process: ReaderProcess, suffix: str, tmp_path: Path) -> None:
    for seed in range(DAMAGES):
        content = damaged(SAMPLES[suffix], seed=seed)
        told = problems(read_all(process, written(tmp_path, f"a{seed}{suffix}", content)))
        assert "broke off" not in told
        assert "takes" not in told


@pytest.mark.parametrize("suffix", SAMPLES)
def test_files_of_another_format_than_their_name(
    process: ReaderProcess, suffix: str, tmp_path: Path
) -> None:
    for other, content in SAMPLES.items():
        read_all(process, written(tmp_path, f"a{other}{suffix}", content))
    read_all(process, written(tmp_path, f"random{suffix}", bytes(range(256)) * 40))
    (error,) = read_all(process, written(tmp_path, f"empty{suffix}", b""))
    assert isinstance(error, ReadingError)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data(), suffix=st.sampled_from(sorted(READERS)))
def test_any_bytes(
    data: st.DataObject, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sample = SAMPLES.get(suffix, SAMPLES[".html"])
    start = data.draw(st.integers(0, len(sample)))
    middle = data.draw(st.binary(max_size=40) | st.text(max_size=20).map(str.encode))
    end = data.draw(st.integers(start, min(len(sample), start + 200)))
    content = data.draw(st.binary(max_size=200) | st.just(sample[:start] + middle + sample[end:]))
    file = written(tmp_path_factory.getbasetemp(), f"any{suffix}", content)
    for read in read_articles(file, settings=SETTINGS):
        check(read)


@pytest.mark.parametrize("name", ODD_TEXTS)
def test_odd_texts(process: ReaderProcess, name: str, tmp_path: Path) -> None:
    read_all(process, written(tmp_path, name, ODD_TEXTS[name]))


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "1,234" * 200_000,
        "".join(random.Random(1).choices("abcdefghijkl,.;", k=20_000)),
        "市長は火曜日" * 10_000,
    ],
    ids=["letters", "digits", "punctuation", "ideographs"],
)
def test_lines_without_blanks_are_cut_exactly(
    splitter: Splitter, process: ReaderProcess, text: str, tmp_path: Path
) -> None:
    (read,) = read_all(process, written(tmp_path, "a.txt", text.encode()))
    assert isinstance(read, Article)
    assert read.text == text
    cut = splitter.cut(read)
    assert "".join(each.text for each in cut.passages) == text
    assert all(text[each.start : each.end] == each.text for each in cut.passages)
    assert "".join(text[start:end] for start, end in cut.sentences) == text


def test_files_that_mean_harm(tmp_path: Path) -> None:
    secret = written(tmp_path, "secret", SECRET.encode())
    others = children(os.getpid())
    with ReaderProcess(SETTINGS) as process:
        for name, content in harmful(str(secret)):
            for read in read_all(process, written(tmp_path, name, content)):
                assert isinstance(read, ReadingError) or SECRET not in read.text
            for reading in children(os.getpid()) - others:
                assert peak_megabytes(reading) < MOST_MEGABYTES, name
    assert [*tmp_path.parent.glob("../a.txt")] == []


def test_what_is_no_file(process: ReaderProcess, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "loop.pdf").symlink_to("loop.pdf")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    for path in (*tmp_path.iterdir(), tmp_path, Path("/dev/urandom"), Path("/proc/self/mem")):
        (error,) = read_all(process, path)
        assert isinstance(error, ReadingError)
    for name in (os.fsdecode(b"\x1b[2J\n\xff.txt"), "..", "a\u202etxt.exe", "a" * 250):
        path = tmp_path / name
        if name != "..":
            path.write_bytes(SAMPLES[".txt"])
        read_all(process, path)
