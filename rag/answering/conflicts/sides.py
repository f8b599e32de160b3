"""What reports state, and the sides that they take: the nouns of conflicts. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from rag.schema import ConflictKind, Evidence


class Comparable(Protocol):
    """A value that can be held against another: an amount, a period, a name, a choice."""

    @property
    def exact(self) -> bool:
        """Whether it says all there is to say: "at least 12" and "Vane" leave something open."""
        ...

    def agrees(self, other: object) -> bool:
        """Tell whether both may be true of one thing; what can't be compared agrees."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A value that a sentence gives for the thing asked: `evidence.text[start:end]`.

    `written` is the value as readers are shown it.
    """

    value: Comparable
    written: str
    start: int
    end: int
    evidence: Evidence

    @property
    def day(self) -> date | None:
        """The day of the report, or of its later version."""
        return self.evidence.article.updated or self.evidence.article.reference_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One value for the thing asked, and the sentences that give it, one a voice.

    `day` is that of the last report that gives it; `latest` tells that it is the newest state of
    things, which only an update has.
    """

    value: str
    evidence: tuple[Evidence, ...]
    day: date | None = None
    latest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Two or more sides, by the rank of their evidence, and how they come to differ.

    An `update` is what a later report knows better: its latest side comes first. `ambiguity` tells
    of two things of one name; all else is a `contradiction`.
    """

    kind: ConflictKind
    sides: tuple[Side, ...]
