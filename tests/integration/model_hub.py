"""The Hugging Face hub's routes by which a model is fetched, served on the loopback from a folder.

Written after huggingface_hub 2.4, whose own client asks it.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

_COMMIT = "0123456789abcdef0123456789abcdef01234567"


class ModelHub(ThreadingHTTPServer):
    """Serves the files of a folder as the model `name`; `asked` are the paths of all requests."""

    def __init__(self, folder: Path, *, name: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.name = name
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ModelHub

    def do_GET(self) -> None:
        name, path = self.server.name, self.path.partition("?")[0]
        self.server.asked.append(path)
        if path in {f"/api/models/{name}", f"/api/models/{name}/revision/main"}:
            self._json({"id": name, "sha": _COMMIT, "siblings": []})
        elif path == f"/api/models/{name}/tree/{_COMMIT}":
            self._json([_entry(file) for file in sorted(self.server.folder.iterdir())])
        elif path.startswith(f"/{name}/resolve/{_COMMIT}/"):
            content = (self.server.folder / path.rpartition("/")[2]).read_bytes()
            self._send(200, content, {"ETag": f'"{_digest(content)}"', "X-Repo-Commit": _COMMIT})
        else:
            self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"})

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""

    def _json(self, value: object) -> None:
        self._send(200, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for header, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(header, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _entry(file: Path) -> dict[str, object]:
    content = file.read_bytes()
    return {"type": "file", "path": file.name, "size": len(content), "oid": _digest(content)}


@contextmanager
def model_hub(folder: Path, *, name: str) -> Iterator[ModelHub]:
    """Run a hub for a while."""
    with ModelHub(folder, name=name) as hub:
        thread = Thread(target=hub.serve_forever)
        thread.start()
        try:
            yield hub
        finally:
            hub.shutdown()
            thread.join()
