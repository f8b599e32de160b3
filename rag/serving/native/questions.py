"""Questions: answered, or searched for without a model."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import JSONResponse, Response

from rag.schema import Answer, Found, as_json
from rag.serving.access.guard import caller_of
from rag.serving.access.turns import Turns
from rag.serving.answers import AnswerResponse
from rag.serving.bodies import AskBody, SearchBody
from rag.serving.native.documenting import answered, problems
from rag.serving.native.examples import EVENTS_OF_AN_ANSWER
from rag.serving.native.media import EVENTS, json_only, wants_events
from rag.serving.services import Services

_ANSWERS = (
    "The Answer, or with `Accept: text/event-stream` its events: `evidence` first, `delta` as text "
    "forms, `answer` last, or `error`."
)
_NOT_JSON = problems({415: "The body isn't marked as JSON."})


def question_routes(services: Services, turns: Turns) -> APIRouter:
    """Give /ask and /search; answers form in turn."""
    router = APIRouter(dependencies=[Depends(json_only)])
    assistant = services.assistant

    description = answered("Answer", _ANSWERS)
    description["content"][EVENTS] = {"schema": {"type": "string"}, "example": EVENTS_OF_AN_ANSWER}

    @router.post(
        "/ask",
        response_model=Answer,
        responses={200: description, **_NOT_JSON, **problems({502: "The model failed."})},
    )
    async def ask(
        request: Request, body: AskBody, accept: Annotated[str, Header()] = ""
    ) -> Response:
        """Answer a question from the articles, with quotes that were checked."""
        return AnswerResponse(
            assistant.ask(body.asked()),
            streamed=wants_events(accept),
            turn=turns.turn(caller_of(request.scope)),
        )

    @router.post(
        "/search",
        response_model=Found,
        responses={200: answered("Found", "Sentences, best first"), **_NOT_JSON},
    )
    def search(body: SearchBody) -> Response:
        """Give the sentences that bear on a question, best first, and what was searched for.

        No model is asked.
        """
        return JSONResponse(as_json(assistant.search(body.asked())))

    return router
