"""What needs no language model is answered in two processes, where two ask at once."""

import os
import pickle
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from multiprocessing import active_children
from multiprocessing.process import BaseProcess

import pytest

from rag import errors
from rag.answering.assistant import Assistant
from rag.assemble import build_assistant
from rag.errors import DatelineError, QuestionError
from rag.index.library import Library
from rag.llm.extractive import ExtractiveModel
from rag.schema import Answer, AnswerEvent, AnswerReady, Found, Question, Timings
from rag.settings import Settings
from ui.server.processes import SharedAssistant

FERRY = Question(text="When will Lornhaven launch its new ferry?", as_of=date(2025, 5, 6))
PATIENCE = 120


class Quoting:
    """rag.assemble.Models that has quotation alone."""

    @staticmethod
    def choose(_backend: str | None, _name: str | None) -> ExtractiveModel:
        return ExtractiveModel()


class Counting(Assistant):
    """An Assistant of this process that counts what it is asked."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.asked = 0

    def search(self, question: Question) -> Found:
        self.asked += 1
        return self._assistant.search(question)

    def ask(self, question: Question) -> Iterator[AnswerEvent]:
        self.asked += 1
        return self._assistant.ask(question)


class Pair:
    """The two: an Assistant that shares its work, and that of this process."""

    def __init__(self, library: Library, settings: Settings) -> None:
        before = {*active_children()}
        self.here = Counting(build_assistant(settings, library=library, models=Quoting()))  # type: ignore[arg-type]
        self.shared = SharedAssistant(
            self.here, settings=settings, index=library.folder, processes=2
        )
        self._before = before

    def others(self) -> set[BaseProcess]:
        """Give the processes that it has begun."""
        return {*active_children()} - self._before

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Let a question be under way in this process."""
        events = self.shared.ask(FERRY)
        next(events)
        yield
        assert [type(each) for each in events][-1] is AnswerReady

    def elsewhere(self, question: Question) -> Answer:
        """Give the other process's answer; it takes some time to begin."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with self.busy():
                before = self.here.asked
                answer = self.shared.answer(question)
                if self.here.asked == before:
                    return answer
        raise AssertionError("no other process answers")


@pytest.fixture
def pair(library: Library, articles: object, sample_settings: Settings) -> Iterator[Pair]:
    """Two articles, with an Assistant for each of two processes."""
    library.ingest([articles])  # type: ignore[list-item]
    pair = Pair(library, sample_settings)
    yield pair
    for each in pair.others():
        each.kill()
        each.join()


def untimed(answer: Answer) -> Answer:
    return replace(answer, timings=Timings(retrieve_ms=0, first_token_ms=None, total_ms=0))


def test_a_question_that_comes_alone_begins_no_other_process(pair: Pair) -> None:
    for _ in range(3):
        assert pair.shared.answer(FERRY).status == "answered"
    assert pair.here.asked == 3
    assert not pair.others()


def test_of_two_at_once_one_is_answered_elsewhere_and_alike(pair: Pair) -> None:
    there = pair.elsewhere(FERRY)
    assert len(pair.others()) == 1
    here = pair.shared.answer(FERRY)
    assert untimed(there) == untimed(here)
    with pair.busy():
        before = pair.here.asked
        assert pair.shared.search(FERRY) == Found(evidence=here.evidence, searched=here.searched)
        assert pair.here.asked == before


def test_a_language_model_stays_in_one_process(pair: Pair) -> None:
    pair.elsewhere(FERRY)
    with pair.busy():
        before = pair.here.asked
        assert pair.shared.answer(replace(FERRY, backend="embedded")).status == "answered"
        assert pair.here.asked == before + 1


def test_what_is_wrong_with_a_question_is_told_from_elsewhere_too(pair: Pair) -> None:
    pair.elsewhere(FERRY)
    with pair.busy(), pytest.raises(QuestionError, match="empty") as told:
        pair.shared.answer(replace(FERRY, text=" "))
    assert told.value.mend == "Ask something in words."


def test_what_is_added_here_is_found_elsewhere(pair: Pair, library: Library) -> None:
    bridge = replace(FERRY, text="Who opened the bridge of Maristow?")
    assert pair.elsewhere(bridge).status == "not_found"
    (ferry, *_) = library.articles()
    text = "Bridge opens in Maristow\n\nThe bridge of Maristow was opened by Ada Holm.\n"
    library.add([replace(ferry, article_id="bridge", text=text, title="Bridge opens in Maristow")])
    assert "Ada Holm" in pair.elsewhere(bridge).text


def test_where_the_other_process_dies_this_one_answers(pair: Pair) -> None:
    pair.elsewhere(FERRY)
    (other,) = pair.others()
    assert other.pid
    os.kill(other.pid, signal.SIGKILL)
    for _ in range(3):
        with pair.busy():
            assert pair.shared.answer(FERRY).status == "answered"


def kinds(kind: type[DatelineError]) -> Iterator[type[DatelineError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from kinds(each)


@pytest.mark.parametrize("kind", [*kinds(errors.DatelineError)])
def test_an_error_is_the_same_in_another_process(kind: type[DatelineError]) -> None:
    sent = pickle.loads(pickle.dumps(kind("It broke.", mend="Mend it.")))
    assert type(sent) is kind
    assert (sent.problem, sent.mend, str(sent)) == ("It broke.", "Mend it.", "It broke. Mend it.")
