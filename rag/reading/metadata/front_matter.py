"""The YAML block between `---` lines at the top of a Markdown file."""

import re
from collections.abc import Iterator, Mapping

import yaml

from rag.reading.metadata.marks import Field, Finding, Mark, finding
from rag.reading.metadata.timestamps import stated_time

WHERE = "front matter"

_LONGEST_BLOCK = 16_000
_MOST_BRACKETS = 100
"""Unclosed brackets cost PyYAML seconds; no honest block has as many."""

_BLOCK = re.compile(r"---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)", re.DOTALL)
_KEYS: Mapping[Field, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "outlet": ("outlet", "source", "publisher", "publication", "newspaper", "site", "site_name"),
    "author": ("author", "authors", "byline", "by"),
    "published": (
        *("published", "date", "date_published", "published_at", "publish_date", "pubdate"),
        "publication_date",
    ),
    "updated": ("updated", "last_updated", "updated_at", "modified", "date_modified", "lastmod"),
    "place": ("place", "dateline"),
    "language": ("language", "lang", "locale"),
    "url": ("url", "canonical_url", "canonical", "link", "permalink", "source_url", "original_url"),
}


def front_matter(text: str) -> Mark | None:
    """Give the block and what it says; None where there is none.

    The YAML is parsed into nodes but never constructed: no tag is obeyed, no alias unfolded. A
    block that is broken, overlong or no mapping isn't front matter but text like any other.
    """
    match = _BLOCK.match(text[:_LONGEST_BLOCK])
    if match is None or len(re.findall(r"[\[{]", match["yaml"])) > _MOST_BRACKETS:
        return None
    try:
        node = yaml.compose(match["yaml"], Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, ArithmeticError, RecursionError):
        return None
    if not isinstance(node, yaml.MappingNode):
        return None
    values = {_key(key): _words(value) for key, value in node.value}
    return Mark(start=0, end=match.end(), findings=tuple(_findings(values)))


def _key(node: yaml.Node) -> str:
    return _words(node).lower().replace("-", "_").replace(" ", "_")


def _words(node: yaml.Node) -> str:
    """Give a scalar's text, a list's scalars joined, a mapping's `name`, else nothing."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        # A list within a list may be a chain of aliases, which unfolded has no end.
        plain = (each for each in node.value if not isinstance(each, yaml.SequenceNode))
        return ", ".join(filter(None, map(_words, plain)))
    if isinstance(node, yaml.MappingNode):
        names = (value for key, value in node.value if key.value == "name")
        return next((str(name.value) for name in names if isinstance(name, yaml.ScalarNode)), "")
    return ""


def _findings(values: Mapping[str, str]) -> Iterator[Finding]:
    for field, keys in _KEYS.items():
        for key in keys:
            found = _finding(field, values.get(key, ""))
            yield from found
            if found:
                break


def _finding(field: Field, value: str) -> tuple[Finding, ...]:
    if field in ("published", "updated"):
        value = stated_time(value) or ""
    return finding(field, value, where=WHERE)
