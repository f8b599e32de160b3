"""Whether an answer says what the case wants, as a value in 0..1 and a reason in words. Pure.

Every function takes a case and its outcome. A value is None where the metric has nothing to say:
of another sort of case, or where no answer was asked for.
"""

from collections.abc import Callable, Sequence
from functools import wraps

from eval.cases import CasePosition, EvalCase
from eval.metrics import squad
from eval.metrics.days import wordings
from eval.metrics.polarity import denies_premise
from eval.metrics.saying import (
    Said,
    is_yes_or_no,
    says_any,
    says_day,
    says_number,
    says_yes_or_no,
)
from eval.metrics.scoring import Measured, Outcome
from eval.metrics.stance import refused
from eval.metrics.wording import says, without_markers
from rag.schema import Answer

_REFUSED = "It was refused, though the articles hold an answer."
_OTHER = "The case isn't of the sort that this measures."

_Of = Callable[[EvalCase, Answer], Measured]


def _of_answers(measure: _Of) -> Callable[[EvalCase, Outcome], Measured]:
    """Let a function of an answer take an outcome, which need not hold one."""

    @wraps(measure)
    def of_outcome(case: EvalCase, outcome: Outcome) -> Measured:
        if outcome.answer is None:
            return Measured(None, "No answer was asked for.")
        return measure(case, outcome.answer)

    return of_outcome


@_of_answers
def answer_accuracy(case: EvalCase, answer: Answer) -> Measured:
    """1 if the answer is right and says nothing that is listed as wrong.

    Right is one that states every position, or every item, or the date, or the number, or any one
    accepted phrase: whichever of these the case gives, in this order.
    """
    if not case.answerable:
        return Measured(None, _OTHER)
    if refused(answer):
        return Measured(0.0, _REFUSED)
    right = _right(case, answer)
    wrong = says_any(answer.text, case.wrong, question=case.question, firmly=False)
    if right.so and wrong.so:
        return Measured(0.0, f"{right.why} {wrong.why} That is listed as wrong.")
    return Measured(float(right.so), right.why)


@_of_answers
def exact_match(case: EvalCase, answer: Answer) -> Measured:
    """1 if the answer's text is an accepted one, by SQuAD's rules."""
    if case.false_premise:
        return Measured(None, _OTHER)
    prediction, golds = _prediction(answer), _golds(case, answer)
    value = squad.exact_match(prediction, golds)
    return Measured(value, f"It is {'just' if value else 'not just'} {_one_of(golds)}.")


@_of_answers
def token_f1(case: EvalCase, answer: Answer) -> Measured:
    """F1 of the answer's words and those of the accepted text nearest to it, by SQuAD's rules."""
    if case.false_premise:
        return Measured(None, _OTHER)
    prediction, golds = _prediction(answer), _golds(case, answer)
    nearest = max(golds, key=lambda gold: squad.token_f1(prediction, [gold]), default="")
    value = squad.token_f1(prediction, golds)
    return Measured(value, f"Against {_one_of([nearest] if nearest else [])}.")


@_of_answers
def date_accuracy(case: EvalCase, answer: Answer) -> Measured:
    """1 if the case's calendar date comes out, in whatever wording."""
    if case.date is None or case.false_premise:
        return Measured(None, _OTHER)
    if refused(answer):
        return Measured(0.0, _REFUSED)
    said = says_day(answer, case.date, question=case.question)
    return Measured(float(said.so), said.why)


@_of_answers
def number_accuracy(case: EvalCase, answer: Answer) -> Measured:
    """1 if the case's number comes out, in figures or words, in its unit or one that converts."""
    if case.number is None or case.false_premise:
        return Measured(None, _OTHER)
    if refused(answer):
        return Measured(0.0, _REFUSED)
    said = says_number(answer.text, case.number, question=case.question)
    return Measured(float(said.so), said.why)


@_of_answers
def list_coverage(case: EvalCase, answer: Answer) -> Measured:
    """Share of the case's items that the answer names."""
    if not case.items:
        return Measured(None, _OTHER)
    if refused(answer):
        return Measured(0.0, _REFUSED)
    missing = [
        item[0]
        for item in case.items
        if not says_any(answer.text, item, question=case.question, firmly=False).so
    ]
    return _share(missing, of=len(case.items), called="items")


@_of_answers
def conflict_coverage(case: EvalCase, answer: Answer) -> Measured:
    """Share of the positions that the answer's text or one of its conflicts states."""
    if not case.positions:
        return Measured(None, _OTHER)
    if refused(answer):
        return Measured(0.0, _REFUSED)
    stated = [answer.text, *_values(answer)]
    missing = [
        each.answers[0]
        for each in case.positions
        if not _states(each, stated, question=case.question)
    ]
    return _share(missing, of=len(case.positions), called="positions")


@_of_answers
def false_premise(case: EvalCase, answer: Answer) -> Measured:
    """1 if the answer to a question with a false premise puts that right, or is refused."""
    if not case.false_premise:
        return Measured(None, _OTHER)
    if refused(answer):
        return Measured(1.0, "It was refused, which a false premise allows.")
    wrong = says_any(answer.text, case.wrong, question="", firmly=False)
    if wrong.so:
        return Measured(0.0, f"{wrong.why} That goes along with the false premise.")
    right = says_any(answer.text, case.answers, question="")
    if right.so:
        return Measured(1.0, f"{right.why} That puts the false premise right.")
    if denies_premise(answer.text, question=case.question):
        return Measured(1.0, "It denies what the question takes for granted.")
    return Measured(0.0, "It goes along with the false premise.")


@_of_answers
def refusal_recall(case: EvalCase, answer: Answer) -> Measured:
    """1 if a question that the articles don't answer was refused."""
    if case.answerable or case.false_premise:
        return Measured(None, _OTHER)
    if refused(answer):
        return Measured(1.0, "It was refused, rightly.")
    return Measured(0.0, "It was answered, though the articles hold no answer.")


@_of_answers
def refusal_precision(case: EvalCase, answer: Answer) -> Measured:
    """Of a refusal: 1 if the articles hold no answer."""
    if case.false_premise or not refused(answer):
        return Measured(None, "It was not refused, or the premise is false.")
    if case.answerable:
        return Measured(0.0, _REFUSED)
    return Measured(1.0, "It was refused, rightly.")


@_of_answers
def refusal_f1(case: EvalCase, answer: Answer) -> Measured:
    """F1 of refusing, put together from weights: 2 for a right refusal, 1 for a false or missed.

    The weighted mean over cases is 2 TP / (2 TP + FP + FN).
    """
    unanswerable = not case.answerable
    if case.false_premise or not (unanswerable or refused(answer)):
        return Measured(None, "There was nothing to refuse, and it was not refused.")
    if unanswerable and refused(answer):
        return Measured(1.0, "It was refused, rightly.", weight=2.0)
    return Measured(0.0, "A refusal was missed." if unanswerable else _REFUSED)


@_of_answers
def false_refusal_rate(case: EvalCase, answer: Answer) -> Measured:
    """1 if a question that the articles do answer was refused: less is better."""
    if not case.answerable:
        return Measured(None, _OTHER)
    if refused(answer):
        return Measured(1.0, _REFUSED)
    return Measured(0.0, "It was not refused.")


def _right(case: EvalCase, answer: Answer) -> Said:
    """Judge an answer by what the case gives."""
    outcome = Outcome(answer=answer)
    if case.positions:
        return _all(conflict_coverage(case, outcome))
    if case.items:
        return _all(list_coverage(case, outcome))
    if case.date:
        return says_day(answer, case.date, question=case.question)
    said = _stated(case, answer.text)
    values = [_stated(case, value).so for value in _values(answer)]
    if said.so and any(values) and not all(values):
        return Said(False, f"{said.why} But it sets that beside others, as if reports disagreed.")
    return said


def _stated(case: EvalCase, text: str) -> Said:
    if case.number:
        return says_number(text, case.number, question=case.question)
    if is_yes_or_no(case.answers):
        return says_yes_or_no(text, case.answers, question=case.question)
    return says_any(text, case.answers, question=case.question)


def _all(coverage: Measured) -> Said:
    return Said(coverage.value == 1, coverage.explanation)


def _values(answer: Answer) -> list[str]:
    return [each.value for conflict in answer.conflicts for each in conflict.positions]


def _states(position: CasePosition, texts: Sequence[str], *, question: str) -> bool:
    return any(
        says_any(text, position.answers, question=question, firmly=False).so for text in texts
    )


def _share(missing: Sequence[str], *, of: int, called: str) -> Measured:
    if not missing:
        return Measured(1.0, f"All {of} {called} are there.")
    names = ", ".join(map(repr, missing))
    return Measured(1 - len(missing) / of, f"Missing of the {called}: {names}.")


def _prediction(answer: Answer) -> str:
    return "" if refused(answer) else without_markers(answer.text)


def _golds(case: EvalCase, answer: Answer) -> tuple[str, ...]:
    """Give the texts that would be right as they stand; none where there is no answer."""
    if case.positions or case.items:
        groups = [each.answers for each in case.positions] or list(case.items)
        return (" and ".join(_wording(group, answer.text) for group in groups),)
    dated = wordings(case.date) if case.date else ()
    counted: tuple[str, ...] = ()
    if case.number:
        value = f"{case.number.value:,.12g}"
        counted = (f"{value} {case.number.unit}".strip(), value)
    return (*case.answers, *dated, *counted) if case.answerable else ()


def _wording(group: Sequence[str], text: str) -> str:
    """Give the wording of a position or item that the text uses, else the first."""
    return next((each for each in group if says(text, each)), group[0])


def _one_of(golds: Sequence[str]) -> str:
    return " or ".join(map(repr, golds[:3])) if golds else "a refusal"
