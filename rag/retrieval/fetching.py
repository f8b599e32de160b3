"""A model fetched from the Hugging Face hub, where the reader allows it.

    this process, offline                        a process of its own, online
    fetched(name)   looks in the hub's cache
    fetch(name)     -- name -->                  asks the hub, fills the cache
                    <-- folder or reason --

Libraries read once whether they may go online. This process never may: only the one that fetches
has its switches lifted, so that nothing else can use the allowance.
"""

import os
import subprocess
import sys
from pathlib import Path

from rag.errors import SettingsError
from rag.quiet import quieten

WEIGHTS = "model.safetensors"

_FILES = ("*.safetensors", "*.json", "*.txt", "*.model", "*.jinja")
"""What a model is loaded from: no pickled weights and no Python, which would run whatever they
say."""

_SECONDS_TO_ANSWER = 10
"""How long the hub is waited for. Loading by name, as the libraries do it, tries for 70 s."""

_LIFTED = ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_PROGRESS_BARS")


def fetched(name: str) -> Path | None:
    """Give the folder of a model that was fetched before, None where it wasn't. Asks nobody."""
    quieten()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(name, allow_patterns=[*_FILES], local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError):
        return None
    # Another program may have left a part of the model in the cache.
    return folder if (folder / WEIGHTS).is_file() else None


def fetch(name: str) -> Path:
    """Fetch a model into the hub's cache and give its folder there.

    Takes as long as the download; a terminal is shown its progress. Raises SettingsError with the
    hub's reason, within seconds where there is no network.
    """
    done = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-P", "-m", "rag.retrieval.fetching", name],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env=_online(),
        text=True,
        check=False,
    )
    said = done.stdout.strip()
    if done.returncode or not said:
        raise SettingsError(
            f"The reranker {name} can't be fetched: {said or 'the download broke off'}.",
            mend="Set retrieval.reranker to a folder that holds it, or to nothing.",
        )
    return Path(said)


def _online() -> dict[str, str]:
    """Give the environment of the process that fetches; it seeks modules where this one does."""
    kept = {name: value for name, value in os.environ.items() if name not in _LIFTED}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _answer(name: str) -> str:
    from huggingface_hub import HfApi, snapshot_download

    HfApi().model_info(name, timeout=_SECONDS_TO_ANSWER)
    return snapshot_download(name, allow_patterns=[*_FILES])


def _reason(error: Exception) -> str:
    from huggingface_hub import constants
    from huggingface_hub.errors import GatedRepoError, HFValidationError, RepositoryNotFoundError

    match error:
        case HFValidationError():
            return "there is no such folder, and no model is named so"
        case GatedRepoError():
            return f"{constants.ENDPOINT} gives it to those alone who have accepted its terms"
        case RepositoryNotFoundError():
            return f"there is no folder and, at {constants.ENDPOINT}, no public model of that name"
    first, *_ = f"{error}".strip().splitlines() or [type(error).__name__]
    return f"{constants.ENDPOINT} can't be reached ({first.rstrip('.')})"


def main() -> int:
    """Print the folder of the model that the command line names, or why there is none."""
    try:
        print(_answer(sys.argv[1]))
    except Exception as error:  # whatever it is, the other process has to say it
        print(_reason(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
