import asyncio
import logging
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar, cast

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
from ui.chat.running import Running
from ui.conversation import Exchange

FIRST = Exchange(question=Question(text="Is it open?", as_of=date(2025, 3, 10)))
FOUND = EvidenceFound(
    evidence=(),
    searched=Searched(text="Is it open?"),
    model=ModelInfo(backend="ollama", name="small"),
)
ANSWER = AnswerReady(answer=make_answer("It is."))

Given = TypeVar("Given")


def alone(scene: Coroutine[Any, Any, Given]) -> Given:
    """Run a scene in a thread of its own: browser tests leave an event loop running in this one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, scene).result()


class _Speaker:
    """An assistant that says what it was told to say, and before the last of it waits to go on."""

    def __init__(self, *said: AnswerEvent | Exception) -> None:
        self._said = said
        self.go_on = threading.Event()
        self.closed = threading.Event()

    def ask(self, question: Question) -> Iterator[AnswerEvent]:
        *first, last = self._said
        try:
            yield from cast(list[AnswerEvent], first)
            assert self.go_on.wait(10)
            if isinstance(last, Exception):
                raise last
            yield last
        finally:
            self.closed.set()

    def running(self, first: Exchange = FIRST) -> Running:
        return Running(cast(Assistant, self), first)


async def told(running: Running) -> list[Exchange]:
    return [exchange async for exchange in running.states()]


async def end_of(speaker: _Speaker) -> list[Exchange]:
    speaker.go_on.set()
    return await told(speaker.running())


def test_an_exchange_grows_to_its_answer() -> None:
    speaker = _Speaker(FOUND, TextDelta(text="It"), ANSWER)

    async def scene() -> list[Exchange]:
        states = []
        async for exchange in speaker.running().states():
            states.append(exchange)
            if exchange.text:
                speaker.go_on.set()
        return states

    *_, growing, last = alone(scene())
    assert growing.text == "It"
    assert last.answer == ANSWER.answer


def test_what_is_found_at_once_is_what_is_told_first() -> None:
    first, *_ = alone(end_of(_Speaker(ANSWER)))
    assert first.answer == ANSWER.answer


def test_a_question_is_told_before_a_slow_search_has_ended() -> None:
    speaker = _Speaker(ANSWER)

    async def scene() -> list[Exchange]:
        states = []
        async for exchange in speaker.running().states():
            states.append(exchange)
            speaker.go_on.set()
        return states

    first, last = alone(scene())
    assert first == FIRST
    assert last.answer == ANSWER.answer


def test_an_exchange_that_has_ended_asks_nobody() -> None:
    ended = replace(FIRST, stopped=True)

    async def scene() -> list[Exchange]:
        return await told(_Speaker(ANSWER).running(ended))

    assert alone(scene()) == [ended]


def test_stopping_shows_at_once_and_lets_the_model_go_with_its_next_word() -> None:
    speaker = _Speaker(FOUND, TextDelta(text="It"), TextDelta(text=" is"))

    async def scene() -> Exchange:
        running = speaker.running()
        async for exchange in running.states():
            assert running.ended == exchange.ended
            if exchange.text:
                running.stop()
            if exchange.ended:
                assert not speaker.closed.is_set()
                assert not running.left
        speaker.go_on.set()
        assert await asyncio.to_thread(speaker.closed.wait, 10)
        return exchange

    last = alone(scene())
    assert (last.stopped, last.text) == (True, "It")


def test_who_leaves_stops_it_too() -> None:
    speaker = _Speaker(FOUND, TextDelta(text="It"), ANSWER)

    async def scene() -> tuple[Running, Exchange]:
        running = speaker.running()
        async for exchange in running.states():
            if exchange.text:
                running.leave()
        speaker.go_on.set()
        return running, exchange

    running, last = alone(scene())
    assert running.left
    assert last.stopped


def test_an_error_is_the_end() -> None:
    error = ModelUnavailable("Ollama is down.", mend="Start it.")
    assert alone(end_of(_Speaker(FOUND, error)))[-1].error == error


def test_a_fault_of_our_own_is_told_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        last = alone(end_of(_Speaker(FOUND, ZeroDivisionError("secret"))))[-1]
    assert (
        str(last.error)
        == "Dateline itself failed (ZeroDivisionError). Its log says where. Ask again."
    )
    assert "secret" in caplog.text
