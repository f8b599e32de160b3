"""A server that is told to stop: what is under way is finished, in time, and nobody new begins."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from over_http import ASKED, problem

from rag.index.library import Library

PROGRAM = Path(__file__).parent / "server_program.py"
EVENTS = {"Accept": "text/event-stream", "Content-Type": "application/json"}
LONG = "600"
SOON = 120
"""Seconds in which anything has happened that happens at all."""


@dataclass(frozen=True)
class Running:
    """A server, and the pipe its model waits for."""

    process: subprocess.Popen[str]
    address: str
    pipe: Path

    def stop(self, sent: signal.Signals = signal.SIGTERM) -> None:
        """Tell it to stop, and wait until it does so."""
        self.process.send_signal(sent)
        assert self.process.stderr
        assert any("stopping" in line for line in self.process.stderr)

    def status(self) -> int:
        return self.process.wait(timeout=SOON)


@pytest.fixture
def started(sample_library: Library, tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Give a function that starts a server."""

    def start(*, grace: str) -> Running:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        process = programs.enter_context(
            subprocess.Popen(
                [sys.executable, str(PROGRAM), str(sample_library.folder), grace, str(pipe)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        programs.callback(process.kill)
        assert process.stdout
        address = process.stdout.readline().removeprefix("Dateline is at ").strip()
        assert address
        return Running(process=process, address=address, pipe=pipe)

    with ExitStack() as programs:
        yield start


@contextmanager
def answer_under_way(running: Running) -> Iterator[http.client.HTTPResponse]:
    """Ask, and read until the model has spoken."""
    connection = http.client.HTTPConnection(urlsplit(running.address).netloc, timeout=SOON)
    connection.request("POST", "/v1/ask", json.dumps(ASKED), EVENTS)
    response = connection.getresponse()
    assert any(line == b"event: delta\n" for line in iter(response.readline, b""))
    yield response
    connection.close()


def test_an_answer_under_way_is_finished_and_new_ones_are_refused(
    started: Callable[..., Running],
) -> None:
    running = started(grace=LONG)
    with answer_under_way(running) as response:
        running.stop()
        refused = httpx.post(f"{running.address}/v1/ask", json=ASKED, timeout=SOON)
        assert refused.status_code == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert httpx.get(f"{running.address}/health", timeout=SOON).status_code == 200
        ready = problem(httpx.get(f"{running.address}/ready", timeout=SOON), 503)
        assert ready["detail"] == "The server is stopping."
        running.pipe.write_bytes(b"go on")
        assert b"event: answer\n" in response.read()
    assert running.status() == -signal.SIGTERM


def test_an_answer_that_takes_longer_is_broken_off(started: Callable[..., Running]) -> None:
    running = started(grace="0.2")
    with answer_under_way(running) as response:
        running.stop()
        assert running.status() == 128 + signal.SIGTERM
        with pytest.raises(http.client.IncompleteRead):
            response.read()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_ends_at_once(
    started: Callable[..., Running], sent: signal.Signals
) -> None:
    running = started(grace=LONG)
    with answer_under_way(running):
        running.stop()
        running.process.send_signal(sent)
        assert running.status() == 128 + sent


def test_a_server_with_nothing_to_do_stops(started: Callable[..., Running]) -> None:
    running = started(grace=LONG)
    with httpx.Client(base_url=running.address, timeout=SOON) as idle:
        idle.get("/health").raise_for_status()
        running.stop()
        assert running.status() == -signal.SIGTERM
