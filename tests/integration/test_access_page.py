"""The page behind a key: Gradio's own routes, its files, and the server as it is really started."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import httpx
import pytest
from console import Command, document
from keyholders import basic
from over_http import request

from rag.serving.access.keys import Keys

DATELINE = [sys.executable, "-c", "from ui.cli import main; main()"]
ELSEWHERE = {"Host": "[::1]:80", "Origin": "https://stranger.example"}
OF_GRADIO = [
    ("GET", "/config"),
    ("GET", "/theme.css"),
    ("GET", "/manifest.json"),
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/app_id"),
    ("GET", "/gradio_api/startup-events"),
    ("GET", "/gradio_api/heartbeat/x"),
    ("GET", "/gradio_api/queue/data?session_hash=x"),
    ("GET", "/gradio_api/file=/etc/hostname"),
    ("GET", "/gradio_api/proxy=https://x.hf.space/"),
    ("POST", "/gradio_api/upload"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/run/predict"),
    ("POST", "/gradio_api/call/predict"),
    ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/reset"),
    ("POST", "/gradio_api/stream/x"),
    ("POST", "/login"),
]


class Started(NamedTuple):
    """A server as it is really started, on an index, and what it wrote by its end."""

    address: str
    index: Path
    word: str
    errors: Path


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """Serve an index in which there are things that nobody shall read through the page."""
    folder = tmp_path_factory.mktemp("page")
    index, errors = folder / "index", folder / "errors.txt"
    (index / "uploads").mkdir(parents=True)
    for name in ("feedback.jsonl", "uploads/article.txt"):
        (index / name).write_text("private")
    word = Keys(index).create("reader of the page", scope="write")[1]
    arguments = [*DATELINE, "serve", "--port", "0", "--index", str(index)]
    settings = {"DATELINE_SERVER__REQUIRE_KEY": "true", "DATELINE_MODEL__BACKEND": "extractive"}
    with errors.open("w") as log, subprocess.Popen(
        arguments, env=os.environ | settings, text=True, cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE, stderr=log,
    ) as server:  # fmt: skip
        try:
            assert server.stdout
            address = server.stdout.readline().split()[-1]
            yield Started(address, index, word, errors)
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def address(started: Started) -> str:
    return started.address


@pytest.fixture(scope="module")
def index(started: Started) -> Path:
    return started.index


@pytest.fixture(scope="module")
def word(started: Started) -> str:
    return started.word


@pytest.mark.parametrize(("method", "path"), OF_GRADIO)
def test_every_route_of_the_page_asks_for_a_key(
    address: str, word: str, method: str, path: str
) -> None:
    assert request(method, address + path).status_code == 401
    # It is there, if not for everyone: else nothing was shown.
    with httpx.stream(method, address + path, headers=basic(word), timeout=60) as known:
        assert known.status_code not in (401, 404, 405)


def test_the_page_opens_with_a_key_as_password(address: str, word: str) -> None:
    page = request("GET", f"{address}/", headers=basic(word))
    assert page.status_code == 200
    assert "Dateline" in page.text
    assert request("GET", f"{address}/config", headers=basic(word)).status_code == 200


def test_nothing_is_uploaded_without_a_key(address: str, index: Path) -> None:
    sent = {"files": ("a.txt", b"x" * 1000)}
    assert request("POST", f"{address}/gradio_api/upload", files=sent).status_code == 401
    arriving = index / "uploads" / ".arriving"
    assert not [each for each in arriving.rglob("*") if each.is_file()]


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/queue/join", "/v1/articles"])
def test_no_page_of_others_sends_anything_with_the_browsers_password(
    address: str, word: str, path: str
) -> None:
    sent = {"files": ("a.txt", b"x" * 1000)}
    headers = basic(word) | ELSEWHERE
    assert request("POST", address + path, files=sent, headers=headers).status_code == 403


def test_no_page_of_others_reads_the_page(address: str, word: str) -> None:
    """Gradio alone would let every origin read it that reaches the server by such an address."""
    asked = {"Access-Control-Request-Method": "GET"}
    answers = [
        request("GET", f"{address}/config", headers=basic(word) | ELSEWHERE),
        request("OPTIONS", f"{address}/config", headers=ELSEWHERE | asked),
        request("GET", f"{address}/config", headers=ELSEWHERE),
    ]
    assert [each.status_code for each in answers] == [200, 400, 401]
    for each in answers:
        assert not {"access-control-allow-origin", "access-control-allow-credentials"} & {
            *each.headers
        }


def test_the_pages_route_for_files_reads_nothing_of_the_index(
    address: str, word: str, index: Path
) -> None:
    private = [
        each for each in index.rglob("*") if each.is_file() and ".arriving" not in each.parts
    ]
    assert {"keys.json", "feedback.jsonl", "article.txt"} <= {each.name for each in private}
    arriving = index / "uploads" / ".arriving"
    with httpx.Client(base_url=address, headers=basic(word), timeout=60) as client:
        for file in private:
            way_up = f"{arriving}/../../{file.relative_to(index)}"
            for path in (str(file), way_up, f"//{file}", os.path.relpath(file), f"file://{file}"):
                for route in ("/gradio_api/file=", "/gradio_api/file/", "/file="):
                    told = client.get(route + quote(path))
                    assert told.status_code != 200 or told.content != file.read_bytes()
                    assert told.status_code in (400, 403, 404)


def test_the_server_does_not_start_beyond_loopback_without_keys(
    command: Command, tmp_path: Path
) -> None:
    serve = ("serve", "--host", "0.0.0.0", "--port", "0", "--index", tmp_path)
    ended = command(*serve)
    assert (ended.status, ended.out) == (1, "")
    assert f"dateline keys create NAME --scope write --index {tmp_path}" in ended.err
    assert "starting" not in ended.err


def test_keys_are_made_listed_and_revoked(command: Command, tmp_path: Path) -> None:
    on = ("--index", tmp_path)
    made = command("keys", "create", "desk", "--scope", "write", *on)
    assert made.status == 0
    word = made.out.removesuffix("\n")
    key = Keys(tmp_path).key_of(word)
    assert key
    assert key.scopes == ("read", "write")
    told = document(command("keys", "create", "wire", *on, "--json"))
    assert told["scopes"] == ["read"]
    assert Keys(tmp_path).key_of(told.pop("key"))
    listed = document(command("keys", "list", *on, "--json"))
    assert [each["name"] for each in listed] == ["desk", "wire"]
    assert listed[1] == told
    table = command("keys", "list", *on).out
    assert f"…{word[-4:]}" in table
    for secret in (word, key.digest):
        assert secret not in table + str(listed)
    assert command("keys", "revoke", "desk", *on).status == 0
    assert document(command("keys", "revoke", told["key_id"], *on, "--json")) == told
    assert document(command("keys", "list", *on, "--json")) == []
    assert command("keys", "revoke", "desk", *on).status == 1
    assert command("keys", "create", "x", "--scope", "all", *on).status == 2


def test_no_key_is_written_into_the_log(started: Started) -> None:
    address, word = started.address, started.word
    for headers in ({"Authorization": f"Bearer {word}"}, basic(word)):
        assert request("GET", f"{address}/v1/jobs", headers=headers).status_code == 200
    for path in ("/v1/articles?key=", "/v1/articles/", "/x?", "/"):
        assert request("GET", f"{address}{path}{word}").status_code == 400
    written = started.errors.read_text()
    assert "/v1/jobs" in written
    assert "reader of the page" in written
    assert word[3:] not in written


def test_a_header_without_end_is_refused(address: str) -> None:
    assert "headers are too long" in flooded(address)


def flooded(address: str) -> str:
    """Send a header that never ends, as far as it is taken, and give what is answered."""
    url = urlsplit(address)
    assert url.hostname
    with socket.create_connection((url.hostname, url.port or 80), timeout=60) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ")
        try:
            for _ in range(1_000):
                connection.sendall(b"A" * 65_536)
        except ConnectionError:
            pass
        else:
            pytest.fail("64 MB were taken")
        try:
            return connection.recv(65_536).decode()
        except ConnectionResetError:  # the answer went by, since more was sent meanwhile
            return "headers are too long"
