"""What went wrong, told to other programs: problem details (RFC 9457) with a mend.

Texts of unforeseen errors stay in the server's log; only errors that Dateline words itself go out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from rag.errors import (
    ArticleNotFound,
    DatelineError,
    IngestError,
    ModelBusy,
    ModelError,
    ModelUnavailable,
    QuestionError,
    StoreError,
)
from rag.schema import as_json
from rag.serving.observing.logs import request_id

MEDIA_TYPE = "application/problem+json"

_RETRY_AFTER = "5"
"""Seconds, where nobody knows better."""

_NAME_SHOWN = 80
"""Characters shown of a field's name, which the sender may have made up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Members of RFC 9457, and `mend`: what the reader can do. `type` never has to be fetched."""

    type: str
    title: str
    status: int
    detail: str
    mend: str


_KNOWN = (
    (QuestionError, 422, "question", "The question can't be used"),
    (ArticleNotFound, 404, "article-not-found", "No such article"),
    (IngestError, 413, "upload", "The upload can't be taken"),
    (StoreError, 503, "index", "The index can't be used"),
    (ModelUnavailable, 503, "model-unavailable", "There is no language model"),
    (ModelBusy, 503, "model-busy", "Too many wait for the language model"),
    (ModelError, 502, "model", "The language model failed"),
)
"""The first that an error is an instance of tells its status."""

INTERNAL = Problem(
    type="urn:dateline:internal",
    title="Internal error",
    status=500,
    detail="Dateline failed where it should not have.",
    mend="The server's log says more; please report it.",
)

_MENDS = {
    400: "Send a JSON object in UTF-8; /openapi.json describes it.",
    401: "Send `Authorization: Bearer …`; `dateline keys create` makes a key.",
    403: "Ask whoever runs this server for such a key.",
    404: "/openapi.json lists what there is.",
    405: "/openapi.json lists what there is.",
    408: "Send it again, without pauses.",
    413: "Send less; long texts belong into the collection (`dateline ingest`).",
    415: "Send JSON, with the header Content-Type: application/json.",
    429: "Ask again after the seconds that Retry-After tells.",
    503: "Ask again a little later.",
}


def problem_of(error: DatelineError) -> Problem:
    """Put an error into the form of a problem; one that no request can cause is an internal one."""
    for kind, status, name, title in _KNOWN:
        if isinstance(error, kind):
            return Problem(
                type=f"urn:dateline:{name}",
                title=title,
                status=status,
                detail=error.problem,
                mend=error.mend,
            )
    return INTERNAL


def refusal(status: int, detail: str, *, mend: str | None = None) -> Problem:
    """Give the problem of a request that HTTP itself has a status for, which may tell the mend."""
    return Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        mend=mend or _MENDS.get(status, "/openapi.json describes what can be asked."),
    )


def told(problem: Problem) -> dict[str, Any]:
    """Give a problem as it is sent, with the id of the request that it ends."""
    members: dict[str, Any] = as_json(problem)
    # A field's name may be the sender's, with half of a surrogate pair that UTF-8 can't hold.
    members["detail"] = problem.detail.encode("utf-8", "replace").decode()
    given = request_id()
    return members | ({"request_id": given} if given else {})


def problem_response(problem: Problem, *, headers: Mapping[str, str] | None = None) -> Response:
    """Make a response of a problem; one that passes tells when to come again."""
    again = {"Retry-After": _RETRY_AFTER} if problem.status == 503 else {}
    return JSONResponse(
        told(problem),
        status_code=problem.status,
        headers={**again, **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def _invalid(error: RequestValidationError) -> Problem:
    """Tell the first fault of a body; the value itself is not repeated."""
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        detail = f"The body isn't JSON ({first['ctx']['error']})."
    else:
        where = ".".join(str(part) for part in first["loc"][1:])[:_NAME_SHOWN]
        detail = f"{where or 'The body'}: {first['msg']}."
    return Problem(
        type="urn:dateline:invalid",
        title="The request isn't valid",
        status=422,
        detail=detail,
        mend="/openapi.json describes the form.",
    )


def install_problems(app: FastAPI) -> None:
    """Let every error of the app end as a problem."""

    @app.exception_handler(DatelineError)
    async def known(_request: Request, error: DatelineError) -> Response:
        return problem_response(problem_of(error))

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        return problem_response(_invalid(error))

    @app.exception_handler(HTTPException)
    async def refused(_request: Request, error: HTTPException) -> Response:
        return problem_response(refusal(error.status_code, error.detail), headers=error.headers)

    @app.exception_handler(Exception)
    async def unforeseen(_request: Request, _error: Exception) -> Response:
        return problem_response(INTERNAL)
