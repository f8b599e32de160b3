"""The routes that speak OpenAI's language: /chat/completions and /models."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse, Response

from rag.serving.access.guard import caller_of
from rag.serving.access.turns import Turns
from rag.serving.native.media import EVENTS, JSON, json_only
from rag.serving.openai.asking import asked
from rag.serving.openai.bodies import ChatBody
from rag.serving.openai.completions import Completion
from rag.serving.openai.errors import ERROR_EXAMPLE, ERROR_SCHEMA, Refused, refused_body
from rag.serving.openai.events import events_of
from rag.serving.openai.examples import COMPLETION, MODEL
from rag.serving.openai.listing import listed
from rag.serving.openai.names import no_such_model
from rag.serving.openai.streams import CompletionResponse
from rag.serving.services import Services

_ERRORS: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "What went wrong and how to mend it, as OpenAI words it",
        "content": {JSON: {"schema": ERROR_SCHEMA, "example": ERROR_EXAMPLE}},
    }
}
_COMPLETED: dict[str, Any] = {
    "description": "The completion; with `stream` its chunks, as server-sent events",
    "content": {JSON: {"example": COMPLETION}, EVENTS: {"schema": {"type": "string"}}},
}
_LISTED: dict[str, Any] = {
    "description": "The models",
    "content": {JSON: {"example": {"object": "list", "data": [MODEL]}}},
}
_DESCRIBED: dict[str, Any] = {
    "description": "The model",
    "content": {JSON: {"example": MODEL}},
}
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class _Route(APIRoute):
    """Tells in OpenAI's form what is wrong with a request, with the field that is at fault."""

    def get_route_handler(self) -> _Handler:
        handle = super().get_route_handler()

        async def handle_or_refuse(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                refused = refused_body(error)
            except Refused as error:
                refused = error
            return JSONResponse(refused.error, status_code=refused.status)

        return handle_or_refuse


def openai_routes(services: Services, turns: Turns) -> APIRouter:
    """Give /chat/completions, whose answers form in turn, and /models."""
    router = APIRouter(route_class=_Route, tags=["OpenAI's shape"], responses=_ERRORS)

    @router.post(
        "/chat/completions",
        dependencies=[Depends(json_only)],
        operation_id="create_chat_completion",
        responses={200: _COMPLETED},
    )
    async def complete(request: Request, body: ChatBody) -> Response:
        """Answer the last message of a chat from the articles, in OpenAI's form."""
        return CompletionResponse(
            events_of(services, asked(body)),
            completion=Completion(body=body, address=str(request.base_url)),
            turn=turns.turn(caller_of(request.scope)),
        )

    @router.get("/models", operation_id="list_models", responses={200: _LISTED})
    def models() -> Response:
        """List the models that can phrase an answer, and whether they are ready."""
        return JSONResponse({"object": "list", "data": listed(services)})

    @router.get("/models/{model_id:path}", operation_id="read_model", responses={200: _DESCRIBED})
    def model(model_id: str) -> Response:
        """Describe one model."""
        for each in listed(services):
            if each["id"] == model_id:
                return JSONResponse(each)
        raise no_such_model(model_id)

    return router
