"""The reading process: whatever happens in it, its parent goes on."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import children, has_ended

from rag.errors import IngestError, ReadingError
from rag.reading import ReaderProcess, read_articles
from rag.schema import Article
from rag.settings import ReadingSettings

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "corpus"
PATIENT = ReadingSettings(max_seconds=30, max_memory_mb=512)
GOOD = ["Some words.", "Line 2 is torn.", "Words \u202e\u200b after \U0001f6a2."]
BEGUN = """
import signal
import sys
from pathlib import Path
# A shell starts what runs in its background deaf to Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.append(sys.argv[1])
from rag.reading import ReaderProcess
from rag.settings import ReadingSettings
try:
    with ReaderProcess(ReadingSettings(max_seconds=0.5), module="stubborn_worker") as process:
        reading = process.read(Path(sys.argv[2]))
        print(next(reading).text, flush=True)
        sys.stdin.read()
except KeyboardInterrupt:
    sys.exit(3)
"""
"""Begins to read a file, tells its first article, and waits to be ended."""


@pytest.fixture
def stubborn() -> Iterator[ReaderProcess]:
    """A reading process that misbehaves as the name of the file says."""
    with ReaderProcess(PATIENT, module="stubborn_worker") as process:
        yield process


def told(process: ReaderProcess, name: str) -> list[str]:
    """Give the texts of the articles and the problems of the errors of a file."""
    read = process.read(Path(f"{name}.txt"))
    return [each.problem if isinstance(each, ReadingError) else each.text for each in read]


def test_what_is_read_there_is_what_would_be_read_here(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"a\n\xff.txt")
    odd.write_text("Published: 9 Jan. 2026, 08:15\n\nThe pier \U0001f6a2 is shut.\n", "utf-8")
    with ReaderProcess(PATIENT) as process:
        for file in (*sorted(CORPUS.iterdir()), odd):
            read = [*process.read(file)]
            assert read == [*read_articles(file, settings=PATIENT)]
            assert all(isinstance(each, Article) for each in read)
        (error,) = process.read(tmp_path)
    assert isinstance(error, ReadingError)
    assert error.problem == f"{tmp_path.name} is a folder, not a file."
    assert error.mend.endswith(".")


def test_one_process_reads_all_files_and_starts_with_the_first() -> None:
    before, seen = children(os.getpid()), set[int]()
    with ReaderProcess(PATIENT, module="stubborn_worker") as process:
        assert children(os.getpid()) == before
        for _ in range(50):
            assert told(process, "good") == GOOD
            seen |= children(os.getpid()) - before
    assert len(seen) == 1
    assert children(os.getpid()) == before


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("takes_memory", ["Before.", "takes_memory.txt takes more than 512 MB of memory to read."]),
        ("takes_pieces", ["takes_pieces.txt takes more than 512 MB of memory to read."]),
        ("crashes", ["crashes.txt broke off the process that read it (exit status -11)."]),
        ("breaks", ["breaks.txt broke off the process that read it (exit status 1)."]),
        ("lies", ["lies.txt broke off the process that read it (exit status -9)."]),
    ],
)
def test_a_file_that_misbehaves_gives_one_error_and_the_next_is_read(
    stubborn: ReaderProcess, name: str, expected: list[str]
) -> None:
    assert told(stubborn, name) == expected
    assert told(stubborn, "good") == GOOD
    assert told(stubborn, name) == expected


def test_a_file_that_takes_too_long_is_given_up() -> None:
    hasty = ReadingSettings(max_seconds=1)
    with ReaderProcess(hasty, module="stubborn_worker") as process:
        assert told(process, "hangs") == ["Before.", "hangs.txt takes longer than 1 s to read."]
        assert told(process, "good") == GOOD


def test_what_is_printed_breaks_nothing(
    stubborn: ReaderProcess, capfd: pytest.CaptureFixture[str]
) -> None:
    assert told(stubborn, "prints") == ["Quiet."]
    assert told(stubborn, "good") == GOOD
    assert capfd.readouterr() == ("", "")


def test_a_process_killed_between_files_or_within_one(stubborn: ReaderProcess) -> None:
    before = children(os.getpid())
    assert told(stubborn, "good") == GOOD
    (idle,) = children(os.getpid()) - before
    os.kill(idle, signal.SIGKILL)
    assert has_ended(idle, seconds=10)
    assert told(stubborn, "good") == GOOD
    (busy,) = children(os.getpid()) - before
    reading = stubborn.read(Path("never_ends.txt"))
    next(reading)
    os.kill(busy, signal.SIGKILL)
    *_, last = reading
    assert isinstance(last, ReadingError)
    assert last.problem == "never_ends.txt broke off the process that read it (exit status -9)."
    assert told(stubborn, "good") == GOOD


def test_the_rest_of_a_file_can_be_given_up(stubborn: ReaderProcess) -> None:
    before = children(os.getpid())
    first = stubborn.read(Path("never_ends.txt"))
    next(first)
    assert told(stubborn, "good") == GOOD
    assert len(children(os.getpid()) - before) == 1
    assert [isinstance(each, ReadingError) for each in first][-1]
    second = stubborn.read(Path("never_ends.txt"))
    next(second)
    del second
    assert children(os.getpid()) == before


@pytest.mark.parametrize("name", ["good", "never_ends", "hangs"])
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
def test_the_process_ends_with_its_parent_and_without_a_word(name: str, by: signal.Signals) -> None:
    arguments = [sys.executable, "-c", BEGUN, str(HERE), f"{name}.txt"]
    with subprocess.Popen(
        arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        (worker,) = children(parent.pid)
        os.killpg(parent.pid, by)
        _, complaints = parent.communicate()
    assert complaints == b""
    assert parent.returncode == (3 if by == signal.SIGINT else -signal.SIGKILL)
    assert has_ended(worker, seconds=10)


def test_a_process_that_can_not_start(capfd: pytest.CaptureFixture[str]) -> None:
    with (
        ReaderProcess(PATIENT, module="no_such_module") as process,
        pytest.raises(IngestError, match=r"can't be started \(exit status 1\)"),
    ):
        next(process.read(Path("a.txt")))
    assert "No module named 'no_such_module'" in capfd.readouterr().err
