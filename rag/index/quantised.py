"""The bundled model in whole numbers of 8 bits, for onnxruntime: the same weights, made quicker.

Weights and what they are multiplied with are rounded to 8 bits; sums, attention and norms stay
float32. Three things keep the rounding small:

- How wide the numbers run is measured beforehand, on a few sentences of different kinds, and then
  stays: so a text's vector doesn't hang on the texts that it is embedded with.
- A channel that runs wide is divided, and its weights are multiplied, so that both suffer alike
  (SmoothQuant, arXiv 2211.10438).
- In each layer's inner half, a few channels run many times as wide as the others, mostly at the
  mark of a text's start. They are left as they are, and multiplied beside the others.

The model is converted whenever it is loaded, in memory, which takes about a second, less than
torch takes to be imported: nothing is written to disk, and nothing there can be stale.
"""

import json
import os
from pathlib import Path

import numpy

from rag.index.bert import EPSILON, Bert, Layer, Linear, Norm, Range, Ranges, measure, read_bert
from rag.index.graph import FUSED, Graph

_MEASURED_ON = (
    "The ferry to the island sails on Monday, Wednesday and Friday from the old harbour.",
    "Shares of the bank fell 3.4% on 12 March 2021 after its chief executive, Ann Lee, resigned:"
    ' "It is time," she said.',
    "Der Rat schloss die Brücke nach dem Hochwasser; niemand wurde verletzt.",
    "def main(): return {'a': [1, 2, 3]}  # code",
    "Why?",
)

_ROOM = 1.25
"""How much wider than measured the numbers may run before they are cut off."""

_TOP = 90
"""Weights are rounded to -90 … 90: with the full 127, processors without VNNI cut off sums, which
costs more than the coarser steps do."""

_LEFT = 8
"""Channels of a layer's inner half that are left as they are."""


class QuantisedModel:
    """BERT with mean pooling, as all-MiniLM-L6-v2 is; `tokenizer` neither pads nor
    cuts, and `at_once` batches may be read."""

    def __init__(self, folder: Path) -> None:
        from onnxruntime import (  # type: ignore[import-untyped]
            InferenceSession,
            SessionOptions,
        )
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.longest: int = _number(folder / "sentence_bert_config.json", "max_seq_length")
        self.dimensions: int = _number(folder / "config.json", "hidden_size")
        heads = _number(folder / "config.json", "num_attention_heads")
        model = read_bert(load_file(folder / "model.safetensors"), heads=heads)
        ranges = measure(model, [self.tokenizer.encode(text).ids for text in _MEASURED_ON])
        options = SessionOptions()
        # Two threads that read a batch each are a third quicker than two that share one.
        options.intra_op_num_threads = 1
        self.at_once = os.cpu_count() or 1
        self._session = InferenceSession(
            convert(model, ranges=ranges), options, providers=["CPUExecutionProvider"]
        )

    def read(
        self, ids: numpy.ndarray, *, lengths: numpy.ndarray
    ) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Give vectors of texts, (texts, dimensions), and of tokens, (texts, tokens, dimensions).

        `ids` is of shape (texts, tokens), padded behind each text's length.
        """
        given = {"ids": ids.astype(numpy.int32), "lengths": lengths.astype(numpy.int32)}
        tokens: numpy.ndarray = self._session.run(None, given)[0]
        real = numpy.arange(ids.shape[1]) < lengths[:, None]
        sums = numpy.matmul(real[:, None].astype(numpy.float32), tokens)[:, 0]
        return sums / lengths[:, None].astype(numpy.float32), tokens


def _number(path: Path, name: str) -> int:
    found: int = json.loads(path.read_bytes())[name]
    return found


def convert(model: Bert, *, ranges: list[Ranges]) -> bytes:
    """Give the ONNX model: from `ids` and the texts' `lengths` to their tokens' vectors."""
    graph = Graph()
    words, positions = graph.constant(model.words), graph.constant(model.positions)
    rows = graph.node(
        "EmbedLayerNormalization",
        *("ids", "", words, positions, ""),
        *(graph.constant(model.norm.scale), graph.constant(model.norm.shift)),
        domain=FUSED,
        outputs=2,
        epsilon=EPSILON,
    )
    for layer, ran in zip(model.layers, ranges, strict=True):
        rows = _layer(graph, rows, layer, ranges=ran, heads=model.heads)
    return graph.model(inputs=[("ids", 2), ("lengths", 1)], output=rows)


def _layer(graph: Graph, rows: str, layer: Layer, *, ranges: Ranges, heads: int) -> str:
    attended = _attention(graph, rows, layer.attended, ran=ranges.attended, heads=heads)
    out = _product(graph, attended, layer.out.matrix, ran=ranges.out)
    rows = _norm(graph, out, rows, bias=layer.out.bias, norm=layer.first_norm)

    # The widest channels last, where they can be cut off as one piece.
    order = numpy.argsort(ranges.down.high, kind="stable")
    up = Linear(layer.up.matrix[:, order], layer.up.bias[order])
    down = layer.down.matrix[order]
    ran = Range(ranges.down.low[order][:-_LEFT], ranges.down.high[order][:-_LEFT])
    smooth, smoothed, ran_up = _smoothed(graph, rows, up.matrix, ran=ranges.up)
    inner = _product(graph, smooth, smoothed, ran=ran_up)
    inner = graph.node("BiasGelu", inner, graph.constant(up.bias), domain=FUSED)
    beside = _widest(graph, inner, down[-_LEFT:], start=len(down) - _LEFT)
    rows = graph.node("Add", rows, beside)
    # Cut off where the others end, they do no harm: their weights are zero here.
    rest = numpy.concatenate([down[:-_LEFT], numpy.zeros_like(down[-_LEFT:])])
    product = _product(graph, inner, rest, ran=ran)
    return _norm(graph, product, rows, bias=layer.down.bias, norm=layer.second_norm)


def _attention(graph: Graph, rows: str, linear: Linear, *, ran: Range, heads: int) -> str:
    rows, matrix, ran = _smoothed(graph, rows, linear.matrix, ran=ran)
    rounded, step, zero = _rounded(graph, rows, ran=ran)
    weights, steps, zeros = _rounded_weights(graph, matrix)
    bias = graph.constant(linear.bias)
    given = (rounded, weights, bias, step, steps, "lengths", zero, zeros)
    return graph.node("QAttention", *given, domain=FUSED, num_heads=heads)


def _widest(graph: Graph, inner: str, matrix: numpy.ndarray, *, start: int) -> str:
    bounds = [numpy.array([bound]) for bound in (start, start + len(matrix), 2)]
    cut = graph.node("Slice", inner, *(graph.constant(bound) for bound in bounds))
    return graph.node("MatMul", cut, graph.constant(matrix))


def _norm(graph: Graph, rows: str, before: str, *, bias: numpy.ndarray, norm: Norm) -> str:
    constants = [graph.constant(each) for each in (norm.scale, norm.shift, bias)]
    return graph.node(
        "SkipLayerNormalization", rows, before, *constants, domain=FUSED, epsilon=EPSILON
    )


def _smoothed(
    graph: Graph, rows: str, matrix: numpy.ndarray, *, ran: Range
) -> tuple[str, numpy.ndarray, Range]:
    """Divide channels, and multiply their weights, by the root of how much wider the one runs."""
    widest = numpy.maximum(numpy.maximum(-ran.low, ran.high), 1e-3)
    factors = numpy.sqrt(widest / numpy.maximum(numpy.abs(matrix).max(axis=1), 1e-5))
    divided = graph.node("Mul", rows, graph.constant((1 / factors).astype(numpy.float32)))
    return divided, matrix * factors[:, None], Range(ran.low / factors, ran.high / factors)


def _product(graph: Graph, rows: str, matrix: numpy.ndarray, *, ran: Range) -> str:
    rounded, step, zero = _rounded(graph, rows, ran=ran)
    weights, steps, zeros = _rounded_weights(graph, matrix)
    return graph.node(
        "MatMulIntegerToFloat", rounded, weights, step, steps, zero, zeros, domain=FUSED
    )


def _rounded(graph: Graph, rows: str, *, ran: Range) -> tuple[str, str, str]:
    """Round to 0 … 255; gives the rounded, the width of a step and what stands for zero."""
    low, high = min(ran.low.min(), 0) * _ROOM, max(ran.high.max(), 0) * _ROOM
    width = max(high - low, 1e-6) / 255
    step = graph.constant(numpy.array(width, dtype=numpy.float32))
    zero = graph.constant(numpy.array(round(-low / width), dtype=numpy.uint8))
    return graph.node("QuantizeLinear", rows, step, zero), step, zero


def _rounded_weights(graph: Graph, matrix: numpy.ndarray) -> tuple[str, str, str]:
    """Round each column to its own steps."""
    steps = numpy.maximum(numpy.abs(matrix).max(axis=0), 1e-9) / _TOP
    rounded = numpy.round(matrix / steps).astype(numpy.int8)
    zeros = numpy.zeros(len(steps), dtype=numpy.int8)
    return (
        graph.constant(rounded),
        graph.constant(steps.astype(numpy.float32)),
        graph.constant(zeros),
    )
