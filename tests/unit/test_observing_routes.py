"""Paths become templates of routes, of which there are only so many."""

import pytest
from fastapi import APIRouter, FastAPI

from rag.serving.observing.routes import Routes


@pytest.fixture(scope="module")
def routes() -> Routes:
    app = FastAPI()
    routes = Routes(app)
    version_1 = APIRouter(prefix="/v1")
    nested = APIRouter(prefix="/articles")
    for path in ("", "/{article_id}", "/{article_id}/copies"):
        nested.get(path, operation_id=path or "all")(lambda: None)
    version_1.include_router(nested)
    version_1.api_route("/{rest:path}", include_in_schema=False)(lambda: None)
    app.include_router(version_1)
    app.get("/health")(lambda: None)
    return routes


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/v1/articles", "/v1/articles"),
        ("/v1/articles/abc", "/v1/articles/{article_id}"),
        ("/v1/articles/a\nb", "/v1/articles/{article_id}"),
        ("/v1/articles/abc/copies", "/v1/articles/{article_id}/copies"),
        ("/health", "/health"),
        ("/openapi.json", "/openapi.json"),
        ("/mcp", "/mcp"),
        ("/v1/articles/abc/else", "unknown"),
        ("/v1/nothing", "unknown"),
        ("/v1/no\nthing", "unknown"),
        ("/v1", "unknown"),
        ("/mcp/else", "unknown"),
        ("/", "page"),
        ("/config", "page"),
        ("/v1000/articles", "page"),
        ("/healthy", "page"),
    ],
)
def test_templates(routes: Routes, path: str, template: str) -> None:
    assert routes.template(path) == template
