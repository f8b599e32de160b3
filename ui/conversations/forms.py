"""The form of the file that conversations are kept in, and how an older file comes to it.

Forms are numbered; a file has its number in SQLite's `user_version`. A change of the tables takes a
step more, and so does a change within exchanges by which `read_exchange` could read the older ones
no more: a field that has a default, or falls away, needs none.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from rag.errors import StoreError
from rag.index.database import Database

Step = Callable[[sqlite3.Connection], None]
"""Brings a file from one form to the next, within a transaction."""

TABLES = (
    # The row of a deleted conversation stays: a page that is still at it shan't bring it back.
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
)
"""What a new file is made of: the last form."""

_UNNUMBERED = "1"
"""What the first files, which have no number, say of their form in a table of its own."""


def _numbered(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TABLE about")


STEPS: tuple[Step, ...] = (_numbered,)
"""From each form to the next, the first from files without a number."""


def bring_up_to_date(database: Database, *, path: Path) -> None:
    """Bring a file to the last form, all the way or not at all; an empty one is begun.

    Raises StoreError for a form that isn't known, and leaves such a file as it is.
    """
    if database.is_empty:
        with database.beginning() as connection:
            for statement in TABLES:
                connection.execute(statement)
            _number(connection, len(STEPS))
        return
    number = _form(database, path=path)
    if number == len(STEPS):
        return
    with database.transaction() as connection:
        for step in STEPS[number:]:
            step(connection)
        _number(connection, len(STEPS))


def _form(database: Database, *, path: Path) -> int:
    ((number,),) = database.rows("PRAGMA user_version")
    known = 0 <= int(str(number)) <= len(STEPS)
    if number == 0:
        said = database.rows("SELECT value FROM about WHERE name = 'format'")
        known = said == [(_UNNUMBERED,)]
    if not known:
        raise StoreError(
            f"The conversations {path} were kept by a later version of Dateline.",
            mend="Use that version, or move the file away: another is begun then.",
        )
    return int(str(number))


def _number(connection: sqlite3.Connection, number: int) -> None:
    connection.execute(f"PRAGMA user_version = {number}")
