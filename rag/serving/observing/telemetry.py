"""OpenTelemetry, sent to a collector where one is configured and nowhere else.

FastAPI makes the spans and metrics of requests, as the conventions for HTTP want them. Query
strings hold readers' words and are cut; errors' texts are not sent at all.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi.telemetry import TelemetryConfig
from opentelemetry.trace import NoOpTracer, Tracer
from starlette.types import Scope

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.trace import TracerProvider

_SERVICE = {"service.name": "dateline"}
_SECONDS = 3.0
"""For one sending, retries included: a stop waits for the last one."""

_NO_PROXY = (("grpc.enable_http_proxy", 0),)
"""Proxies that the environment names are not used, here as elsewhere."""


class Telemetry:
    """What one server sends: spans of requests and answers, and how long requests take."""

    def __init__(self, address: str, *, leave_out: Callable[[str], bool]) -> None:
        """Send to the collector at an OTLP address (gRPC), or nothing where it is "".

        Requests to paths that `leave_out` is true of are not told of.
        """
        self._leave_out = leave_out
        self._providers = _providers(address) if address else None

    @property
    def config(self) -> TelemetryConfig:
        """What FastAPI is told."""
        sent = self._providers is not None
        config: TelemetryConfig = {
            "tracing": sent,
            "metrics": sent,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
            "exclude": self._excluded,
        }
        if self._providers:
            config["tracer_provider"], config["meter_provider"] = self._providers
        return config

    @property
    def tracer(self) -> Tracer:
        """What makes spans of our own, beneath that of the request."""
        return self._providers[0].get_tracer("dateline") if self._providers else NoOpTracer()

    def close(self) -> None:
        """Send what has not been sent yet; takes seconds at most where the collector is gone."""
        for provider in self._providers or ():
            provider.shutdown()

    def _excluded(self, scope: Scope) -> bool:
        return scope["type"] != "http" or self._leave_out(scope["path"])


def _providers(address: str) -> "tuple[TracerProvider, MeterProvider]":
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor, TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    class WithoutQuery(SpanProcessor):
        """Cuts what was asked for from the spans of requests."""

        def on_start(self, span: Span, parent_context: object = None) -> None:  # noqa: ARG002
            if isinstance(span, ReadableSpan) and "url.query" in (span.attributes or {}):
                span.set_attribute("url.query", "")

    resource = Resource.create(_SERVICE)
    to: Any = {"endpoint": address, "timeout": _SECONDS, "channel_options": _NO_PROXY}
    tracing = TracerProvider(resource=resource, shutdown_on_exit=False)
    tracing.add_span_processor(WithoutQuery())
    tracing.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(**to)))
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(**to))
    metering = MeterProvider([reader], resource=resource, shutdown_on_exit=False)
    return tracing, metering
