"""What a running server tells of itself: ids, log lines, metrics and spans, and nothing private."""

import json
import logging
from collections.abc import Callable, Iterator
from concurrent import futures
from functools import partial
from typing import Any

import grpc
import httpx
import pytest
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2_grpc as metrics_service
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as trace_service
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from over_http import QUESTION
from prometheus_client.parser import text_string_to_metric_families
from speaker import failing

from rag.index.library import Library
from rag.serving.api import build_api
from rag.serving.observing.logs import JsonLines

WORDS = "a-word-that-a-reader-searched-for"

get = partial(httpx.get, timeout=60)
post = partial(httpx.post, timeout=60)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Give a function that gives the records so far, as a server would write them."""
    caplog.set_level(logging.INFO, logger="rag")
    written = list[str]()

    class Writing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Writing()
    handler.setFormatter(JsonLines())
    logging.getLogger("rag").addHandler(handler)
    yield lambda: [json.loads(line) for line in written]
    logging.getLogger("rag").removeHandler(handler)


@pytest.fixture(scope="module")
def address(sample_library: Library, serve_api: Callable[..., str]) -> str:
    return serve_api(sample_library)


def metric(address: str, name: str, **labels: str) -> float:
    """Give a metric's value, 0 where it was never counted."""
    text = get(f"{address}/metrics").raise_for_status().text
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return float(sample.value)
    return 0.0


def test_an_id_is_taken_from_the_client_or_made(address: str) -> None:
    wished = get(f"{address}/health", headers={"X-Request-Id": "mine-1"})
    assert wished.headers["X-Request-Id"] == "mine-1"
    harmful = get(f"{address}/health", headers={"X-Request-Id": "<script>"})
    assert harmful.headers["X-Request-Id"].isalnum()


@pytest.mark.parametrize(
    ("method", "path", "host"),
    [
        ("GET", "/v1/articles/nobody", ""),
        ("GET", "/v1/nothing", ""),
        ("POST", "/v1/ask", ""),
        ("GET", "/health", "evil.example"),
    ],
)
def test_a_problem_tells_the_id_of_its_request(
    address: str, method: str, path: str, host: str
) -> None:
    headers = {"X-Request-Id": "mine-2"} | ({"Host": host} if host else {})
    response = httpx.request(method, f"{address}{path}", headers=headers, timeout=60)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["X-Request-Id"] == "mine-2"
    assert response.json()["request_id"] == "mine-2"


def test_a_fault_has_an_id_a_line_and_is_counted(
    sample_library: Library,
    serve_api: Callable[..., str],
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    broken = failing(ValueError("the mayor resigned"))
    address = serve_api(sample_library, choose_model=broken)
    response = get(f"{address}/ready", headers={"X-Request-Id": "mine-3"})
    assert (response.status_code, response.headers["X-Request-Id"]) == (500, "mine-3")
    assert response.json()["request_id"] == "mine-3"
    assert metric(address, "dateline_requests_total", method="GET", route="/ready", status="500")
    line = next(each for each in lines() if each.get("route") == "/ready")
    assert (line["status"], line["request_id"]) == (500, "mine-3")


def test_a_request_has_one_line_that_tells_nothing_private(
    address: str, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    headers = {"X-Request-Id": "mine-4", "Authorization": "Bearer dl_secret", "Cookie": "secret=1"}
    asked = {"question": f"{QUESTION} {WORDS}"}
    post(f"{address}/v1/ask?q={WORDS}", json=asked, headers=headers).raise_for_status()
    answer, request = [each for each in lines() if each.get("request_id") == "mine-4"]
    assert answer.items() >= {"message": "answer", "backend": "extractive"}.items()
    assert 0 < answer["retrieve_ms"] <= answer["total_ms"] <= request["ms"]
    assert request.items() >= {"method": "POST", "route": "/v1/ask", "status": 200}.items()
    told = json.dumps(lines())
    assert not [each for each in (WORDS, "secret", "Port Ellis", "trams") if each in told]


def test_the_page_has_lines_only_for_what_fails(
    address: str, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    assert get(f"{address}/a/part/of/the/page?with={WORDS}").status_code == 404
    (line,) = lines()
    assert (line["route"], line["status"]) == ("page", 404)


def test_metrics_count_requests_and_answers(address: str, sample_library: Library) -> None:
    def counted() -> list[float]:
        return [
            metric(address, "dateline_requests_total", method=method, route=route, status=status)
            for method, route, status in (
                ("POST", "/v1/ask", "200"),
                ("GET", "/v1/articles/{article_id}", "404"),
                ("OTHER", "unknown", "405"),
            )
        ] + [
            metric(address, "dateline_answers_total", status="not_found", backend="extractive"),
            metric(address, "dateline_answer_seconds_count", backend="extractive"),
            metric(address, "dateline_request_seconds_count", route="/v1/ask"),
        ]

    before = counted()
    nowhere = {"question": QUESTION, "outlets": ["Nobody's Gazette"]}
    post(f"{address}/v1/ask", json=nowhere).raise_for_status()
    get(f"{address}/v1/articles/nobody")
    httpx.request("PROPFIND", f"{address}/v1/nothing", timeout=60)
    assert [after - earlier for earlier, after in zip(before, counted(), strict=True)] == [1] * 6
    articles, passages = sample_library.catalogue.size()
    assert metric(address, "dateline_articles") == articles
    assert metric(address, "dateline_passages") == passages
    assert metric(address, "process_open_fds") > 0


def test_metrics_are_told_without_an_index(serve_api: Callable[..., str], library: Library) -> None:
    address = serve_api(library)
    text = get(f"{address}/metrics").raise_for_status().text
    assert "dateline_answers_under_way 0.0" in text
    assert "dateline_articles" not in text


class Collector(trace_service.TraceServiceServicer, metrics_service.MetricsServiceServicer):
    """A collector of OpenTelemetry that keeps what it is sent."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.metrics: list[Any] = []

    def Export(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        if hasattr(request, "resource_spans"):
            for resource in request.resource_spans:
                self.service = attributes(resource.resource)["service.name"]
                self.spans += [span for scope in resource.scope_spans for span in scope.spans]
            return ExportTraceServiceResponse()
        for resource in request.resource_metrics:
            self.metrics += [
                each.name for scope in resource.scope_metrics for each in scope.metrics
            ]
        return ExportMetricsServiceResponse()


def attributes(told: Any) -> dict[str, Any]:
    return {each.key: each.value.string_value for each in told.attributes}


@pytest.fixture
def collector() -> Iterator[tuple[str, Collector]]:
    server, collector = grpc.server(futures.ThreadPoolExecutor(2)), Collector()
    trace_service.add_TraceServiceServicer_to_server(collector, server)
    metrics_service.add_MetricsServiceServicer_to_server(collector, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"http://127.0.0.1:{port}", collector
    server.stop(None).wait()


def test_spans_and_metrics_reach_a_collector(
    sample_library: Library,
    make_services: Callable[..., Any],
    serve: Callable[..., str],
    collector: tuple[str, Collector],
) -> None:
    telemetry, collected = collector
    api = build_api(make_services(sample_library, telemetry=telemetry))
    address = serve(api)
    post(f"{address}/v1/ask?q={WORDS}", json={"question": QUESTION}).raise_for_status()
    get(f"{address}/page/{WORDS}")
    api.state.operations.close()
    assert collected.service == "dateline"
    assert "http.server.request.duration" in collected.metrics
    spans = {span.name: span for span in collected.spans}
    assert set(spans) == {"POST /v1/ask", "answer"}
    assert spans["answer"].parent_span_id == spans["POST /v1/ask"].span_id
    assert attributes(spans["answer"])["dateline.status"] == "answered"
    assert attributes(spans["POST /v1/ask"])["http.route"] == "/v1/ask"
    assert not [span for span in collected.spans if WORDS in str(span) or "trams" in str(span)]
