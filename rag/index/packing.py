"""Vectors as bytes: half precision, which is a third of a float's digits and half of its space.

The cosine of two vectors of unit length changes by less than 0.001 so.
"""

from collections.abc import Sequence

import numpy

_STORED = numpy.dtype("<f2")


def halved(vectors: numpy.ndarray) -> numpy.ndarray:
    """Give vectors in half precision."""
    return vectors.astype(_STORED, copy=False)


def packed(vectors: numpy.ndarray) -> bytes:
    """Give the bytes of one vector, or of several, row by row."""
    return halved(vectors).tobytes()


def unpacked(blobs: Sequence[bytes], *, rows: int) -> numpy.ndarray:
    """Give the vectors of several `packed` ones as float32 of shape (rows, dimensions)."""
    return stored(b"".join(blobs), rows=rows).astype(numpy.float32)


def stored(blob: bytes, *, rows: int) -> numpy.ndarray:
    """Give `packed` vectors as they are, in half precision: to look at some without the rest."""
    joined = numpy.frombuffer(blob, dtype=_STORED)
    return joined.reshape(rows, len(joined) // rows if rows else 0)
