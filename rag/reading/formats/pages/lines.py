"""A tree of blocks and inline elements -> text in paragraphs and lines, with its asides.

The tree is what the extraction gives, or a page itself; both are walked once, without recursion.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from rag.reading.drafts import Span

if TYPE_CHECKING:
    from lxml.etree import _Element

ASIDE = "aside"
"""Value of the attribute `rend` that sets an element's words apart as an aside."""

_CELL, _LINE, _PARAGRAPH = 0, 1, 2
_GAPS = (" | ", "\n", "\n\n")

_BREAKS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("td", "th", "cell"), _CELL),
        **dict.fromkeys(("li", "item", "tr", "row", "dt", "dd", "option"), _LINE),
        **dict.fromkeys(("p", "div", "head", "quote", "list", "table", "code", "body"), _PARAGRAPH),
        **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre"), _PARAGRAPH),
        **dict.fromkeys(("article", "main", "section", "header", "blockquote"), _PARAGRAPH),
        **dict.fromkeys(("figure", "figcaption", "address", "center", "hr", "caption"), _PARAGRAPH),
    }
)
_LINE_BREAKS = frozenset({"br", "lb"})
_LINKS = frozenset({"a", "ref"})
_NO_TEXT = frozenset(
    {
        *("script", "style", "head", "nav", "aside", "footer", "form", "noscript", "template"),
        *("button", "select", "textarea", "iframe", "frameset", "svg", "math", "object", "title"),
    }
)
"""What a page holds beside its text. An extracted tree calls a heading `head`, a page its top."""

_LONGEST_LINK = 200
_FEW = 60
_EDGE = "\x1f"
"""Stands between cells while a row is gathered."""

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069"
    "\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Controls, and marks that only tell where a word may break or which way letters run. The joiners
of emoji and of Persian words stay.
"""


def written_text(tree: "_Element", *, titles: Sequence[str] = ()) -> tuple[str, tuple[Span, ...]]:
    """Give the tree's text and the spans of it that are asides.

    Asides are elements marked so (`ASIDE`), lines that are nothing but a link, and lines that
    repeat one of `titles`; where every line is a link, the links are text after all.
    """
    from lxml.etree import iterwalk

    lines = _Lines()
    skipped = _NO_TEXT if tree.tag == "html" else frozenset[str]()
    walker = iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "end":
            lines.leave(tag)
            lines.write(element.tail if element is not tree else None)
        elif tag in skipped:
            walker.skip_subtree()
        else:
            lines.enter(tag, is_aside=element.get("rend") == ASIDE)
            lines.write(element.text)
    return _joined(lines.gathered(), titles=frozenset(map(_plain, titles)))


def short_words(element: "_Element") -> str:
    """Give the words of a small element on one line; nothing of one that holds many others."""
    return " ".join(written_text(element)[0].split()) if is_small(element) else ""


def is_small(element: "_Element") -> bool:
    """Tell whether an element holds few others; looking into a larger one would cost too much."""
    return sum(1 for _ in islice(element.iter(), _FEW + 1)) <= _FEW


@dataclass(slots=True)
class _Line:
    """A line that is being gathered; `gap` is what stands before it, `linked` counts letters."""

    gap: int
    pieces: list[str]
    is_aside: bool = False
    linked: int = 0
    words: str = ""

    @property
    def is_link(self) -> bool:
        return 0 < len(self.words) <= _LONGEST_LINK and self.linked >= _letters(self.words)


class _Lines:
    """Gathers lines from the starts, texts and ends of elements."""

    def __init__(self) -> None:
        self._done: list[_Line] = []
        self._line = _Line(gap=_PARAGRAPH, pieces=[])
        self._links = 0
        self._after_break = False

    def enter(self, tag: str, *, is_aside: bool) -> None:
        """Begin an element; an aside is a block that holds no other block."""
        self._break(tag)
        self._links += tag in _LINKS
        self._line.is_aside = self._line.is_aside or is_aside

    def leave(self, tag: str) -> None:
        """End an element."""
        if tag not in _LINE_BREAKS:
            self._break(tag)
        self._links -= tag in _LINKS

    def write(self, text: str | None) -> None:
        """Add text to the line."""
        words = _INVISIBLE.sub("", text) if text else ""
        if words:
            self._line.pieces.append(words)
            self._line.linked += _letters(words) if self._links else 0

    def gathered(self) -> list[_Line]:
        """Give the lines that hold words."""
        self._close(gap=_PARAGRAPH)
        return self._done

    def _break(self, tag: str) -> None:
        if tag in _LINE_BREAKS:
            is_second = self._after_break and not self._has_words()
            self._close(gap=_PARAGRAPH if is_second else _LINE)
            self._after_break = True
        elif _BREAKS.get(tag) == _CELL:
            self._line.pieces.append(_EDGE)
        elif tag in _BREAKS:
            self._close(gap=_BREAKS[tag])
            self._after_break = False

    def _has_words(self) -> bool:
        return any(not piece.isspace() and piece != _EDGE for piece in self._line.pieces)

    def _close(self, *, gap: int) -> None:
        cells = (" ".join(cell.split()) for cell in "".join(self._line.pieces).split(_EDGE))
        self._line.words = _GAPS[_CELL].join(cell for cell in cells if cell)
        if self._line.words:
            self._done.append(self._line)
        else:
            gap = max(gap, self._line.gap)
        self._line = _Line(gap=gap, pieces=[])


def _joined(lines: Sequence[_Line], *, titles: frozenset[str]) -> tuple[str, tuple[Span, ...]]:
    only_links = all(line.is_link for line in lines)
    parts: list[str] = []
    asides: list[Span] = []
    length = 0
    for line in lines:
        gap = _GAPS[line.gap] if parts else ""
        start = length + len(gap)
        length = start + len(line.words)
        parts += gap, line.words
        if line.is_aside or (line.is_link and not only_links) or _plain(line.words) in titles:
            asides.append((start, length))
    return "".join(parts), tuple(asides)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _letters(words: str) -> int:
    return sum(map(len, words.split()))
