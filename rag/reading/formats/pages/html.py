"""The family of web pages: .html, .htm and .xhtml as browsers save them, one article a page."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.formats.pages.encoding import decode_page
from rag.reading.formats.pages.structured import page_findings
from rag.reading.formats.pages.text import page_text
from rag.reading.metadata.marks import Finding, finding
from rag.settings import ReadingSettings

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TOP = 4096
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:)\s*(?P<url>https?://\S+)",
    re.IGNORECASE,
)

_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{4000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_LONGEST_TAG = 4000
"""Characters of a tag beside its quoted values. The parser compares each attribute with each other
one of its tag, which takes minutes where there are hundreds of thousands.
"""

_MOST_ELEMENTS = 100_000
"""The longest live blogs have a fifth of this."""


def read_html(content: bytes, *, name: str, settings: ReadingSettings) -> Iterator[Draft]:  # noqa: ARG001 - a reader's signature
    """Yield the one article of a saved web page called `name`.

    Its text is the page's main text, a blank line between paragraphs, with the words of hidden
    elements, scripts and navigation left out; `asides` are the page's title in it, lines that are
    nothing but a link, and captions but for their sentences of reporting. Raises ReadingError
    where the page can't be decoded or parsed, or holds no article.
    """
    page = decode_page(content, name=name)
    tree = _parsed(page, name=name)
    findings = (*page_findings(tree), *_saved_from(page))
    titles = [each.value for each in findings if each.field == "title"]
    text, asides = page_text(tree, titles=titles, name=name)
    yield Draft(text=text, findings=findings, asides=asides)


def _parsed(page: str, *, name: str) -> "HtmlElement":
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    if any(len(_QUOTED.sub("", tag[0])) > _LONGEST_TAG for tag in _LONG_TAG.finditer(page)):
        raise _unreadable(name, reason="a tag with thousands of attributes")
    # Without `huge_tree` whatever stands deeper than 256 elements is lost, and all behind it:
    # old pages that never close a tag get there. With it the limit is 2,048. HTML knows no
    # entities but its own, and this parser opens no file and no address.
    parser = HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        # Bytes, because text that declares an encoding is refused.
        tree = document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError) as error:
        raise _unreadable(name, reason="no markup that can be parsed") from error
    if any(each.type_name == "ERR_RESOURCE_LIMIT" for each in parser.error_log):
        raise _unreadable(name, reason="elements within elements beyond every measure")
    if tree.xpath("count(//*)") > _MOST_ELEMENTS:
        raise _unreadable(name, reason=f"more than {_MOST_ELEMENTS:,} elements")
    return tree


def _unreadable(name: str, *, reason: str) -> ReadingError:
    return ReadingError(
        f"{name} is no readable web page: it holds {reason}.",
        mend="Open it in a browser and save it again, or save its text.",
    )


def _saved_from(page: str) -> tuple[Finding, ...]:
    """Read the comment in which browsers note the address that a page was saved from."""
    match = _SAVED_FROM.search(page[:_TOP])
    return finding("url", match["url"].removesuffix("-->"), where="markup") if match else ()
