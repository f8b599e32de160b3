"""The server: the page and the HTTP API on one port, in one process."""

import errno
import os
import shutil
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import SettingsError
from rag.settings import ServerSettings, Settings

if TYPE_CHECKING:
    from fastapi import FastAPI
    from uvicorn import Config

_QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    # Gradio imports the hub's client, which would look its names up.
    "HF_HUB_OFFLINE": "1",
}


def build_server(settings: Settings, *, index: Path) -> "FastAPI":
    """Make the application of an index; the embedder loads in the background meanwhile."""
    os.environ.update(_QUIET)
    from rag.index.uploads import arriving_folder

    _receive_in(arriving_folder(index))
    from rag.assemble import Models, build_assistant, build_library
    from rag.serving.api import build_api
    from ui.app import build_page, mount_page

    library = build_library(settings, index=index)
    models = Models(settings)
    assistant = build_assistant(settings, library=library, models=models)
    threading.Thread(target=library.embedder.load, name="warm-up", daemon=True).start()
    page = build_page(assistant=assistant, library=library, backend=settings.model.backend)
    api = build_api(
        library=library,
        assistant=assistant,
        choose_model=models.choose,
        host=settings.server.host,
    )
    return mount_page(api, page, largest=settings.reading.max_file_bytes)


def _receive_in(folder: Path) -> None:
    """Let Gradio put what is sent beside its last place, and delete what a killed server left."""
    shutil.rmtree(folder, ignore_errors=True)
    os.environ["GRADIO_TEMP_DIR"] = str(folder)


def serve(settings: Settings, *, index: Path) -> None:
    """Serve until interrupted, and print the address once it answers.

    Raises SettingsError where the address can't be listened on.
    """
    from uvicorn import Config

    with _listening(settings.server) as listener:
        print("Dateline is starting …", file=sys.stderr, flush=True)
        config = Config(
            build_server(settings, index=index),
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=2,
        )
        _run(config, listener=listener)


def _run(config: "Config", *, listener: socket.socket) -> None:
    from uvicorn import Server

    class AnnouncingServer(Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            host, port = listener.getsockname()[:2]
            address = f"[{host}]" if ":" in host else host
            print(f"Dateline is at http://{address}:{port}", flush=True)

    AnnouncingServer(config).run(sockets=[listener])


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
