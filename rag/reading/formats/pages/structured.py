"""What a page's markup says of its article: JSON-LD, meta tags, the visible markup, the title."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from rag.reading.formats.pages.json_ld import json_ld_findings, known_as, language_code
from rag.reading.formats.pages.markup import markup_findings
from rag.reading.metadata import names
from rag.reading.metadata.marks import Field, Finding, finding
from rag.reading.metadata.timestamps import stated_time

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_META, _TITLE = "meta tag", "title element"

_MOST_TAGS = 1000
_MOST_VALUES = 20
_LONGEST_VALUE = 1000

_KEYS: Mapping[Field, tuple[str, ...]] = MappingProxyType(
    {
        "title": (
            *("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title"),
            *("dcterms.title", "citation_title", "headline", "title"),
        ),
        "published": (
            *("article:published_time", "og:article:published_time", "og:published_time"),
            *("parsely-pub-date", "sailthru.date", "article.published", "datepublished", "pubdate"),
            *("publishdate", "publish-date", "publish_date", "publication_date", "published"),
            *("date.published", "published_time", "published-date", "dc.date.issued"),
            *("dcterms.issued", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created"),
            *("citation_publication_date", "citation_date", "citation_online_date", "displaydate"),
            "date",
        ),
        "updated": (
            *("article:modified_time", "og:article:modified_time", "og:updated_time"),
            *("article.updated", "datemodified", "dcterms.modified", "dc.date.modified"),
            *("modified_time", "lastmod", "last-modified", "last_modified", "revised"),
        ),
        "author": (
            *("author", "article:author", "parsely-author", "sailthru.author", "dc.creator"),
            *("dcterms.creator", "citation_author", "article.author", "byl"),
        ),
        "outlet": (
            *("og:site_name", "citation_journal_title", "dc.publisher", "dcterms.publisher"),
            *("publisher", "application-name", "apple-mobile-web-app-title"),
        ),
        "language": (
            "og:locale",
            "content-language",
            "dc.language",
            "dcterms.language",
            "language",
        ),
        "url": ("canonical", "og:url", "twitter:url", "parsely-link", "dc.identifier"),
    }
)
"""What pages call a field in their meta tags, the most reliable name first."""

_SEPARATOR = re.compile(r"\s+(?:[|–—·•»-]|::)\s+")
_BEFORE_SITE = re.compile(rf"(?P<title>.*\S){_SEPARATOR.pattern}(?P<site>\S.{{0,60}})")
_BEHIND = re.compile(rf"{_SEPARATOR.pattern}(\S.{{0,80}})")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)


def page_findings(tree: "HtmlElement") -> tuple[Finding, ...]:
    """Give what a parsed page says of its article, each with where it says so.

    Best first: "JSON-LD", "meta tag", "markup", "title element". A title has lost the site's name
    that many pages put behind it. Addresses are absolute, and dates full.
    """
    tags = _meta_tags(tree)
    stated = [*_meta_findings(tags), *markup_findings(tree, headline=_headline(tags, tree=tree))]
    own = {known_as(each.value) for each in stated if each.field in ("title", "url")}
    data = list(json_ld_findings(tree, own=own))
    sites = {each.value.casefold() for each in (*data, *stated) if each.field == "outlet"}
    headlines = {each.value for each in (*data, *stated) if each.field == "title"}
    titled = [*_title_element(tree, sites=sites, headlines=headlines)]
    return (*(_without_site(each, sites=sites) for each in [*data, *stated]), *titled)


def _meta_tags(tree: "HtmlElement") -> Mapping[str, Sequence[str]]:
    """Give the values of each meta tag by its name in small letters, and canonical links."""
    tags: dict[str, list[str]] = {}
    for tag in islice(tree.iter("meta"), _MOST_TAGS):
        value = tag.get("content", "").strip()
        for attribute in ("property", "name", "http-equiv", "itemprop"):
            if value and len(value) <= _LONGEST_VALUE and tag.get(attribute):
                tags.setdefault(tag.get(attribute).strip().lower(), []).append(value)
    for link in islice(tree.iter("link"), _MOST_TAGS):
        if link.get("rel", "").lower() == "canonical":
            tags.setdefault("canonical", []).append(link.get("href", "").strip())
    return tags


def _meta_findings(tags: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    for field, keys in _KEYS.items():
        values = (_value(field, tags[key]) for key in keys if key in tags)
        found = (finding(field, value, where=_META) for value in values)
        yield from next(filter(None, found), ())


def _value(field: Field, values: Sequence[str]) -> str:
    """Give the tags' value in the form of its field; nothing where it can't be one."""
    # Escaped twice by many a page; the parser has undone it once.
    first = html.unescape(values[0])
    if field in ("published", "updated"):
        return stated_time(first) or ""
    if field == "author":
        named = (re.sub(r"^by\s+", "", html.unescape(each), flags=re.I) for each in values)
        return ", ".join(dict.fromkeys(each for each in named if _is_name(each)))
    if field == "outlet":
        return first if _is_name(first) else ""
    if field == "language":
        return language_code(first)
    return first if field == "title" or _ADDRESS.fullmatch(first) else ""


def _is_name(words: str) -> bool:
    """Tell whether words can name somebody: pages put profiles and handles there as well."""
    return "://" not in words and not words.startswith(("@", "www."))


def _headline(tags: Mapping[str, Sequence[str]], *, tree: "HtmlElement") -> str:
    """Give all that the page's head says of its title, to know the headline by."""
    titles = chain.from_iterable(tags.get(key, ()) for key in _KEYS["title"])
    return "\n".join([*islice(titles, _MOST_VALUES), _title_words(tree)])


def _title_words(tree: "HtmlElement") -> str:
    element = next(tree.iter("title"), None)
    return " ".join((element.text or "")[:_LONGEST_VALUE].split()) if element is not None else ""


def _title_element(
    tree: "HtmlElement", *, sites: set[str], headlines: set[str]
) -> Iterator[Finding]:
    words = _title_words(tree)
    for headline in headlines:
        # What stands behind the headline that the page shows is the site, whatever it is called.
        if words.startswith(headline) and (behind := _BEHIND.fullmatch(words[len(headline) :])):
            parts = _SEPARATOR.split(behind[1])
            last = parts[-1] if names.is_outlet(parts[-1]) else parts[0]
            yield from finding("outlet", last, where=_TITLE)
            return
    match = _BEFORE_SITE.fullmatch(words)
    if match and (match["site"].casefold() in sites or names.is_outlet(match["site"])):
        yield from finding("title", match["title"], where=_TITLE)
        yield from finding("outlet", match["site"], where=_TITLE)
    else:
        yield from finding("title", words, where=_TITLE)


def _without_site(found: Finding, *, sites: set[str]) -> Finding:
    match = _BEFORE_SITE.fullmatch(found.value) if found.field == "title" else None
    if match is None or match["site"].casefold() not in sites:
        return found
    return Finding(field="title", value=match["title"], where=found.where)
