"""A real server among faults: clients that vanish, a sudden death, a full disk, no Chroma."""

import json
import os
import resource
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from chroma_server import ChromaServer

from rag.assemble import build_library
from rag.index.library import Library
from rag.settings import Settings

ASKED = {"question": "When will the new ferry be launched?", "as_of": "2026-02-11"}
QUIET = {
    "DATELINE_MODEL__BACKEND": "extractive",
    "DATELINE_MODEL__OLLAMA_HOST": "http://127.0.0.1:9",
}
SOON = 120
BURST = 40
"""Clients that vanish at once, more than there are threads for answers."""

FEW = 10
"""Files that may be opened once and kept, far fewer than clients vanish."""

KEPT_THREADS = 45
"""Threads that a server keeps for later, however many clients vanish."""

MANY = 120
"""Articles that take a while, and more than ROOM."""

ROOM = 60_000
"""Bytes to which a file may grow where the disk is as good as full: the upload fits in, the
articles with their vectors don't."""

_NO_FAREWELL = struct.pack("ii", 1, 0)
_COMMAND = [sys.executable, "-c", "from ui.cli import main; main()"]


@dataclass(frozen=True)
class Server:
    """A process that serves an index."""

    process: subprocess.Popen[str]
    address: str
    log: Path

    def held(self) -> tuple[int, int]:
        """Give how many files it has open and how many threads run."""
        proc = Path(f"/proc/{self.process.pid}")
        return len([*(proc / "fd").iterdir()]), len([*(proc / "task").iterdir()])

    def megabytes(self) -> int:
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * resource.getpagesize() >> 20

    def connected(self) -> socket.socket:
        place = urlsplit(self.address)
        assert place.hostname
        assert place.port
        return socket.create_connection((place.hostname, place.port), timeout=SOON)

    def ask(self) -> httpx.Response:
        return httpx.post(f"{self.address}/v1/ask", json=ASKED, timeout=SOON)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=SOON)


Start = Callable[..., Server]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Give a function that serves an index; `largest` bounds every file that the server writes."""

    def begin(index: Path, *, largest: int | None = None, **environment: str) -> Server:
        def bound() -> None:
            if largest is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))

        log = tmp_path / "log"
        process = programs.enter_context(
            subprocess.Popen(
                [*_COMMAND, "serve", "--port", "0", "--index", str(index)],
                env={**os.environ, **QUIET, **environment},
                stdout=subprocess.PIPE,
                stderr=programs.enter_context(log.open("w")),
                text=True,
                preexec_fn=bound,
            )
        )
        programs.callback(process.kill)
        assert process.stdout
        return Server(process, process.stdout.readline().split()[-1], log)

    with ExitStack() as programs:
        yield begin


@pytest.fixture
def index(tmp_path: Path, articles: Path, library: Library) -> Path:
    """The folder of an index with two articles, which nobody has open."""
    library.ingest([articles])
    library.close()
    return library.folder


def request(method: str, path: str, body: object = None, *, events: bool = False) -> bytes:
    content = b"" if body is None else json.dumps(body).encode()
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
        *(["Accept: text/event-stream"] if events else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + content


def vanish(connection: socket.socket) -> None:
    """Be gone without a word, as a machine that loses its power."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_FAREWELL)
    connection.close()


def burst(server: Server) -> None:
    """Let many clients begin something, all at once, and vanish."""
    whole = request("POST", "/v1/ask", ASKED)
    beginnings = (
        b"",
        whole[:30],
        whole[:-10],
        whole,
        request("POST", "/v1/ask", ASKED, events=True),
    )
    clients = []
    for number in range(BURST):
        client = server.connected()
        client.sendall(beginnings[number % len(beginnings)])
        clients.append(client)
    for client in clients:
        vanish(client)


def settled(server: Server, *, files: int) -> int:
    """Ask on until no more files are open than that; give how many are open in the end."""
    for _ in range(200):
        assert server.ask().status_code in (200, 503)
        if server.held()[0] <= files:
            break
    return server.held()[0]


def test_clients_that_vanish_leave_nothing_behind(start: Start, index: Path) -> None:
    server = start(index)
    assert server.ask().status_code == 200
    files, threads = server.held()
    megabytes = server.megabytes()
    for _ in range(5):
        burst(server)
    assert settled(server, files=files + FEW) <= files + FEW
    assert server.held()[1] <= threads + KEPT_THREADS
    assert server.megabytes() <= megabytes + 100
    assert server.ask().json()["status"] == "answered"


def test_those_who_read_slowly_or_never_keep_nobody_else_waiting(start: Start, index: Path) -> None:
    server = start(index)
    with ExitStack() as clients:
        for number in range(BURST):
            client = clients.enter_context(server.connected())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            half = request("POST", "/v1/ask", ASKED)[:-1]
            client.sendall(half if number % 2 else request("GET", "/openapi.json") * 20)
        assert server.ask().json()["status"] == "answered"
        assert httpx.get(f"{server.address}/health", timeout=SOON).status_code == 200


def test_a_page_that_is_open_is_no_error_of_a_server_that_stops(start: Start, index: Path) -> None:
    server = start(index)
    with httpx.stream("GET", f"{server.address}/gradio_api/heartbeat/open", timeout=SOON) as page:
        assert page.status_code == 200
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(timeout=SOON)
    assert "stopping" in server.log.read_text("utf-8")
    assert "ERROR" not in server.log.read_text("utf-8")


def many(count: int) -> dict[str, Any]:
    text = "The harbour of Skelwick was dredged for the {} time, and {} boats lay idle meanwhile."
    return {
        "articles": [
            {
                "title": f"Dredging {number}",
                "text": text.format(number, 2 * number),
                "language": "en",  # guessing it needs room on the disk as well
            }
            for number in range(count)
        ]
    }


def put(server: Server, count: int) -> str:
    """Begin to add articles; give the address of the job."""
    taken = httpx.post(f"{server.address}/v1/articles", json=many(count), timeout=SOON)
    assert taken.status_code == 202, taken.text
    return server.address + taken.headers["Location"]


def ended(job: str) -> dict[str, Any]:
    """Follow a job until it has ended."""
    events = {"Accept": "text/event-stream"}
    with httpx.stream("GET", job, headers=events, timeout=SOON) as told:
        last = [line for line in told.iter_lines() if line.startswith("data: ")][-1]
    state: dict[str, Any] = json.loads(last.removeprefix("data: "))
    return state


@contextmanager
def asking(server: Server) -> Iterator[None]:
    """Have answers under way."""
    with ExitStack() as clients:
        for _ in range(8):
            client = clients.enter_context(server.connected())
            client.sendall(request("POST", "/v1/ask", ASKED, events=True))
        yield


def test_a_server_that_dies_while_it_ingests_and_answers_starts_again(
    start: Start, index: Path
) -> None:
    server = start(index)
    job = put(server, MANY)
    state = httpx.get(job, timeout=SOON).json()
    while state["state"] == "waiting":
        state = httpx.get(job, timeout=SOON).json()
    assert state["state"] == "running"
    with asking(server):
        server.kill()
    again = start(index)
    assert httpx.get(f"{again.address}/ready", timeout=SOON).json()["index"]["ready"]
    assert again.ask().json()["status"] == "answered"
    assert ended(put(again, MANY))["state"] == "done"
    found = httpx.get(f"{again.address}/v1/articles", params={"words": "dredging"}, timeout=SOON)
    assert found.json()["found"] == MANY


def others(server: Server) -> list[int]:
    """Give the processes that answer beside the server's own."""
    tasks = Path(f"/proc/{server.process.pid}/task").iterdir()
    children = [pid for task in tasks for pid in (task / "children").read_text().split()]
    return [
        int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def test_what_answers_beside_a_server_ends_with_it_however_that_ends(
    start: Start, index: Path
) -> None:
    for ending in (signal.SIGKILL, signal.SIGTERM):
        server = start(index)
        while not (pids := others(server)):
            with asking(server):
                assert server.ask().status_code == 200
        (other,) = map(os.pidfd_open, pids)
        server.process.send_signal(ending)
        assert select.select([other], [], [], SOON)[0], ending
        os.close(other)


def test_a_full_disk_is_told_and_what_was_there_stays(start: Start, index: Path) -> None:
    server = start(index, largest=ROOM)
    told = ended(put(server, MANY))
    assert told["state"] == "failed"
    assert told["problem"]["mend"]
    assert server.ask().json()["status"] == "answered"
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(timeout=SOON)
    roomy = start(index)
    assert httpx.get(f"{roomy.address}/v1/articles", timeout=SOON).json()["found"] == 2
    assert roomy.ask().json()["status"] == "answered"
    assert ended(put(roomy, MANY))["state"] == "done"


def test_without_chroma_questions_fail_until_it_is_back(
    start: Start, articles: Path, tmp_path: Path
) -> None:
    chroma = ChromaServer(tmp_path / "chroma")
    chroma.start()
    try:
        settings = Settings.model_validate({"index": {"chroma": chroma.url}})
        library = build_library(settings, index=tmp_path / "shared")
        library.ingest([articles])
        library.close()
        server = start(tmp_path / "shared", DATELINE_INDEX__CHROMA=chroma.url)
        assert server.ask().json()["status"] == "answered"
        chroma.kill()
        refused = server.ask()
        assert (refused.status_code, refused.json()["type"]) == (503, "urn:dateline:index")
        assert httpx.get(f"{server.address}/health", timeout=SOON).status_code == 200
        chroma.start()
        assert server.ask().json()["status"] == "answered"
    finally:
        chroma.kill()
