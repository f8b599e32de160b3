"""The real server on an index, and the making of one of a folder's articles."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from ui.cli import main; main()"]
# Nothing answers at port 9, so that Ollama is down whatever runs on this machine.
NOWHERE = "http://127.0.0.1:9"
PATIENCE = {"DATELINE_READING__MAX_SECONDS": "60"}  # a busy machine gives up on no file


@contextmanager
def served(collection: Path, *, index: Path, ollama: str = NOWHERE) -> Iterator[str]:
    """Ingest a folder and serve its index; gives the address."""
    ingest = [*COMMAND, "ingest", str(collection), "--index", str(index)]
    environment = os.environ | PATIENCE
    subprocess.run(ingest, check=True, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    with serving(index, ollama=ollama) as address:
        yield address


@contextmanager
def serving(index: Path, *, port: int = 0, ollama: str = NOWHERE) -> Iterator[str]:
    """Serve an index with the answers of no model, unless a page asks for Ollama's."""
    serve = [*COMMAND, "serve", "--port", str(port), "--index", str(index)]
    models = {"DATELINE_MODEL__BACKEND": "extractive", "DATELINE_MODEL__OLLAMA_HOST": ollama}
    with subprocess.Popen(
        serve, cwd=ROOT, env=os.environ | PATIENCE | models, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[-1]
        finally:
            server.terminate()
