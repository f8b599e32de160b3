"""Numbers of a claim against those of its evidence: the same, of the same things. Pure."""

from collections.abc import Iterator, Sequence

from rag.answering.facts.counted import Count, counted_numbers
from rag.answering.facts.opposites import said_alike
from rag.answering.facts.wording import base
from rag.words import words

_NEAR = 0.1
"""How far a rounded number may be from the exact one, as a share of it."""


def lacking_quantities(
    claim: str, evidence: str, *, there: frozenset[str], beside: str = ""
) -> Iterator[str]:
    """Yield the numbers of a claim that its evidence doesn't state.

    `there` are the stems of the evidence; `beside` is text, such as its dates, in which years and
    ordinal numbers may stand as well.
    """
    known = counted_numbers(evidence)
    said = {each.noun for each in counted_numbers(claim)} | {word.stem for word in words(claim)}
    aside = [each for each in counted_numbers(beside) if each.value > 999 or each.value < 32]
    for each in counted_numbers(claim):
        if any(_carries(other, each, known, there=there, said=said) for other in known):
            continue
        if (each.ordinal or each.value > 999) and any(each.value == day.value for day in aside):
            continue
        if each.written.lower() == "one" and not _counted_otherwise(each, known):
            continue
        yield each.written


def counted_otherwise(claim: str, evidence: str) -> Iterator[str]:
    """Yield the numbers of a claim for whose things the evidence has only other numbers."""
    known = counted_numbers(evidence)
    for each in counted_numbers(claim):
        others = {
            other.value
            for other in known
            if other.noun and each.noun and other.ordinal == each.ordinal and not other.whole
            if said_alike(base(each.noun), among=frozenset({base(other.noun)}))
        }
        if others and each.value not in others and not (each.bound or each.partial):
            yield each.written


def _carries(
    known: Count,
    claimed: Count,
    others: Sequence[Count],
    *,
    there: frozenset[str],
    said: set[str | None],
) -> bool:
    if known.ordinal != claimed.ordinal or not _same_unit(known, claimed, there=there):
        return False
    if not _within_bounds(known, claimed):
        return False
    if (
        claimed.state != known.state
        and claimed.state
        and any(claimed.state == each.state for each in others)
    ):
        return False
    if claimed.ordinal and claimed.noun and known.noun:
        return said_alike(base(claimed.noun), among=frozenset({known.noun, base(known.noun)}))
    if known.partial:
        return bool(claimed.partial) or claimed.noun is None or known.partial == "of the"
    if known.whole and not claimed.whole:
        return claimed.state is None and claimed.noun is None
    if not claimed.noun or claimed.noun == known.noun or claimed.noun not in there:
        return True
    # The report has the counted thing, but counts something else with this number.
    counted = any(other.noun == claimed.noun for other in others)
    elsewhere = known.noun is not None and known.noun not in said
    return not counted and not elsewhere


def _same_unit(known: Count, claimed: Count, *, there: frozenset[str]) -> bool:
    if claimed.unit is None:
        return known.unit is None or known.unit != "percent" or claimed.noun is None
    if known.unit is None:
        return claimed.unit in there
    return known.unit == claimed.unit


def _within_bounds(known: Count, claimed: Count) -> bool:
    """A claim may be less exact than its evidence ("over 300" for 312), never turn it round."""
    # What is nearly so many is fewer.
    alike = claimed.bound == known.bound or (claimed.bound, known.bound) == ("most", "nearly")
    if claimed.value == known.value:
        exact = claimed.bound == "" and known.bound not in ("most", "nearly")
        return alike or exact or claimed.bound == "about"
    # Something nearer than a bound says what is counted, else any greater number would do.
    if not (alike or known.bound == "") or claimed.noun != known.noun:
        return False
    match claimed.bound:
        case "least":
            return claimed.value < known.value
        case "most":
            return claimed.value > known.value
        case "nearly":
            return claimed.value > known.value >= (1 - _NEAR) * claimed.value
        case "about":
            return _rounds(known.value, to=claimed.value)
        case _:
            return False


def _rounds(value: float, *, to: float) -> bool:
    digits = len(f"{to:.0f}".rstrip("0"))
    near = abs(value - to) <= _NEAR * value
    return near and (to == float(f"{value:.{max(digits - 1, 0)}e}"))


def _counted_otherwise(one: Count, known: Sequence[Count]) -> bool:
    return one.noun is not None and any(each.noun == one.noun for each in known)
