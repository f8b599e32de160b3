"""Words as records and feeds keep them -> text: markup and character references come out.

A fragment of HTML (the body of a record, the content of a feed's entry) is the article itself, not
a page around it, so that all of its paragraphs are kept. No tree is built of it: its tags are read
in one pass, since parsers take seconds over a tag of many attributes or tags that never close.
"""

import html
import re
from dataclasses import dataclass, field

from rag.reading.drafts import Span
from rag.reading.formats.cleaning import storable
from rag.reading.metadata.tables import word_set

_CLEARLY_HTML = re.compile(
    r"<(?:p|br|div|h[1-6]|[uo]l|li|blockquote|figure|table|section|article|body)(?:\s[^<>]*)?/?>"
    r"|</(?:a|b|i|u|em|strong|small|span|font|cite|q|sup|sub|p|div|h[1-6]|[uo]l|li|blockquote)\s*>",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"<!--(?:.*?-->|.*)|<[!?][^<>]*>"
    r"|<(?P<close>/?)(?:[a-z][\w-]{0,40}:)?(?P<name>[a-z][a-z0-9]*)(?=[\s/>])"
    r"(?:=\s{0,9}\"[^\"]{0,5000}+\"|=\s{0,9}'[^']{0,5000}+'|[^<>])*+>",
    re.IGNORECASE | re.DOTALL,
)
"""A comment, a declaration or a tag with its attributes, whose quoted values may hold a ">"."""

_BLOCKS = word_set(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption"
    " figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul"
)
_NO_WORDS = word_set(
    "audio button canvas datalist head iframe math noscript object script select style svg template"
    " textarea title video"
)
_LINES_APART = re.compile(r"\n{2,}")
_NO_CHARACTER = re.compile(r"&#\d{8,}+;?")
"""A reference beyond all characters; Python's own resolver fails on the longest of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Text that can be stored, and the spans of it that are captions."""

    text: str
    asides: tuple[Span, ...] = ()


@dataclass(slots=True)
class _Paragraphs:
    """Gathers a text paragraph by paragraph; blanks are folded as browsers do."""

    flowing: bool
    done: list[str] = field(default_factory=list)
    asides: list[Span] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    caption: bool = False

    def words(self, words: str) -> None:
        """Go on with the open paragraph; where there are no blocks, line ends are the author's."""
        known = _resolved(words)
        self.pieces.append(" ".join(known.split("\n")) if self.flowing else known)

    def tag(self, name: str, *, closing: bool) -> None:
        """Break the line or the paragraph where the tag called `name` does."""
        if name == "br":
            self.pieces.append("" if closing else "\n")
        elif name in {"td", "th"}:
            self.pieces.append(" ")
        elif name in _BLOCKS:
            self.end()
            self.caption = not closing if name == "figcaption" else self.caption

    def end(self) -> None:
        """Close the open paragraph; empty lines in it make it several."""
        words, self.pieces = "".join(self.pieces), []
        if words and not words.isspace():
            lines = "\n".join(" ".join(line.split()) for line in words.split("\n"))
            for paragraph in _LINES_APART.split(lines.strip("\n")):
                self._add(paragraph)

    def _add(self, paragraph: str) -> None:
        start = self.length + 2 * bool(self.done)
        self.length = start + len(paragraph)
        self.done.append(paragraph)
        if self.caption:
            self.asides.append((start, self.length))


def read_words(value: str) -> Words:
    """Give the text of a value that is plain text, or clearly HTML.

    Paragraphs of HTML are separated by a blank line; a line break stays one. Plain text stays as it
    is but for blanks at its ends, line ends, character references and what can't be stored.
    """
    if _CLEARLY_HTML.search(value):
        return read_markup(value)
    return Words(text=_resolved(storable(value)).strip())


def read_markup(markup: str) -> Words:
    """Give the text of HTML, or of any markup whose tags may as well be left out."""
    markup = storable(markup)
    flowing = False
    last_close: dict[str, int] = {}
    for tag in _TAG.finditer(markup):
        name = _name(tag)
        flowing = flowing or name == "br" or name in _BLOCKS
        if tag["close"]:
            last_close[name] = tag.start()
    paragraphs = _Paragraphs(flowing=flowing)
    hiding, start = "", 0
    for tag in _TAG.finditer(markup):
        name = _name(tag)
        if hiding:
            hiding = "" if tag["close"] and name == hiding else hiding
        else:
            paragraphs.words(markup[start : tag.start()])
            paragraphs.tag(name, closing=bool(tag["close"]))
            closes = name in _NO_WORDS and last_close.get(name, 0) > tag.start()
            hiding = name if closes else ""
        start = tag.end()
    paragraphs.words(markup[start:])
    paragraphs.end()
    return Words(text="\n\n".join(paragraphs.done), asides=tuple(paragraphs.asides))


def _name(tag: re.Match[str]) -> str:
    return (tag["name"] or "").lower()


def _resolved(words: str) -> str:
    """Put the character for each reference to one that can be stored."""
    if "&" not in words:
        return words
    return storable(html.unescape(_NO_CHARACTER.sub("\ufffd", words)))
