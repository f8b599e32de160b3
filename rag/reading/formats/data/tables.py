"""Delimited text -> its rows, whatever parts its cells."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

_DELIMITERS = (",", "\t", ";", "|")
_END = "\0"
"""A last line of its own, which no text holds: it is missing where an open quote swallowed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of a row, and the line of the file on which it begins, counted from 1.

    `open_quote` tells that a quote of it isn't closed, so that all of the file behind it is in it.
    """

    cells: tuple[str, ...]
    line: int
    open_quote: bool = False


def rows_of(text: str, *, known: Callable[[tuple[str, ...]], int]) -> Iterator[Row]:
    """Yield the rows of `text` that aren't blank, the header first.

    Cells are parted by a comma, tab, semicolon or bar: by that which gives the most names in the
    header that are `known`, and the most names at all. Quoted cells may hold line ends.
    """
    # The module's limit of 131,072 characters a cell belongs to the whole process. It is only ever
    # raised, so that no other thread's reader fails by it; the size of `text` is limited already.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    headers = {mark: next(_rows(text, delimiter=mark), None) for mark in _DELIMITERS}
    found = [(mark, header.cells) for mark, header in headers.items() if header]
    best = max(found, key=lambda each: (known(each[1]), len(each[1])), default=(",", ()))
    yield from _rows(text, delimiter=best[0])


def _rows(text: str, *, delimiter: str) -> Iterator[Row]:
    lines = chain(io.StringIO(text), ["\n", _END])
    reader = csv.reader(lines, delimiter=delimiter)
    line = 1
    for cells in reader:
        swallowed = any(cell.endswith(_END) for cell in cells[-1:])
        if cells != [_END] and any(map(str.strip, cells)):
            yield Row(
                cells=tuple(cell.removesuffix(_END) for cell in cells),
                line=line,
                open_quote=swallowed,
            )
        line = reader.line_num + 1
