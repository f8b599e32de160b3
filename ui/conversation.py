"""A conversation as the page holds it: questions, and how far the answer to each has come. Pure."""

import dataclasses
from collections.abc import Generator, Sequence
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
    Length,
    ModelInfo,
    Question,
    Searched,
    TextDelta,
    Turn,
)

_TURNS = 6
"""Messages of the conversation that go along with a question; more would crowd out evidence."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a reader set beside the question, as the controls give it; days may be no days.

    `model` is a backend, or a backend and the name of its model: "ollama:qwen2.5:3b".
    """

    as_of: str = ""
    model: str = "auto"
    length: Length = "normal"
    outlets: Sequence[str] | None = None
    authors: Sequence[str] | None = None
    languages: Sequence[str] | None = None
    since: str = ""
    until: str = ""


ENTERED = tuple(field.name for field in dataclasses.fields(Entered))
"""The names of what a reader sets, in the order in which Entered takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question with all that has come of it so far.

    `text` is what the model wrote before it was checked; `answer` replaces it. An exchange has
    ended when it has an answer or an error, or when the reader stopped it.
    """

    question: Question
    searched: Searched | None = None
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


def begin(text: str, *, entered: Entered, today: date, earlier: Sequence[Exchange]) -> Exchange:
    """Make an exchange of what a reader entered; it holds an error where a day can't be used."""
    backend, _, name = entered.model.partition(":")
    question = Question(
        text=text,
        as_of=today,
        history=history(earlier),
        outlets=tuple(entered.outlets or ()),
        authors=tuple(entered.authors or ()),
        languages=tuple(entered.languages or ()),
        length=entered.length,
        backend=backend,
        model=name or None,
    )
    try:
        return Exchange(question=_dated(question, entered))
    except QuestionError as error:
        return Exchange(question=question, error=error)


def _dated(question: Question, entered: Entered) -> Question:
    since, until = _day(entered.since), _day(entered.until)
    if since and until and since > until:
        raise QuestionError(
            f"“Since” ({since}) is later than “until” ({until}).", mend="Change or clear one."
        )
    as_of = _day(entered.as_of) or question.as_of
    return dataclasses.replace(question, as_of=as_of, since=since, until=until)


def _day(entered: str) -> date | None:
    try:
        return date.fromisoformat(entered.strip()) if entered.strip() else None
    except ValueError:
        raise QuestionError(
            f"{entered!r} is not a date.", mend="Write it like 2026-01-31, or leave it empty."
        ) from None


def follow(assistant: Assistant, exchange: Exchange) -> Generator[Exchange, None, None]:
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
            return dataclasses.replace(
                exchange, searched=event.searched, evidence=event.evidence, model=event.model
            )
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
    """Give the last messages of the conversation; questions without an answer are left out.

    Questions are given as they stood alone, so that none leans on a message that is left out.
    """
    turns = [
        turn
        for exchange in exchanges
        if exchange.answer
        for turn in (
            Turn(role="user", content=_standing(exchange)),
            Turn(role="assistant", content=exchange.answer.text),
        )
    ]
    return tuple(turns[-_TURNS:])


def _standing(exchange: Exchange) -> str:
    return exchange.searched.text if exchange.searched else exchange.question.text
