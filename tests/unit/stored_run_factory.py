"""Stored runs for tests of what compares and keeps them."""

from pathlib import Path

from eval.metrics.scoring import Score
from eval.runs.folder import StoredRun
from eval.runs.record import StoredRecord


def record(case, *, right=None, **fields):
    """A record of the case; `scores` are values by name, or value and weight."""
    scores = fields.pop("scores", {})
    return StoredRecord(
        id=case,
        kind=fields.pop("kind", "entity"),
        group=fields.pop("group", case),
        repeat=fields.pop("repeat", 0),
        question=fields.pop("question", f"What of {case}?"),
        digest=fields.pop("digest", f"digest of {case}"),
        scores={
            name: score(name, *(value if isinstance(value, tuple) else (value,)))
            for name, value in scores.items()
        },
        right=right,
        reason=fields.pop("reason", ""),
        error=fields.pop("error", None),
        **fields,
    )


def score(name, value, weight=1.0):
    return Score(name=name, value=value, weight=weight, explanation=f"why {value}")


def stored(*records, name="run", **manifest):
    return StoredRun(
        path=Path(name), name=name, manifest=manifest, summary=None, records=tuple(records)
    )


def scored(values, *, metric="answer_accuracy", name="run", **manifest):
    """A run of cases c0, c1, … each with one value of one metric."""
    records = (
        record(f"c{number}", scores={metric: value}, right=value == 1, reason=f"it is {value}")
        for number, value in enumerate(values)
    )
    return stored(*records, name=name, **manifest)
