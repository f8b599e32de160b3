"""A feed's bytes -> its tree, whatever it declares: nothing is fetched, opened or unfolded.

lxml reads the tree and not feedparser: that takes more than ten seconds over 200 kB of one author's
name, of empty lines or of one entity, and rewrites text that it takes for wrongly encoded.
"""

import re
from collections.abc import Iterator
from html.entities import html5
from typing import TYPE_CHECKING

from rag.errors import ReadingError
from rag.reading.formats.cleaning import storable
from rag.reading.formats.pages.encoding import decode_page
from rag.reading.formats.pages.fragments import Words, read_markup, read_words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ROOT = re.compile(r"<(?P<name>(?:[\w.-]+:)?(?:rss|rdf|feed))[\s/>]", re.IGNORECASE)
_FIRST = re.compile(r"<(?P<name>[^\W\d][\w.:-]{0,40})")
_REFERENCE = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*)|&(?!(?:amp|lt|gt|quot|apos);)"
    r"(?:(?P<name>[A-Za-z_][\w.-]{0,40}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)?",
    re.DOTALL,
)
_BORROWERS = ("media", "mrss", "itunes", "googleplay", "georss", "podcast")
"""Parts of the names of such vocabularies, and their usual prefixes."""

_HIGHEST = 0x10FFFF
_MOST_TAGS = 1_000_000
"""Each costs hundreds of bytes of memory; 20 MB of honest feeds have a third of them."""


def feed_tree(content: bytes, *, name: str) -> "tuple[Element, str]":
    """Give the root of the feed called `name`, and its text from there.

    Broken markup is mended as far as that goes. HTML's names of characters count as they do in
    HTML; entities of the file's own count for nothing. Raises ReadingError where `content` is no
    feed, or can't be decoded.
    """
    from lxml import etree

    text = storable(decode_page(content, name=name))
    start = _ROOT.search(text)
    if start is None:
        raise _no_feed(text, name=name)
    # The document type declaration stands before the root; without it there are no entities.
    markup = _REFERENCE.sub(_resolved, text[start.start() :])
    if markup.count("<") > _MOST_TAGS:
        raise ReadingError(
            f"{name} has over {_MOST_TAGS:,} tags.", mend="Cut it into several feeds."
        )
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        huge_tree=True,
        no_network=True,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(markup.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise _no_feed(text, name=name) from error
    if root is None:
        raise _no_feed(text, name=name)
    return root, markup


def breaks_off(markup: str, *, root: "Element") -> bool:
    """Tell whether a feed's text ends before its root does."""
    return f"</{_written(root)}" not in markup


def is_closed(entry: "Element", *, markup: str) -> bool:
    """Tell whether the last of a feed's entries has an end."""
    name = _written(entry)
    return markup.rfind(f"</{name}") > markup.rfind(f"<{name}")


def own_name(element: "Element") -> str:
    """Give an element's name without what is before it, in small letters."""
    return _local(element).lower()


def words_of(element: "Element") -> Words:
    """Give what an element holds, with whatever markup stands in it as elements or escaped."""
    from lxml import etree

    if not len(element):
        return read_words(element.text or "")
    # An element's own name says nothing of how it is to be read: Atom's title is no HTML title.
    element.tag = "div"
    return read_markup(etree.tostring(element, encoding="unicode", method="html", with_tail=False))


def children(element: "Element") -> "Iterator[tuple[str, Element]]":
    """Yield the elements right within an element, each with its name.

    Those of vocabularies that borrow the names of RSS and Atom for other things ("media:title")
    come with their prefix.
    """
    for each in element:
        namespace = str(each.tag).rpartition("}")[0].lower()
        prefix = each.prefix or ("" if namespace else str(each.tag).rpartition(":")[0])
        borrowed = prefix in _BORROWERS or any(site in namespace for site in _BORROWERS)
        yield (f"{prefix}:" if borrowed else "") + own_name(each), each


def _local(element: "Element") -> str:
    return re.split(r"[}:]", str(element.tag))[-1]


def _written(element: "Element") -> str:
    prefix = f"{element.prefix}:" if element.prefix else ""
    return prefix + _local(element)


def _resolved(found: re.Match[str]) -> str:
    if found[0].startswith("<"):
        return found[0]
    name = found["name"]
    if name is None:
        return "&amp;"
    if not name.startswith("#"):
        return "".join(f"&#{ord(each)};" for each in html5.get(f"{name};", ""))
    number = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    known = storable(chr(number)) if number <= _HIGHEST else ""
    return f"&#{ord(known)};" if known else "\ufffd"


def _no_feed(text: str, *, name: str) -> ReadingError:
    first = _FIRST.search(text)
    what = f"its first element is <{first['name']}>" if first else "it holds no element"
    return ReadingError(
        f"{name} is no feed of news: {what}.",
        mend="RSS and Atom are read; save other XML as HTML, JSON or text.",
    )
