"""The OpenAPI document: what FastAPI tells of the routes, made exact and complete.

A route names its answer's noun and its problems; what every route may be refused for, whatever it
does, is added here once, and so are the keys.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from rag import schema
from rag.schema import as_json
from rag.serving.bodies import ArticlesBody
from rag.serving.native.examples import EXAMPLES
from rag.serving.native.media import JSON
from rag.serving.problems import MEDIA_TYPE, Problem, refusal

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_LISTED = {"$ref": "#/components/schemas/ArticleListed"}
_SCHEMAS = "#/components/schemas/"
_REFERENCE = f"{_SCHEMAS}{{model}}"
_OPENAI = ("/v1/chat/", "/v1/models")
"""Paths whose errors have OpenAI's form, and are told of where they are made."""

_OF_NOBODY = ("/health", "/ready")
"""Paths that need no key."""

_ANYWHERE = {
    400: "The request isn't HTTP as it should be, or names another host.",
    401: "No key came with it, or one that isn't known.",
    403: "The key may read only, or another site's page asks.",
    422: "The request isn't valid.",
    429: "Too many requests in a minute.",
    503: "The index or the model can't be used now, or too many ask.",
}
_SECURITY: dict[str, Any] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key that `dateline keys create` has made; on the server's own machine "
        "none is needed, unless the settings ask for it.",
    },
    "password": {
        "type": "http",
        "scheme": "basic",
        "description": "The same key as the password of any user.",
    },
}
_OF_NO_USE = ("HTTPValidationError", "ValidationError", "DateMention")
_OF_BODIES = {408: "The body comes too slowly.", 413: "The body is too large."}
_HTTP = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


def operation_id(route: APIRoute) -> str:
    """Name an operation as the function that serves it."""
    return route.name


def answered(noun: str, description: str) -> dict[str, Any]:
    """Describe an answer in JSON, of a form that has an example of the same name."""
    return {"description": description, "content": {JSON: {"example": EXAMPLES[noun]}}}


def problems(told: Mapping[int, str]) -> dict[int | str, dict[str, Any]]:
    """Describe what a route may answer with besides, by status, and why it would."""
    return {status: _problem(status, why) for status, why in told.items()}


def _problem(status: int, why: str) -> dict[str, Any]:
    example = as_json(refusal(status, why))
    return {
        "description": why,
        "content": {MEDIA_TYPE: {"schema": _PROBLEM, "example": example}},
    }


def document(app: FastAPI) -> None:
    """Have the app give the document at /openapi.json, made once."""

    def openapi() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = _made(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _made(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title=app.title,
        version=app.version,
        description="Answers from news articles, in quotes that were checked.",
        routes=app.routes,
    )
    components = made.setdefault("components", {})
    components["securitySchemes"] = _SECURITY
    _tell_nouns(components.setdefault("schemas", {}))
    removed = made["paths"]["/v1/articles/{article_id}"]["delete"]["responses"]["200"]
    removed["content"][JSON]["schema"] = _LISTED
    made["security"] = [{}, {"key": []}, {"password": []}]
    for path, operation in _operations(made["paths"]):
        _complete(operation, path=path)
    return made


def _operations(paths: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in paths.items():
        for method, operation in methods.items():
            if method in _HTTP:
                yield path, operation


def _complete(operation: dict[str, Any], *, path: str) -> None:
    responses = operation["responses"]
    if path in _OF_NOBODY:
        operation["security"] = []
    if path.startswith(_OPENAI):
        return
    if "requestBody" in operation:
        for status, why in _OF_BODIES.items():
            responses.setdefault(str(status), _problem(status, why))
    for status, why in _ANYWHERE.items():
        if str(status) not in responses or status == 422:
            responses[str(status)] = _problem(status, why)
    for each in (operation.get("requestBody", {}), *responses.values()):
        _give_example(each.get("content", {}).get(JSON, {}))


def _give_example(content: dict[str, Any]) -> None:
    """Put an example in place, of which FastAPI would leave out what is null."""
    name = content.get("schema", {}).get("$ref", "").removeprefix(_SCHEMAS)
    if name in EXAMPLES:
        content["example"] = EXAMPLES[name]


def _tell_nouns(schemas: dict[str, Any]) -> None:
    """Tell of the nouns as `as_json` writes them: every field that is shown, and no other."""
    for noun in vars(schema).values():
        told = schemas.get(getattr(noun, "__name__", ""))
        if told and dataclasses.is_dataclass(noun):
            shown = [
                each.name for each in dataclasses.fields(noun) if not each.metadata.get("hidden")
            ]
            told["properties"] = {name: told["properties"][name] for name in shown}
            told["required"] = shown
    schemas["Problem"] = _shape_of_problem()
    schemas["ArticleListed"] = _without_text(schemas["Article"])
    schemas["ArticlePage"]["properties"]["articles"]["items"] = _LISTED
    schemas["FeedbackBody"]["properties"]["answer"] = {"$ref": "#/components/schemas/Answer"}
    schemas["ArticlesBody"] = ArticlesBody.model_json_schema(ref_template=_REFERENCE)
    schemas |= schemas["ArticlesBody"].pop("$defs")
    for name in _OF_NO_USE:
        schemas.pop(name, None)
    for name, example in EXAMPLES.items():
        if name in schemas:
            schemas[name]["example"] = example


def _shape_of_problem() -> dict[str, Any]:
    fields = {each.name: each.type for each in dataclasses.fields(Problem)} | {"request_id": str}
    return {
        "type": "object",
        "description": "What went wrong and how to mend it (RFC 9457).",
        "properties": {
            name: {"type": "integer" if kind is int else "string"} for name, kind in fields.items()
        },
        "required": [name for name in fields if name != "request_id"],
    }


def _without_text(article: Mapping[str, Any]) -> dict[str, Any]:
    """Tell of an article as lists have it."""
    properties = {name: each for name, each in article["properties"].items() if name != "text"}
    return {
        **article,
        "title": "ArticleListed",
        "properties": properties,
        "required": [*properties],
    }
