"""Processes that answer beside the server's own: Python runs one thing at a time in each of them.

this process                              another, begun when two first ask at once
SharedAssistant.ask(question) -- question -->   an Assistant over the same index
                              <-- events, together --
"""

import logging
import math
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from rag.answering.assistant import Assistant
from rag.errors import DatelineError
from rag.llm.queueing import Line
from rag.schema import AnswerEvent, Found, Question
from rag.settings import Settings

_QUOTING = "extractive"
"""The backend without a language model; models have processes or threads of their own."""

_SECONDS_TO_RECOVER = 60

_log = logging.getLogger(__name__)

_Work = Callable[[Assistant, Question], Any]


class SharedAssistant(Assistant):
    """An Assistant that shares with other processes what needs no language model.

    A question that comes alone is answered here, and its evidence comes as soon as it is found. Of
    several at once, each goes where the fewest are under way, and what comes of it comes together.
    Where a process fails at a question, that is answered here.
    """

    def __init__(
        self, assistant: Assistant, *, settings: Settings, index: Path, processes: int
    ) -> None:
        """Share the work of `assistant` among so many processes, this one included."""
        self._assistant = assistant
        self._backend = settings.model.backend
        self._here = _Here(assistant)
        self._others = [_Other(settings, index=index) for _ in range(processes - 1)]
        self._choosing = threading.Lock()

    def search(self, question: Question) -> Found:
        """Give what the Assistant itself gives."""
        with self._chosen() as place:
            found: Found = place.do(_search, question) or self._here.do(_search, question)
            return found

    def ask(self, question: Question) -> Iterator[AnswerEvent]:
        """Yield what the Assistant itself yields. Closing the iterator stops the model."""
        if (question.backend or self._backend) != _QUOTING:
            yield from self._assistant.ask(question)
            return
        with self._chosen() as place:
            if place.under_way == 1 and place is self._here:
                yield from self._assistant.ask(question)
            else:
                yield from place.do(_ask, question) or self._here.do(_ask, question)

    @contextmanager
    def _chosen(self) -> Iterator["_Here | _Other"]:
        """Hold a place in the process that is chosen."""
        with self._choosing:
            others = self._others if self._here.under_way else []
            # The others come first, since this process has the requests to read as well.
            ready = [each for each in others if each.is_ready()]
            usable: list[_Here | _Other] = [*ready, self._here]
            place = min(usable, key=lambda each: each.under_way)
            place.under_way += 1
        try:
            yield place
        finally:
            with self._choosing:
                place.under_way -= 1


class _Place:
    """A process, and how many questions are under way in it.

    Several are answered one after the other, as they came: at once, each would take as long as all.
    """

    def __init__(self) -> None:
        self.under_way = 0
        self._line = Line(waiting=sys.maxsize)


class _Here(_Place):
    """This process."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__()
        self._assistant = assistant

    def do(self, work: _Work, question: Question) -> Any:
        """Give the work's result, and raise what it raises."""
        with self._line.turn():
            return work(self._assistant, question)


class _Other(_Place):
    """Another process."""

    def __init__(self, settings: Settings, *, index: Path) -> None:
        super().__init__()
        self._settings = settings
        self._index = index
        self._channel: Connection | None = None
        self._not_before = -math.inf

    def is_ready(self) -> bool:
        """Whether it has loaded; begins it where that is still to be done."""
        if self._channel is None and time.monotonic() >= self._not_before:
            self._not_before = math.inf
            threading.Thread(target=self._begin, name="second process", daemon=True).start()
        return self._channel is not None

    def do(self, work: _Work, question: Question) -> Any:
        """Give what the work gives there; None where it can't be had. Raises DatelineError."""
        with self._line.turn():
            if self._channel is None:
                return None
            try:
                self._channel.send((work, question))
                result = self._channel.recv()
            except (EOFError, OSError):
                self._lose()
                return None
        if isinstance(result, DatelineError):
            raise result
        return result

    def _begin(self) -> None:
        context = get_context("spawn")  # a fork would copy locks that other threads hold
        channel, theirs = context.Pipe()
        context.Process(
            target=_serve, args=(theirs, self._settings, self._index), daemon=True
        ).start()
        theirs.close()
        try:
            channel.recv()  # once it has loaded
        except (EOFError, OSError):
            self._lose()
        else:
            self._channel = channel

    def _lose(self) -> None:
        _log.warning("A process that answers beside the server's own has ended")
        self._channel = None
        self._not_before = time.monotonic() + _SECONDS_TO_RECOVER


def _serve(channel: Connection, settings: Settings, index: Path) -> None:
    """Answer in a process of its own, until the server's end of the channel closes with it."""
    # A terminal's Ctrl-C reaches all processes, while the server still finishes what is under way.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    assistant = _open(settings, index)
    channel.send(None)
    while True:
        try:
            work, question = channel.recv()
        except EOFError:
            return
        channel.send(_done(work, assistant, question))


def _open(settings: Settings, index: Path) -> Assistant:
    from rag.assemble import Models, build_assistant, build_library
    from rag.quiet import quieten

    quieten()
    library = build_library(settings, index=index)
    library.load()
    return build_assistant(settings, library=library, models=Models(settings))


def _done(work: _Work, assistant: Assistant, question: Question) -> Any:
    try:
        return work(assistant, question)
    except DatelineError as error:
        return error
    except Exception:
        # Told here, since what others raise can't always be sent; the server then tries itself.
        _log.exception("A question failed in a process beside the server's own")
        return None


def _search(assistant: Assistant, question: Question) -> Found:
    return assistant.search(question)


def _ask(assistant: Assistant, question: Question) -> list[AnswerEvent]:
    return list(assistant.ask(question))
