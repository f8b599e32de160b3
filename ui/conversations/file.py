"""The file that conversations are kept in: opened when first needed, its troubles told in words."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rag.errors import StoreError
from rag.index.database import Database
from ui.conversations.forms import bring_up_to_date

FILE_NAME = "conversations.sqlite3"
MAX_BYTES = 1_000_000_000
"""Size that the file doesn't outgrow."""

_LOCK_NAME = "conversations.lock"
_LOCK_SECONDS = 5
_PAGE_BYTES = 4096

_BEGIN_ANEW = "Move the file away and start Dateline anew, which begins another."
_ALLOW = "Check the folder's permissions and the free disk space."
_MENDS = {
    sqlite3.SQLITE_BUSY: "Another program holds it: try again in a moment.",
    sqlite3.SQLITE_FULL: "Delete conversations that are not needed, or free disk space.",
    sqlite3.SQLITE_NOTADB: _BEGIN_ANEW,
    sqlite3.SQLITE_CORRUPT: _BEGIN_ANEW,
    sqlite3.SQLITE_ERROR: _BEGIN_ANEW,
}


class ConversationFile:
    """The file in an index folder. Safe to use from several threads, which take turns."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is opened or made before it is needed."""
        self._path = folder / FILE_NAME
        self._opening = threading.Lock()
        self._opened: Database | None = None

    def rows(self, query: str, values: Sequence[object]) -> list[tuple[object, ...]]:
        """Give what a query finds; nothing where no file is. Raises StoreError."""
        if self._opened is None and not self._path.exists():
            return []
        with self._mapped():
            return self._open().rows(query, values)

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Make all changes within or none of them; an absent file is made. Raises StoreError."""
        with self._mapped(), self._open().transaction() as connection:
            yield connection

    def _open(self) -> Database:
        with self._opening:
            if self._opened is None:
                self._opened = self._up_to_date()
            return self._opened

    def _up_to_date(self) -> Database:
        from filelock import FileLock

        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Else two programs could begin the file at once, or take a step twice.
        with FileLock(self._path.with_name(_LOCK_NAME), timeout=_LOCK_SECONDS):
            self._path.touch(mode=0o600)  # what people ask is for nobody else
            opened = Database(self._path)
            try:
                bring_up_to_date(opened, path=self._path)
                opened.rows(f"PRAGMA max_page_count = {MAX_BYTES // _PAGE_BYTES}")
            except StoreError:
                opened.close()
                raise
        return opened

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        from filelock import Timeout

        try:
            yield
        except StoreError as error:
            if not isinstance(error.__cause__, sqlite3.Error):
                raise
            raise self._told(error.__cause__) from error
        except Timeout as error:
            raise StoreError(
                f"Another program holds the conversations {self._path}.",
                mend="Try again in a moment.",
            ) from error
        except OSError as error:
            raise StoreError(
                f"The conversations {self._path} can't be kept ({error.strerror or error}).",
                mend=_ALLOW,
            ) from error

    def _told(self, cause: sqlite3.Error) -> StoreError:
        """Say of the conversations what the database says of an index."""
        code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_IOERR) & 0xFF
        return StoreError(
            f"The conversations {self._path} can't be used ({cause}).",
            mend=_MENDS.get(code, _ALLOW),
        )
