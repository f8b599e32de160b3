"""A server without a page, which prints its address; it listens on any port.

    python server_program.py INDEX GRACE [PIPE]

Its model says a few words and then waits for the pipe to be written to and closed; without one it
quotes. GRACE is in seconds.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from speaker import Speaker, choosing

from rag.assemble import Models, build_assistant, build_library
from rag.index.jobs import Jobs
from rag.serving.api import build_api
from rag.serving.observing.logs import configure_logs
from rag.serving.services import Services
from rag.settings import ModelSettings, ServerSettings, Settings
from ui.server.serve import _listening, _run

INDEX, GRACE, *PIPE = sys.argv[1:]


def speak() -> Iterator[str]:
    """Say a few words, and more once the pipe has ended."""
    yield "The trams ran again"
    Path(PIPE[0]).read_bytes()
    yield " on Monday."


server = ServerSettings(port=0, grace=float(GRACE))
settings = Settings(server=server, model=ModelSettings(backend="extractive"))
library = build_library(settings, index=Path(INDEX))
models = Models(settings)
if PIPE:
    models.choose = choosing(Speaker(speak))  # type: ignore[assignment, method-assign]
services = Services(
    settings=settings,
    library=library,
    assistant=build_assistant(settings, library=library, models=models),
    choose_model=models.choose,
    jobs=Jobs(library),
    list_models=list,
    keep_feedback=lambda *_told: None,
)
configure_logs("text")
with _listening(server) as listener:
    _run(build_api(services), server, listener=listener)
