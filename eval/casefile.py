"""Case files: known-answer questions in JSON Lines, read strictly.

A row is `{id, question, kind, answers | positions | items | number, wrong?, sources, evidence?,
date?, as_of?, history?, story?}`; one that gives nothing to answer with is unanswerable, or asks on
a false premise. A row that is almost right is an error, since a case that is silently misread
scores the wrong thing; so is a draft, which nobody has confirmed.
"""

import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    PlainValidator,
    StringConstraints,
    ValidationError,
)

from eval.cases import CaseEvidence, CaseNumber, CasePosition, EvalCase, Kind
from eval.contradictions import contradictions
from rag.errors import CasesError
from rag.schema import Role, Turn


def _calendar_date(value: Any) -> datetime.date:
    if not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII)):
        raise ValueError("a date is written YYYY-MM-DD")
    return datetime.date.fromisoformat(value)


_Date = Annotated[datetime.date, PlainValidator(_calendar_date)]
_Words = Annotated[str, StringConstraints(pattern=r"\w")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _PositionRow(_Strict):
    answers: tuple[_Words, ...]
    sources: tuple[_Words, ...]


class _NumberRow(_Strict):
    value: FiniteFloat
    unit: str = ""


class _EvidenceRow(_Strict):
    source: _Words
    quote: _Words


class _TurnRow(_Strict):
    role: Role
    content: str


class _Row(_Strict):
    id: _Words
    question: _Words
    kind: Kind
    answers: tuple[_Words, ...] = ()
    positions: tuple[_PositionRow, ...] = ()
    items: tuple[Annotated[tuple[_Words, ...], Field(min_length=1)], ...] = ()
    number: _NumberRow | None = None
    date: _Date | None = None
    wrong: tuple[_Words, ...] = ()
    sources: tuple[_Words, ...]
    evidence: tuple[_EvidenceRow, ...] = ()
    as_of: _Date | None = None
    history: tuple[_TurnRow, ...] = ()
    story: _Words | None = None

    def to_case(self) -> EvalCase:
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        fields |= {
            "positions": tuple(CasePosition(**dict(each)) for each in self.positions),
            "number": CaseNumber(**dict(self.number)) if self.number else None,
            "evidence": tuple(CaseEvidence(**dict(each)) for each in self.evidence),
            "history": tuple(Turn(**dict(each)) for each in self.history),
            "story": self.story or "",
        }
        return EvalCase(**fields)


_FIELDS = tuple(_Row.model_fields)
_PARTS: Mapping[str, type[_Strict]] = {
    "positions": _PositionRow,
    "number": _NumberRow,
    "evidence": _EvidenceRow,
    "history": _TurnRow,
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case and the number of its line, counted from 1."""

    line: int
    case: EvalCase


def read_cases(path: Path) -> tuple[EvalCase, ...]:
    """Read a case file, in its order; blank lines are passed over.

    Raises CasesError, which names file, line and field, at the first row that doesn't fit.
    """
    return tuple(row.case for row in _read(path))


def check_cases(path: Path) -> tuple[tuple[CaseRow, ...], tuple[CasesError, ...]]:
    """Read a case file to the end: the rows that fit, and everything wrong with the others.

    Raises CasesError where the file can't be read, or holds no row at all.
    """
    errors: list[CasesError] = []
    rows = tuple(_read(path, errors=errors))
    return rows, tuple(errors)


def to_case(row: Mapping[str, Any], *, place: str) -> EvalCase:
    """Make a case of one row; `place` says where it stands. Raises CasesError."""
    errors = list(_faults(row, place=place))
    if errors:
        raise errors[0]
    return _Row.model_validate_json(json.dumps(row)).to_case()


def parse_row(line: bytes, *, place: str) -> dict[str, Any]:
    """Read one line as a JSON object; a field given twice is an error. Raises CasesError."""
    try:
        row = json.loads(line.decode("utf-8"), object_pairs_hook=_no_repeats)
    except (ValueError, RecursionError) as error:
        raise _not_json(place, str(error)) from error
    if not isinstance(row, dict):
        raise _not_json(place, "it is no object")
    return row


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Give the lines of a file that aren't blank, numbered from 1. Raises CasesError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CasesError(
            f"The case file {path} can't be read ({error.strerror or error}).",
            mend="Check its path and permissions.",
        ) from error
    content = content.removeprefix(b"\xef\xbb\xbf")
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _read(path: Path, *, errors: list[CasesError] | None = None) -> Iterator[CaseRow]:
    """Yield the rows that fit; the faults of the others are collected, or else raised."""
    seen: dict[str, int] = {}
    number = 0
    for number, line in lines(path):
        place = f"{path}, line {number}"
        try:
            row = parse_row(line, place=place)
            faults = list(_faults(row, place=place))
        except CasesError as error:
            row, faults = {}, [error]
        first = seen.setdefault(str(row.get("id")), number) if row.get("id") else number
        if first != number:
            faults.append(_fault(place, "id", f"{row['id']!r} is there already, in line {first}"))
        if faults and errors is None:
            raise faults[0]
        if faults and errors is not None:
            errors.extend(faults)
            continue
        yield CaseRow(number, _Row.model_validate_json(json.dumps(row)).to_case())
    if not number:
        raise CasesError(
            f"The case file {path} holds no case.", mend="Give a file with one JSON object a line."
        )


def _faults(row: Mapping[str, Any], *, place: str) -> Iterator[CasesError]:
    """Give what is wrong with a row: its draft, else its fields, else what they say together."""
    if "draft" in row:
        check = " ".join(str(row["draft"]).split()).removesuffix(".")
        yield CasesError(
            f"{place}, field draft: this case is a draft: {check}.",
            mend="Check the case and remove the field.",
        )
        return
    try:
        case = _Row.model_validate_json(json.dumps(row)).to_case()
    except ValidationError as error:
        for each in error.errors():
            yield _of_field(each["loc"], kind=each["type"], message=each["msg"], place=place)
        return
    for field, problem in contradictions(case):
        yield _fault(place, field, problem)


def _of_field(location: Sequence[int | str], *, kind: str, message: str, place: str) -> CasesError:
    field = ".".join(str(part) for part in location) or "(the whole row)"
    if kind != "extra_forbidden":
        return _fault(place, field, message.removeprefix("Value error, "))
    part = _PARTS.get(str(location[0])) if len(location) > 1 else _Row
    known = tuple(part.model_fields) if part else _FIELDS
    near = get_close_matches(str(location[-1]), known, n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    return _fault(place, field, f"there is no such field{meant}", known=known)


def _not_json(place: str, problem: str) -> CasesError:
    return CasesError(
        f"{place} can't be read as JSON ({problem}).",
        mend="Write one JSON object a line, in UTF-8.",
    )


def _no_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise ValueError(f"the field {name} is given twice")
        values[name] = value
    return values


def _fault(place: str, field: str, problem: str, *, known: Sequence[str] = _FIELDS) -> CasesError:
    problem = problem[:1].lower() + problem[1:]
    return CasesError(
        f"{place}, field {field}: {problem}{'' if problem.endswith('?') else '.'}",
        mend=f"The fields known here are {', '.join(known[:-1])} and {known[-1]}.",
    )
