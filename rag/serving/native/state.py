"""Whether the server lives, and whether it can be of use."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from rag.answering.assistant import ChooseModel
from rag.errors import DatelineError
from rag.index.library import Library
from rag.schema import as_json
from rag.serving.access.turns import STOPPING, Turns
from rag.serving.native.documenting import answered, problems
from rag.serving.problems import problem_response, refusal
from rag.serving.services import Services

_Readiness = dict[str, dict[str, Any]]

_MISSING = answered(
    "Readiness", "The same, with what is missing and how to mend it; a problem while it stops"
)
_UNREADY: dict[str, Any] = _MISSING | {
    "model": _Readiness,
    "content": _MISSING["content"] | problems({503: STOPPING})[503]["content"],
}


def state_routes(services: Services, turns: Turns) -> APIRouter:
    """Give /health and /ready, which need no key; nothing is ready once the turns are closed."""
    router = APIRouter()

    @router.get("/health", responses={200: answered("Health", "It runs")})
    async def health() -> dict[str, str]:
        """Tell that the server runs."""
        return {"status": "ok"}

    @router.get(
        "/ready",
        response_model=_Readiness,
        responses={
            200: answered("Readiness", "It can be asked"),
            503: _UNREADY,
        },
    )
    def ready() -> Response:
        """Tell whether there is an index to search and a model to phrase answers."""
        if turns.closed:
            return problem_response(refusal(503, STOPPING))
        index, model = _index_state(services.library), _model_state(services.choose_model)
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
