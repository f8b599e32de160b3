"""The body of a Word document as blocks of text: paragraphs, and rows of tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from rag.reading.formats.cleaning import storable

if TYPE_CHECKING:
    from docx.document import Document

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _ROW, _CELL = f"{_WORD}p", f"{_WORD}tr", f"{_WORD}tc"
_STYLE, _STYLE_NAME, _STYLE_ID = f"{_WORD}style", f"{_WORD}name", f"{_WORD}styleId"
_VALUE = f"{_WORD}val"

_LEFT_OUT = (
    *(f"{_WORD}{tag}" for tag in ("del", "moveFrom", "pict", "object", "drawing", "rt")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",
)
"""What is deleted but still tracked, what floats beside the text, and ruby's small letters."""

_SIGNS: Mapping[str, str] = {
    f"{_WORD}tab": " ",
    f"{_WORD}br": "\n",
    f"{_WORD}cr": "\n",
    f"{_WORD}noBreakHyphen": "-",
}
_LONGEST_CELL = 200
_MOST_IN_CELL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph or a table's row, never empty; `style` is its style's name in small letters."""

    text: str
    style: str


def blocks_of(document: "Document") -> Iterator[Block]:
    """Yield the blocks of a document's body from top to bottom.

    A row whose cells hold a short paragraph each is one block, its cells parted by " | "; other
    cells are there to arrange the page, and their paragraphs are blocks like any others.
    """
    names = {
        style.get(_STYLE_ID): style.find(_STYLE_NAME).get(_VALUE, "").lower()
        for style in document.styles.element.iter(_STYLE)
        if style.find(_STYLE_NAME) is not None
    }
    body = document.element.body
    for element in [*body.iter(*_LEFT_OUT)]:
        element.getparent().remove(element)
    done: set[Any] = set()
    for element in body.iter(_PARAGRAPH, _ROW):
        if element in done:
            continue
        row = _row(element) if element.tag == _ROW else ""
        if row:
            done.update(element.iter(_PARAGRAPH, _ROW))
        text = _words(element) if element.tag == _PARAGRAPH else row
        if text:
            yield Block(text=text, style="" if row else _style(element, names=names))


def _row(row: Any) -> str:
    """Give the cells of a table's row in one line; "" where they hold more than a line each."""
    cells: list[str] = []
    for cell in row.iterchildren(_CELL):
        # Tables within tables are looked into once a level; so a few paragraphs must do.
        paragraphs = [*islice(cell.iter(_PARAGRAPH), _MOST_IN_CELL)]
        words = [words for each in paragraphs if (words := _words(each))]
        if len(paragraphs) == _MOST_IN_CELL or len(words) > 1:
            return ""
        cells.append(" ".join("".join(words).split()))
    is_short = all(len(cell) <= _LONGEST_CELL for cell in cells)
    return " | ".join(cells) if is_short and sum(map(bool, cells)) > 1 else ""


def _style(paragraph: Any, *, names: Mapping[str | None, str]) -> str:
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    return names.get(style.get(_VALUE), "") if style is not None else ""


def _words(paragraph: Any) -> str:
    """Give a paragraph's words, its own line breaks kept."""
    text = storable("".join(_pieces(paragraph)))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _pieces(paragraph: Any) -> Iterator[str]:
    pending = [*reversed(paragraph)]
    while pending:
        element = pending.pop()
        if element.tag == f"{_WORD}t":
            yield element.text or ""
        elif element.tag in _SIGNS:
            yield _SIGNS[element.tag]
        else:
            pending.extend(reversed(element))
