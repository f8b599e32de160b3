"""Nothing reaches beyond this machine: not the product, and not the tests."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from console import CORPUS
from pytest_socket import SocketConnectBlockedError

ELSEWHERE = "192.0.2.1"
"""An address that is reserved for documents; nothing answers there."""

WATCHED = """
import json, sys
told = open(sys.argv[1], "a", buffering=1)
EVENTS = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
          "socket.gethostbyname")
def watch(event, arguments):
    if event in EVENTS:
        address = arguments[0] if event.startswith("socket.get") else arguments[1]
        told.write(json.dumps(address, default=repr) + "\\n")
sys.addaudithook(watch)
from ui.cli import main
for line in sys.argv[2:]:
    sys.argv = ["dateline", *json.loads(line)]
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
"""
"""Runs commands of the console one after the other, and writes down whom they speak to."""


def watched(log: Path, commands: Sequence[Sequence[str]]) -> subprocess.Popen[str]:
    lines = [json.dumps(command) for command in commands]
    arguments = [sys.executable, "-c", WATCHED, str(log), *lines]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


def is_here(address: object) -> bool:
    """Tell whether an address is a socket file, loopback, or the wildcard to listen on."""
    host = address[0] if isinstance(address, list) else address
    if host is None or str(host).startswith(("/", "\0")) or host in {"", "localhost"}:
        return True
    try:
        found = ip_address(str(host))
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified


def test_ingest_ask_and_the_page_speak_to_this_machine_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The proof that the watch works is that Ollama's address is among those it saw.
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    index = ["--index", str(tmp_path / "index")]
    question = "When does Lee arrive in Nara?"
    commands = (
        ["ingest", str(CORPUS), *index],
        ["ask", question, "--backend", "extractive", *index],
        ["doctor", *index],
        ["serve", "--port", "0", *index],
    )
    log = tmp_path / "addresses"
    with watched(log, commands) as process:
        try:
            assert process.stdout is not None
            said = iter(process.stdout.readline, "")
            (address,) = next(
                found for line in said if (found := re.findall(r"Dateline is at (\S+)", line))
            )
            page = httpx.get(address, timeout=60).raise_for_status().text
            httpx.post(
                f"{address}/v1/ask",
                timeout=60,
                json={"question": question, "backend": "extractive"},
            ).raise_for_status()
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate()
    assert "Dateline" in page
    seen = [json.loads(line) for line in log.read_text().splitlines()]
    assert ["127.0.0.1", 9] in seen
    assert [address for address in seen if not is_here(address)] == []


def test_no_test_can_connect_elsewhere() -> None:
    with pytest.warns(UserWarning, match=ELSEWHERE), pytest.raises(SocketConnectBlockedError):
        socket.create_connection((ELSEWHERE, 80), timeout=1)


def test_tests_can_connect_to_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
