"""JSON-LD in a page: the nodes that speak of its article, among all that speak of other things."""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

from rag.reading.metadata.marks import Field, Finding, finding
from rag.reading.metadata.timestamps import stated_time

if TYPE_CHECKING:
    from lxml.html import HtmlElement

WHERE = "JSON-LD"

Node = Mapping[str, Any]

_MOST_BLOCKS = 50
_LONGEST_BLOCK = 1_000_000
_MOST_NODES = 2_000
_LONGEST_LIST = 20

_ARTICLE = re.compile(r"(?:.*Article|.*BlogPosting|Report|SocialMediaPosting)")
_PAGE = re.compile(r"(?:.*WebPage|ItemPage|AboutPage)")
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_CUT_SHORT = ("…", "...")


def json_ld_findings(tree: "HtmlElement", *, own: Set[str]) -> Iterator[Finding]:
    """Yield what the page's JSON-LD says of its article, best first.

    `own` are the page's addresses and titles as the rest of it gives them, each as `known_as` gives
    it: of several articles only one of these is the page's. Dates, names and titles of other things
    (breadcrumbs, lists of further articles, the publisher) are never taken for the article's.
    """
    nodes = list(_nodes(tree))
    known = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    article = _own_article([node for node in nodes if _is_a(node, _ARTICLE)], own=own)
    pages = [node for node in nodes if _is_a(node, _PAGE)]
    for node in article:
        yield from _findings(node, known=known, title_keys=("headline", "name"))
    for node in pages:
        # The name of a page is its title with the site's name behind it.
        yield from _findings(node, known=known, title_keys=("headline",))


def _nodes(tree: "HtmlElement") -> Iterator[Node]:
    """Yield the things that are described at the top, in order; not the things within things."""
    waiting = list(_blocks(tree))[::-1]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value[:_MOST_NODES]))
        elif isinstance(value, dict):
            yield value
            inner = [value.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage")]
            waiting.extend(each for each in reversed(inner) if isinstance(each, list | dict))


def _blocks(tree: "HtmlElement") -> Iterator[Any]:
    found = 0
    for script in tree.iter("script"):
        if "ld+json" not in script.get("type", "").lower():
            continue
        found += 1
        text = script.text or ""
        if found > _MOST_BLOCKS or len(text) > _LONGEST_BLOCK:
            return
        try:
            # Pages write line breaks into strings, which JSON forbids and everybody reads.
            yield json.loads(_WRAPPED.sub("", _WRAPPED.sub("", text)), strict=False)
        except (ValueError, RecursionError):
            continue


def _is_a(node: Node, kind: re.Pattern[str]) -> bool:
    types = _listed(node.get("@type"))
    return any(isinstance(each, str) and kind.fullmatch(each.rpartition("/")[2]) for each in types)


def _listed(value: object) -> list[Any]:
    return value[:_LONGEST_LIST] if isinstance(value, list) else [value]


def _own_article(articles: Sequence[Node], *, own: Set[str]) -> Sequence[Node]:
    """Give the one article that the page is; of several that it doesn't know, none."""
    matching = [node for node in articles if not own.isdisjoint(_names(node))]
    if len(articles) > 1 and own:
        articles = matching
    return (matching or articles)[:1]


def _names(node: Node) -> set[str]:
    addresses = _addresses(node)
    titles = [_clean(each) for key in ("headline", "name") for each in _listed(node.get(key))]
    return {known_as(each) for each in [*addresses, *titles] if each}


def known_as(words: str) -> str:
    """Give a title or an address in the form in which two that mean the same are equal."""
    bare = re.sub(r"^https?://(?:www\.)?|[?#]\S*$|/$", "", words) if "://" in words else words
    return bare.rstrip("/").casefold()


def _addresses(node: Node) -> list[str]:
    main = node.get("mainEntityOfPage")
    values = [node.get("url"), main.get("@id") if isinstance(main, dict) else main, node.get("@id")]
    return [each.split("#")[0] for each in values if isinstance(each, str) and each[:4] == "http"]


def _findings(
    node: Node, *, known: Mapping[str, Node], title_keys: Sequence[str]
) -> Iterator[Finding]:
    for key in title_keys:
        yield from _found("title", [_whole(each) for each in _listed(node.get(key))])
    yield from _found("published", [_time(node.get("datePublished"))])
    yield from _found("updated", [_time(node.get("dateModified"))])
    authors = _people(node.get("author") or node.get("creator"), known=known)
    yield from _found("author", [", ".join(authors)])
    yield from _found("outlet", _people(node.get("publisher"), known=known))
    yield from _found("place", _people(node.get("locationCreated"), known=known))
    yield from _found("language", [_language(each) for each in _listed(node.get("inLanguage"))])
    yield from _found("url", _addresses(node))


def _found(field: Field, values: Sequence[str]) -> tuple[Finding, ...]:
    """Give the first value that can be one."""
    return next((found for each in values if (found := finding(field, each, where=WHERE))), ())


def _time(value: object) -> str:
    first = _listed(value)[:1]
    return (stated_time(str(first[0])) or "") if first and isinstance(first[0], str | int) else ""


def _whole(value: object) -> str:
    """Give a title, unless it was cut short to please a search engine."""
    title = _clean(value)
    return "" if title.endswith(_CUT_SHORT) else title


def _clean(value: object) -> str:
    """Give a string's words without markup and entities, which are sometimes escaped twice."""
    if not isinstance(value, str):
        return ""
    return " ".join(html.unescape(_TAG.sub("", html.unescape(value[:1000]))).split())


def _people(value: object, *, known: Mapping[str, Node]) -> list[str]:
    """Give the names of persons or organisations: strings, nodes, references or lists of them."""
    names: dict[str, None] = {}
    for each in _listed(value):
        for name in _listed(_name(each, known=known)):
            words = _clean(name)
            if words and "://" not in words:
                names[re.sub(r"^[Bb]y (?=\S)", "", words)] = None
    return list(names)


def _name(value: object, *, known: Mapping[str, Node]) -> object:
    if not isinstance(value, dict):
        return value
    return value.get("name") or known.get(str(value.get("@id")), {}).get("name")


def _language(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    return language_code(value) if isinstance(value, str) else ""


def language_code(words: str) -> str:
    """Give the ISO 639-1 code of "en", "en-GB" or "en_GB"; else nothing."""
    match = re.match(r"([a-zA-Z]{2})(?![a-zA-Z])", words.strip())
    return match[1].lower() if match else ""
