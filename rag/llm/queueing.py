"""A queue before a language model: one question at a time, few that wait, the rest refused.

A server queues by itself, out of sight: whoever waits there can't be counted, and a server that is
asked by several at once divides its memory or its speed among them.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rag.errors import ModelBusy
from rag.protocols import LanguageModel, Prompt
from rag.schema import ModelInfo


class Line:
    """Those who want the model, in the order they came; the first of them has it.

    One line serves all models that share a server, or the memory of this process.
    """

    def __init__(self, *, waiting: int) -> None:
        """Let `waiting` wait beside the one who is served."""
        self._waiting = waiting
        self._places: list[object] = []
        # Its lock is reentrant: the collector may close a reply, which leaves the line, amid this.
        self._changed = threading.Condition()

    def enter(self, place: object) -> None:
        """Take the last place. Raises ModelBusy where the line is full."""
        with self._changed:
            if len(self._places) > self._waiting:
                raise ModelBusy(
                    f"The model is busy, and as many as may ({self._waiting}) wait for it.",
                    mend="Ask again in a moment; model.queue is how many may wait.",
                )
            self._places.append(place)

    def wait(self, place: object) -> None:
        """Wait until this place is the first, or has been left."""
        with self._changed:
            self._changed.wait_for(lambda: self._places[:1] == [place] or place not in self._places)

    def leave(self, place: object) -> None:
        """Give the place up, whichever it is; nothing happens where it has been already."""
        with self._changed:
            if place in self._places:
                self._places.remove(place)
                self._changed.notify_all()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn, and have it until the block ends. Raises ModelBusy."""
        place = object()
        self.enter(place)
        try:
            self.wait(place)
            yield
        finally:
            self.leave(place)


class Queued:
    """A language model that is asked in turn; see `rag.protocols.LanguageModel`."""

    def __init__(self, model: LanguageModel, *, line: Line) -> None:
        """Put `line` before `model`; other models may share it."""
        self._model = model
        self._line = line

    @property
    def info(self) -> ModelInfo:
        """What the model within says."""
        return self._model.info

    @property
    def identity(self) -> str:
        """What the model within says."""
        return self._model.identity

    @property
    def context(self) -> int:
        """What the model within says."""
        return self._model.context

    def count_tokens(self, text: str) -> int:
        """Count as the model within does; nobody has to wait for that."""
        return self._model.count_tokens(text)

    def generate(self, prompt: Prompt) -> "QueuedReply":
        """Give the reply; the place in the line is taken when its first piece is asked for.

        That raises ModelBusy where the line is full. A thread must not ask anew before the reply
        has ended or is closed: it would wait for itself.
        """
        return QueuedReply(lambda: self._model.generate(prompt), line=self._line)

    def probability(self, prompt: Prompt, *, choices: tuple[str, str]) -> float | None:
        """Ask the model within when it is one's turn. Raises ModelBusy where the line is full."""
        with self._line.turn():
            return self._model.probability(prompt, choices=choices)


class QueuedReply(Iterator[str]):
    """A reply's pieces; from the first until the end, an error or `close` it has the model.

    A generator wouldn't do: while its thread waits for a turn, no other could close it.
    """

    def __init__(self, ask: Callable[[], Iterator[str]], *, line: Line) -> None:
        """Ask for nothing yet; `ask` gives the pieces."""
        self._ask = ask
        self._line = line
        # Not the reply itself: the line would keep it, and nobody would notice that it was dropped.
        self._place = object()
        self._pieces: Iterator[str] | None = None
        self._closed = False
        self._stepping = threading.Lock()

    def __next__(self) -> str:
        """Give the next piece. Raises ModelBusy, and whatever the model raises."""
        try:
            if self._pieces is None and not self._closed:
                self._take_turn()
            with self._stepping:
                return self._step()
        except BaseException:  # the end is one as well
            self._closed = True
            raise
        finally:
            if self._closed:
                self._end()

    def close(self) -> None:
        """Stop the model, or stop waiting for it; any thread may say so.

        A step of another thread that is under way ends first, and then stops the model.
        """
        self._closed = True
        self._end()

    def __del__(self) -> None:
        self.close()

    def _take_turn(self) -> None:
        self._line.enter(self._place)
        if not self._closed:  # else nobody is left who would take the place away
            self._line.wait(self._place)

    def _step(self) -> str:
        if self._closed:
            raise StopIteration
        if self._pieces is None:
            self._pieces = self._ask()
        return next(self._pieces)

    def _end(self) -> None:
        if not self._stepping.acquire(blocking=False):
            return  # whoever steps finds `_closed` when done
        try:
            stop = getattr(self._pieces, "close", None)
            self._pieces = None
            if stop:
                stop()
        finally:
            self._line.leave(self._place)
            self._stepping.release()
