"""A reader's verdict on an answer, as the page holds, shows and keeps it.

A button with `data-verdict` tells that verdict, one with `data-reason` as well why, a field with
`data-comment` what would be right; `data-exchange` around them says of which answer, and holds the
reason that was told before (page.js).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from eval.feedback import (
    MAX_COMMENT,
    REASONS,
    VERDICTS,
    keep_feedback,
    make_feedback,
)
from rag.errors import DatelineError, QuestionError
from rag.schema import Reason, Verdict
from ui.conversation import Exchange
from ui.drawing.markup import escaped

_TITLE = "Your verdict is kept in the index folder on this machine; nothing is sent anywhere."
_ASKED = "What would be right? (optional)"
_WHY = "What is wrong?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a reader says of an answer; `error` is why that could not be kept."""

    verdict: Verdict
    reason: Reason = ""
    comment: str = ""
    error: DatelineError | None = None


Opinions = Mapping[int, Opinion]
"""The opinions of a conversation, by the number of the exchange, from 0."""


def keep_opinion(
    exchange: Exchange, *, index: Path, verdict: Verdict, reason: Reason = "", comment: str
) -> Opinion:
    """Keep a verdict on an exchange's answer in an index folder; what fails is told, not raised."""
    opinion = Opinion(verdict=verdict, comment=comment)
    try:
        if exchange.answer is None or verdict not in VERDICTS or reason not in REASONS:
            raise QuestionError("There is nothing to judge.", mend="Wait for the answer.")
        feedback = make_feedback(
            exchange.question, exchange.answer, verdict=verdict, reason=reason, comment=comment
        )
        keep_feedback(index, feedback)
    except DatelineError as error:
        return replace(opinion, error=error)
    return replace(opinion, reason=feedback.reason, comment=feedback.comment)


def render_opinion(opinion: Opinion | None, *, number: int) -> str:
    """Give the two buttons beneath the answer of an exchange, and what was said with them."""
    given = opinion.verdict if opinion and not opinion.error else None
    reason = opinion.reason if opinion else ""
    more = _reasons(opinion) + _field(opinion) if opinion and opinion.verdict == "wrong" else ""
    return (
        f'<div class="opinion" role="group" aria-label="Is this answer right?" title="{_TITLE}" '
        f'data-exchange="{number}" data-reason="{escaped(reason)}">'
        f"{_button('right', 'Right', given=given)}{_button('wrong', 'Wrong', given=given)}"
        f'<span role="status">{_state(opinion)}</span>{more}</div>'
    )


def _button(verdict: Verdict, label: str, *, given: Verdict | None) -> str:
    pressed = str(verdict == given).lower()
    return (
        f'<button type="button" data-verdict="{verdict}" aria-pressed="{pressed}">{label}</button>'
    )


def _reasons(opinion: Opinion) -> str:
    """Give a button for each reason; pressing one keeps the words that were written before."""
    buttons = "".join(
        f'<button type="button" data-verdict="wrong" data-reason="{reason}" '
        f'data-comment="{escaped(opinion.comment)}" '
        f'aria-pressed="{str(reason == opinion.reason).lower()}">{reason.capitalize()}</button>'
        for reason in REASONS
        if reason
    )
    return f'<div class="reasons" role="group" aria-label="{_WHY}">{buttons}</div>'


def _state(opinion: Opinion | None) -> str:
    if opinion is None:
        return ""
    if opinion.error:
        return f"{escaped(opinion.error.problem)} {escaped(opinion.error.mend)}"
    return "Kept with your words." if opinion.comment else "Kept on this machine."


def _field(opinion: Opinion) -> str:
    return (
        f'<input type="text" data-comment maxlength="{MAX_COMMENT}" placeholder="{_ASKED}" '
        f'aria-label="{_ASKED}" value="{escaped(opinion.comment)}" autocomplete="off" '
        'enterkeyhint="done" dir="auto">'
    )
