"""A record: one case and all that came of it, as a line of records.jsonl holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from eval.metrics.scoring import Score
from rag.schema import Answer, Evidence, RetrievedPassage


class Case(Protocol):
    """What every task's cases have in common."""

    @property
    def id(self) -> str:
        """Unique within its task."""
        ...

    @property
    def kind(self) -> str:
        """What per-kind tables group by."""
        ...

    @property
    def group(self) -> str:
        """What the case shares with others that are right or wrong together, for statistics."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalRecord:
    """One case and all that came of it: a line of records.jsonl.

    `repeat` counts from 0 where every case is asked several times. `evidence` and `passages` are
    what a run without answers found; an answer holds its own evidence. `files` names the articles
    of all that was found, by their ids. `found` is what a task that asks no question gave. `right`
    is what the deciding score says, None where none applies, and `reason` its explanation. `error`
    is None unless the case crashed. `saved_seconds` is the part of `seconds` that was not spent
    now, since a model's reply was remembered.
    """

    id: str
    kind: str
    group: str
    repeat: int = 0
    case: Any
    answer: Answer | None = None
    evidence: tuple[Evidence, ...] = ()
    passages: tuple[RetrievedPassage, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    found: tuple[Any, ...] = ()
    scores: tuple[Score, ...]
    right: bool | None
    reason: str
    seconds: float
    saved_seconds: float = 0.0
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """What comparing needs of a record, read back from a run's folder or a baseline.

    `digest` is of the case's own JSON: records whose cases differ are not compared.
    """

    id: str
    kind: str
    group: str
    repeat: int
    question: str
    digest: str
    scores: Mapping[str, Score]
    right: bool | None
    reason: str
    error: str | None
