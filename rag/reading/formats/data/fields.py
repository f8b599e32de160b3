"""A record (an object of JSON, a row of a table) -> a draft: which of its fields say what.

The names of fields are settings (`[reading.fields]`); this module knows none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.formats.pages.fragments import read_words
from rag.reading.formats.pages.html import read_html
from rag.reading.metadata.marks import Field, Finding, finding, is_nothing, visible
from rag.reading.metadata.timestamps import stated_time
from rag.settings import FieldNames, ReadingSettings

_LONGEST_NAME = 60
_MOST_NAMES_SHOWN = 8
_SEPARATORS = str.maketrans("", "", "_-. ")
_FIELDS: tuple[Field, ...] = (
    *("title", "outlet", "author", "published", "updated", "place", "language", "url"),
)
_PAGE = re.compile(r"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_LIST = re.compile(r"\[.*\]")
_LIST_ITEM = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_CUT = re.compile(r"\[\+\d+ chars\]\Z")
"""What NewsAPI writes where it cuts an article short."""

Record = Mapping[str, Any]
"""A record's values by name: strings, records, lists of both; anything else says nothing."""

_Own = Mapping[str, tuple[str, Any]]
"""A record's fields by folded name: the name as it is spelled, and the value."""


def is_article(record: Record, *, names: FieldNames) -> bool:
    """Tell whether a record has a title or a text."""
    own = _by_folded_name(record)
    return any(True for _ in _values(own, names=(*names.title, *names.text)))


def known_names(columns: Sequence[str], *, names: FieldNames) -> set[str]:
    """Give those columns that name one of an article's fields."""
    known = {_folded(name) for each in _FIELDS for name in getattr(names, each)}
    known |= {_folded(name) for name in names.text}
    return {column for column in columns if _folded(column) in known}


def read_record(
    record: Record, *, part: str, name: str, settings: ReadingSettings
) -> Draft | ReadingError:
    """Give the draft of a record, or the error that it holds no article.

    The text is that of the first field which is longer than the title. HTML in it becomes plain
    paragraphs; where it is a whole page, what that page says of itself counts as well.
    """
    own = _by_folded_name(record)
    findings = tuple(_findings(own, names=settings.fields))
    title = next((each.value for each in findings if each.field == "title"), "")
    for _, words in _values(own, names=settings.fields.text):
        draft = _draft("\n\n".join(words), name=name, settings=settings)
        if len(draft.text) > len(title):
            return Draft(
                text=draft.text,
                findings=(*findings, *draft.findings),
                asides=draft.asides,
                part=part,
            )
    place = f"{name}, {part}," if part else name
    problem = f"{place} has no text, or none longer than its title, in any of"
    return _without_text(problem, has=list(record), names=settings.fields)


def missing_text(columns: Sequence[str], *, name: str, names: FieldNames) -> ReadingError | None:
    """Give the error of a table called `name` if no column is named as texts are; else None."""
    known = {_folded(each) for each in names.text}
    if any(_folded(column) in known for column in columns):
        return None
    return _without_text(f"The first row of {name} names none of", has=columns, names=names)


def _without_text(problem: str, *, has: Sequence[str], names: FieldNames) -> ReadingError:
    return ReadingError(
        f"{problem} {_listed(names.text)}.",
        mend=f"It has {_listed(has) or 'no fields'}: add the right one to text in"
        " [reading.fields].",
    )


def _findings(own: _Own, *, names: FieldNames) -> Iterator[Finding]:
    for field in _FIELDS:
        for path, words in _values(own, names=getattr(names, field)):
            found = finding(field, _value(field, words), where=f"field {path}")
            yield from found
            if found:
                break


def _value(field: Field, words: Sequence[str]) -> str:
    if field in ("published", "updated"):
        return stated_time(words[0]) or ""
    if field == "author":
        people = [person for each in words for person in _people(each)]
        return ", ".join(dict.fromkeys(people))
    return read_words(words[0]).text if field == "title" else words[0]


def _people(words: str) -> list[str]:
    """Give the names in a field; tables hold lists as they are written in Python or JSON."""
    if not _LIST.fullmatch(words):
        return [read_words(words).text]
    return [single or double for single, double in _LIST_ITEM.findall(words)]


def _draft(value: str, *, name: str, settings: ReadingSettings) -> Draft:
    if _PAGE.match(value):
        try:
            return next(read_html(value.encode("utf-8", "replace"), name=name, settings=settings))
        except ReadingError:
            # Whatever no extractor takes for an article may still hold its words.
            pass
    words = read_words(value)
    cut = _CUT.search(words.text)
    return Draft(text=words.text, asides=(*words.asides, *([cut.span()] if cut else [])))


def _values(own: _Own, *, names: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield where words are found, as the record spells it, and the words; in the order of `names`.

    A list gives the words of each of its members.
    """
    for name in names:
        for path, value in _reached(own, name=name):
            words = [each for each in _strings(value) if each.strip() and not is_nothing(each)]
            if words:
                yield path, words


def _reached(own: _Own, *, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the value of the field called `name`, and that at the path `name`."""
    if _folded(name) in own:
        yield own[_folded(name)]
    first, _, rest = name.partition(".")
    if not rest or _folded(first) not in own:
        return
    spelling, value = own[_folded(first)]
    holders = value if isinstance(value, list) else [value]
    below = [
        reached
        for holder in holders
        if isinstance(holder, Mapping)
        for reached in _reached(_by_folded_name(holder), name=rest)
    ]
    if below:
        words = [each for _, value in below for each in _strings(value)]
        yield f"{spelling}.{below[0][0]}", words


def _strings(value: Any) -> list[str]:
    members = value if isinstance(value, list) else [value]
    return [each for each in members if isinstance(each, str)]


def _by_folded_name(record: Record) -> _Own:
    """Give a record's fields by folded name; of two that fold alike the first with words."""
    fields: dict[str, tuple[str, Any]] = {}
    for name, value in record.items():
        if len(name) <= _LONGEST_NAME and value not in (None, "", []):
            fields.setdefault(_folded(name), (visible(name), value))
    return fields


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    return name.translate(_SEPARATORS).casefold()


def _listed(names: Sequence[str]) -> str:
    shown = [visible(name)[:_LONGEST_NAME] for name in names[:_MOST_NAMES_SHOWN]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
