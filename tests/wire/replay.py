"""An Ollama on the loopback that answers with what a real one was recorded to answer."""

import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).parent / "recordings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One recorded exchange."""

    method: str
    path: str
    sent: dict[str, Any] | None
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


def recorded(name: str) -> Recording:
    exchange = json.loads((RECORDINGS / f"{name}.json").read_text("utf-8"))
    request, response = exchange["request"], exchange["response"]
    return Recording(
        method=request["method"],
        path=request["path"],
        sent=_sent(request["body"]),
        status=response["status"],
        headers=tuple((key, value) for key, value in response["headers"]),
        body=response["body"],
    )


def _sent(body: str | None) -> dict[str, Any] | None:
    sent: dict[str, Any] | None = None
    with suppress(ValueError):  # some requests were meant to be no JSON
        sent = json.loads(body or "null")
    return sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What a client sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How to answer: whole, broken off after `lines` (cleanly or not), without end, not at all.

    Without end, the first of `lines`, or so many of them, come again and again. A reset connection
    ends before any answer.
    """

    lines: int | None = None
    clean: bool = False
    endless: bool = False
    mute: bool = False
    reset: bool = False


class Replay(ThreadingHTTPServer):
    """Answers each request with the next recording, which must be for its method and path.

    `received` is what was sent; `speaking` is set when an answer begins to be streamed, `hung_up`
    when a client closed an answer without end.
    """

    def __init__(self, *recordings: Recording, manner: Manner, first: Manner) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.recordings = list(recordings)
        self.manner = first
        self.later = manner
        self.received: list[Received] = []
        self.speaking = threading.Event()
        self.hung_up = threading.Event()
        self.finished = threading.Event()


@contextmanager
def replay(
    *recordings: Recording, manner: Manner | None = None, first: Manner | None = None
) -> Iterator[Replay]:
    """Serve while the block lasts; the `first` request may be answered in a manner of its own."""
    manner = manner or Manner()
    with Replay(*recordings, manner=manner, first=first or manner) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.finished.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Replay

    def do_GET(self) -> None:
        self._answer(None)

    def do_HEAD(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(json.loads(body) if "json" in self.headers["Content-Type"] else body)

    def _answer(self, body: Any) -> None:
        self.close_connection = True
        headers = {key.lower(): value for key, value in self.headers.items()}
        self.server.received.append(
            Received(method=self.command, path=self.path, headers=headers, body=body)
        )
        recording = self.server.recordings.pop(0)
        assert (self.command, self.path) == (recording.method, recording.path)
        manner, self.server.manner = self.server.manner, self.server.later
        if manner.mute:
            self.server.finished.wait()
        elif manner.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        else:
            self._send(recording, manner=manner)

    def _send(self, recording: Recording, *, manner: Manner) -> None:
        self.send_response_only(recording.status)
        for key, value in recording.headers:
            self.send_header(key, value)
        self.end_headers()
        if ("Transfer-Encoding", "chunked") in recording.headers:
            self._stream(recording.body.splitlines(keepends=True), manner=manner)
        else:
            self.wfile.write(recording.body.encode())

    def _stream(self, lines: list[str], *, manner: Manner) -> None:
        self.server.speaking.set()
        try:
            while manner.endless:
                self._chunk("".join(lines[: manner.lines or 1]))
        except OSError:
            self.server.hung_up.set()
            return
        for line in lines[: manner.lines]:
            self._chunk(line)
        if manner.lines is None or manner.clean:
            self._chunk("")

    def _chunk(self, line: str) -> None:
        data = line.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""
