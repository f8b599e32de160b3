"""Whether an answer says what the case wants, as a value in 0..1 and a reason in words. Pure."""

from datetime import date

from eval.cases import CasePosition, EvalCase
from eval.wording import says
from rag.reading.dates import find_dates
from rag.schema import Answer

Measured = tuple[float | None, str]
"""A metric's value, None where it doesn't apply, and why it is that."""

_REFUSED = "It was refused, though the articles hold an answer."


def answer_accuracy(case: EvalCase, answer: Answer) -> Measured:
    """1 if the answer is right: the date, every position, or any one accepted string is in it."""
    if answer.status == "not_found":
        return 0.0, _REFUSED
    if case.positions:
        share, reason = conflict_coverage(case, answer)
        return float(share == 1), reason
    if case.date:
        return date_accuracy(case, answer)
    return _says_any(answer.text, case.answers)


def conflict_coverage(case: EvalCase, answer: Answer) -> Measured:
    """Share of the positions that the answer's text or one of its conflicts states."""
    stated = [answer.text] + [
        position.value for conflict in answer.conflicts for position in conflict.positions
    ]
    missing = [each for each in case.positions if not _states(each, stated)]
    if not missing:
        return 1.0, f"All {len(case.positions)} positions are there."
    names = ", ".join(repr(each.answers[0]) for each in missing)
    return 1 - len(missing) / len(case.positions), f"Missing of the positions: {names}."


def date_accuracy(case: EvalCase, answer: Answer) -> Measured:
    """1 if the case's calendar date comes out, in whatever wording.

    What the answer itself says that a wording means ("Tuesday") goes before reading the wording
    as of the reader's day.
    """
    if answer.status == "not_found":
        return 0.0, _REFUSED
    named = _dates_named(answer)
    wanted = next((words for words, day in named if day == case.date), None)
    if wanted:
        return 1.0, f"{wanted!r} is {case.date}."
    others = "; ".join(f"{words!r} is {day or 'no single day'}" for words, day in named)
    return 0.0, f"{case.date} doesn't come out ({others or 'no date is named'})."


def refusal_recall(_case: EvalCase, answer: Answer) -> Measured:
    """1 if a question that the articles don't answer was refused."""
    if answer.status == "not_found":
        return 1.0, "It was refused, rightly."
    return 0.0, "It was answered, though the articles hold no answer."


def false_refusal_rate(_case: EvalCase, answer: Answer) -> Measured:
    """1 if a question that the articles do answer was refused: less is better."""
    if answer.status == "not_found":
        return 1.0, _REFUSED
    return 0.0, "It was not refused."


def _says_any(text: str, accepted: tuple[str, ...]) -> Measured:
    found = next((each for each in accepted if says(text, each)), None)
    if found:
        return 1.0, f"It says {found!r}."
    return 0.0, f"It says none of {', '.join(map(repr, accepted))}."


def _states(position: CasePosition, texts: list[str]) -> bool:
    return any(says(text, accepted) for text in texts for accepted in position.answers)


def _dates_named(answer: Answer) -> list[tuple[str, date | None]]:
    """Give the time expressions of the answer's text, each with its day if it is a single one."""
    markers = {citation.marker for citation in answer.citations}
    named = [
        (each.text, _single_day(each.start_date, each.end_date))
        for each in answer.dates
        if each.marker in markers and says(answer.text, each.text)
    ]
    settled = {words.casefold() for words, _ in named}
    read = find_dates(answer.text, published=answer.as_of)
    return named + [
        (each.text, _single_day(each.start_date, each.end_date))
        for each in read
        if each.text.casefold() not in settled
    ]


def _single_day(first: date | None, last: date | None) -> date | None:
    return first if first == last else None
