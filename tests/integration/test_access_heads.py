"""Connections that begin no request or don't end it, over real sockets, by people in a hurry."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from over_http import begin, problem
from starlette.types import Receive, Scope, Send

from rag.index.library import Library
from rag.serving.access.heads import MAX_HEAD, BoundedHeads
from rag.serving.access.pace import SteadyBodies

Address = tuple[str, int]
LENGTHS = [1, MAX_HEAD - 1, MAX_HEAD + 1, 3 * MAX_HEAD // 2, 10 * MAX_HEAD]


class HurriedHeads(BoundedHeads):
    """The same for people with less time."""

    head_seconds = 0.2


async def reader(scope: Scope, receive: Receive, send: Send) -> None:
    """Tell how long a body was, or, for /early, answer before it is read."""
    length = 0
    more = scope["path"] != "/early"
    while more:
        message = await receive()
        length += len(message["body"])
        more = message["more_body"]
    told = str(length).encode()
    headers = [(b"content-length", str(len(told)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": told})


@pytest.fixture(scope="module")
def hurried() -> Iterator[Address]:
    config = uvicorn.Config(reader, http=HurriedHeads, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()
        server.should_exit = True
        thread.join()


def head(path: str, *, length: int = 0, filling: bytes = b"") -> bytes:
    return b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\nX: %s\r\n\r\n" % (
        path.encode(),
        length,
        filling,
    )


def let_go(connection: socket.socket) -> bool:
    """Wait until the server has closed a connection."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:  # it had something unread
        return True


@pytest.mark.parametrize("begun", [b"", b"\r\n", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n"])
def test_who_never_finishes_a_head_is_let_go(hurried: Address, begun: bytes) -> None:
    with socket.create_connection(hurried, timeout=60) as connection:
        connection.sendall(begun)
        assert let_go(connection)


def test_long_heads_are_refused_and_others_served_on_one_connection(hurried: Address) -> None:
    request = head("/", filling=b"x" * (MAX_HEAD // 2))
    with socket.create_connection(hurried, timeout=60) as connection:
        for _ in range(5):
            connection.sendall(request)
            assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
        connection.sendall(request[:-4] + b"x" * MAX_HEAD)
        answer = b""
        while more := connection.recv(65_536):
            answer += more
        assert answer.startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("length", LENGTHS)
def test_bodies_of_any_length_are_no_heads(hurried: Address, length: int) -> None:
    with socket.create_connection(hurried, timeout=60) as connection:
        for _ in range(2):
            connection.sendall(head("/", length=length) + b"x" * length)
            answer = b""
            while not answer.endswith(b"\r\n\r\n%d" % length):
                answer += connection.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("rest", [b"x", b"x" * 100], ids=["a byte", "all"])
def test_who_is_answered_early_and_sends_on_is_let_go(hurried: Address, rest: bytes) -> None:
    with socket.create_connection(hurried, timeout=60) as connection:
        connection.sendall(head("/early", length=100))
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
        connection.sendall(rest)
        assert let_go(connection)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/ask", "application/json"),
        ("/v1/articles", "application/json"),
        ("/v1/articles", "multipart/form-data; boundary=x"),
        ("/mcp", "application/json"),
    ],
)
def test_a_body_that_does_not_come_is_refused(
    small_library: Library,
    serve_api: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    kind: str,
) -> None:
    monkeypatch.setattr(SteadyBodies, "stretch_seconds", 0.2)
    told = begin(serve_api(small_library), path, begun=b"-", length=100, kind=kind)
    problem(told, 408)
    assert told.headers["Connection"] == "close"
