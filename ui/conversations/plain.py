"""Text of others as plain text in Markdown, wherever it stands. Pure."""

import re
from collections.abc import Mapping

from eval.reports.markdown import escape

_LEADING = re.compile(r"^([0-9]{0,9})([-+=.)])")
_MARKER = re.compile(r"\\\[([0-9]{1,3})\\\]")
"""A marker such as [1], escaped."""


def inline(text: str) -> str:
    """Give text on one line, to stand behind words of our own."""
    return escape(text).replace("#", r"\#")


def beginning(text: str) -> str:
    """Give text to begin a line with: neither a list nor a line of its own comes of it."""
    return _LEADING.sub(r"\1\\\2", inline(text))


def with_references(text: str, references: Mapping[int, str]) -> str:
    """Give text to begin a line with, each marker in it replaced by its reference, if it has one.

    The references are Markdown.
    """

    def reference(found: re.Match[str]) -> str:
        return references.get(int(found[1]), found[0])

    return _MARKER.sub(reference, beginning(text))
