"""Case files: known-answer questions in JSON Lines, read strictly.

A row is `{id, question, kind, answers | positions, sources, date?, as_of?, history?}`; one with
neither answers nor positions is unanswerable. A row that is almost right is an error, since a case
that is silently misread scores the wrong thing.
"""

import datetime
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    PlainValidator,
    StringConstraints,
    ValidationError,
)

from rag.errors import CasesError
from rag.schema import Role, Turn

Kind = Literal[
    "date",
    "entity",
    "number",
    "list",
    "definition",
    "reason",
    "yesno",
    "multi-hop",
    "follow-up",
    "conflict",
    "unanswerable",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePosition:
    """One side of a conflict: the strings that state it and the articles that hold it."""

    answers: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalCase:
    """A question with what a right answer holds.

    Any one of `answers` counts; each of `positions` must appear. `sources` are file names without
    ending. `date` is the calendar date that must come out. `as_of` is None where the run decides.
    """

    id: str
    question: str
    kind: Kind
    answers: tuple[str, ...] = ()
    positions: tuple[CasePosition, ...] = ()
    sources: tuple[str, ...]
    date: datetime.date | None = None
    as_of: datetime.date | None = None
    history: tuple[Turn, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the articles hold an answer, or several that disagree."""
        return bool(self.answers or self.positions)


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


class _TurnRow(_Strict):
    role: Role
    content: str


class _Row(_Strict):
    id: _Words
    question: _Words
    kind: Kind
    answers: tuple[_Words, ...] = ()
    positions: tuple[_PositionRow, ...] = ()
    sources: tuple[_Words, ...]
    date: _Date | None = None
    as_of: _Date | None = None
    history: tuple[_TurnRow, ...] = ()

    def to_case(self) -> EvalCase:
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        fields["positions"] = tuple(
            CasePosition(answers=each.answers, sources=each.sources) for each in self.positions
        )
        fields["history"] = tuple(
            Turn(role=each.role, content=each.content) for each in self.history
        )
        return EvalCase(**fields)


def read_cases(path: Path) -> tuple[EvalCase, ...]:
    """Read a case file, in its order; blank lines are passed over.

    Raises CasesError, which names file, line and field, at the first row that doesn't fit.
    """
    cases: dict[str, EvalCase] = {}
    for number, line in _lines(path):
        case = _read_case(line, place=f"{path}, line {number}")
        if case.id in cases:
            raise _wrong(f"{path}, line {number}", "id", f"{case.id!r} is there already")
        cases[case.id] = case
    if not cases:
        raise CasesError(
            f"The case file {path} holds no case.", mend="Give a file with one JSON object a line."
        )
    return tuple(cases.values())


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
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


def _read_case(line: bytes, *, place: str) -> EvalCase:
    try:
        json.loads(line.decode("utf-8"), object_pairs_hook=_no_repeats)
        row = _Row.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        problem = first["msg"].removeprefix("Value error, ")
        raise _wrong(place, _dotted(first["loc"]), problem) from error
    except (ValueError, RecursionError) as error:
        raise CasesError(
            f"{place} can't be read as JSON ({error}).",
            mend="Write one JSON object a line, in UTF-8.",
        ) from error
    case = row.to_case()
    for field, problem in _contradictions(case):
        raise _wrong(place, field, problem)
    return case


def _no_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise ValueError(f"the field {name} is given twice")
        values[name] = value
    return values


def _contradictions(case: EvalCase) -> Iterator[tuple[str, str]]:
    if case.answers and case.positions:
        yield "positions", "a case has answers or positions, not both"
    if case.answerable == (case.kind == "unanswerable"):
        yield "kind", "a case has neither answers nor positions exactly if it is unanswerable"
    if bool(case.positions) != (case.kind == "conflict"):
        yield "kind", "a case has positions exactly if it is a conflict"
    if len(case.positions) == 1:
        yield "positions", "a conflict has at least two"
    if case.date and not case.answers:
        yield "date", "only a case with answers has a date"
    if case.answerable and not case.sources:
        yield "sources", "an answer stands in at least one article"
    for index, position in enumerate(case.positions):
        if not position.answers:
            yield f"positions.{index}.answers", "at least one is needed"
        if not position.sources or not set(position.sources) <= set(case.sources):
            yield f"positions.{index}.sources", "name some of the case's own sources"


def _dotted(location: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in location) or "(the whole row)"


def _wrong(place: str, field: str, problem: str) -> CasesError:
    return CasesError(
        f"{place}, field {field}: {problem[:1].lower()}{problem[1:]}.",
        mend="The fields of a case are id, question, kind, answers or positions, sources, "
        "date, as_of and history.",
    )
