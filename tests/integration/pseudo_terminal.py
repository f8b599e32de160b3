"""A program at a terminal of its own, as a person at the keyboard has it."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CTRL_C, CTRL_D = "\x03", "\x04"

_PATIENCE = 90.0
"""Seconds until something is missed: a busy machine loads an embedder slowly."""

_OWNER = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)
"""Makes the terminal the program's own, so that Ctrl-C reaches it."""


@dataclass(slots=True)
class Terminal:
    """What has been shown so far, and a keyboard."""

    process: subprocess.Popen[bytes]
    keyboard: int
    shown: str = field(default="", repr=False)
    _read: int = 0

    def expect(self, text: str) -> str:
        """Wait until `text` is shown behind what was expected before; give what came till then."""
        deadline = time.monotonic() + _PATIENCE
        while (found := self.shown.find(text, self._read)) < 0:
            assert self._more(deadline), f"{text!r} isn't in {self.shown[self._read :]!r}"
        before, self._read = self.shown[self._read : found], found + len(text)
        return before

    def type(self, keys: str) -> None:
        os.write(self.keyboard, keys.encode())

    def end(self) -> int:
        """Give the status once the program has ended by itself."""
        deadline = time.monotonic() + _PATIENCE
        while self._more(deadline):
            pass
        return self.process.wait(_PATIENCE)

    def _more(self, deadline: float) -> bool:
        if not select.select([self.keyboard], [], [], max(0.0, deadline - time.monotonic()))[0]:
            return False
        piece = b""
        with suppress(OSError):  # so Linux says that the other side has closed the terminal
            piece = os.read(self.keyboard, 65_536)
        self.shown += piece.decode("utf-8", "surrogateescape")
        return bool(piece)


@contextmanager
def at_terminal(
    arguments: Sequence[str], *, environment: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    """Run a program at a terminal of 100 columns; it is killed where it hasn't ended in the end."""
    keyboard, screen = pty.openpty()
    known = {"TERM": "xterm", "COLUMNS": "100", "LINES": "40", "INPUTRC": "/dev/null"}
    with subprocess.Popen(
        [sys.executable, "-c", _OWNER, *arguments],
        stdin=screen, stdout=screen, stderr=screen, start_new_session=True,
        env=os.environ | known | dict(environment or {}),
    ) as process:  # fmt: skip
        os.close(screen)
        try:
            yield Terminal(process, keyboard)
        finally:
            process.kill()
            os.close(keyboard)
