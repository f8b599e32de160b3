"""The language models that the page offers, looked up in the background, once for all readers.

A backend that is slow to say what it has keeps nobody waiting for longer than a second.
"""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from rag.settings import BackendChoice, Settings
from ui.models import ListedModel, Listing, SilentBackend, list_models

PATIENCE = 1.0
"""Seconds that a page waits for what is being looked up."""

_FRESH = 5.0
_QUOTES = ("Quotes only", "extractive")
LABELS = {
    "ollama": "Ollama",
    "openai": "OpenAI-style server",
    "embedded": "Built-in model",
    "extractive": "Quotes only",
}
"""What readers are shown for a backend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the backends told; `embedded` is the built-in model that the settings name."""

    listing: Listing
    embedded: str

    def model(self, backend: str, name: str = "") -> ListedModel | None:
        """Give a model of a backend; without a name the one that the backend takes by itself.

        None where the backend has no such model, or doesn't tell which it takes.
        """
        of_backend = [each for each in self.listing.models if each.backend == backend]
        if backend == "embedded":
            wanted = name or self.embedded
            return next((each for each in of_backend if _names(each, wanted)), None)
        if name or backend == "extractive":
            return next((each for each in of_backend if name in ("", each.name)), None)
        return next((each for each in of_backend if each.auto), None)

    def automatic(self) -> ListedModel | None:
        """Give the model that answers where the choice is left to Dateline."""
        return next((each for each in self.listing.models if each.auto), None)

    def silent(self, backend: str) -> SilentBackend | None:
        """Give why a backend tells of no models; None where it tells."""
        return next((each for each in self.listing.silent if each.backend == backend), None)


def _names(model: ListedModel, wanted: str) -> bool:
    return model.name in (wanted, str(Path(wanted).expanduser()))


def model_choices(known: Known | None, *, configured: BackendChoice) -> list[tuple[str, str]]:
    """Give what can be chosen, as (label, "backend" or "backend:name"), by the order of `auto`.

    A backend that can't be had stays in the list and says so; choosing it tells the mend.
    """
    choices = [("Automatic", "auto")]
    if configured not in ("auto", "extractive"):
        choices.append((f"{LABELS[configured]}, as configured", configured))
    if known:
        choices += [
            (f"{short_name(each)} · {LABELS[each.backend]}", f"{each.backend}:{each.name}")
            for each in known.listing.models
            if each.ready and each.backend != "extractive"
        ]
        choices += [(label, backend) for label, backend in _absent(known) if backend != configured]
    return [*choices, _QUOTES]


def _absent(known: Known) -> list[tuple[str, str]]:
    absent = [(f"{LABELS[each.backend]}: no answer", each.backend) for each in known.listing.silent]
    built_in = [each for each in known.listing.models if each.backend == "embedded"]
    if built_in and not any(each.ready for each in built_in):
        absent.append((f"{LABELS['embedded']}: not installed", "embedded"))
    return absent


def short_name(model: ListedModel) -> str:
    """Give a model's name without the folders of its file."""
    return Path(model.name).name if model.backend == "embedded" else model.name


class KnownModels:
    """Looks the models up where somebody asks, and not more often than every 5 seconds."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: Known | None = None
        self._asking = threading.Lock()
        self._answered = threading.Event()
        self._looked_at = float("-inf")

    def look(self) -> Known | None:
        """Give what is known after a second at most; None where that is nothing yet."""
        with self._asking:
            if time.monotonic() - self._looked_at > _FRESH:
                self._looked_at = float("inf")  # until this look has ended
                self._answered.clear()
                threading.Thread(target=self._look, name="models", daemon=True).start()
        self._answered.wait(PATIENCE)
        return self._known

    def _look(self) -> None:
        try:
            listing = list_models(self._settings)
            self._known = Known(listing=listing, embedded=self._settings.model.embedded_model)
        finally:
            self._looked_at = time.monotonic()
            self._answered.set()
