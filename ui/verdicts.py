"""A reader's verdict on an answer, as the page holds, shows and keeps it.

A button with `data-verdict` tells that verdict, a field with `data-comment` what would be right;
`data-exchange` around them says of which answer (page.js).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from eval.feedback import MAX_COMMENT, VERDICTS, Verdict, keep_feedback, make_feedback
from rag.errors import DatelineError, QuestionError
from ui.conversation import Exchange
from ui.markup import escaped

_TITLE = "Your verdict is kept in the index folder on this machine; nothing is sent anywhere."
_ASKED = "What would be right? (optional)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a reader says of an answer; `error` is why that could not be kept."""

    verdict: Verdict
    comment: str = ""
    error: DatelineError | None = None


Opinions = Mapping[int, Opinion]
"""The opinions of a conversation, by the number of the exchange, from 0."""


def keep_opinion(exchange: Exchange, *, index: Path, verdict: Verdict, comment: str) -> Opinion:
    """Keep a verdict on an exchange's answer in an index folder; what fails is told, not raised."""
    opinion = Opinion(verdict=verdict, comment=comment)
    try:
        if exchange.answer is None or verdict not in VERDICTS:
            raise QuestionError("There is nothing to judge.", mend="Wait for the answer.")
        feedback = make_feedback(
            exchange.question, exchange.answer, verdict=verdict, comment=comment
        )
        keep_feedback(index, feedback)
    except DatelineError as error:
        return replace(opinion, error=error)
    return replace(opinion, comment=feedback.comment)


def render_opinion(opinion: Opinion | None, *, number: int) -> str:
    """Give the two buttons beneath the answer of an exchange, and what was said with them."""
    given = opinion.verdict if opinion and not opinion.error else None
    field = _field(opinion) if opinion and opinion.verdict == "wrong" else ""
    return (
        f'<div class="opinion" role="group" aria-label="Is this answer right?" title="{_TITLE}" '
        f'data-exchange="{number}">{_button("right", "Right", given=given)}'
        f'{_button("wrong", "Wrong", given=given)}<span role="status">{_state(opinion)}</span>'
        f"{field}</div>"
    )


def _button(verdict: Verdict, label: str, *, given: Verdict | None) -> str:
    pressed = str(verdict == given).lower()
    return (
        f'<button type="button" data-verdict="{verdict}" aria-pressed="{pressed}">{label}</button>'
    )


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
