"""What the fields of a case can't say together."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from eval.cases import EvalCase

_ITEMIZED = frozenset({"list", "entity", "reason", "definition", "multi-hop", "follow-up"})
"""The kinds of a case that may ask for several items."""

_SCALES = frozenset({"hundred", "thousand", "million", "billion", "trillion", "bn"})

_T = TypeVar("_T", bound=Hashable)

Fault = tuple[str, str]
"""A field, as dotted from the row, and what is wrong with it."""


def contradictions(case: EvalCase) -> Iterator[Fault]:
    """Give each contradiction among a case's fields; none in a case that can be scored."""
    yield from _of_kind(case)
    yield from _of_answers(case)
    yield from _of_positions(case)
    yield from _of_sources(case)
    yield from _of_wrong(case)


def _of_kind(case: EvalCase) -> Iterator[Fault]:
    told = bool(case.answers or case.positions or case.items or case.number)
    if not case.false_premise and told == (case.kind == "unanswerable"):
        yield "kind", "a case gives nothing to answer with exactly if it is unanswerable"
    if bool(case.positions) != (case.kind == "conflict"):
        yield "kind", "a case has positions exactly if it is a conflict"
    if case.false_premise and (case.items or case.number or case.date):
        yield "kind", "a false premise is put right by answers alone"
    if case.items and case.kind not in _ITEMIZED:
        yield "items", f"a case of kind {case.kind} asks for no items"
    if case.kind == "follow-up" and not case.history:
        yield "history", "a follow-up has one"


def _of_answers(case: EvalCase) -> Iterator[Fault]:
    if case.answers and case.positions:
        yield "positions", "a case has answers or positions, not both"
    if case.items and (case.answers or case.positions):
        yield "items", "a case has items alone, without answers or positions"
    if len(case.items) == 1:
        yield "items", "a list has at least two; put the wordings of one into answers"
    if case.number and (case.positions or case.items or case.date):
        yield "number", "a case with a number has no positions, items or date"
    if case.number and _SCALES & set(case.number.unit.lower().split()):
        yield (
            "number.unit",
            "write the scale into the value: 2600000 crowns, not 2.6 million crowns",
        )
    if case.date and not case.answers:
        yield "date", "only a case with answers has a date"
    for count, wording in _repeated(word for item in case.items for word in set(item)):
        yield "items", f"{wording!r} stands in more than one of them ({count} times)"


def _of_positions(case: EvalCase) -> Iterator[Fault]:
    if len(case.positions) == 1:
        yield "positions", "a conflict has at least two"
    for index, position in enumerate(case.positions):
        if not position.answers:
            yield f"positions.{index}.answers", "at least one is needed"
        if not position.sources or not set(position.sources) <= set(case.sources):
            yield f"positions.{index}.sources", "name some of the case's own sources"
    answers = (word for each in case.positions for word in set(each.answers))
    for count, wording in _repeated(answers):
        yield "positions", f"{wording!r} stands in more than one of them ({count} times)"


def _of_sources(case: EvalCase) -> Iterator[Fault]:
    if case.answerable and not case.sources:
        yield "sources", "an answer stands in at least one article"
    for count, source in _repeated(case.sources):
        yield "sources", f"{source!r} stands there {count} times"
    for index, evidence in enumerate(case.evidence):
        if evidence.source not in case.sources:
            yield f"evidence.{index}.source", f"{evidence.source!r} is none of the case's sources"
    for count, evidence in _repeated(case.evidence):
        yield "evidence", f"{evidence.quote!r} stands there {count} times"


def _of_wrong(case: EvalCase) -> Iterator[Fault]:
    if case.wrong and case.kind == "unanswerable":
        yield "wrong", "every answer to an unanswerable question is wrong"
    accepted = {
        word.casefold()
        for group in (case.answers, *case.items, *(each.answers for each in case.positions))
        for word in group
    }
    for word in case.wrong:
        if word.casefold() in accepted:
            yield "wrong", f"{word!r} is accepted as well"


def _repeated(values: Iterable[_T]) -> Iterator[tuple[int, _T]]:
    """Give the values that come more than once, each with how often."""
    for value, count in Counter(values).items():
        if count > 1:
            yield count, value
