"""Whether the metrics judge answers as a person does, by answers that a person has labelled.

A row is `{id, case, answer, status?, label, note?}`: a case as case files hold it, the text of an
answer, and whether that is "right", "wrong" or, of a list or a conflict, "half".
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.casefile import lines, parse_row, to_case
from eval.cases import EvalCase
from eval.metrics.scoring import Outcome, score_case
from eval.metrics.suites import ANSWERS, DECIDING
from rag.errors import CasesError
from rag.schema import Answer, Budget, Checks, ModelInfo, Searched, Status, Timings

Label = Literal["right", "wrong", "half"]

LABELLED = Path(__file__).parent / "datasets" / "labelled.jsonl"
"""The file that comes with the package."""

_AS_OF = date(2026, 1, 1)
"""The reader's day for cases without one."""
_COVERAGE = ("list_coverage", "conflict_coverage")
_JUDGING = tuple(metric for metric in ANSWERS if metric.name in {*DECIDING, *_COVERAGE})


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: str
    case: dict[str, Any]
    answer: str
    status: Status = "answered"
    label: Label
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An answer to a case, and what a person says of it."""

    id: str
    case: EvalCase
    answer: Answer
    label: Label
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A label that the metrics don't share, with their verdict and the reason for it."""

    id: str
    question: str
    answer: str
    label: Label
    verdict: Label
    reason: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many labelled rows there are, how many the metrics judge alike, and the others."""

    rows: int
    agreed: int
    share: float
    disagreements: tuple[Disagreement, ...]


def measure_agreement(path: Path = LABELLED) -> Agreement:
    """Judge every labelled answer by the metrics. Raises CasesError."""
    labelled = read_labelled(path)
    disagreements = tuple(
        Disagreement(
            id=each.id,
            question=each.case.question,
            answer=each.answer.text,
            label=each.label,
            verdict=verdict,
            reason=reason,
            note=each.note,
        )
        for each in labelled
        for verdict, reason in [judge(each.case, each.answer)]
        if verdict != each.label
    )
    agreed = len(labelled) - len(disagreements)
    return Agreement(
        rows=len(labelled),
        agreed=agreed,
        share=agreed / len(labelled),
        disagreements=disagreements,
    )


def judge(case: EvalCase, answer: Answer) -> tuple[Label, str]:
    """Give the metrics' verdict on an answer, and why: by coverage, then by what decides a run."""
    scores = {score.name: score for score in score_case(_JUDGING, case, Outcome(answer=answer))}
    for name in _COVERAGE:
        covered = scores[name]
        if covered.value is not None and 0 < covered.value < 1:
            return "half", covered.explanation
    for name in DECIDING:
        score = scores[name]
        if score.value is not None:
            return "right" if score.value == 1 else "wrong", score.explanation
    raise AssertionError("every case is decided by one of the metrics")


def read_labelled(path: Path) -> tuple[Labelled, ...]:
    """Read a file of labelled answers. Raises CasesError."""
    read = tuple(_labelled(path))
    seen: set[str] = set()
    for each in read:
        if each.id in seen:
            raise CasesError(
                f"{path}: the id {each.id!r} is there twice.", mend="Give each row its own."
            )
        seen.add(each.id)
    if not read:
        raise CasesError(f"{path} holds no labelled answer.", mend="Give one JSON object a line.")
    return read


def _labelled(path: Path) -> Iterator[Labelled]:
    for number, line in lines(path):
        place = f"{path}, line {number}"
        try:
            row = _Row.model_validate_json(json.dumps(parse_row(line, place=place)))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"])) or "(the whole row)"
            raise CasesError(
                f"{place}, field {field}: {first['msg']}.",
                mend="A row is id, case, answer, status, label (right, wrong or half) and note.",
            ) from error
        case = to_case(row.case, place=place)
        yield Labelled(
            id=row.id, case=case, answer=_answer(case, row), label=row.label, note=row.note
        )


def _answer(case: EvalCase, row: _Row) -> Answer:
    """Make an answer of a text, with nothing that Dateline adds to one."""
    return Answer(
        question=case.question,
        as_of=case.as_of or _AS_OF,
        status=row.status,
        text=row.answer,
        sentences=(),
        citations=(),
        conflicts=(),
        dates=(),
        checks=Checks(),
        evidence=(),
        searched=Searched(text=case.question),
        model=ModelInfo(backend="labelled", name="by hand"),
        budget=Budget(context=0, prompt=0, passages_given=0, passages_cut=0),
        timings=Timings(retrieve_ms=0.0, first_token_ms=None, total_ms=0.0),
    )
