"""A parsed web page -> the text of its article, and which spans of it are no reporting."""

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rag.errors import ReadingError
from rag.reading.drafts import Span
from rag.reading.formats.pages.cleaning import clean_page
from rag.reading.formats.pages.focus import Focus
from rag.reading.formats.pages.lines import written_text

if TYPE_CHECKING:
    from configparser import ConfigParser

    from lxml.etree import _Element
    from lxml.html import HtmlElement

_MOST_WORK = 400_000
"""Elements times their depth, and then some: the extraction is quadratic in both. A long live blog
has a fifth of this, and this takes two to three seconds.
"""
_WORK_OF_ELEMENT = 20

_SHORT_TEXT = 80
"""Characters below which the library looks for text all over the page; its own limit of 250 would
add the navigation to every brief report.
"""
_FEWEST_WORDS = 5
_ENOUGH = 0.9
"""Share of a page's long paragraphs below which a second look is worth its time."""


def page_text(
    tree: "HtmlElement", *, titles: Sequence[str], name: str
) -> tuple[str, tuple[Span, ...]]:
    """Give a page's main text and its asides; `tree` is used up, `name` is for messages.

    `titles` are the page's own titles: a line that repeats one is an aside. Raises ReadingError
    where there are fewer words than a sentence has.
    """
    # The library reports pages that it can't use; here they become errors of their own.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        clean_page(tree)
        for body in _bodies(tree):
            text, asides = written_text(body, titles=titles)
            if len(text.split()) >= _FEWEST_WORDS:
                return text, asides
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ReadingError(
            f"{name} can't be read: its markup defeats the extraction ({type(error).__name__}).",
            mend="Open it in a browser and save its text.",
        ) from error
    raise ReadingError(
        f"{name} holds no article: it is a page without text, or one that loads it later.",
        mend="Save the page from a browser once its text is shown.",
    )


def _bodies(tree: "HtmlElement") -> "Iterator[_Element]":
    """Yield what may be the article, the best guess first."""
    if _work(tree) > _MOST_WORK:
        yield tree
        return
    from trafilatura import baseline

    first = _extracted(tree)
    focus = Focus(tree)
    if _letters(first) < _ENOUGH * focus.letters:
        second = _extracted(focus.page())
        first = max(first, second, key=_letters)
    if len(first) == 1 and _is_bare(tree, found=first):
        yield tree
    yield first
    yield baseline(tree)[0]


def _is_bare(tree: "HtmlElement", *, found: "_Element") -> bool:
    """Tell whether a page is nothing but the one block that was found in it.

    Then its own breaks are kept: the library runs together what stands in no container.
    """
    text, _ = written_text(tree)
    return len("".join(text.split())) <= _letters(found)


def _extracted(tree: "HtmlElement") -> "_Element":
    from lxml.etree import Element
    from trafilatura import bare_extraction

    # The slower way compares the result with that of other algorithms, which take quadratic time.
    found = bare_extraction(
        tree, fast=True, include_comments=False, include_links=True, config=_config()
    )
    return Element("body") if found is None or isinstance(found, dict) else found.body


def _letters(body: "_Element") -> int:
    return sum(len("".join(words.split())) for words in body.itertext())


def _config() -> "ConfigParser":
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_SHORT_TEXT))
    return config


def _work(tree: "HtmlElement") -> int:
    """Give what the extraction of a page costs, as elements and depths add up."""
    from lxml.etree import iterwalk

    depth = work = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        work += depth + _WORK_OF_ELEMENT if event == "start" else 0
    return work
