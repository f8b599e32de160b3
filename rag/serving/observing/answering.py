"""The Assistant as the server watches it: each question is counted, timed and told in the log.

All doors ask through it, the page too, so a stopping server knows what it has to wait for.
"""

import logging
import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass

from opentelemetry.trace import Tracer

from rag.answering.assistant import Assistant
from rag.schema import Answer, AnswerEvent, AnswerReady, EvidenceFound, Found, Question
from rag.serving.observing.metrics import Metrics

_NO_BACKEND = "none"
_log = logging.getLogger(__name__)


@dataclass
class _Course:
    """How one question goes, until it has ended."""

    status: str = "left"
    backend: str = _NO_BACKEND
    answer: Answer | None = None

    def follow(self, event: AnswerEvent) -> None:
        if isinstance(event, EvidenceFound):
            self.backend = event.model.backend
        elif isinstance(event, AnswerReady):
            self.status, self.answer = event.answer.status, event.answer

    def told(self) -> Mapping[str, str | float]:
        """Give what may be told of it; milliseconds are the answer's own."""
        told: dict[str, str | float] = {"status": self.status, "backend": self.backend}
        if self.answer:
            times = asdict(self.answer.timings)
            told |= {name: value for name, value in times.items() if value is not None}
        return told


class WatchedAssistant(Assistant):
    """An Assistant whose questions are told of: never what was asked or answered, only how."""

    def __init__(self, assistant: Assistant, *, metrics: Metrics, tracer: Tracer) -> None:
        """Watch `assistant`, which does the work; `tracer` makes a span of each question."""
        self._assistant = assistant
        self._metrics = metrics
        self._tracer = tracer
        self._under_way = 0
        self._counting = threading.Lock()

    @property
    def under_way(self) -> int:
        """How many questions are being answered, by whichever door they came."""
        return self._under_way

    def search(self, question: Question) -> Found:
        """Give what the Assistant itself gives."""
        return self._assistant.search(question)

    def ask(self, question: Question) -> Iterator[AnswerEvent]:
        """Yield what the Assistant itself yields. Closing the iterator stops the model."""
        with self._watched() as course, closing(self._events(question)) as events:
            for event in events:
                course.follow(event)
                yield event

    def _events(self, question: Question) -> Generator[AnswerEvent, None, None]:
        """Pass the events on; to close this closes what gives them."""
        yield from self._assistant.ask(question)

    @contextmanager
    def _watched(self) -> Iterator[_Course]:
        course = _Course()
        span = self._tracer.start_span("answer")
        self._count(1)
        try:
            yield course
        except Exception:
            course.status = "failed"
            raise
        finally:
            self._count(-1)
            self._tell(course)
            span.set_attributes(
                {f"dateline.{name}": value for name, value in course.told().items()}
            )
            span.end()

    def _count(self, change: int) -> None:
        with self._counting:
            self._under_way += change

    def _tell(self, course: _Course) -> None:
        self._metrics.count_answer(course.status, backend=course.backend)
        if course.answer:
            timings = course.answer.timings
            first = timings.first_token_ms
            self._metrics.time_answer(
                course.backend,
                seconds=timings.total_ms / 1000,
                first=None if first is None else first / 1000,
            )
        _log.info("answer", extra={"fields": course.told()})
