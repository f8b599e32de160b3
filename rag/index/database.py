"""One SQLite file: changed in whole transactions, read meanwhile, by several threads and processes.

Whoever keeps what was read from it sees by `version` when that has changed.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from rag.errors import StoreError

Value = TypeVar("Value")

_PAGES = -32_000
"""Pages that are kept in memory: as SQLite writes it, 32 MB."""


class Database:
    """A file, open; an absent one is made, empty. Safe to use from several threads, in turns."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises StoreError where that can't be done."""
        self._folder = path.parent
        self._lock = threading.RLock()
        self._undone = 0
        with _mapped(self._folder):
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA busy_timeout = 5000")
            self._connection.execute(f"PRAGMA cache_size = {_PAGES}")
            # Killed programs lose nothing so; where the power goes, the last transactions may be
            # undone, but in their order, and what is left agrees with itself.
            self._connection.execute("PRAGMA synchronous = NORMAL")

    @property
    def is_empty(self) -> bool:
        """Whether the file has no table yet."""
        return not self.rows("SELECT 1 FROM sqlite_master LIMIT 1")

    @contextmanager
    def beginning(self) -> Iterator[sqlite3.Connection]:
        """Make the tables of an empty file in a transaction; readers may go on beside writers."""
        with self._lock, _mapped(self._folder):
            self._connection.execute("PRAGMA journal_mode = WAL")
        with self.transaction() as connection:
            yield connection

    def close(self) -> None:
        """Close the file; nothing else may be asked afterwards."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Make all changes within or none of them. Other threads wait meanwhile.

        A transaction within another is a part of it.
        """
        with self._lock, _mapped(self._folder):
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._undone += 1
                # On a full disk SQLite has undone it already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Give what a query finds."""
        with self._lock, _mapped(self._folder):
            return self._connection.execute(query, values).fetchall()

    @property
    def version(self) -> tuple[int, int, int]:
        """Another value once anything was written, whoever did; costs microseconds."""
        with self._lock, _mapped(self._folder):
            # What other connections committed, what this one wrote, and what it took back.
            return self.written_by_others, self._connection.total_changes, self._undone

    @property
    def written_by_others(self) -> int:
        """Another number once any other connection, mostly another process, wrote something."""
        with self._lock, _mapped(self._folder):
            (number,) = self._connection.execute("PRAGMA data_version").fetchone()
            return int(number)


class IndexDatabase(Database):
    """The file of an index, whose table `about` says what all in it depends on."""

    def __init__(
        self, path: Path, *, tables: Iterable[str], made_with: Mapping[str, str], create: bool
    ) -> None:
        """Open the file; raises StoreError where it is absent, can't be read or doesn't fit.

        With `create`, one that is absent or empty is made by the statements `tables`. `made_with`
        is what all in it depends on, by name: its format and settings.
        """
        if not create and not path.is_file():
            raise _absent(path.parent)
        super().__init__(path)
        if self.is_empty:
            if not create:  # a first ingest that was killed, or has only just begun
                raise _absent(path.parent)
            self._create(tables, made_with=made_with)
        self._check(made_with)

    def about(self) -> Mapping[str, str]:
        """Give the index's own notes: format, embedder, and whether an ingest is unfinished."""
        return {str(name): str(value) for name, value in self.rows("SELECT * FROM about")}

    def _create(self, tables: Iterable[str], *, made_with: Mapping[str, str]) -> None:
        with self.beginning() as connection:
            for statement in tables:
                connection.execute(statement)
            about = {"unfinished": "", **made_with}
            connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())

    def _check(self, made_with: Mapping[str, str]) -> None:
        about = self.about()
        if about.get("format") != made_with["format"]:
            raise StoreError(
                f"The index in {self._folder} was made by another version of Dateline.",
                mend="Ingest again into a new folder with --index, or delete that one first.",
            )
        for name, value in made_with.items():
            if about.get(name) != value:
                raise StoreError(
                    f"The index in {self._folder} was made with the {name} {about.get(name)}, "
                    f"not {value}.",
                    mend=f"Set index.{name} back, or ingest again into a new folder with --index.",
                )


class Kept(Generic[Value]):
    """A value that is read once, and again when the database has changed."""

    def __init__(self, database: Database, read: Callable[[], Value]) -> None:
        self._database = database
        self._read = read
        self._known: tuple[tuple[int, int, int], Value] | None = None

    def value(self) -> Value:
        """Give it as it is now."""
        version = self._database.version  # asked first: what is written meanwhile is read next time
        known = self._known
        if known is None or known[0] != version:
            known = self._known = version, self._read()
        return known[1]


def _absent(folder: Path) -> StoreError:
    return StoreError(
        f"There is no index in {folder}.",
        mend="Make one with `dateline ingest PATH`, or name another with --index.",
    )


@contextmanager
def _mapped(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(
            f"The index in {folder} can't be used ({error}).",
            mend="Free disk space or end the other program that writes to it; "
            "if it is broken, delete the folder and ingest again.",
        ) from error
