"""The server: the page and the HTTP API on one port, in one process."""

import errno
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import SettingsError
from rag.settings import ServerSettings, Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

_QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    # Gradio imports the hub's client, which would look its names up.
    "HF_HUB_OFFLINE": "1",
}


def build_server(settings: Settings, *, index: Path) -> "FastAPI":
    """Make the application of an index; what searches loads in the background meanwhile."""
    os.environ.update(_QUIET)
    from rag.index.uploads import arriving_folder

    # Gradio puts what is sent beside its last place.
    os.environ["GRADIO_TEMP_DIR"] = str(arriving_folder(index))
    from rag.serving.api import build_api
    from ui.app import build_page, mount_page
    from ui.server.services import make_services

    services = make_services(settings, index=index)
    api = build_api(services)
    page = build_page(
        assistant=api.state.operations.assistant,
        library=services.library,
        jobs=services.jobs,
        backend=settings.model.backend,
    )
    return mount_page(api, page, largest=settings.reading.max_file_bytes)


def serve(settings: Settings, *, index: Path) -> None:
    """Serve until interrupted, and print the address once it answers.

    Raises SettingsError where the address can't be listened on, or where others than this machine
    could ask and there is no API key yet.
    """
    from rag.serving.access.keys import expect_keys
    from rag.serving.observing.logs import configure_logs
    from ui.server.arriving import receiving
    from ui.server.memory import share_heaps

    share_heaps()
    with _listening(settings.server) as listener:
        expect_keys(settings.server, index)
        print("Dateline is starting …", file=sys.stderr, flush=True)
        configure_logs(settings.server.log)
        with receiving(index):
            _run(build_server(settings, index=index), settings.server, listener=listener)


def _run(app: "FastAPI", settings: ServerSettings, *, listener: socket.socket) -> None:
    from uvicorn import Config

    from rag.serving.access.heads import BoundedHeads
    from ui.server.stopping import CLOSING, PatientServer

    def announce() -> None:
        host, port = listener.getsockname()[:2]
        address = f"[{host}]" if ":" in host else host
        print(f"Dateline is at http://{address}:{port}", flush=True)

    config = Config(
        app,
        http=BoundedHeads,
        access_log=False,
        log_config=None,
        log_level="warning",
        timeout_graceful_shutdown=CLOSING,
    )
    operations = app.state.operations
    server = PatientServer(config, operations=operations, grace=settings.grace, started=announce)
    server.run(sockets=[listener])


def _listening(settings: ServerSettings) -> socket.socket:
    """Take the port before anything is loaded, so that a port in use is told at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(
                f"Port {settings.port} is in use.", mend="Choose another with --port."
            ) from error
        raise SettingsError(
            f"Can't listen on {settings.host}:{settings.port} ({error.strerror or error}).",
            mend="Choose others with --host and --port.",
        ) from error
    return listener
