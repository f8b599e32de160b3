"""The HTTP API: the Assistant and the library, for other programs.

Nothing here says more than the command line does, and no route changes the collection.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, Request
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from rag.answering.assistant import Assistant, ChooseModel
from rag.errors import DatelineError
from rag.index.library import Library
from rag.schema import as_json
from rag.serving.answers import AnswerResponse
from rag.serving.bodies import AskBody, SearchBody
from rag.serving.hosts import KnownHosts
from rag.serving.problems import MEDIA_TYPE, Problem, install_problems

MAX_BODY = 1 << 20
"""Bytes of a request's body, counted as they come."""

MAX_ANSWERS = 4
"""Answers under way at once: each holds a thread, and most wait for the one model."""

_RETRY_AFTER = "5"
_EVENTS = "text/event-stream"
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_TELEMETRY_OFF: Any = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "What went wrong and how to mend it (RFC 9457)",
        "content": {MEDIA_TYPE: {"schema": TypeAdapter(Problem).json_schema()}},
    }
}


def build_api(
    *, library: Library, assistant: Assistant, choose_model: ChooseModel, host: str
) -> FastAPI:
    """Make the API; `host` is the address that the server will listen on.

    Routes are /v1/…, /health, /ready and /openapi.json; a page may be mounted at / beside them.
    Two pages that FastAPI offers are off, since they load their scripts from another host.
    """
    app = FastAPI(
        title="Dateline",
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=_TELEMETRY_OFF,
    )
    app.add_middleware(KnownHosts, host=host)
    install_problems(app)
    app.include_router(_state(library, choose_model))
    version_1 = APIRouter(prefix="/v1", responses=_PROBLEMS, max_body_size=MAX_BODY)
    _add_questions(version_1, assistant)
    _add_articles(version_1, library)
    _add_unknown(version_1)
    app.include_router(version_1)
    return app


def _state(library: Library, choose_model: ChooseModel) -> APIRouter:
    router = APIRouter()

    @router.get("/health")
    def health() -> dict[str, str]:
        """Tell that the server runs."""
        return {"status": "ok"}

    @router.get("/ready", responses={503: {"description": "the same, with what is missing"}})
    def ready() -> Response:
        """Tell whether there is an index to search and a model to phrase answers."""
        index, model = _index_state(library), _model_state(choose_model)
        missing = "problem" in index or "problem" in model
        return JSONResponse({"index": index, "model": model}, status_code=503 if missing else 200)

    return router


def _index_state(library: Library) -> dict[str, Any]:
    try:
        articles, passages = library.catalogue.size()
    except DatelineError as error:
        return {"ready": False, "articles": 0, "passages": 0} | _told(error)
    return {"ready": True, "articles": articles, "passages": passages}


def _model_state(choose_model: ChooseModel) -> dict[str, Any]:
    try:
        info: dict[str, Any] = as_json(choose_model(None, None).info)
    except DatelineError as error:
        return _told(error)
    return info


def _told(error: DatelineError) -> dict[str, str]:
    return {"problem": error.problem, "mend": error.mend}


def _add_questions(router: APIRouter, assistant: Assistant) -> None:
    answering = asyncio.Semaphore(MAX_ANSWERS)

    async def one_of_few() -> AsyncIterator[None]:
        if answering.locked():
            raise HTTPException(
                503,
                "As many questions as can be are being answered.",
                {"Retry-After": _RETRY_AFTER},
            )
        async with answering:
            yield

    @router.post(
        "/ask",
        dependencies=[Depends(_json_only), Depends(one_of_few)],
        responses={
            200: {
                "description": "The Answer, or with `Accept: text/event-stream` its events: "
                "`evidence` first, `delta` as text forms, `answer` last, or `error`.",
                "content": {_EVENTS: {}},
            }
        },
    )
    async def ask(body: AskBody, accept: Annotated[str, Header()] = "") -> Response:
        """Answer a question from the articles, with quotes that were checked."""
        return AnswerResponse(assistant.ask(body.asked()), streamed=_wants_events(accept))

    @router.post("/search", dependencies=[Depends(_json_only)])
    def search(body: SearchBody) -> Response:
        """Give the sentences that bear on a question, best first, and what was searched for.

        No model is asked.
        """
        return JSONResponse(as_json(assistant.search(body.asked())))


def _json_only(content_type: Annotated[str, Header()] = "") -> None:
    """Refuse what a foreign page's form could send without the browser asking first."""
    if _media_type(content_type) != "application/json":
        raise HTTPException(415, "The body isn't marked as JSON.")


def _wants_events(accept: str) -> bool:
    return _EVENTS in map(_media_type, accept.split(","))


def _media_type(value: str) -> str:
    return value.partition(";")[0].strip().lower()


def _add_articles(router: APIRouter, library: Library) -> None:
    @router.get("/articles")
    def articles() -> Response:
        """List the articles, newest first, without their text."""
        described: list[dict[str, Any]] = as_json(library.listing())
        for article in described:
            del article["text"]
        return JSONResponse({"articles": described})

    @router.get("/articles/{article_id}")
    def article(article_id: str) -> Response:
        """Give one article with its text, which all offsets index."""
        return JSONResponse(as_json(library.article(article_id)))


def _add_unknown(router: APIRouter) -> None:
    """Answer for the rest of /v1, which a page mounted at / would get otherwise."""

    @router.api_route("/{rest:path}", methods=list(_METHODS), include_in_schema=False)
    def unknown(request: Request) -> None:
        allowed = _methods_of(request.url.path, router)
        if allowed:
            raise HTTPException(405, "The path is known, the method isn't.", {"Allow": allowed})
        raise HTTPException(404, "There is no such path.")


def _methods_of(path: str, router: APIRouter) -> str:
    routes = [each for each in router.routes[:-1] if isinstance(each, APIRoute)]
    return ", ".join(
        method for each in routes if each.path_regex.match(path) for method in each.methods or ()
    )
