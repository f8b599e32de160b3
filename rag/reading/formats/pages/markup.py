"""What a page's visible markup says: its headline, and the stamps and bylines that belong to it."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from rag.reading.formats.pages.json_ld import language_code
from rag.reading.formats.pages.lines import short_words
from rag.reading.metadata import names
from rag.reading.metadata.marks import Finding, finding
from rag.reading.metadata.timestamps import stated_time

if TYPE_CHECKING:
    from lxml.html import HtmlElement

WHERE = "markup"

_MOST_HEADLINES = 20
_MOST_CREDITS = 300
_LONGEST_WORDS = 300
_MOST_ANCESTORS = 60

_REPORTS = frozenset({"article", "main"})
_NEVER_APART = frozenset({"html", "body", "main"})
_ELSEWHERE = frozenset({"nav", "aside", "footer", "figure", "form", "noscript", "template"})
_OF_OTHERS = re.compile(
    r"related|recommend|promo|teaser|sidebar|comment(?!ary)|most-(?:read|popular)|trending|latest"
    r"|more-(?:from|on|stories)|read-(?:more|next)|newsletter|(?:^|[\s_-])card(?:$|[\s_-])|(?:^|\s)widget",
    re.IGNORECASE,
)
_HEADLINE = re.compile(r"headline|(?:entry|post|article|story)[-_]*title", re.IGNORECASE)
_OF_UPDATE = re.compile(r"updat|modif", re.IGNORECASE)
_STAMP = re.compile(
    r"(?:^|[\s_-])(?:date(?:line|time|stamp)?|time-?stamp|pub(?:lish(?:ed)?)?-?(?:date|time|on)?"
    r"|posted(?:-on)?)(?:$|[\s_-])|datePublished|publishDate|pubDate|dateModified",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:byline|author)(?:$|[\s_-])|(?:author|byline)-?name", re.IGNORECASE
)
_PARTS = re.compile(r"\s*[|·•,/;\n]\s*|\s+[—–-]+\s+")
_BY = re.compile(r"^\W*(?:(?:written |words |story |report )?by\b:?\s*|author:\s*)", re.IGNORECASE)
_LONGEST_LABEL = 30
_LONG_PARAGRAPH = 60
_PARAGRAPHS_OF_REPORT = 2
"""Long paragraphs that tell that a report has begun: one may be its summary, above the byline."""


def markup_findings(tree: "HtmlElement", *, headline: str) -> Iterator[Finding]:
    """Yield what the markup shows of the page's own article.

    `headline` holds the titles that the page's head states, by which the article's headline is told
    from the site's name. Stamps and bylines count from the headline's own article (or, without one,
    above its second long paragraph), and never those of a list of further reports.
    """
    title = _title(tree, headline=headline)
    if title is not None:
        yield from finding("title", _words(title), where=WHERE)
    credits = list(_credits(tree, title=title))
    yield from _times(credits)
    yield from _authors(credits)
    yield from finding("language", language_code(_language(tree)), where=WHERE)


def _title(tree: "HtmlElement", *, headline: str) -> "HtmlElement | None":
    headings = islice((each for each in tree.iter() if _is_headline(each)), _MOST_HEADLINES)
    found = [each for each in headings if _words(each) and not is_set_apart(each)]
    stated = [each for each in found if _words(each).casefold() in headline.casefold()]
    inside = [each for each in found if _report_around(each) is not None]
    # A site's name is often an h1 as well, and stands in the page's title; but it is shorter.
    best = sorted(stated, key=lambda each: len(_words(each)), reverse=True)
    return next(iter([*best, *inside, *found]), None)


def _is_headline(element: "HtmlElement") -> bool:
    if element.tag == "h1" or element.get("itemprop") == "headline":
        return True
    return element.tag == "h2" and _HEADLINE.search(_named(element)) is not None


def _report_around(element: "HtmlElement") -> "HtmlElement | None":
    around = islice(element.iterancestors(), _MOST_ANCESTORS)
    return next((each for each in around if _is_report(each)), None)


def _is_report(element: "HtmlElement") -> bool:
    return element.tag in _REPORTS or "Article" in element.get("itemtype", "")


def is_set_apart(element: "HtmlElement", *, within: "HtmlElement | None" = None) -> bool:
    """Tell whether an element stands in navigation, a list of further reports, comments and such.

    With `within` it is looked at from there: where that holds several articles, each is apart.
    """
    for each in islice(element.iterancestors(), _MOST_ANCESTORS):
        if each is within:
            return False
        if each.tag in _ELSEWHERE or (each.tag == "article" and _is_one_of_several(each, within)):
            return True
        if each.tag not in _NEVER_APART and _OF_OTHERS.search(_named(each)):
            return True
    return within is not None


def _is_one_of_several(article: "HtmlElement", within: "HtmlElement | None") -> bool:
    if within is None or within.tag == "article":
        return within is not None
    first_two = list(islice(within.iter("article"), 2))
    return first_two != [article]


def _named(element: "HtmlElement") -> str:
    return f"{element.get('class', '')[:_LONGEST_WORDS]} {element.get('id', '')[:_LONGEST_WORDS]}"


def _credits(tree: "HtmlElement", *, title: "HtmlElement | None") -> "Iterator[HtmlElement]":
    """Yield the elements that may be stamps or bylines of the article."""
    report = _report_around(title) if title is not None else next(tree.iter("article"), None)
    body = tree.find("body")
    scope = report if report is not None else (tree if body is None else body)
    found = (each for each in scope.iter() if _is_credit(each))
    paragraphs = 0
    for each in islice(found, _MOST_CREDITS):
        # Without an article's element, what comes below its text may be of others.
        paragraphs += report is None and _is_paragraph(each)
        if paragraphs == _PARAGRAPHS_OF_REPORT:
            return
        if not is_set_apart(each, within=scope):
            yield each


def _is_credit(element: "HtmlElement") -> bool:
    if element.tag in ("time", "p", "address"):
        return True
    if element.get("rel") == "author" or element.get("itemprop"):
        return True
    name = element.get("class", "")[:_LONGEST_WORDS]
    return bool(name) and (_STAMP.search(name) or _BYLINE.search(name)) is not None


def _is_paragraph(element: "HtmlElement") -> bool:
    if element.tag != "p":
        return False
    words = "".join(islice(element.itertext(), _MOST_ANCESTORS)).strip()
    return len(words) >= _LONG_PARAGRAPH and words.rstrip("\"'”’»)").endswith((".", "!", "?", "…"))


def _times(credits: "Sequence[HtmlElement]") -> Iterator[Finding]:
    stamps = [(each, _stamp(each)) for each in credits if _is_stamp(each)]
    known = [(each, value) for each, value in stamps if value]
    published = [(each, value) for each, value in known if not _is_update(each)]
    # What says that it is the day of publication is better than what comes first.
    published.sort(key=lambda found: not _says_published(found[0]))
    for _, value in published[:1]:
        yield from finding("published", value, where=WHERE)
    for _, value in [(each, value) for each, value in known if _is_update(each)][:1]:
        yield from finding("updated", value, where=WHERE)


def _is_stamp(element: "HtmlElement") -> bool:
    if any(_is_paragraph(each) for each in islice(element.iterancestors("p"), 1)):
        # A day that the report speaks of, with its date in the markup.
        return False
    named = f"{_named(element)} {element.get('itemprop', '')}"
    return element.tag == "time" or _STAMP.search(named) is not None


def _stamp(element: "HtmlElement") -> str | None:
    stated = (element.get(name, "") for name in ("datetime", "content", "data-datetime"))
    values = (stated_time(each) for each in (*stated, _words(element)) if each)
    return next((value for value in values if value), None)


def _is_update(element: "HtmlElement") -> bool:
    if _says_published(element):
        return False
    before, around = element.getprevious(), element.getparent()
    if before is not None:
        label = before.tail or _words(before)
    else:
        label = (around.text or "") if around is not None else ""
    # What stands before a stamp may be its label, or a headline about updates.
    beside = label if len(label) <= _LONGEST_LABEL else ""
    said = f"{_named(element)} {element.get('itemprop', '')} {_words(element)} {beside}"
    return _OF_UPDATE.search(said) is not None


def _says_published(element: "HtmlElement") -> bool:
    return element.get("itemprop") == "datePublished" or "pubdate" in element.attrib


def _authors(credits: "Sequence[HtmlElement]") -> Iterator[Finding]:
    """Take the authors from the surest kind of byline that there is."""
    kinds = (
        [each for each in credits if each.get("itemprop") == "author"],
        [each for each in credits if each.get("rel") == "author"],
        [each for each in credits if _BYLINE.search(each.get("class", "")[:_LONGEST_WORDS])],
        [each for each in credits if each.tag == "address"],
    )
    for kind in kinds:
        people = dict.fromkeys(name for each in kind for name in _people(_words(each)))
        if people:
            yield from finding("author", ", ".join(people), where=WHERE)
            return


def _people(words: str) -> Iterator[str]:
    parts = _PARTS.split(_BY.sub("", words))
    yield from (names.recased(part) for part in parts if names.is_person(names.recased(part)))


def _words(element: "HtmlElement") -> str:
    words = short_words(element)
    return words if len(words) <= _LONGEST_WORDS else ""


def _language(tree: "HtmlElement") -> str:
    return str(tree.get("lang") or tree.get("xml:lang") or "")
