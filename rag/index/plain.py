"""Any embedder of sentence-transformers, in its own float32."""

from pathlib import Path

import numpy

from rag.quiet import quieten


class PlainModel:
    """A folder of sentence-transformers; `tokenizer` neither pads nor
    cuts, and `at_once` batches may be read.

    LlamaIndex's HuggingFaceEmbedding loads it. Texts then go past it, straight to the modules of
    sentence-transformers: it has no door to the vectors of tokens.
    """

    def __init__(self, folder: Path) -> None:
        quieten()
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding
        from tokenizers import Tokenizer
        from transformers.utils.logging import disable_progress_bar

        # It would stand among the lines that Dateline writes itself.
        disable_progress_bar()  # type: ignore[no-untyped-call]
        self._model = HuggingFaceEmbedding(model_name=str(folder), device="cpu")._model
        given = self._model.tokenizer
        self._padding: int = given.pad_token_id
        self.tokenizer = Tokenizer.from_str(given.backend_tokenizer.to_str())
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.longest: int = self._model.max_seq_length or given.model_max_length
        self.dimensions: int = self._model.get_embedding_dimension() or 0
        self.at_once = 1  # torch has threads of its own

    def read(
        self, ids: numpy.ndarray, *, lengths: numpy.ndarray
    ) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Give vectors of texts, (texts, dimensions), and of tokens, (texts, tokens, dimensions).

        `ids` is of shape (texts, tokens); what stands behind a text's length isn't read.
        """
        import torch

        real = numpy.arange(ids.shape[1]) < lengths[:, None]
        features = {
            "input_ids": torch.from_numpy(numpy.where(real, ids, self._padding)),
            "attention_mask": torch.from_numpy(real.astype(numpy.int64)),
        }
        with torch.inference_mode():
            found = self._model(features)
        return found["sentence_embedding"].numpy(), found["token_embeddings"].numpy()
