"""The families of records: JSON, JSON Lines, and tables with a header row (CSV, TSV)."""

import codecs
import io
import json
from collections.abc import Iterator
from typing import Any

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.formats.data.fields import is_article, known_names, missing_text, read_record
from rag.reading.formats.data.parts import few_errors
from rag.reading.formats.data.tables import Row, rows_of
from rag.reading.formats.decoding import decode
from rag.settings import FieldNames, ReadingSettings

_HOLDERS = (
    *(("articles",), ("items",), ("data",), ("results",), ("docs",), ("documents",), ("stories",)),
    *(("news",), ("entries",), ("posts",), ("@graph",), ("hits", "hits"), ("response", "docs")),
    *(("response", "results"), ("data", "articles"), ("data", "items")),
)
"""Where services put the array of articles that they answer with."""

_WRAPPERS = ("_source", "attributes")
"""Where search engines and JSON:API keep the article within a member of that array."""

_TELLING = 20
"""Members of an array that are looked at to tell whether it holds articles."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Parts = Iterator[Draft | ReadingError]


def read_json(content: bytes, *, name: str, settings: ReadingSettings) -> Parts:
    """Yield the articles of a JSON file called `name`.

    The members of an array are articles, and so are those of an array which an object holds under a
    usual name ("articles"); any other object is an article itself. JSON Lines are known as such.
    Raises ReadingError where the file can't be decoded or parsed, or is neither.
    """
    text = decode(content, name=name)
    try:
        value = _parsed(text)
    except RecursionError as error:
        raise _unreadable(name, reason="values nested too deeply") from error
    except json.JSONDecodeError as error:
        if _are_lines(text, end=error.pos):
            return read_json_lines(content, name=name, settings=settings)
        reason = f"{error.msg}, line {error.lineno}, column {error.colno}"
        raise _unreadable(name, reason=reason) from error
    members = _members(value, names=settings.fields)
    if members is None and isinstance(value, dict):
        return iter([read_record(value, part="", name=name, settings=settings)])
    if not members:
        raise ReadingError(
            f"{name} holds no articles: its JSON is no object and no array of any.",
            mend="Give an object with the article's text, or an array of such objects.",
        )
    return few_errors(_items(members, name=name, settings=settings), name=name)


def read_json_lines(content: bytes, *, name: str, settings: ReadingSettings) -> Parts:
    """Yield the articles of a file called `name` that holds an object of JSON on each line.

    A line that isn't one, or can't be decoded, is an error of its own. A file that is an array is
    read as JSON. Raises ReadingError where that can't be read.
    """
    if content.startswith(_UTF_16):
        content = decode(content, name=name).encode()
    content = content.removeprefix(codecs.BOM_UTF8)
    if content.lstrip().startswith(b"["):
        return read_json(content, name=name, settings=settings)
    return few_errors(_lines(content, name=name, settings=settings), name=name)


def read_csv(content: bytes, *, name: str, settings: ReadingSettings) -> Parts:
    """Yield the articles of a table called `name`: a row an article, named by the first row.

    Rows are counted as spreadsheets count them: the first article is in row 2. Raises ReadingError
    where the file can't be decoded, or its first row names nothing that holds a text.
    """
    names = settings.fields
    text = decode(content, name=name)
    rows = rows_of(text, known=lambda cells: len(known_names(cells, names=names)))
    header = next(rows, None)
    columns = tuple(cell.strip() for cell in header.cells) if header else ()
    missing = missing_text(columns, name=name, names=names)
    if missing:
        raise missing
    articles = (
        _of_row(row, number, columns=columns, name=name, settings=settings)
        for number, row in enumerate(rows, start=2)
    )
    return few_errors(articles, name=name)


def _parsed(text: str) -> Any:
    """Parse JSON; numbers stay as they are written, so that none is too large."""
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str, strict=False)


def _unreadable(place: str, *, reason: str) -> ReadingError:
    return ReadingError(
        f"{place} is no JSON that can be read ({reason}).",
        mend="Mend it there, or export it again.",
    )


def _are_lines(text: str, *, end: int) -> bool:
    """Tell whether what comes before `end` is an object on a line of its own."""
    read = text[:end]
    first = read.strip()
    ends_line = "\n" in read[len(read.rstrip()) :]
    return ends_line and first.startswith("{") and "\n" not in first


def _members(value: Any, *, names: FieldNames) -> list[Any] | None:
    """Give the members of an array, or of the array of articles that an object holds, if any."""
    if isinstance(value, list):
        return value
    for path in _HOLDERS:
        held = value
        for step in path:
            held = held.get(step) if isinstance(held, dict) else None
        if isinstance(held, list):
            records = (_unwrapped(member) for member in held[:_TELLING])
            if any(record and is_article(record, names=names) for record in records):
                return held
    return None


def _unwrapped(member: Any) -> dict[str, Any]:
    """Give the record that a member is or wraps; an empty one where it is none."""
    if not isinstance(member, dict):
        return {}
    wrapped = (member.get(name) for name in _WRAPPERS)
    return next((each for each in wrapped if isinstance(each, dict)), member)


def _items(members: list[Any], *, name: str, settings: ReadingSettings) -> Parts:
    for number, member in enumerate(members, start=1):
        yield _of_member(member, part=f"item {number}", name=name, settings=settings)


def _of_member(
    member: Any, *, part: str, name: str, settings: ReadingSettings
) -> Draft | ReadingError:
    record = _unwrapped(member)
    if record:
        return read_record(record, part=part, name=name, settings=settings)
    return ReadingError(
        f"{name}, {part}, is no object with fields.",
        mend='An article is an object such as {"title": …, "text": …}.',
    )


def _lines(content: bytes, *, name: str, settings: ReadingSettings) -> Parts:
    for number, line in enumerate(io.BytesIO(content), start=1):
        if line.strip():
            yield _of_line(line, part=f"line {number}", name=name, settings=settings)


def _of_line(
    line: bytes, *, part: str, name: str, settings: ReadingSettings
) -> Draft | ReadingError:
    place = f"{name}, {part},"
    try:
        value = _parsed(_decoded(line, place=place))
    except ReadingError as error:
        return error
    except RecursionError:
        return _unreadable(place, reason="values nested too deeply")
    except json.JSONDecodeError as error:
        return _unreadable(place, reason=f"{error.msg}, column {error.colno}")
    return _of_member(value, part=part, name=name, settings=settings)


def _decoded(line: bytes, *, place: str) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return decode(line, name=place)


def _of_row(
    row: Row, number: int, *, columns: tuple[str, ...], name: str, settings: ReadingSettings
) -> Draft | ReadingError:
    cells, beyond = row.cells[: len(columns)], row.cells[len(columns) :]
    if row.open_quote:
        return ReadingError(
            f"{name}, row {number}, has a quote on line {row.line} that is never closed.",
            mend="Close it; nothing behind it was read.",
        )
    if any(map(str.strip, beyond)):
        return ReadingError(
            f"{name}, row {number} (line {row.line}), has {len(row.cells)} cells where the first"
            f" row names {len(columns)}.",
            mend="Put quotes around cells that hold the mark between cells.",
        )
    record = {column: cell for column, cell in zip(columns, cells, strict=False) if cell.strip()}
    return read_record(record, part=f"row {number}", name=name, settings=settings)
