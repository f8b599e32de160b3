"""Baselines: a run kept as one small file, fit for committing, one case a line.

    {
    "format": "dateline-eval-baseline/1",
    "manifest": {…},
    "metrics": ["answer_accuracy", …],
    "cases": [
    {"id": "…", …, "scores": [1, null, [0.5, 3]]},
    …
    ]
    }

A case's scores follow the order of `metrics`: a value, null where the metric doesn't apply, or
value and weight where the weight isn't 1. Of the reasons only those of wrong cases are kept.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.comparing.pairing import DIGITS, measured_metrics
from eval.files import write_whole
from eval.metrics.scoring import Score
from eval.runs.folder import StoredRun, read_run
from eval.runs.record import StoredRecord
from rag.errors import RunError

_FORMAT = "dateline-eval-baseline/1"

_ESSENTIAL = (
    "task", "started", "code", "settings", "as_of", "answers", "cases", "corpus", "embedder",
    "models", "samples", "repeats",
)  # fmt: skip
"""What a baseline keeps of a run's manifest."""

_REASON = 200
"""Characters of a reason."""

_Number = Annotated[float, Field(allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Case(_Strict):
    id: str
    repeat: int = 0
    kind: str
    group: str | None = None
    question: str = ""
    digest: str
    right: bool | None
    reason: str = ""
    error: str | None = None
    scores: tuple[_Number | tuple[_Number, _Number] | None, ...]

    def to_record(self, metrics: Sequence[str]) -> StoredRecord:
        return StoredRecord(
            id=self.id,
            kind=self.kind,
            group=self.group or self.id,
            repeat=self.repeat,
            question=self.question,
            digest=self.digest,
            scores={
                name: Score(name=name, value=value, weight=weight, explanation="")
                for name, kept in zip(metrics, self.scores, strict=True)
                for value, weight in (kept if isinstance(kept, tuple) else (kept, 1.0),)
            },
            right=self.right,
            reason=self.reason,
            error=self.error,
        )


class _Baseline(_Strict):
    format: Literal["dateline-eval-baseline/1"]
    manifest: dict[str, Any]
    metrics: tuple[str, ...]
    cases: tuple[_Case, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if len({(each.id, each.repeat) for each in self.cases}) < len(self.cases):
            raise ValueError("a case is there twice")
        if any(len(each.scores) != len(self.metrics) for each in self.cases):
            raise ValueError("a case has not one score for each metric")
        return self


def read_run_or_baseline(path: Path) -> StoredRun:
    """Read a finished run's folder, or a baseline file. Raises RunError."""
    return read_run(path) if path.is_dir() else read_baseline(path)


def read_baseline(path: Path) -> StoredRun:
    """Read a baseline file. Raises RunError, which names the file and the place in it."""
    try:
        kept = _Baseline.model_validate_json(path.read_bytes())
    except OSError as error:
        raise RunError(
            f"{path} is neither a run's folder nor a baseline ({error.strerror or error}).",
            mend="Check the path.",
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise RunError(
            f"{path} is no baseline: {place}: {first['msg']}.",
            mend="Restore it, or make it anew: dateline eval accept RUN BASELINE",
        ) from error
    return StoredRun(
        path=path,
        name=path.stem,
        manifest=kept.manifest,
        summary=None,
        records=tuple(each.to_record(kept.metrics) for each in kept.cases),
    )


def write_baseline(path: Path, run: StoredRun) -> None:
    """Keep a run as a baseline, whole or not at all. Raises RunError."""
    try:
        write_whole(path, "".join(f"{line}\n" for line in _lines(run)))
    except OSError as error:
        raise RunError(
            f"The baseline {path} can't be written ({error.strerror or error}).",
            mend="Check the path, its permissions and the free disk space.",
        ) from error


def _lines(run: StoredRun) -> Iterator[str]:
    records = sorted(run.records, key=lambda each: (each.id, each.repeat))
    metrics = measured_metrics(records)
    manifest = {name: run.manifest[name] for name in _ESSENTIAL if name in run.manifest}
    yield "{"
    yield f'"format": {_json(_FORMAT)},'
    yield f'"manifest": {json.dumps(manifest, ensure_ascii=False, indent=1)},'
    yield f'"metrics": {_json(metrics)},'
    yield '"cases": ['
    for record in records:
        yield _json(_case(record, metrics)) + ("," if record is not records[-1] else "")
    yield "]"
    yield "}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _case(record: StoredRecord, metrics: Iterable[str]) -> dict[str, Any]:
    """What is kept of a record; a field that says nothing is left out."""
    kept = {
        "id": record.id,
        "repeat": record.repeat or None,
        "kind": record.kind,
        "group": record.group if record.group != record.id else None,
        "question": record.question or None,
        "digest": record.digest,
        "right": record.right,
        "reason": record.reason[:_REASON] if record.right is False else None,
        "error": record.error and record.error[:_REASON],
        "scores": [_score(record.scores.get(name)) for name in metrics],
    }
    return {name: value for name, value in kept.items() if value is not None or name == "right"}


def _score(score: Score | None) -> float | tuple[float, float] | None:
    if score is None or score.value is None:
        return None
    value, weight = _short(score.value), _short(score.weight)
    return value if weight == 1 else (value, weight)


def _short(number: float) -> float:
    rounded = round(number, DIGITS)
    return int(rounded) if rounded.is_integer() else rounded
