"""The rows of a public data set's files, read strictly: what doesn't fit is told by its place."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from rag.errors import CasesError

_MEND = "Compare it with the data set's own files; it may be another set, or another version."


class Row(BaseModel):
    """A row with the fields that are used, of exactly their types; others are passed over."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


Id = Annotated[str, StringConstraints(pattern=r"^[^./\\\s]+$")]
"""A row's own id, which can be an article's file name: metrics cut folders and endings from one."""

Words = Annotated[str, StringConstraints(pattern=r"\w")]
"""A text with at least one word in it."""

_Row = TypeVar("_Row", bound=Row)


def find_file(folder: Path, *names: str) -> Path:
    """Give the first file in the folder that fits one of these patterns. Raises CasesError."""
    if not folder.is_dir():
        raise CasesError(f"{folder} is no folder.", mend=f"It should hold {' or '.join(names)}.")
    for name in names:
        if found := sorted(each for each in folder.glob(name) if each.is_file()):
            return found[0]
    raise CasesError(
        f"There is no {' or '.join(names)} in {folder}.",
        mend="Give the folder that holds the data set's files.",
    )


def read_rows(path: Path, row: type[_Row], *, key: str | None = None) -> Iterator[tuple[str, _Row]]:
    """Read a file of one JSON object a line; give each with its place, such as "a.jsonl, line 3".

    No two rows may have the same value of the field `key`. Raises CasesError, which names file,
    line and field.
    """
    seen, empty = set[str](), True
    for place, line in _lines(path):
        empty = False
        read = _read(line, row, place=place)
        if key is not None:
            value = str(getattr(read, key))
            if value in seen:
                field = row.model_fields[key].alias or key
                raise malformed(place, field, f"{value!r} is there already")
            seen.add(value)
        yield place, read
    if empty:
        raise CasesError(f"{path} is empty.", mend=_MEND)


def read_columns(path: Path, names: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Read a file of columns parted by tabs, headed by these names; give each row with its place.

    Raises CasesError.
    """
    lines = _lines(path)
    for number, (place, line) in enumerate(lines):
        values = tuple(line.decode("utf-8", "replace").rstrip("\r").split("\t"))
        if number == 0 and values != names:
            raise malformed(place, "(the head)", f"it should be {' '.join(names)}")
        if len(values) != len(names):
            raise malformed(place, "(the whole row)", f"there are {len(values)} columns")
        if number:
            yield place, values


def malformed(place: str, field: str, problem: str) -> CasesError:
    """Make the error for a row that doesn't fit."""
    return CasesError(f"{place}, field {field}: {problem}.", mend=_MEND)


def _read(line: bytes, row: type[_Row], *, place: str) -> _Row:
    try:
        return row.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "(the whole row)"
        problem = first["msg"].removeprefix("Value error, ")
        raise malformed(place, field, problem[:1].lower() + problem[1:]) from error


def _lines(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield f"{path}, line {number}", line.rstrip(b"\n")
    except OSError as error:
        raise CasesError(
            f"{path} can't be read ({error.strerror or error}).",
            mend="Check its path and permissions.",
        ) from error
