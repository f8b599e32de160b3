"""The printed lines of a PDF, each with its place on the page and the size of its letters."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.errors import ReadingError
from rag.reading.formats.cleaning import typed

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_MOST_PAGES = 300
_MOST_ON_A_PAGE = 200_000
_MOST_IN_ALL = 2_000_000
"""Characters; a broadsheet's page holds some 40,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """A line: `x` and `y` in points from the page's lower left corner, `size` that of its letters.

    Lines come in the order in which the file draws them, which is the order of reading in nearly
    all of them: column by column where there are columns.
    """

    text: str
    page: int
    x: float
    y: float
    size: float


def printed_lines(reader: "PdfReader", *, name: str) -> Iterator[PrintedLine]:
    """Yield the lines of all pages that hold any sign at all, without soft formatting.

    Raises ReadingError for more pages or characters than an article has, besides pypdf's own.
    """
    pages = len(reader.pages)
    if pages > _MOST_PAGES:
        raise _too_large(name, limit=f"{_MOST_PAGES} pages")
    characters = 0
    for number in range(pages):
        for line in _lines_of(reader.pages[number], number=number, name=name):
            characters += len(line.text)
            yield line
        if characters > _MOST_IN_ALL:
            raise _too_large(name, limit=f"{_MOST_IN_ALL:,} characters")


def _lines_of(page: "PageObject", *, number: int, name: str) -> list[PrintedLine]:
    pieces: list[_Piece] = []
    characters = 0

    def take(text: str, matrix: Any, text_matrix: Any, _font: Any, size: float) -> None:
        nonlocal characters
        characters += len(text)
        # pypdf swallows what is raised here within a form, so that the limit is told afterwards.
        if text and characters <= _MOST_ON_A_PAGE:
            pieces.append(_Piece.at(text, matrix=matrix, text_matrix=text_matrix, size=size))

    page.extract_text(visitor_text=take)
    if characters > _MOST_ON_A_PAGE:
        raise _too_large(name, limit=f"{_MOST_ON_A_PAGE:,} characters on a page")
    return [*_joined(pieces, number=number)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """Part of a line, as drawn at once; it may end with a line feed or be nothing else."""

    text: str
    x: float
    y: float
    size: float

    @classmethod
    def at(cls, text: str, *, matrix: Any, text_matrix: Any, size: float) -> "_Piece":
        """Place a text by the matrices of the page's and of the text's own coordinates."""
        a, b, c, d, e, f = (float(number) for number in matrix)
        _, _, text_c, text_d, x, y = (float(number) for number in text_matrix)
        scale = math.hypot(text_c * a + text_d * c, text_c * b + text_d * d)
        return cls(text=text, x=x * a + y * c + e, y=x * b + y * d + f, size=abs(size) * scale)


def _joined(pieces: list[_Piece], *, number: int) -> Iterator[PrintedLine]:
    line: list[_Piece] = []
    for piece in pieces:
        if piece.text.strip():
            line.append(piece)
        elif line:
            # A blank between two words, or a line's end that comes by itself.
            line.append(_Piece(text=piece.text, x=line[-1].x, y=line[-1].y, size=0))
        if line and piece.text.endswith("\n"):
            yield from _line(line, number=number)
            line = []
    yield from _line(line, number=number)


def _line(pieces: list[_Piece], *, number: int) -> Iterator[PrintedLine]:
    text = typed("".join(piece.text for piece in pieces))
    if text:
        longest = max(pieces, key=lambda piece: len(piece.text) if piece.size else 0)
        first = pieces[0]
        # Some indent by blanks; one is about a quarter as wide as letters are high.
        indent = (len(first.text) - len(first.text.lstrip())) * first.size / 4
        yield PrintedLine(
            text=text, page=number, x=first.x + indent, y=first.y, size=round(longest.size, 1)
        )


def _too_large(name: str, *, limit: str) -> ReadingError:
    return ReadingError(
        f"{name} holds more than {limit}.", mend="Cut it into single articles, a file each."
    )
