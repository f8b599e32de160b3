"""Who answers now, who waits, who is told to come again. Nothing here waits by the clock."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import pytest

from rag.serving.access.turns import Busy, Turns


class Askers:
    """Callers of one `Turns`, each of whom holds the turn until told to end."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.begun: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []
        self._endings: list[asyncio.Event] = []

    async def come(self, caller: str) -> asyncio.Task[None]:
        async def hold() -> None:
            async with self.turns.turn(caller):
                self.begun.append(caller)
                ending = asyncio.Event()
                self._endings.append(ending)
                await ending.wait()

        task = asyncio.create_task(hold())
        self.tasks.append(task)
        await settle()
        return task

    async def end_first(self) -> None:
        self._endings.pop(0).set()
        await settle()

    async def end_all(self) -> None:
        while self._endings:
            await self.end_first()
        for task in self.tasks:
            with suppress(Busy, asyncio.CancelledError):
                await task
        assert (self.turns.under_way, self.turns.waiting) == (0, 0)


async def settle() -> None:
    """Let every task go on as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


def run(scene: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scene)


def test_some_form_some_wait_the_rest_is_refused_at_once() -> None:
    async def scene() -> None:
        askers = Askers(Turns(at_once=2, waiting=1))
        tasks = [await askers.come("a") for _ in range(4)]
        assert (askers.turns.under_way, askers.turns.waiting) == (2, 1)
        with pytest.raises(Busy) as refused:
            await tasks[3]
        assert refused.value.status_code == 503
        assert int((refused.value.headers or {})["Retry-After"]) >= 1
        await askers.end_first()
        assert (askers.turns.under_way, askers.turns.waiting) == (2, 0)
        await askers.end_all()
        assert len(askers.begun) == 3

    run(scene())


def test_callers_take_turns() -> None:
    async def scene() -> None:
        askers = Askers(Turns(at_once=1, waiting=10))
        for caller in ("busy", "busy", "busy", "busy", "one", "two", "two"):
            await askers.come(caller)
        await askers.end_all()
        assert askers.begun == ["busy", "busy", "one", "two", "busy", "two", "busy"]

    run(scene())


def test_one_caller_cannot_hold_every_place() -> None:
    async def scene() -> None:
        askers = Askers(Turns(at_once=1, waiting=3))
        greedy = [await askers.come("greedy") for _ in range(5)]
        modest = await askers.come("modest")
        assert [task.done() for task in greedy] == [False, False, False, True, True]
        assert not modest.done()
        assert askers.turns.waiting == 3
        await askers.end_all()
        assert askers.begun == ["greedy", "greedy", "modest", "greedy"]
        for task in greedy[3:]:
            assert isinstance(task.exception(), Busy)

    run(scene())


def test_callers_who_wait_alike_take_no_place_from_each_other() -> None:
    async def scene() -> None:
        askers = Askers(Turns(at_once=1, waiting=2))
        for caller in ("first", "one", "two"):
            await askers.come(caller)
        with pytest.raises(Busy):
            await (await askers.come("three"))
        await askers.end_all()
        assert askers.begun == ["first", "one", "two"]

    run(scene())


def test_who_leaves_while_waiting_frees_the_place() -> None:
    async def scene() -> None:
        askers = Askers(Turns(at_once=1, waiting=1))
        await askers.come("a")
        leaving = await askers.come("b")
        leaving.cancel()
        await settle()
        assert askers.turns.waiting == 0
        await askers.come("c")
        await askers.end_all()
        assert askers.begun == ["a", "c"]

    run(scene())


def test_a_turn_given_to_someone_who_leaves_goes_on_to_the_next() -> None:
    async def scene() -> None:
        turns = Turns(at_once=1, waiting=5)
        askers = Askers(turns)
        async with turns.turn("holder"):
            leaving = await askers.come("leaving")
            await askers.come("next")
        leaving.cancel()  # called already, but not awake yet
        await settle()
        assert leaving.cancelled()
        assert askers.begun == ["next"]
        await askers.end_all()

    run(scene())


def test_an_answer_that_fails_gives_its_turn_back() -> None:
    async def scene() -> None:
        turns = Turns(at_once=1, waiting=0)
        for _ in range(3):
            with pytest.raises(ValueError, match="broken"):
                async with turns.turn("a"):
                    raise ValueError("broken")
        assert turns.under_way == 0

    run(scene())


def test_once_closed_who_waits_is_answered_and_nobody_new_comes_in() -> None:
    async def scene() -> None:
        askers = Askers(Turns(at_once=1, waiting=5))
        await askers.come("a")
        await askers.come("b")
        askers.turns.close()
        with pytest.raises(Busy, match="stopping"):
            await (await askers.come("c"))
        await askers.end_all()
        assert askers.begun == ["a", "b"]

    run(scene())


@pytest.mark.parametrize("seed", range(20))
def test_whatever_happens_no_place_is_lost(seed: int) -> None:
    import random

    chance = random.Random(seed)

    async def scene() -> None:
        askers = Askers(Turns(at_once=2, waiting=4))
        for _ in range(60):
            step = chance.random()
            if step < 0.5:
                await askers.come(chance.choice("abc"))
            elif step < 0.8 and askers._endings:
                await askers.end_first()
            elif askers.tasks:
                chance.choice(askers.tasks).cancel()
            assert askers.turns.under_way <= 2
            assert askers.turns.waiting <= 4
            assert askers.turns.under_way == 2 or askers.turns.waiting == 0
        await askers.end_all()

    run(scene())
