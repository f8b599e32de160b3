"""The queue before a model: threads that meet at events, and no waiting by the clock."""

import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from rag.errors import ModelBusy, ModelError
from rag.llm.queueing import Line, Queued, QueuedReply
from rag.protocols import Prompt
from rag.schema import ModelInfo

LONG = 20
"""Seconds after which a test that hangs is given up."""


class Speaking:
    """Says three words, the second when it is let; tells who asked, and who was left."""

    info = ModelInfo(backend="extractive", name="speaking")
    identity = "speaking@1"
    context = 100

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.left: list[str] = []
        self.at_once = 0
        self.listening = threading.Event()
        self.may_speak = threading.Event()
        self.may_speak.set()

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(self, prompt: Prompt) -> Iterator[str]:
        self.asked.append(prompt.user)
        self.at_once += 1
        try:
            yield "one"
            self.listening.set()
            assert self.may_speak.wait(LONG)
            yield "two"
            yield "three"
        except GeneratorExit:
            self.left.append(prompt.user)
            raise
        finally:
            assert self.at_once == 1
            self.at_once -= 1

    def probability(self, prompt: Prompt, *, choices: tuple[str, str]) -> float | None:
        self.asked.append(prompt.user)
        return 0.25


class Breaking(Speaking):
    """Breaks off after a word."""

    def generate(self, prompt: Prompt) -> Iterator[str]:
        yield "one"
        raise ModelError("It broke.", mend="Ask again.")


class WatchedLine(Line):
    """Lets a test wait until so many stand in it."""

    def __init__(self, *, waiting: int) -> None:
        super().__init__(waiting=waiting)
        self.standing = threading.Semaphore(0)

    def wait(self, place: object) -> None:
        self.standing.release()
        super().wait(place)

    def has(self, more: int) -> None:
        for _ in range(more):
            assert self.standing.acquire(timeout=LONG)


def prompt(user: str) -> Prompt:
    return Prompt(system="", user=user, max_tokens=3)


@pytest.fixture
def readers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


def test_one_is_answered_at_a_time_in_the_order_they_came(readers: ThreadPoolExecutor) -> None:
    model, line = Speaking(), WatchedLine(waiting=2)
    queued = Queued(model, line=line)
    first = queued.generate(prompt("first"))
    assert next(first) == "one"
    line.has(1)
    later = []
    for name in ("second", "third"):
        later.append(readers.submit(list, queued.generate(prompt(name))))
        line.has(1)
    assert model.asked == ["first"]
    assert list(first) == ["two", "three"]
    assert [each.result(LONG) for each in later] == [["one", "two", "three"]] * 2
    assert model.asked == ["first", "second", "third"]


def test_who_finds_the_line_full_is_refused(readers: ThreadPoolExecutor) -> None:
    model, line = Speaking(), WatchedLine(waiting=1)
    queued = Queued(model, line=line)
    first = queued.generate(prompt("first"))
    next(first)
    second = readers.submit(list, queued.generate(prompt("second")))
    line.has(2)
    third = queued.generate(prompt("third"))
    with pytest.raises(ModelBusy, match=r"as may \(1\) wait for it\. Ask again in a moment"):
        next(third)
    with pytest.raises(ModelBusy):
        queued.probability(prompt("third"), choices=("Yes", "No"))
    assert list(third) == []
    first.close()
    assert second.result(LONG) == ["one", "two", "three"]
    assert model.asked == ["first", "second"]


def ended(reply: QueuedReply) -> None:
    assert list(reply) == ["one", "two", "three"]


def closed_amid(reply: QueuedReply) -> None:
    assert next(reply) == "one"
    reply.close()
    assert list(reply) == []


def dropped_amid(reply: QueuedReply) -> None:
    assert next(reply) == "one"


def closed_before(reply: QueuedReply) -> None:
    reply.close()
    reply.close()
    assert list(reply) == []


def never_begun(reply: QueuedReply) -> None:
    assert reply


def in_a_cycle(reply: QueuedReply) -> None:
    assert next(reply) == "one"
    cycle: list[object] = [reply]
    cycle.append(cycle)


@pytest.mark.parametrize(
    "leave", [ended, closed_amid, dropped_amid, closed_before, never_begun, in_a_cycle]
)
def test_whoever_leaves_makes_room(leave: Callable[[QueuedReply], None]) -> None:
    model, line = Speaking(), Line(waiting=0)
    queued = Queued(model, line=line)
    leave(queued.generate(prompt("first")))
    gc.collect()
    assert model.left == (["first"] if "amid" in leave.__name__ or leave is in_a_cycle else [])
    assert list(queued.generate(prompt("second"))) == ["one", "two", "three"]


def test_a_model_that_fails_makes_room() -> None:
    line = Line(waiting=0)
    reply = Queued(Breaking(), line=line).generate(prompt("first"))
    assert next(reply) == "one"
    with pytest.raises(ModelError, match="It broke"):
        next(reply)
    assert list(reply) == []
    assert list(Queued(Speaking(), line=line).generate(prompt("second")))


def test_a_waiting_reader_who_leaves_frees_the_place(readers: ThreadPoolExecutor) -> None:
    model, line = Speaking(), WatchedLine(waiting=1)
    queued = Queued(model, line=line)
    first = queued.generate(prompt("first"))
    next(first)
    second = queued.generate(prompt("second"))
    waiting = readers.submit(list, second)
    line.has(2)
    second.close()
    assert waiting.result(LONG) == []
    third = readers.submit(list, queued.generate(prompt("third")))
    line.has(1)
    first.close()
    assert third.result(LONG) == ["one", "two", "three"]
    assert model.asked == ["first", "third"]


def test_a_reader_may_leave_while_the_model_thinks(readers: ThreadPoolExecutor) -> None:
    model, line = Speaking(), WatchedLine(waiting=1)
    queued = Queued(model, line=line)
    model.may_speak.clear()
    first = queued.generate(prompt("first"))
    reading = readers.submit(list, first)
    assert model.listening.wait(LONG)
    second = readers.submit(list, queued.generate(prompt("second")))
    line.has(2)
    first.close()
    assert model.asked == ["first"]  # the model isn't left before its step has ended
    model.may_speak.set()
    assert reading.result(LONG) == ["one", "two"]
    assert second.result(LONG) == ["one", "two", "three"]
    assert model.left == ["first"]


def test_models_of_one_server_share_the_line(readers: ThreadPoolExecutor) -> None:
    line = WatchedLine(waiting=1)
    one, other = Speaking(), Speaking()
    reply = Queued(one, line=line).generate(prompt("first"))
    next(reply)
    asking = Queued(other, line=line).probability
    sure = readers.submit(asking, prompt("second"), choices=("Yes", "No"))
    line.has(2)
    assert other.asked == []
    reply.close()
    assert sure.result(LONG) == 0.25
    assert list(Queued(other, line=line).generate(prompt("third")))


def test_what_the_model_is_can_be_asked_at_any_time() -> None:
    queued = Queued(Speaking(), line=Line(waiting=0))
    reply = queued.generate(prompt("first"))
    next(reply)
    assert queued.info == ModelInfo(backend="extractive", name="speaking")
    assert (queued.identity, queued.context) == ("speaking@1", 100)
    assert queued.count_tokens("two words") == 2
    reply.close()
