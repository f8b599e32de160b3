"""The HTTP API: everything that other programs may ask of Dateline, on one port.

From the outside inwards a request passes what observes it, the names that the server answers to,
the origins that may read it, the keys and their rates; then comes its route, which reads its body.
"""

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from rag.serving.access.guard import Guard
from rag.serving.access.limits import LimitedRate
from rag.serving.access.origins import open_to
from rag.serving.access.pace import SteadyBodies
from rag.serving.access.plain import PlainErrors
from rag.serving.access.turns import Turns
from rag.serving.hosts import KnownHosts
from rag.serving.mcp.door import add_mcp
from rag.serving.native.articles import article_routes
from rag.serving.native.documenting import document, operation_id
from rag.serving.native.feedback import feedback_routes
from rag.serving.native.jobs import job_routes
from rag.serving.native.questions import question_routes
from rag.serving.native.state import state_routes
from rag.serving.native.timeline import timeline_routes
from rag.serving.native.uploads import upload_routes
from rag.serving.observing.operations import Operations
from rag.serving.openai import OpenAIErrors, openai_routes
from rag.serving.problems import install_problems
from rag.serving.services import Services

MAX_BODY = 1 << 20
"""Bytes of a request's body, counted as they come."""

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def build_api(services: Services) -> FastAPI:
    """Make the API of one process; `app.state.operations` watches it and lets it end.

    Routes are /v1/…, /health, /ready and /openapi.json; a page may be mounted at / beside them.
    Two pages that FastAPI offers are off, since they load their scripts from another host.
    """
    server = services.settings.server
    turns = Turns(at_once=server.answers, waiting=server.waiting)
    operations = Operations(services, turns=turns)
    services = operations.services
    app = FastAPI(
        title="Dateline",
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        telemetry=operations.telemetry.config,
    )
    app.state.operations = operations
    install_problems(app)
    _add_middleware(app, services)
    _add_routes(app, services, turns)
    operations.observe(app)
    document(app)
    return app


def _add_middleware(app: FastAPI, services: Services) -> None:
    """Put what every request passes before the routes; the last that is added is the outermost."""
    server = services.settings.server
    app.add_middleware(SteadyBodies)
    app.add_middleware(LimitedRate, per_minute=server.requests_per_minute)
    app.add_middleware(Guard, server=server, index=services.library.folder)
    open_to(app, server.origins)
    app.add_middleware(KnownHosts, host=server.host)
    app.add_middleware(PlainErrors)
    app.add_middleware(OpenAIErrors)


def _add_routes(app: FastAPI, services: Services, turns: Turns) -> None:
    app.include_router(state_routes(services, turns), tags=["State"])
    version_1 = APIRouter(prefix="/v1", max_body_size=MAX_BODY)
    version_1.include_router(question_routes(services, turns), tags=["Questions"])
    version_1.include_router(openai_routes(services, turns))
    version_1.include_router(article_routes(services), tags=["Articles"])
    version_1.include_router(upload_routes(services), tags=["Articles"])
    version_1.include_router(job_routes(services), tags=["Articles"])
    version_1.include_router(timeline_routes(services), tags=["Questions"])
    version_1.include_router(feedback_routes(services), tags=["Questions"])
    app.include_router(version_1)
    add_mcp(app, services, turns=turns)
    _add_unknown(app)


def _add_unknown(app: FastAPI) -> None:
    """Answer for the rest of /v1, which a page mounted at / would get otherwise."""

    @app.api_route("/v1/{rest:path}", methods=list(_METHODS), include_in_schema=False)
    def unknown(request: Request) -> None:
        allowed = _methods_of(request.scope["path"], app)
        if allowed:
            raise HTTPException(405, "The path is known, the method isn't.", {"Allow": allowed})
        raise HTTPException(404, "There is no such path.")


def _methods_of(path: str, app: FastAPI) -> str:
    known = (each for each in iter_route_contexts(app.routes) if each.include_in_schema)
    methods = {
        method for each in known if each.path_regex.match(path) for method in each.methods or ()
    }
    return ", ".join(sorted(methods))
