from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, cast

import pytest
from answer_factory import make_answer

from rag.answering.assistant import Assistant
from rag.errors import ModelUnavailable
from rag.schema import (
    AnswerEvent,
    AnswerReady,
    EvidenceFound,
    ModelInfo,
    Question,
    Searched,
    TextDelta,
)
from ui.conversation import Entered, Exchange, begin, follow, history, stopped

TODAY = date(2025, 3, 10)
MODEL = ModelInfo(backend="extractive", name="quotes")
SEARCHED = Searched(text="Is the bridge open?")
EVENTS = (
    EvidenceFound(evidence=(), searched=SEARCHED, model=MODEL),
    TextDelta(text="It is "),
    TextDelta(text="open."),
    AnswerReady(answer=make_answer("It is open.")),
)


class _Told:
    """An assistant that says what it was told to say."""

    def __init__(self, events: Sequence[AnswerEvent | Exception]) -> None:
        self._events = events
        self.asked: list[Question] = []
        self.closed = False

    def ask(self, question: Question) -> Iterator[AnswerEvent]:
        self.asked.append(question)
        try:
            for event in self._events:
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            self.closed = True


def assistant(told: _Told) -> Assistant:
    return cast(Assistant, told)


def start(text: str = "Is it open?", **entered: Any) -> Exchange:
    return begin(text, entered=Entered(**entered), today=TODAY, earlier=())


def test_an_exchange_grows_from_the_question_to_the_answer() -> None:
    states = list(follow(assistant(_Told(EVENTS)), start()))
    assert [state.text for state in states] == ["", "", "It is ", "It is open.", "It is open."]
    assert [state.model for state in states] == [None, MODEL, MODEL, MODEL, MODEL]
    assert [state.searched for state in states] == [None, *[SEARCHED] * 4]
    assert [state.ended for state in states] == [False, False, False, False, True]


def test_an_error_keeps_what_was_there() -> None:
    error = ModelUnavailable("Ollama is down.", mend="Start it.")
    *_, last = follow(assistant(_Told([*EVENTS[:2], error])), start())
    assert (last.error, last.text, last.ended) == (error, "It is ", True)


def test_closing_stops_the_model() -> None:
    told = _Told(EVENTS)
    states = follow(assistant(told), start())
    next(states)
    next(states)
    states.close()
    assert told.closed


@pytest.mark.parametrize(
    ("entered", "backend", "model"),
    [("ollama", "ollama", None), ("ollama:qwen2.5:3b", "ollama", "qwen2.5:3b")],
)
def test_the_reader_sets_the_day_and_the_model(
    entered: str, backend: str, model: str | None
) -> None:
    question = start(as_of=" 2024-02-29 ", model=entered).question
    assert (question.as_of, question.backend, question.model) == (
        date(2024, 2, 29),
        backend,
        model,
    )
    assert start().question.as_of == TODAY


def test_the_reader_narrows_the_question() -> None:
    question = start(
        outlets=["The Ledger", "Mail"], authors=["Ada Holm"], languages=["en"],
        since="2025-02-01", until=" 2025-02-01 ",
    ).question  # fmt: skip
    assert question.outlets == ("The Ledger", "Mail")
    assert (question.authors, question.languages) == (("Ada Holm",), ("en",))
    assert (question.since, question.until) == (date(2025, 2, 1), date(2025, 2, 1))


@pytest.mark.parametrize("name", ["as_of", "since", "until"])
@pytest.mark.parametrize("entered", ["yesterday", "12026-01-01", "2025-02-30"])
def test_a_day_that_is_none_is_told_without_asking(name: str, entered: str) -> None:
    told = _Told(EVENTS)
    (only,) = follow(assistant(told), start(outlets=["The Ledger"], **{name: entered}))
    assert only.error is not None
    assert entered in only.error.problem
    assert only.question.outlets == ("The Ledger",)
    assert not told.asked


def test_a_period_that_ends_before_it_begins_is_told_without_asking() -> None:
    told = _Told(EVENTS)
    (only,) = follow(assistant(told), start(since="2025-02-02", until="2025-02-01"))
    assert only.error is not None
    assert only.error.problem == "“Since” (2025-02-02) is later than “until” (2025-02-01)."
    assert not told.asked


def test_history_holds_the_last_six_messages_of_what_was_answered() -> None:
    answered = [
        Exchange(question=start(f"Question {number}?").question, answer=make_answer(f"{number}."))
        for number in range(4)
    ]
    exchanges = [*answered, Exchange(question=start("Unanswered?").question, stopped=True)]
    turns = history(exchanges)
    assert [turn.role for turn in turns] == ["user", "assistant"] * 3
    assert [turn.content for turn in turns[:2]] == ["Question 1?", "1."]
    following = begin("Next?", entered=Entered(), today=TODAY, earlier=exchanges)
    assert following.question.history == turns


def test_history_tells_questions_as_they_stood_alone() -> None:
    *_, answered = follow(assistant(_Told(EVENTS)), start("And is it open?"))
    assert [turn.content for turn in history([answered])] == [SEARCHED.text, "It is open."]


def test_stopping_ends_only_what_had_not_ended() -> None:
    ended = Exchange(question=start().question, answer=make_answer("Yes."))
    assert stopped([ended]) == (ended,)
    assert stopped([ended, start()])[-1].stopped


def test_how_much_to_tell_goes_along() -> None:
    assert start().question.length == "normal"
    assert start(length="long").question.length == "long"
