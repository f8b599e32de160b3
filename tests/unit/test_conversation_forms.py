"""The form of the conversations' file: an older one is brought up to date, a newer one refused."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from exchange_factory import ANSWERED, ask

from rag.errors import StoreError
from ui.conversations import forms
from ui.conversations.exchanges import write_exchange
from ui.conversations.file import FILE_NAME
from ui.conversations.store import Conversations
from ui.verdicts import Opinion

READER, ID = "r" * 32, "1" * 32
WHEN = "2026-01-31T08:00:00.000000+00:00"

UNNUMBERED = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """CREATE TABLE conversations (
        conversation_id TEXT PRIMARY KEY, reader TEXT NOT NULL, title TEXT,
        folded TEXT NOT NULL DEFAULT '', updated TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX conversations_of_reader ON conversations (reader, updated)",
    """CREATE TABLE exchanges (
        conversation_id TEXT NOT NULL REFERENCES conversations, number INTEGER NOT NULL,
        heading TEXT NOT NULL, folded TEXT NOT NULL, content TEXT NOT NULL,
        verdict TEXT, reason TEXT, comment TEXT,
        PRIMARY KEY (conversation_id, number)
    ) STRICT""",
    "INSERT INTO about VALUES ('unfinished', ''), ('format', '1')",
)
"""The first form, as files have it that were begun before forms had numbers."""


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection, connection:
        yield connection
        connection.commit()
        # Into the file itself, whoever else has it open still.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def make_unnumbered(folder: Path, *, content: str = write_exchange(ANSWERED)) -> None:
    with opened(folder) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for statement in UNNUMBERED:
            connection.execute(statement)
        connection.execute(
            "INSERT INTO conversations VALUES (?, ?, 'Bridges', 'bridges', ?, 0)",
            (ID, READER, WHEN),
        )
        connection.execute(
            "INSERT INTO exchanges VALUES (?, 0, 'Who opened it?', 'who opened it', ?, "
            "'wrong', 'wrong fact', 'The queen.')",
            (ID, content),
        )


def begin(folder: Path) -> Conversations:
    kept = Conversations(folder)
    kept.keep(READER, ID, 0, ask("Why?"))
    return kept


def number_of(folder: Path) -> int:
    with opened(folder) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def tables(folder: Path) -> list[tuple[str, ...]]:
    with opened(folder) as connection:
        return connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 2").fetchall()


def test_an_unnumbered_file_keeps_all_it_has(tmp_path: Path) -> None:
    make_unnumbered(tmp_path)
    kept = Conversations(tmp_path)
    (listed,) = kept.list(READER, search="bridges opened")
    assert (listed.title, listed.updated.isoformat()) == ("Bridges", "2026-01-31T08:00:00+00:00")
    (exchange,) = kept.exchanges(READER, ID)
    assert exchange.answer is not None
    assert exchange.answer.text == "The mayor opened it [1]. It is red."
    opinion = Opinion(verdict="wrong", reason="wrong fact", comment="The queen.")
    assert kept.opinions(READER, ID) == {0: opinion}
    kept.keep(READER, ID, 1, ask("Why?"))
    assert [each.exchanges for each in Conversations(tmp_path).list(READER)] == [2]


def test_an_older_file_becomes_what_a_new_one_is(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    make_unnumbered(old)
    assert number_of(old) == 0
    Conversations(old).list(READER)
    begin(new)
    assert number_of(old) == number_of(new) == len(forms.STEPS)
    assert tables(old) == tables(new)


def test_a_step_is_taken_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def shout(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE conversations SET title = title || '!'")

    make_unnumbered(tmp_path)
    Conversations(tmp_path).list(READER)
    monkeypatch.setattr(forms, "STEPS", (*forms.STEPS, shout))
    for _ in range(2):
        assert [each.title for each in Conversations(tmp_path).list(READER)] == ["Bridges!"]


def test_a_step_that_fails_undoes_those_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM exchanges")
        connection.execute("UPDATE absent SET title = ''")

    make_unnumbered(tmp_path)
    before = tables(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(forms, "STEPS", (*forms.STEPS, stumble))
        with pytest.raises(StoreError, match=r"no such table: absent"):
            Conversations(tmp_path).list(READER)
    assert (number_of(tmp_path), tables(tmp_path)) == (0, before)
    assert [each.exchanges for each in Conversations(tmp_path).list(READER)] == [1]


@pytest.mark.parametrize(
    "change",
    [
        f"PRAGMA user_version = {len(forms.STEPS) + 1}",
        "PRAGMA user_version = -1",
        "CREATE TABLE about (name, value)",
    ],
)
def test_a_form_that_is_not_known_is_told_and_left_alone(tmp_path: Path, change: str) -> None:
    begin(tmp_path)
    with opened(tmp_path) as connection:
        if change.startswith("CREATE"):
            connection.execute("PRAGMA user_version = 0")
        connection.execute(change)
    before = (tmp_path / FILE_NAME).read_bytes()
    kept = Conversations(tmp_path)
    for use in (
        lambda: kept.list(READER),
        lambda: kept.exchanges(READER, ID),
        lambda: kept.keep(READER, ID, 0, ask("When?")),
        lambda: kept.delete(READER, ID),
    ):
        with pytest.raises(StoreError, match=r"kept by a later version .* move the file away"):
            use()
    assert (tmp_path / FILE_NAME).read_bytes() == before
    (tmp_path / FILE_NAME).rename(tmp_path / "away")
    kept.keep(READER, ID, 0, ask("When?"))
    assert [each.title for each in kept.list(READER)] == ["When?"]


def test_what_a_later_version_wrote_of_one_exchange_costs_no_other(tmp_path: Path) -> None:
    make_unnumbered(tmp_path, content=write_exchange(ANSWERED).replace('"checks"', '"tallies"'))
    with opened(tmp_path) as connection:
        connection.execute("UPDATE conversations SET updated = 'yesterday'")
    kept = Conversations(tmp_path)
    assert [each.title for each in kept.list(READER)] == ["Bridges"]
    kept.keep(READER, ID, 1, ask("Why?"))
    first, second = kept.exchanges(READER, ID)
    assert first.error is not None
    assert (first.question, first.text) == (
        ANSWERED.question,
        "The mayor opened it [1]. It is red.",
    )
    assert second == ask("Why?")
