"""The family of feeds: RSS 0.9x, 1.0 and 2.0 and Atom, an article an entry."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.formats.data.feed_tree import (
    breaks_off,
    children,
    feed_tree,
    is_closed,
    own_name,
    words_of,
)
from rag.reading.formats.data.parts import few_errors
from rag.reading.formats.pages.fragments import Words
from rag.reading.metadata.marks import Field, Finding, finding
from rag.reading.metadata.timestamps import stated_time
from rag.settings import ReadingSettings

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_Held = Mapping[str, "Sequence[Element]"]
"""What stands in an entry, by name."""

_ENTRY = "feed entry"
_FEED = "feed"
_ENTRIES = ("item", "entry")
_TEXTS = ("encoded", "content", "fulltext", "body", "div", "description", "summary", "abstract")
_PUBLISHED = ("published", "pubdate", "issued", "date", "created")
_UPDATED = ("updated", "modified")
_AUTHORS = ("author", "creator")
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def read_feed(
    content: bytes,
    *,
    name: str,
    settings: ReadingSettings,  # noqa: ARG001 - a reader's signature
) -> Iterator[Draft | ReadingError]:
    """Yield the articles of a feed called `name`, one an entry.

    An entry's text is the longest that it has: its content, or its summary where that is all; one
    with no text longer than its title is an error. Where the file breaks off within an entry, that
    is an error as well. Raises ReadingError where the file is no feed or has no entries.
    """
    root, markup = feed_tree(content, name=name)
    channel = next((each for title, each in children(root) if title == "channel"), root)
    entries = [each for each in (*root, *channel) if own_name(each) in _ENTRIES]
    entries = [*dict.fromkeys(entries)]
    broken = breaks_off(markup, root=root)
    if broken and entries and not is_closed(entries[-1], markup=markup):
        entries.pop()
    elif not entries:
        raise ReadingError(f"{name} is a feed without entries.", mend="Save the feed again.")
    return few_errors(_drafts(entries, channel=channel, broken=broken, name=name), name=name)


def _drafts(
    entries: "Sequence[Element]", *, channel: "Element", broken: bool, name: str
) -> Iterator[Draft | ReadingError]:
    about = tuple(_of_feed(channel))
    for number, entry in enumerate(entries, start=1):
        yield _draft(entry, about=about, part=f"item {number}", name=name)
    if broken:
        yield ReadingError(
            f"{name} breaks off; {len(entries):,} of its items came whole.",
            mend="Save the feed again.",
        )


def _draft(
    entry: "Element", *, about: tuple[Finding, ...], part: str, name: str
) -> Draft | ReadingError:
    held = _by_name(entry)
    texts = [words_of(each) for each in _all(held, names=_TEXTS)]
    best = max(texts, key=lambda words: len(words.text), default=Words(text=""))
    own = tuple(_of_entry(entry, held=held)) if best.text else ()
    title = next((each.value for each in own if each.field == "title"), "")
    if len(best.text) <= len(title):
        return ReadingError(
            f"{name}, {part}, has no text that is longer than its title.",
            mend="Save the page that it links to, if that is to be read.",
        )
    return Draft(text=best.text, findings=(*own, *about), asides=best.asides, part=part)


def _of_entry(entry: "Element", *, held: "_Held") -> Iterator[Finding]:
    for element in _all(held, names=("title",)):
        yield from finding("title", words_of(element).text, where=_ENTRY)
    for element in _all(held, names=("source",)):
        yield from finding("outlet", _named(element, child="title"), where=_ENTRY)
    yield from finding("author", _people(held), where=_ENTRY)
    yield from _dates(held, field="published", names=_PUBLISHED)
    yield from _dates(held, field="updated", names=_UPDATED)
    yield from finding("language", _language(entry, held=held), where=_ENTRY)
    for address in _addresses(held):
        yield from finding("url", _absolute(address.strip(), base=_base(entry)), where=_ENTRY)


def _of_feed(channel: "Element") -> Iterator[Finding]:
    held = _by_name(channel)
    for element in _all(held, names=("title",)):
        yield from finding("outlet", words_of(element).text, where=_FEED)
    yield from finding("author", _people({"author": held.get("author", [])}), where=_FEED)
    around = (channel, *channel.iterancestors())
    stated = (_language(element, held=held) for element in around)
    yield from finding("language", next(filter(None, stated), ""), where=_FEED)


def _by_name(element: "Element") -> "_Held":
    held: dict[str, list[Element]] = {}
    for name, each in children(element):
        held.setdefault(name, []).append(each)
    return held


def _all(held: "_Held", *, names: Sequence[str]) -> "list[Element]":
    return [each for name in names for each in held.get(name, ())]


def _named(element: "Element", *, child: str) -> str:
    """Give the words of the child that names what an element is (Atom), else its own (RSS)."""
    named = next((each for name, each in children(element) if name == child), element)
    return words_of(named).text


def _people(held: "_Held") -> str:
    names = (_named(each, child="name") for each in _all(held, names=_AUTHORS))
    return ", ".join(dict.fromkeys(filter(None, names)))


def _dates(held: "_Held", *, field: Field, names: Sequence[str]) -> Iterator[Finding]:
    for element in _all(held, names=names):
        yield from finding(field, stated_time(element.text or "") or "", where=_ENTRY)


def _language(element: "Element", *, held: "_Held") -> str:
    stated = [each.text or "" for each in _all(held, names=("language",))]
    return next(filter(str.strip, stated), "") or element.get(_XML_LANGUAGE, "")


def _addresses(held: "_Held") -> Iterator[str]:
    for link in _all(held, names=("link",)):
        if link.get("rel", "alternate") == "alternate":
            yield link.get("href") or link.text or ""
    for mark in _all(held, names=("guid",)):
        if mark.get("isPermaLink", "true") == "true" and "://" in (mark.text or ""):
            yield mark.text or ""


def _base(entry: "Element") -> str:
    """Give the address that an entry's links start from, where it or what is around it has one."""
    around = (entry, *entry.iterancestors())
    return next((base for each in around if (base := each.get(_XML_BASE))), "")


def _absolute(address: str, *, base: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return ""
