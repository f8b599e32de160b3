"""What is done to a page's tree before its text is taken: hidden elements, captions, time stamps.

One walk over the page, whatever it holds; what is looked into is small or left alone.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from rag.reading.formats.pages.lines import ASIDE, is_small

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
_WHOLE_PAGE = frozenset({"html", "body"})
_MATCHED = ("class", "id", "style", "role")
_LONGEST_ATTRIBUTE = 1000
"""Longer ones are no names, and are matched against dozens of patterns."""

_OVERLONG = (
    "//*["
    + " or ".join(f"string-length(@{name}) > {_LONGEST_ATTRIBUTE}" for name in _MATCHED)
    + "]"
)
_TO_CLEAN = (
    "//*[@hidden or @style or self::pre or self::time or self::figure or self::figcaption"
    " or contains(@class, 'caption') or contains(@class, 'Caption') or self::a[not(node())]]"
)
"""Where the patterns below can match; the rest of a page needn't be looked at."""

_CAPTION = re.compile(r"(?:^|[-_\s])caption|[a-z]Caption")
_CAPTIONED = frozenset({"figcaption", "div", "p", "span", "small", "section"})
_CREDIT = re.compile(
    r"credit|copyright|photographer|attribution|(?:^|[-_\s])(?:source|byline|author)", re.IGNORECASE
)
_LONGEST_CAPTION = 1500
_SET_IN_FIGURES = frozenset({"blockquote", "table", "pre", "figure"})

_CLOSED = re.compile(r"[.!?…][\"'”’»)]*$")
_CREDIT_AT_END = re.compile(
    r"(?<=[.!?…\"'”’»)])\s*(?P<credit>[(\[][^()\[\]]{2,100}[)\]]\.?"
    r"|(?:photo(?:graph)?s?|images?|pictures?|credits?)\s*(?:[:/©]|by\b|via\b|courtesy\b)[^!?]{1,100}"
    r"|(?:courtesy|handout|©)\b[^!?]{1,100}|[^.!?/]{2,50}/[^!?/]{2,50})$",
    re.IGNORECASE,
)
_FEWEST_WORDS = 6

_BLANK_LINE = re.compile(r"\n\s*\n")
_MOST_PARAGRAPHS = 1000
_IN_SENTENCES = frozenset({"p", "li", "td", "blockquote", "span", "em", "strong", "b", "i"})
_WORDS_AROUND = 3
_INLINE = frozenset(
    {"a", "b", "i", "em", "strong", "span", "font", "u", "small", "sup", "sub", "q"}
)

_Paragraph = tuple[str, bool]
"""Words, and whether they are an aside."""


def clean_page(tree: "HtmlElement") -> None:
    """Prepare a page in place for the extraction of its text.

    Hidden elements become empty scripts. Captions become paragraphs of their own, of which only
    whole sentences aren't asides. Time stamps within a sentence and links without words lose their
    tags, for which they, or the paragraph, would be taken out. Preformatted text is cut into
    paragraphs at blank lines, and words before the first paragraph become one.
    """
    for element in tree.xpath(_OVERLONG):
        _shorten_attributes(element)
    for element in tree.xpath("//*[p]"):
        _wrap_lead(element)
    gone: set[HtmlElement] = set()
    for element in tree.xpath(_TO_CLEAN):
        paragraphs = None if element in gone else _rewritten(element)
        if paragraphs is not None:
            gone.update(element.iterdescendants())
            _become(element, paragraphs=paragraphs)


def _shorten_attributes(element: "HtmlElement") -> None:
    for name in _MATCHED:
        if len(element.get(name, "")) > _LONGEST_ATTRIBUTE:
            del element.attrib[name]


def _wrap_lead(element: "HtmlElement") -> None:
    """Put the words before an element's first paragraph into one: old pages leave off its tag."""
    from lxml.etree import SubElement

    if len((element.text or "").split()) < _WORDS_AROUND:
        return
    lead = list(takewhile(lambda each: each.tag in _INLINE, element))
    paragraph = SubElement(element, "p")
    paragraph.text, element.text = element.text, None
    paragraph.extend(lead)
    element.insert(0, paragraph)


def _rewritten(element: "HtmlElement") -> list[_Paragraph] | None:
    """Give the paragraphs that an element is to become; None where it stays as it is."""
    if _is_hidden(element):
        return []
    if element.tag == "pre":
        paragraphs = _BLANK_LINE.split(str(element.text_content()), maxsplit=_MOST_PARAGRAPHS)
        return [(words, False) for words in paragraphs if words]
    if element.tag == "figure" and is_small(element):
        return _figure(element)
    if element.tag == "a" or (element.tag == "time" and _is_in_sentence(element)):
        element.tag = "span"
    return _caption(element) if _is_caption(element) else None


def _become(element: "HtmlElement", *, paragraphs: Iterable[_Paragraph]) -> None:
    from lxml.etree import SubElement

    element.clear(keep_tail=True)
    element.tag = "div" if paragraphs else "script"
    for words, is_aside in paragraphs:
        paragraph = SubElement(element, "p", {"rend": ASIDE} if is_aside else {})
        paragraph.text = words


def _is_hidden(element: "HtmlElement") -> bool:
    if element.tag in _WHOLE_PAGE:
        return False
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))


def _is_in_sentence(stamp: "HtmlElement") -> bool:
    around, before = stamp.getparent(), stamp.getprevious()
    if around is None or around.tag not in _IN_SENTENCES:
        return False
    beside = (around.text if before is None else before.tail) or ""
    return len(f"{beside} {stamp.tail or ''}".split()) >= _WORDS_AROUND


def _figure(figure: "HtmlElement") -> list[_Paragraph] | None:
    if any(each.tag in _SET_IN_FIGURES for each in figure.iterdescendants()):
        # Their captions are met later.
        figure.tag = "div"
        return None
    paragraphs: list[_Paragraph] = []
    for each in list(figure.iterdescendants()):
        if _is_caption(each):
            paragraphs += _caption(each) or []
        elif _is_credit(each):
            paragraphs += _credits([each])
    return paragraphs or None


def _is_caption(element: "HtmlElement") -> bool:
    if element.tag == "figcaption":
        return True
    if element.tag not in _CAPTIONED or not _CAPTION.search(element.get("class", "")):
        return False
    around = element.getparent()
    return element.tag != "span" or around is None or around.tag != "p"


def _is_credit(element: "HtmlElement") -> bool:
    return any(_CREDIT.search(element.get(name, "")) for name in ("class", "itemprop"))


def _caption(element: "HtmlElement") -> list[_Paragraph] | None:
    """Give a caption's sentences and credits; None for what is too much to be one."""
    if not is_small(element) or len(element.text_content()) > _LONGEST_CAPTION:
        return None
    credits = _credits([each for each in element.iterdescendants() if _is_credit(each)])
    words = _taken(element)
    return [*_sentences(words), *credits] if words else credits


def _credits(elements: Iterable["HtmlElement"]) -> list[_Paragraph]:
    return [(words, True) for words in map(_taken, elements) if words]


def _taken(element: "HtmlElement") -> str:
    """Take the words out of an element, so that they are read once."""
    words = " ".join(str(element.text_content()).split())
    element.clear(keep_tail=True)
    return words


def _sentences(words: str) -> Iterator[_Paragraph]:
    """Part the reporting of a caption from the credit behind it; a mere label is all aside."""
    credit = _CREDIT_AT_END.search(words)
    report = words[: credit.start()] if credit else words
    if len(report.split()) < _FEWEST_WORDS or not _CLOSED.search(report):
        report, credit = "", None
        yield words, True
    yield from [(report, False)] if report else []
    yield from [(credit["credit"], True)] if credit else []
