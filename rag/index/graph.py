"""An ONNX graph put together node by node and given as bytes.

The few messages of ONNX that a model needs are written here by their field numbers, as onnx.proto
has them, so that nothing more has to be installed than onnxruntime, which reads them.
"""

import struct
from collections.abc import Sequence

import numpy

FUSED = "com.microsoft"
"""The domain of onnxruntime's own operators."""

_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7}
_IR_VERSION, _OPSET, _FUSED_OPSET = 8, 17, 1
_A_FLOAT, _AN_INT = 1, 2


class Graph:
    """A graph under construction; a node's output is known by the name that `node` gives."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []

    def constant(self, array: numpy.ndarray) -> str:
        """Keep an array in the graph and give its name."""
        name = f"c{len(self._constants)}"
        self._constants.append(
            b"".join(_field(1, size) for size in array.shape)
            + _field(2, _TYPES[array.dtype.name])
            + _field(8, name)
            + _field(9, numpy.ascontiguousarray(array).tobytes())
        )
        return name

    def node(
        self,
        operator: str,
        *inputs: str,
        domain: str = "",
        outputs: int = 1,
        **attributes: float,
    ) -> str:
        """Add a node and give its first output's name; an input that is left out is ''."""
        name = f"n{len(self._nodes)}"
        self._nodes.append(
            b"".join(_field(1, each) for each in inputs)
            + b"".join(_field(2, f"{name}.{place}" if place else name) for place in range(outputs))
            + _field(4, operator)
            + b"".join(_field(5, _attribute(*each)) for each in attributes.items())
            + _field(7, domain)
        )
        return name

    def model(self, *, inputs: Sequence[tuple[str, int]], output: str) -> bytes:
        """Give the model: inputs of int32 by name and number of axes, and one output of float32."""
        graph = (
            b"".join(_field(1, each) for each in self._nodes)
            + _field(2, "graph")
            + b"".join(_field(5, each) for each in self._constants)
            + b"".join(_field(11, _value(name, "int32", axes)) for name, axes in inputs)
            + _field(12, _value(output, "float32", 3))
        )
        versions = (("", _OPSET), (FUSED, _FUSED_OPSET))
        return (
            _field(1, _IR_VERSION)
            + _field(7, graph)
            + b"".join(_field(8, _field(1, name) + _field(2, number)) for name, number in versions)
        )


def _attribute(name: str, value: float) -> bytes:
    if isinstance(value, int):
        return _field(1, name) + _field(3, value) + _field(20, _AN_INT)
    return _field(1, name) + _key(2, 5) + struct.pack("<f", value) + _field(20, _A_FLOAT)


def _value(name: str, type_name: str, axes: int) -> bytes:
    # Axes of any length are dimensions that say nothing.
    shape = _field(1, b"") * axes
    tensor = _field(1, _TYPES[type_name]) + _field(2, shape)
    return _field(1, name) + _field(2, _field(1, tensor))


def _field(number: int, value: int | str | bytes) -> bytes:
    """Write a protobuf field: a whole number, or a text or message with its length before it."""
    if isinstance(value, int):
        return _key(number, 0) + _varint(value)
    content = value.encode() if isinstance(value, str) else value
    return _key(number, 2) + _varint(len(content)) + content


def _key(number: int, wire_type: int) -> bytes:
    return _varint(number << 3 | wire_type)


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)
