"""What keeps one server observed and lets it end well; wired into the API where that is built."""

from collections.abc import Iterable
from dataclasses import replace

from fastapi import FastAPI
from prometheus_client.metrics_core import GaugeMetricFamily
from starlette.types import ASGIApp

from rag.errors import StoreError
from rag.serving.access.turns import Turns
from rag.serving.observing.answering import WatchedAssistant
from rag.serving.observing.metrics import Metrics, gauge, metrics_routes, number
from rag.serving.observing.requests import WatchedRequests
from rag.serving.observing.routes import Routes, is_page
from rag.serving.observing.telemetry import Telemetry
from rag.serving.services import Services


class Operations:
    """The metrics, telemetry and end of one server.

    `services` are those given, but with an Assistant that is watched: all doors have to use it.
    """

    def __init__(self, services: Services, *, turns: Turns) -> None:
        """Watch over these services; `turns` are the answers under way over HTTP."""
        self._turns = turns
        self._jobs = services.jobs
        self._library = services.library
        self.metrics = Metrics(self._gauges)
        self.telemetry = Telemetry(services.settings.server.telemetry, leave_out=is_page)
        self.assistant = WatchedAssistant(
            services.assistant, metrics=self.metrics, tracer=self.telemetry.tracer
        )
        self.services = replace(services, assistant=self.assistant)

    def observe(self, app: FastAPI) -> None:
        """Add /metrics, and put what watches requests around all that the app has."""
        app.include_router(metrics_routes(self.metrics))
        build, routes = app.build_middleware_stack, Routes(app)

        def watched() -> ASGIApp:
            # Further out than any middleware of an app, so that its last resort for errors is seen.
            return WatchedRequests(build(), routes=routes, metrics=self.metrics)

        app.build_middleware_stack = watched  # type: ignore[method-assign]

    def stop(self) -> None:
        """Let nobody begin a new answer over HTTP from now on."""
        self._turns.close()

    @property
    def idle(self) -> bool:
        """Whether nothing is under way that a stop would break off: no answer, no upload."""
        answers = self._turns.under_way + self._turns.waiting + self.assistant.under_way
        return not answers and not self._jobs.unfinished()

    def close(self) -> None:
        """Send the last of the telemetry."""
        self.telemetry.close()

    def _gauges(self) -> Iterable[GaugeMetricFamily]:
        """Read what there is; a collection that can't be read is no reason to tell nothing."""
        yield number("answers_under_way", "Answers that form.", self.assistant.under_way)
        yield number("answers_waiting", "Requests that wait their turn.", self._turns.waiting)
        states = dict.fromkeys(("waiting", "running"), 0)
        for job in self._jobs.unfinished():
            states[job.state] += 1
        yield gauge("jobs", "Uploads that have not ended.", states, label="state")
        try:
            articles, passages = self._library.catalogue.size()
        except StoreError:
            return
        yield number("articles", "Articles of the collection.", articles)
        yield number("passages", "Passages that articles are cut into.", passages)
