"""Whether a quantity of a text is the number wanted, in its unit or another. Pure."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from eval.cases import CaseNumber
from eval.metrics.quantities import Quantity, is_plural
from eval.metrics.units import Unit, names
from eval.metrics.wording import alike

Likeness = Literal["equal", "other unit", "other"]

_CONVERTED = 0.005
"""What a conversion may be off: 87 miles are 140.01 kilometres."""
_NO_NOUNS = frozenset(
    {"of", "in", "on", "at", "by", "to", "for", "from", "with", "and", "or", "but", "than", "as"}
    | {"is", "was", "are", "were", "has", "have", "had", "who", "that", "which", "when", "while"}
    | {"after", "before", "since", "until", "this", "last", "all", "so"}
)
_DESCRIBED = frozenset(
    {(), *((word,) for word in ("long", "wide", "high", "tall", "deep", "old", "a", "per", "each"))}
)
"""What may stand behind a case's unit without being part of it: metres long, euros a night."""
_BETWEEN_TWO = re.compile(r"\bbetween\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The number looked for: its unit where that is known, else the noun that it counts."""

    value: float
    units: tuple[Unit, ...] = ()
    noun: str = ""


def wanted(number: CaseNumber) -> Wanted:
    """Read the unit of a case's number."""
    parts = tuple(number.unit.lower().replace("-", " ").split())
    for length, units in names(parts):
        if parts[length : length + 1] in _DESCRIBED:
            return Wanted(number.value, units)
    return Wanted(number.value, noun=parts[-1] if parts else "")


def likeness(found: Quantity, goal: Wanted) -> Likeness:
    """Tell whether a quantity is the one wanted, in this unit or another."""
    if goal.units and found.units:
        return _converted(found, goal)
    if not math.isclose(found.value, goal.value, rel_tol=1e-9):
        return "other"
    if goal.units:
        return "other unit" if is_plural(found.noun) else "equal"
    return "other unit" if goal.noun and found.units else "equal"


def in_span(given: Quantity, found: Sequence[Quantity], text: str) -> bool:
    """Tell whether a quantity is but one end of a span, such as "between 600 and 640"."""
    index = found.index(given)
    return any(
        _is_span(found[first], found[first + 1], text)
        for first in (index - 1, index)
        if 0 <= first < len(found) - 1
    )


def _is_span(left: Quantity, right: Quantity, text: str) -> bool:
    """A score such as 3-2 is none: spans go upwards."""
    before, between = text[max(0, left.start - 20) : left.start], text[left.end : right.start]
    if _BETWEEN_TWO.search(before):
        return bool(re.fullmatch(r"\s*and\s*", between))
    to = re.fullmatch(r"\s*(?:[-–—]|to)\s*", between)
    return bool(to) and left.value < right.value and not re.search(r"\bfrom\s*$", before, re.I)


def alike_kind(found: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities measure the same, or neither anything known."""
    kinds = {unit.kind for unit in found.units}
    return kinds == set() == set(other.units) or any(unit.kind in kinds for unit in other.units)


def counts(found: Quantity, goal: Wanted) -> bool:
    """Tell whether a quantity counts just what is wanted, by the noun behind it."""
    return bool(goal.noun and found.noun) and alike(found.noun, goal.noun)


def counts_else(found: Quantity, goal: Wanted) -> bool:
    """Tell whether a quantity counts something else than is wanted; without a noun it needn't."""
    if not found.noun or found.noun in _NO_NOUNS:
        return bool(goal.noun and found.units)
    return not counts(found, goal)


def _converted(found: Quantity, goal: Wanted) -> Likeness:
    pairs = [(a, b) for a in found.units for b in goal.units if a.kind == b.kind]
    for mine, other in pairs:
        tolerance = 1e-9 if mine.factor == other.factor else _CONVERTED
        if math.isclose(found.value * mine.factor, goal.value * other.factor, rel_tol=tolerance):
            return "equal"
    same = math.isclose(found.value, goal.value, rel_tol=1e-9)
    return "other unit" if same else "other"
