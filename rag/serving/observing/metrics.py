"""Metrics in Prometheus' form: what was asked and answered, how long it took, what there is."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated

from fastapi import APIRouter, Header
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.responses import Response

_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
"""Seconds. A request may wait for a model that takes minutes."""

Gauges = Callable[[], Iterable[GaugeMetricFamily]]
"""Gives what there is at the moment; called for every reading, in a thread of the pool."""


class Metrics:
    """The metrics of one server, in a registry of its own. Safe to use from several threads."""

    def __init__(self, gauges: Gauges) -> None:
        """Begin to count; `gauges` are read each time that someone asks."""
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._registry.register(_Momentary(gauges))
        self._requests = self._counter(
            "requests", "HTTP requests that were answered.", ("method", "route", "status")
        )
        self._request_seconds = self._histogram(
            "request_seconds", "Seconds until the last byte of a response.", ("route",)
        )
        self._answers = self._counter(
            "answers",
            "Questions that ended, by how they did: a status of answers, failed or left.",
            ("status", "backend"),
        )
        self._answer_seconds = self._histogram(
            "answer_seconds", "Seconds until an answer is checked and whole.", ("backend",)
        )
        self._first_seconds = self._histogram(
            "answer_first_words_seconds", "Seconds until a model's first words.", ("backend",)
        )

    def count_request(self, method: str, route: str, *, status: int, seconds: float) -> None:
        """Count a request; `route` is the template of its path."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def count_answer(self, status: str, *, backend: str) -> None:
        """Count a question that ended; `backend` is "none" where none had been chosen."""
        self._answers.labels(status, backend).inc()

    def time_answer(self, backend: str, *, seconds: float, first: float | None) -> None:
        """Count how long a whole answer took, and its first words where a model wrote any."""
        self._answer_seconds.labels(backend).observe(seconds)
        if first is not None:
            self._first_seconds.labels(backend).observe(first)

    def written(self, accepted: str) -> tuple[bytes, str]:
        """Give all metrics and their media type, in the form that an Accept header asks for."""
        encode, media_type = choose_encoder(accepted)
        return encode(self._registry), media_type

    def _counter(self, name: str, told: str, labels: tuple[str, ...]) -> Counter:
        return Counter(f"dateline_{name}", told, labels, registry=self._registry)

    def _histogram(self, name: str, told: str, labels: tuple[str, ...]) -> Histogram:
        return Histogram(f"dateline_{name}", told, labels, registry=self._registry, buckets=_QUICK)


class _Momentary(Collector):
    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges

    def collect(self) -> Iterable[Metric]:
        return self._gauges()

    def describe(self) -> Iterable[Metric]:
        """Give nothing, so that nothing is read before someone asks."""
        return ()


def gauge(name: str, told: str, values: Mapping[str, float], *, label: str) -> GaugeMetricFamily:
    """Give a gauge of several values, one for each value of its label."""
    family = GaugeMetricFamily(f"dateline_{name}", told, labels=(label,))
    for value, number in values.items():
        family.add_metric((value,), number)
    return family


def number(name: str, told: str, value: float) -> GaugeMetricFamily:
    """Give a gauge of one value."""
    return GaugeMetricFamily(f"dateline_{name}", told, value=value)


def metrics_routes(metrics: Metrics) -> APIRouter:
    """Make the route /metrics."""
    router = APIRouter()

    @router.get(
        "/metrics",
        operation_id="metrics",
        tags=["state"],
        response_class=Response,
        responses={
            200: {"description": "Metrics in Prometheus' text form", "content": {"text/plain": {}}}
        },
    )
    def read(accept: Annotated[str, Header()] = "") -> Response:
        """Give the server's metrics: requests, answers, times, the collection, the process."""
        content, media_type = metrics.written(accept)
        return Response(content, headers={"Content-Type": media_type})

    return router
