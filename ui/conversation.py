"""A conversation as the page holds it: questions, and how far the answer to each has come. Pure."""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.answering.assistant import Assistant
from rag.errors import DatelineError, QuestionError
from rag.schema import (
    Answer,
    AnswerEvent,
    AnswerReady,
    Evidence,
    EvidenceFound,
    ModelInfo,
    Question,
    TextDelta,
    Turn,
)

_TURNS = 6
"""Messages of the conversation that go along with a question; more would crowd out evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question with all that has come of it so far.

    `text` is what the model wrote before it was checked; `answer` replaces it. An exchange has
    ended when it has an answer or an error, or when the reader stopped it.
    """

    question: Question
    evidence: tuple[Evidence, ...] = ()
    model: ModelInfo | None = None
    text: str = ""
    answer: Answer | None = None
    error: DatelineError | None = None
    stopped: bool = False

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.stopped or self.answer is not None or self.error is not None


def begin(
    text: str, *, as_of: str, today: date, backend: str, earlier: Sequence[Exchange]
) -> Exchange:
    """Make an exchange of what a reader entered; it holds an error where `as_of` is no date."""
    question = Question(text=text, as_of=today, history=history(earlier), backend=backend)
    try:
        day = date.fromisoformat(as_of.strip()) if as_of.strip() else today
    except ValueError:
        error = QuestionError(
            f"{as_of!r} is not a date.", mend="Write it like 2026-01-31, or leave it empty."
        )
        return Exchange(question=question, error=error)
    return Exchange(question=dataclasses.replace(question, as_of=day))


def follow(assistant: Assistant, exchange: Exchange) -> Iterator[Exchange]:
    """Yield the exchange as it grows, first as it is; an error is its last state.

    Closing the iterator stops the model.
    """
    yield exchange
    if exchange.ended:
        return
    try:
        for event in assistant.ask(exchange.question):
            exchange = _grown(exchange, event)
            yield exchange
    except DatelineError as error:
        yield dataclasses.replace(exchange, error=error)


def _grown(exchange: Exchange, event: AnswerEvent) -> Exchange:
    match event:
        case EvidenceFound():
            return dataclasses.replace(exchange, evidence=event.evidence, model=event.model)
        case TextDelta():
            return dataclasses.replace(exchange, text=exchange.text + event.text)
        case AnswerReady():
            return dataclasses.replace(exchange, answer=event.answer)


def stopped(exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """Give the exchanges with the last one marked as stopped, if it hadn't ended."""
    return tuple(
        exchange if exchange.ended else dataclasses.replace(exchange, stopped=True)
        for exchange in exchanges
    )


def history(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """Give the last messages of the conversation; questions without an answer are left out."""
    turns = [
        turn
        for exchange in exchanges
        if exchange.answer
        for turn in (
            Turn(role="user", content=exchange.question.text),
            Turn(role="assistant", content=exchange.answer.text),
        )
    ]
    return tuple(turns[-_TURNS:])
