"""The file of the conversations: shared, broken, full, held."""

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from exchange_factory import ask
from filelock import FileLock

from rag.errors import StoreError
from ui.conversations import file as module
from ui.conversations.file import FILE_NAME
from ui.conversations.store import Conversations

READER, ID = "r" * 32, "1" * 32

_WRITER = """
import sys
from datetime import date
from pathlib import Path
from rag.schema import Question
from ui.conversation import Exchange
from ui.conversations.store import Conversations

folder, first = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
kept = Conversations(folder)
exchange = Exchange(question=Question(text="Why?", as_of=date(2025, 3, 10)))
for conversation in range(first, first + 10):
    for number in range(3):
        kept.keep("r" * 32, f"{conversation:032x}", number, exchange)
print(len(kept.list("r" * 32)))
"""


def fill(folder: Path, *, words: int = 1) -> Conversations:
    kept = Conversations(folder)
    kept.keep(READER, ID, 0, ask("Why? " * words))
    return kept


def change(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / FILE_NAME)
    with connection:
        connection.execute(statement)
    # Into the file itself, whoever else has it open still.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def uses(folder: Path) -> list[Callable[[], object]]:
    """Every way of using the file, each by somebody who has not opened it yet."""
    return [
        lambda: Conversations(folder).list(READER),
        lambda: Conversations(folder).exchanges(READER, ID),
        lambda: Conversations(folder).keep(READER, ID, 0, ask("Why?")),
        lambda: Conversations(folder).delete(READER, ID),
    ]


def test_processes_that_begin_the_file_at_once_lose_nothing(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(tmp_path / "index"), str(first)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for first in (0, 100)
    ]
    for each in processes:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in processes:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    for each in processes:
        each.communicate()
        assert each.returncode == 0
    listed = Conversations(tmp_path / "index").list(READER)
    assert [each.exchanges for each in listed] == [3] * 20


@pytest.mark.parametrize(
    "content", [b"not a database " * 400, b"SQLite format 3\x00" + b"\xff" * 5_000]
)
def test_a_broken_file_is_told_and_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    for use in uses(tmp_path):
        with pytest.raises(StoreError, match=r"can't be used.*Move the file away") as caught:
            use()
        assert "\n" not in str(caught.value)
        assert "ingest" not in str(caught.value)
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_a_file_that_breaks_while_it_is_open_is_told(tmp_path: Path) -> None:
    kept = fill(tmp_path)
    change(tmp_path, "DROP TABLE exchanges")
    with pytest.raises(StoreError, match=r"no such table.*Move the file away"):
        kept.exchanges(READER, ID)


def test_another_programs_file_is_told(tmp_path: Path) -> None:
    change(tmp_path, "CREATE TABLE recipes (name TEXT)")
    for use in uses(tmp_path):
        with pytest.raises(StoreError, match="no such table"):
            use()


def test_what_was_mended_works_without_a_new_start(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database " * 400)
    kept = Conversations(tmp_path)
    with pytest.raises(StoreError):
        kept.list(READER)
    (tmp_path / FILE_NAME).unlink()
    assert kept.list(READER) == ()
    kept.keep(READER, ID, 0, ask("Why?"))
    assert len(kept.list(READER)) == 1


def test_one_exchange_that_cannot_be_read_costs_no_other(tmp_path: Path) -> None:
    kept = fill(tmp_path)
    kept.keep(READER, ID, 1, ask("When?"))
    change(tmp_path, "UPDATE exchanges SET content = '{', verdict = 'so-so' WHERE number = 0")
    first, second = kept.exchanges(READER, ID)
    assert first.error is not None
    assert (first.question.text, first.error.mend) == ("Why?", "Ask again.")
    assert second == ask("When?")
    assert kept.opinions(READER, ID) == {}


def test_an_empty_file_is_begun(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    assert Conversations(tmp_path).list(READER) == ()
    assert len(fill(tmp_path).list(READER)) == 1


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    fill(tmp_path)
    modes = {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.glob(f"{FILE_NAME}*")}
    assert modes == {0o600}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"can't be kept.*Check the folder's permissions"):
        fill(tmp_path / "file")


def test_a_full_file_takes_no_more_until_something_is_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 300_000)
    kept = fill(tmp_path, words=20_000)
    with pytest.raises(StoreError, match=r"full.*Delete conversations"):
        kept.keep(READER, "2" * 32, 0, ask("When? " * 40_000))
    assert len(kept.list(READER)) == 1
    kept.delete(READER, ID)
    kept.keep(READER, "3" * 32, 0, ask("Where?"))
    assert [each.title for each in kept.list(READER)] == ["Where?"]


def test_somebody_else_who_begins_the_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOCK_SECONDS", 0)
    with (
        FileLock(tmp_path / "conversations.lock"),
        pytest.raises(StoreError, match=r"Another program holds.*Try again"),
    ):
        fill(tmp_path)


def test_somebody_else_who_writes_is_told_after_a_while(tmp_path: Path) -> None:
    kept = fill(tmp_path)
    kept._file.rows("PRAGMA busy_timeout = 1", ())
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"locked.*try again in a moment"):
        kept.rename(READER, ID, "Reasons")
    assert [each.title for each in kept.list(READER)] == ["Why?"]
    other.execute("ROLLBACK")
    other.close()
    kept.rename(READER, ID, "Reasons")
    assert [each.title for each in kept.list(READER)] == ["Reasons"]
