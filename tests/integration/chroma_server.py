"""A real Chroma server, as `chroma run` starts it, that tests can stop and start again."""

import contextlib
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import httpx

PROGRAM = Path(sys.executable).with_name("chroma")
SECONDS_TO_START = 60
PAUSE = 0.05


class ChromaServer:
    """One server on the loopback; its data is in a folder, its port stays the same."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it unless it runs, and come back once it answers."""
        if self._process:
            return
        place = ("--host", "127.0.0.1", "--port", str(self.port), "--path", str(self._folder))
        self._process = subprocess.Popen([PROGRAM, "run", *place], stdout=subprocess.DEVNULL)
        for _ in range(round(SECONDS_TO_START / PAUSE)):
            if self._answers():
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                raise ChildProcessError(f"chroma ended with {self._process.wait(PAUSE)}")
        raise TimeoutError

    def _answers(self) -> bool:
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"{self.url}/api/v2/heartbeat", trust_env=False).is_success
        return False

    def kill(self) -> None:
        """End it at once, wherever it is."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def lose_everything(self) -> None:
        """Let it go on without its data."""
        self.kill()
        shutil.rmtree(self._folder)
        self.start()
