"""The OpenAPI document holds: whatever is sent by it, or against it, is answered as it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema_rs import Draft202012Validator
from newsroom import FERRY, CountingEmbedder
from schemathesis import APIOperation, BaseSchema, GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from rag.index.library import Library
from rag.llm.extractive import ExtractiveModel
from rag.protocols import LanguageModel
from rag.settings import Settings

load_all_checks()
CHECKS = [
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]


def quotes(backend: str | None, name: str | None) -> LanguageModel:
    """Have whatever model is asked for be the one that needs none."""
    return ExtractiveModel()


@pytest.fixture(scope="module")
def address(
    serve_api: Any, embedder: CountingEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Serve an index of one article, which tests may change."""
    folder: Path = tmp_path_factory.mktemp("contract")
    (folder / "ferry.txt").write_text(FERRY, "utf-8")
    library = Library(folder / "index", settings=Settings(), embedder=embedder)
    library.ingest([folder / "ferry.txt"])
    yield serve_api(library, choose_model=quotes, requests_per_minute=0)
    library.close()


@pytest.fixture(scope="module")
def document(address: str) -> Any:
    return httpx.get(f"{address}/openapi.json").raise_for_status().json()


@pytest.fixture(scope="module")
def described(address: str) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{address}/openapi.json")


@pytest.mark.parametrize("mode", GenerationMode)
def test_every_answer_is_as_the_document_says(described: BaseSchema, mode: GenerationMode) -> None:
    operations = [found.ok() for found in described.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) > 12
    assert sum(_is_tried(operation, mode=mode) for operation in operations) >= 7


def _is_tried(operation: APIOperation[Any, Any, Any, Any], *, mode: GenerationMode) -> bool:
    """Send some requests; False where none can be against what the document says."""

    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case: schemathesis.Case[Any]) -> None:
        response = case.call()
        case.validate_response(response, checks=CHECKS)
        assert response.status_code < 500 or "retry-after" in response.headers

    try:
        holds()
    except Unsatisfiable:
        return False
    return True


def operations(document: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation


def test_every_operation_tells_its_name_its_room_and_each_status(document: Any) -> None:
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(names) == len(set(names))
    for path, operation in operations(document):
        assert operation["tags"]
        assert operation["summary"]
        if "OpenAI's shape" not in operation["tags"]:
            assert "default" not in operation["responses"], path


def contents(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for body in [operation.get("requestBody", {}), *operation["responses"].values()]:
        for kind, content in body.get("content", {}).items():
            if kind.endswith("json"):
                yield content


def test_every_form_in_json_has_an_example_that_fits_it(document: Any) -> None:
    fits = 0
    for path, operation in operations(document):
        if "OpenAI's shape" in operation["tags"]:
            continue
        for content in contents(operation):
            form = content["schema"]
            name = form.get("$ref", "").removeprefix("#/components/schemas/")
            example = content.get("example") or document["components"]["schemas"][name]["example"]
            whole = {**form, "components": document["components"]}
            errors = [each.message for each in Draft202012Validator(whole).iter_errors(example)]
            assert not errors, path
            fits += 1
    assert fits > 50


def test_keys_are_described_and_health_needs_none(document: Any) -> None:
    assert set(document["components"]["securitySchemes"]) == {"key", "password"}
    assert document["security"] == [{}, {"key": []}, {"password": []}]
    assert document["paths"]["/health"]["get"]["security"] == []
