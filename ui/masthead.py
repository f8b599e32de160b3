"""The state of index and model in the masthead: Gradio's parts, and what they look at."""

import threading
from typing import Any

import gradio

from rag.errors import DatelineError
from rag.index.library import Library
from ui.known_models import PATIENCE, KnownModels, model_choices
from ui.status import (
    backend_standings,
    index_standing,
    model_standing,
    render_status,
    search_standing,
)

_SECONDS = 20
_HIDDEN: dict[str, Any] = {"queue": False, "show_progress": "hidden"}


class _Watch:
    """Looks at what an answer needs; everything costly is kept for all readers."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._models = KnownModels(library.settings)
        self._beginning = threading.Lock()
        self._loading: threading.Thread | None = None
        self._loaded: bool | DatelineError = False

    def show(self, chosen: str) -> str:
        """Give the state as HTML; `chosen` is what the reader's model control holds."""
        self._load()
        known = self._models.look()
        main = [
            index_standing(self._size()),
            search_standing(self._loaded),
            model_standing(chosen, known),
        ]
        return render_status(main, backend_standings(known))

    def choices(self) -> gradio.Dropdown:
        """Give the models that can be chosen now."""
        configured = self._library.settings.model.backend
        choices = model_choices(self._models.look(), configured=configured)
        return gradio.Dropdown(choices=choices, allow_custom_value=False)

    def _size(self) -> tuple[int, int] | DatelineError:
        try:
            return self._library.catalogue.size()
        except DatelineError as error:
            return error

    def _load(self) -> None:
        with self._beginning:
            if self._loading is None:
                self._loading = threading.Thread(target=self._wait, name="search", daemon=True)
                self._loading.start()
        self._loading.join(PATIENCE)

    def _wait(self) -> None:
        """Wait until the embedder is loaded, whoever began to load it."""
        try:
            self._library.embedder.load()
        except DatelineError as error:
            self._loaded = error
        else:
            self._loaded = True


def watch_state(
    page: gradio.Blocks, *, state: gradio.HTML, model: gradio.Dropdown, library: Library
) -> dict[str, Any]:
    """Keep the state and the list of models up to date.

    Give what another listener's `then` takes to show the state anew, after an answer or an ingest.
    """
    watch = _Watch(library)
    showing = {"fn": watch.show, "inputs": model, "outputs": state, **_HIDDEN}
    page.load(watch.choices, outputs=model, **_HIDDEN)
    model.focus(watch.choices, outputs=model, **_HIDDEN)
    gradio.on([page.load, model.change, gradio.Timer(_SECONDS).tick], **showing)
    return showing
