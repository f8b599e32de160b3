"""The reranker: a cross-encoder that reads question and passage together, where there is one.

None comes along with Dateline. It is a folder of sentence-transformers on disk, or the name of one
at the Hugging Face hub where the reader allows the download.
"""

import hashlib
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy

from rag.errors import SettingsError
from rag.retrieval.cross_encoders import as_they_are, check_folder, load_cross_encoder
from rag.retrieval.fetching import WEIGHTS, fetch, fetched

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_BATCH = 16
"""Pairs read together; more gains nothing on a CPU and costs memory."""

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")

_MEND = "Set retrieval.reranker to a folder with a cross-encoder of sentence-transformers."


class CrossEncoderReranker:
    """Scores passages by reading each beside the question; loads itself at first use.

    `name` is a folder, or with `download` a name at the hub, which is fetched once, when it is
    first needed. Raises SettingsError where it is neither. Safe from several threads, which take
    turns: the one tokenizer pads and cuts as whichever call came last told it to.
    """

    def __init__(self, name: str, *, download: bool) -> None:
        self._name = name
        self._given = Path(name).expanduser()
        self._turn = threading.Lock()
        self._made: CrossEncoder | None = None
        if self._given.is_dir():
            check_folder(self._given, role="reranker", mend=_MEND)
        elif not (download and _HUB_NAME.fullmatch(name)):
            raise SettingsError(f"There is no reranker in {name}.", mend=_mend(name))

    @property
    def identity(self) -> str:
        """Name and the first 12 hex digits of the weights' SHA-256; the name till it is fetched."""
        folder = self._on_disk()
        if folder is None:
            return self._name
        with (folder / WEIGHTS).open("rb") as weights:
            digest = hashlib.file_digest(weights, "sha256").hexdigest()
        name = folder.resolve().name if folder == self._given else self._name
        return f"{name}@{digest[:12]}"

    def load(self) -> None:
        """Load the weights now instead of with the first question, and fetch them if need be."""
        with self._turn:
            self._load()

    def scores(self, question: str, texts: Sequence[str]) -> numpy.ndarray:
        """Score each text as an answer to the question: float32 (len(texts),), higher is better.

        The scale is the model's own, so that only scores of one question compare. What is longer
        than the model reads is cut. Raises SettingsError where the model can't be had.
        """
        if not texts:
            return numpy.zeros(0, dtype=numpy.float32)
        with self._turn:
            found = self._load().predict(
                [(question, text) for text in texts],
                batch_size=_BATCH,
                show_progress_bar=False,
                activation_fn=as_they_are,
            )
        return numpy.asarray(found, dtype=numpy.float32)

    def _on_disk(self) -> Path | None:
        return self._given if self._given.is_dir() else fetched(self._name)

    def _load(self) -> "CrossEncoder":
        if self._made is None:
            folder = self._on_disk() or fetch(self._name)
            check_folder(folder, role="reranker", mend=_MEND)
            self._made = _loaded(folder)
        return self._made


def _mend(name: str) -> str:
    if _HUB_NAME.fullmatch(name):
        return f"{_MEND[:-1]}, or set retrieval.reranker_download to true to fetch it by its name."
    return _MEND


def _loaded(folder: Path) -> "CrossEncoder":
    model = load_cross_encoder(folder, mend=_MEND)
    if model.num_labels != 1:
        raise SettingsError(
            f"{folder} gives {model.num_labels} scores a passage instead of one.", mend=_MEND
        )
    return model
