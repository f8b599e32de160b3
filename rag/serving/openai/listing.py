"""The models that can be asked for, in OpenAI's form."""

from pathlib import PurePath
from typing import Any

from rag.schema import ModelInfo, as_json
from rag.serving.openai.names import SERVERS_OWN, name_of
from rag.serving.services import Services

_FOR_THE_MACHINE = ("file", "install")
"""What a listing tells those who sit at the server, and nobody else."""


def listed(services: Services) -> list[dict[str, Any]]:
    """Give the server's own choice, each backend's own choice, and each model of each backend.

    What is known of a model (its backend, whether it is ready, its size in bytes and so on) is in
    the field `dateline`; OpenAI's `created` is 0, for nobody tells when a model was made.
    """
    models = [_known(each) for each in as_json(services.list_models())["models"]]
    ready = {each["backend"]: False for each in models}
    for each in models:
        ready[each["backend"]] |= each["ready"]
    own = services.settings.model.backend
    known = {SERVERS_OWN: {"backend": own, "ready": ready.get(own, any(ready.values()))}}
    known |= {name: {"backend": name, "ready": ready[name]} for name in ready}
    for each in models:
        known[name_of(ModelInfo(backend=each["backend"], name=each["name"]))] = each
    return [_entry(name, of_it) for name, of_it in known.items()]


def _known(model: dict[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in model.items() if name not in _FOR_THE_MACHINE}
    return shown | {"name": PurePath(model["name"]).name} if _is_file(model) else shown


def _is_file(model: dict[str, Any]) -> bool:
    return bool(model["backend"] == "embedded" and model["name"].casefold().endswith(".gguf"))


def _entry(name: str, known: dict[str, Any]) -> dict[str, Any]:
    openai = {"id": name, "object": "model", "created": 0, "owned_by": "dateline"}
    return openai | {"dateline": known}
