"""Cross-encoders of sentence-transformers on disk: checked first, then loaded offline."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import SettingsError
from rag.quiet import quieten
from rag.retrieval.fetching import WEIGHTS

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_MOST_TOKENS = 512
"""A pair is cut to so many even where the model could read more: what is longer is a question of
thousands of words, which would be read anew with each passage."""

_VOCABULARIES = ("tokenizer.json", "vocab.txt", "vocab.json", "*.model")
"""Without any of these transformers makes a tokenizer that knows no word, and says nothing."""


def check_folder(folder: Path, *, role: str, mend: str) -> None:
    """Refuse a folder that lacks what it takes, or holds another kind of model.

    An embedder would load as well, with a last layer of random numbers. `role` is what the model is
    wanted for; raises SettingsError with this `mend`.
    """
    if not (folder / WEIGHTS).is_file():
        raise SettingsError(f"No {role} weights ({WEIGHTS}) in {folder}.", mend=mend)
    if not any(any(folder.glob(name)) for name in _VOCABULARIES):
        raise SettingsError(f"No {role}'s vocabulary ({_VOCABULARIES[0]}) in {folder}.", mend=mend)
    kinds = configuration(folder, mend=mend).get("architectures") or ["no kind of model"]
    saved_as = _read(folder / "config_sentence_transformers.json", mend=mend).get("model_type")
    if saved_as != "CrossEncoder" and not f"{kinds[0]}".endswith("ForSequenceClassification"):
        raise SettingsError(f"{folder} holds {kinds[0]}, which is no cross-encoder.", mend=mend)


def configuration(folder: Path, *, mend: str) -> dict[str, Any]:
    """Read a model's config.json, {} where there is none. Raises SettingsError."""
    return _read(folder / "config.json", mend=mend)


def _read(file: Path, *, mend: str) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"{file} can't be read ({error}).", mend=mend) from error
    return found if isinstance(found, dict) else {}


def load_cross_encoder(folder: Path, *, mend: str) -> "CrossEncoder":
    """Load a folder that was checked, on the CPU. Raises SettingsError where that fails."""
    quieten()
    from sentence_transformers import CrossEncoder
    from transformers.utils.logging import disable_progress_bar

    # It would stand among the lines that Dateline writes itself.
    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model: CrossEncoder = CrossEncoder(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            # Half the digits would be slower on a CPU, and pickled weights could run anything.
            model_kwargs={"dtype": "float32", "use_safetensors": True},
        )
    except Exception as error:  # a foreign folder fails in as many ways as there are libraries
        first, *_ = f"{error}".strip().splitlines() or [type(error).__name__]
        raise SettingsError(f"{folder} can't be loaded ({first}).", mend=mend) from error
    model.max_seq_length = min(model.max_seq_length or _MOST_TOKENS, _MOST_TOKENS)
    return model


def as_they_are(scores: Any) -> Any:
    """Give what the last layer gives, as `activation_fn`: squeezed, high scores become equal."""
    return scores
