"""Files are read in a process of their own, so that none can hang, crash or bloat this one.

    this process                              the reading process (rag.reading.worker)
    ReaderProcess.read(file)   -- path -->    read_articles(file), bounded in memory
                               <-- article --
                               <-- article or error --
                               <-- done --

One process serves all files. It is killed where a file takes too long; the next gets a fresh one.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from rag.errors import IngestError, ReadingError
from rag.reading.articles import shown_name
from rag.reading.messages import DONE, decoded, receive, send
from rag.reading.worker import OUT_OF_MEMORY
from rag.schema import Article
from rag.settings import ReadingSettings

_START = (
    "import os, sys; channel = os.dup(1); os.dup2(2, 1); sys.path[:] = sys.argv[2:]; "
    "from importlib import import_module; import_module(sys.argv[1]).main(channel)"
)
"""What is printed goes to standard error before anything is imported: only answers go to the pipe.
Modules are sought where this process seeks them."""

_SECONDS_TO_START = 60
_SECONDS_TO_END = 1
_JSON_GROWTH = 8
"""A byte of a file becomes at most so many of its article's message: six where it is escaped."""

_METADATA_BYTES = 1_000_000

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Each thread of a numeric library takes a share of the bounded address space, and reading needs
none."""


class ReaderProcess:
    """Reads files in a worker process; a context manager, at whose end the process ends as well.

    `module` names the worker's module; its `main(channel)` is called in the new process.
    """

    def __init__(self, settings: ReadingSettings, *, module: str = "rag.reading.worker") -> None:
        self._settings = settings
        self._module = module
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; the next file gets a fresh one."""
        if self._worker:
            self._worker.stop()
            self._worker = None

    def read(self, file: Path) -> Iterator[Article | ReadingError]:
        """Yield a file's articles as they are read, and an error for each part that can't be.

        A file that gives nothing for `settings.max_seconds`, takes more memory than
        `settings.max_memory_mb` or kills the process gives one error more, its last. Beginning with
        another file gives up the rest of this one. Raises IngestError where the process can't be
        started.
        """
        if self._worker is None or not self._worker.is_free:
            self.close()
            self._worker = _Worker(self._settings, module=self._module)
        worker = self._worker
        try:
            yield from worker.read(file)
        finally:
            if not worker.is_free:
                worker.stop()


class _Worker:
    """One running process; it serves until it is stopped, dies, or a file is left half read."""

    def __init__(self, settings: ReadingSettings, *, module: str) -> None:
        self._settings = settings
        self._is_late = False
        self._is_idle = True
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter
                [sys.executable, "-P", "-c", _START, module, *filter(None, sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **_ONE_THREAD},
                # A terminal's Ctrl-C is for this process, which ends the other.
                start_new_session=True,
            )
        except OSError as error:
            raise _unstartable(error.strerror or "unknown reason") from error
        self._requests = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)
        self._greet()

    @property
    def is_free(self) -> bool:
        """Whether it is alive and has read its last file to the end."""
        return self._is_idle and self._process.poll() is None

    def read(self, file: Path) -> Iterator[Article | ReadingError]:
        """Yield what the process reads of `file`."""
        self._is_idle = False
        try:
            send(self._requests, json.dumps(os.fspath(file)).encode())
            while message := self._next(seconds=self._settings.max_seconds):
                yield decoded(message)
            self._is_idle = True
        except (EOFError, OSError, ValueError):
            # Its pipes close a moment before its exit status is there.
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_SECONDS_TO_END)
            self.stop()
            yield self._reason(shown_name(file))

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        with suppress(OSError):  # of what was written and never read
            self._requests.close()
        self._answers.close()
        self._process.wait()

    def _greet(self) -> None:
        try:
            send(self._requests, self._settings.model_dump_json().encode())
            ready = self._next(seconds=_SECONDS_TO_START) == DONE
        except (EOFError, OSError):
            ready = False
        if not ready:
            self.stop()
            raise _unstartable(f"exit status {self._process.returncode}")

    def _next(self, *, seconds: float) -> bytes:
        watchdog = threading.Timer(seconds, self._give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            longest = _JSON_GROWTH * self._settings.max_file_bytes + _METADATA_BYTES
            return receive(self._answers, limit=longest)
        finally:
            watchdog.cancel()

    def _give_up(self) -> None:
        self._is_late = True
        self._process.kill()

    def _reason(self, name: str) -> ReadingError:
        if self._is_late:
            return ReadingError(
                f"{name} takes longer than {self._settings.max_seconds:g} s to read.",
                mend="Save it in a simpler form, or raise reading.max_seconds.",
            )
        if self._process.returncode == OUT_OF_MEMORY:
            return ReadingError(
                f"{name} takes more than {self._settings.max_memory_mb:,} MB of memory to read.",
                mend="Cut it into smaller files, or raise reading.max_memory_mb.",
            )
        status = self._process.returncode
        return ReadingError(
            f"{name} broke off the process that read it (exit status {status}).",
            mend="Try once more, else save it in a simpler form, such as plain text.",
        )


def _unstartable(reason: str) -> IngestError:
    return IngestError(
        f"The process that reads files can't be started ({reason}).",
        mend="See what it printed above; a fresh installation of Dateline mends a broken one.",
    )
