"""The nouns of an evaluation's questions: a case and what a right answer to it holds."""

import datetime
from dataclasses import dataclass
from typing import Literal, get_args

from rag.schema import Turn

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
    "false-premise",
    "unanswerable",
]
"""The kinds of a case file; public benchmarks bring their own."""

KINDS: tuple[str, ...] = get_args(Kind)
FALSE_PREMISE = "false-premise"


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePosition:
    """One side of a conflict: the strings that state it and the articles that hold it."""

    answers: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNumber:
    """A number that must come out; `unit` is empty for a bare count."""

    value: float
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvidence:
    """Words of an article that carry the answer; white space is compared loosely."""

    source: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalCase:
    """A question with what a right answer holds.

    Any one of `answers` counts; each of `positions` must appear, and each of `items`, of which any
    one wording counts; none of `wrong` may. `date` and `number` must come out in whatever wording.
    In a false-premise case `answers` are what puts the premise right. `sources` are file names
    without ending, `evidence` the words there that carry the answer. `as_of` is None where the run
    decides. `story` names what the case is about, so that cases on one story are not taken for
    independent. `within` are ids of the only articles to be searched; empty: all.
    """

    id: str
    question: str
    kind: str
    answers: tuple[str, ...] = ()
    positions: tuple[CasePosition, ...] = ()
    items: tuple[tuple[str, ...], ...] = ()
    number: CaseNumber | None = None
    date: datetime.date | None = None
    wrong: tuple[str, ...] = ()
    sources: tuple[str, ...]
    evidence: tuple[CaseEvidence, ...] = ()
    as_of: datetime.date | None = None
    history: tuple[Turn, ...] = ()
    story: str = ""
    within: tuple[str, ...] = ()

    @property
    def false_premise(self) -> bool:
        """Whether the question takes for granted what the articles deny."""
        return self.kind == FALSE_PREMISE

    @property
    def answerable(self) -> bool:
        """Whether the articles hold an answer, or several that disagree."""
        told = self.answers or self.positions or self.items or self.number
        return bool(told) and not self.false_premise

    @property
    def group(self) -> str:
        """What the case shares with others that are right or wrong together, for statistics.

        Its story; without one, the set of articles that hold its answer; else itself alone.
        """
        return self.story or " ".join(sorted(self.sources)) or self.id
