"""`dateline mcp` as a program: what it prints, and how it ends."""

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

from console import DATELINE

HELLO = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "a test", "version": "1"},
}


def _started(index: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [DATELINE, "mcp", "--index", str(index)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _lines(*calls: tuple[str, dict[str, Any]]) -> str:
    """Write what a client of 2025 writes, line by line."""
    hello = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": HELLO}
    done = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    asked = [
        {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        for number, (method, params) in enumerate(calls, start=1)
    ]
    return "".join(f"{json.dumps(each)}\n" for each in (hello, done, *asked))


def test_nothing_but_messages_is_printed(tmp_path: Path) -> None:
    search = ("tools/call", {"name": "search", "arguments": {"question": "Who?"}})
    with _started(tmp_path / "none") as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(_lines(("resources/list", {}), search))
        program.stdin.flush()
        answers = sorted(
            (json.loads(program.stdout.readline()) for _ in range(3)), key=lambda each: each["id"]
        )
        program.stdin.close()
        assert program.stdout.read() == ""
    assert program.returncode == 0
    hello, listed, failed = [each["result"] for each in answers]
    assert hello["serverInfo"]["name"] == "dateline"
    assert listed["resources"] == []
    assert failed["isError"]
    assert "dateline ingest" in failed["structuredContent"]["mend"]


def test_ctrl_c_ends_it(tmp_path: Path) -> None:
    with _started(tmp_path / "none") as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(_lines())
        program.stdin.flush()
        assert program.stdout.readline()
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=60) == -signal.SIGINT
