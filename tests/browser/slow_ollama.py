"""An Ollama on the loopback that speaks slowly, in words that a real one was recorded to say."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from replay import recorded

MODEL = "smollm2:135m"
_PACE = 0.02
"""Seconds between two words."""


class SlowOllama(ThreadingHTTPServer):
    """Says the recorded answer's words again and again, until the client hangs up.

    It says `words` of them where that is a number, and then breaks off, or ends as it should where
    `ends` says so. It begins only when `may_speak` is set. Who asks for one word gets one. `asked`
    are the bodies that were sent; `hung_up` is set when a client went away.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.words: int | None = None
        self.ends = False
        self.asked: list[dict[str, Any]] = []
        self.may_speak = threading.Event()
        self.hung_up = threading.Event()
        self.finished = threading.Event()


@contextmanager
def slow_ollama() -> Iterator[SlowOllama]:
    with SlowOllama() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.finished.set()
            server.may_speak.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SlowOllama

    def do_GET(self) -> None:
        self._give({"/api/tags": "tags", "/api/ps": "ps_loaded", "/api/version": "version"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/api/chat":
            self._give({"/api/show": "show"})
            return
        self.server.asked.append(body)
        try:
            self._speak(briefly=body["options"]["num_predict"] == 1)
        except OSError:
            self.server.hung_up.set()

    def _give(self, names: dict[str, str]) -> None:
        recording = recorded(names.get(self.path, "unknown_path"))
        body = recording.body.encode()
        self.send_response_only(recording.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _speak(self, *, briefly: bool) -> None:
        self.close_connection = True
        self.server.may_speak.wait()
        self.send_response_only(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        *words, last = recorded("chat_stream").body.splitlines(keepends=True)
        if briefly:
            self._say(words[0], last, "")
            return
        said = 0
        while said != self.server.words and not self.server.finished.wait(_PACE):
            self._say(words[said % len(words)])
            said += 1
        if said == self.server.words and self.server.ends:
            self._say(last, "")

    def _say(self, *lines: str) -> None:
        for line in lines:
            data = line.encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""
