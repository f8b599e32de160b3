"""Find where reports disagree: read the value each sentence gives, and hold them together. Pure.

Copies of one report are one voice: however many carry a value, they give it once. But where copies
differ in the very value, because an outlet changed or corrected it, readers are shown both.
"""

from collections.abc import Callable, Iterator, Sequence

from rag.answering.conflicts.asked import Asked
from rag.answering.conflicts.choosing import alternatives, choices, verdicts
from rag.answering.conflicts.counting import counts
from rag.answering.conflicts.grouping import between_voices, comparable, grouped
from rag.answering.conflicts.kinds import told_apart
from rag.answering.conflicts.measuring import ages, measures, names_measure
from rag.answering.conflicts.naming import holders
from rag.answering.conflicts.placing import places
from rag.answering.conflicts.sides import Disagreement, Statement
from rag.answering.conflicts.timing import times
from rag.retrieval.question import QuestionReading
from rag.schema import Evidence

_NEAR = 0.4
"""Evidence this near to the best, by score, may speak of the same thing."""

_MANY = 4
"""More sides than these speak of as many things."""

Reader = Callable[[Asked, Evidence], Iterator[Statement]]


def disagreement(reading: QuestionReading, evidence: Sequence[Evidence]) -> Disagreement | None:
    """Give the sides that reports take on the question, by rank; None where they agree.

    `evidence` is ranked, best first.
    """
    if not evidence:
        return None
    asked = Asked(reading=reading)
    near = [each for each in evidence if each.score >= _NEAR * evidence[0].score]
    reader = _reader(asked)
    if reader is None:
        return None
    stated = [statement for each in near for statement in reader(asked, each)]
    groups = between_voices(grouped(comparable(asked, stated)))
    return told_apart(asked, groups) if 1 < len(groups) <= _MANY else None


def _reader(asked: Asked) -> Reader | None:
    """Give what reads the values of the kind that the question asks for."""
    if alternatives(asked.reading.text):
        return choices
    if asked.counted:
        return counts
    match asked.reading.wanted:
        case "number" | "money" | "duration":
            return measures
        case "age":
            return ages
        case "date":
            return times
        case "place":
            return places
        case "thing" if names_measure(asked.reading.text):
            return measures
        case "person" | "thing":
            return holders
        case "yes or no":
            return verdicts
        case _:
            return None
