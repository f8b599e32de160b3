"""BERT's weights by layer, and how wide the numbers run that meet them. NumPy alone."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy

Weights = dict[str, numpy.ndarray]

EPSILON = 1e-12
"""What BERT's norms add to a variance."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A matrix of shape (in, out) and a bias of shape (out,)."""

    matrix: numpy.ndarray
    bias: numpy.ndarray

    def __call__(self, rows: numpy.ndarray) -> numpy.ndarray:
        """Multiply rows of shape (n, in)."""
        product: numpy.ndarray = rows @ self.matrix + self.bias
        return product


@dataclass(frozen=True, slots=True)
class Norm:
    """A layer norm's scale and shift, both of shape (dimensions,)."""

    scale: numpy.ndarray
    shift: numpy.ndarray

    def __call__(self, rows: numpy.ndarray) -> numpy.ndarray:
        """Norm rows of shape (n, dimensions)."""
        centred = rows - rows.mean(axis=1, keepdims=True)
        spread = numpy.sqrt((centred**2).mean(axis=1, keepdims=True) + EPSILON)
        normed: numpy.ndarray = centred / spread * self.scale + self.shift
        return normed


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer; `attended` gives query, key and value side by side."""

    attended: Linear
    out: Linear
    first_norm: Norm
    up: Linear
    down: Linear
    second_norm: Norm


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the greatest of each channel, both of shape (channels,)."""

    low: numpy.ndarray
    high: numpy.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """How wide a layer's numbers run before each of its four products."""

    attended: Range
    out: Range
    up: Range
    down: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Bert:
    """The model's parts; `positions` holds the segment's vector as well."""

    words: numpy.ndarray
    positions: numpy.ndarray
    norm: Norm
    layers: tuple[Layer, ...]
    heads: int


def read_bert(weights: Weights, *, heads: int) -> Bert:
    """Sort the weights of a BertModel, by the names that transformers gives them."""
    count = len({name.split(".")[2] for name in weights if name.startswith("encoder.layer.")})
    segment = weights["embeddings.token_type_embeddings.weight"][0]
    return Bert(
        words=weights["embeddings.word_embeddings.weight"],
        positions=weights["embeddings.position_embeddings.weight"] + segment,
        norm=_norm(weights, "embeddings.LayerNorm"),
        layers=tuple(_layer(weights, f"encoder.layer.{number}") for number in range(count)),
        heads=heads,
    )


def _layer(weights: Weights, name: str) -> Layer:
    attention = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    return Layer(
        attended=_linear(weights, *attention),
        out=_linear(weights, f"{name}.attention.output.dense"),
        first_norm=_norm(weights, f"{name}.attention.output.LayerNorm"),
        up=_linear(weights, f"{name}.intermediate.dense"),
        down=_linear(weights, f"{name}.output.dense"),
        second_norm=_norm(weights, f"{name}.output.LayerNorm"),
    )


def _linear(weights: Weights, *names: str) -> Linear:
    return Linear(
        numpy.concatenate([weights[f"{name}.weight"].T for name in names], axis=1),
        numpy.concatenate([weights[f"{name}.bias"] for name in names]),
    )


def _norm(weights: Weights, name: str) -> Norm:
    return Norm(weights[f"{name}.weight"], weights[f"{name}.bias"])


def measure(model: Bert, texts: Iterable[Sequence[int]]) -> list[Ranges]:
    """Give each layer's ranges over some texts, each the numbers of its tokens."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    # NumPy's threads wait by spinning: beside other work two took ten times as long as one.
    with threadpool_limits(1, "blas"):
        runs = [_run(model, ids) for ids in texts]
    return [
        Ranges(
            attended=_range([run[number][0] for run in runs]),
            out=_range([run[number][1] for run in runs]),
            up=_range([run[number][2] for run in runs]),
            down=_range([run[number][3] for run in runs]),
        )
        for number in range(len(model.layers))
    ]


def _range(pieces: Sequence[numpy.ndarray]) -> Range:
    rows = numpy.concatenate(pieces)
    return Range(rows.min(axis=0), rows.max(axis=0))


def _run(model: Bert, ids: Sequence[int]) -> list[tuple[numpy.ndarray, ...]]:
    """Give what stands before each layer's four products, rows being tokens."""
    rows = model.norm(model.words[list(ids)] + model.positions[: len(ids)])
    met: list[tuple[numpy.ndarray, ...]] = []
    for layer in model.layers:
        attended = _attention(layer.attended(rows), heads=model.heads)
        middle = layer.first_norm(rows + layer.out(attended))
        inner = _gelu(layer.up(middle))
        met.append((rows, attended, middle, inner))
        rows = layer.second_norm(middle + layer.down(inner))
    return met


def _attention(rows: numpy.ndarray, *, heads: int) -> numpy.ndarray:
    tokens = len(rows)
    query, key, value = rows.reshape(tokens, 3, heads, -1).transpose(1, 2, 0, 3)
    scores = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
    shares = numpy.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    mixed: numpy.ndarray = (shares @ value).transpose(1, 0, 2).reshape(tokens, -1)
    return mixed


def _gelu(rows: numpy.ndarray) -> numpy.ndarray:
    from scipy.special import erf

    given: numpy.ndarray = rows * 0.5 * (1 + erf(rows / math.sqrt(2)))
    return given
