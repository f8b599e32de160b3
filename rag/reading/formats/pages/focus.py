"""Where most of a page's long paragraphs stand: a second look, where the first found too little.

The extraction takes the first container that is named like an article's. A teaser may come first,
and some pages cut their report into several such containers.
"""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rag.reading.formats.pages.markup import is_set_apart

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONG = 60
_MOST = 0.8
_NAMES = ("class", "id", "itemprop", "role")


class Focus:
    """The long paragraphs of a page, outside of what is set apart from its article."""

    def __init__(self, tree: "HtmlElement") -> None:
        self._tree = tree
        self._around: Counter[HtmlElement] = Counter()
        self.letters = 0
        for paragraph in tree.iter("p"):
            letters = len("".join(str(paragraph.text_content()).split()))
            if letters >= _LONG and not is_set_apart(paragraph):
                self.letters += letters
                for each in paragraph.iterancestors():
                    self._around[each] += letters

    def page(self) -> "HtmlElement":
        """Give a page of the smallest element that holds most long paragraphs; uses up the tree.

        The containers of these paragraphs, and those that are named like them, have lost their
        names, so that none is taken for all.
        """
        from lxml.html import Element

        middle = self._tree
        while (inner := self._next(middle)) is not None:
            middle = inner
        containers = {name: _values(self._around, name=name) for name in _NAMES}
        for each in middle.iter():
            for name in _NAMES:
                if each.get(name) in containers[name]:
                    del each.attrib[name]
        middle.tag, middle.tail = "article", None
        page, body = Element("html"), Element("body")
        page.append(body)
        body.append(middle)
        return page

    def _next(self, element: "HtmlElement") -> "HtmlElement | None":
        enough = _MOST * self.letters
        return next((each for each in element if self._around.get(each, 0) >= enough), None)


def _values(elements: "Iterable[HtmlElement]", *, name: str) -> frozenset[str]:
    return frozenset(each.get(name) for each in elements if name in each.attrib)
