"""Articles that are sent: files, or articles as JSON, which are ingested in the background."""

import hashlib
import json
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from rag.errors import IngestError, StoreError
from rag.index.receiving import MOST_FILES, Arrival, expect_few, most_bytes
from rag.index.uploads import arriving_folder
from rag.schema import as_json
from rag.serving.bodies import ArticlesBody
from rag.serving.native.documenting import answered, problems
from rag.serving.native.examples import EXAMPLES
from rag.serving.native.jobs import JobTold, job_told
from rag.serving.native.media import JSON, media_type
from rag.serving.services import Services
from rag.settings import FieldNames, Settings

_FILES = "multipart/form-data"
_RETRY_AFTER = "30"
_SLACK = 1 << 20
"""Bytes that the frame of a body may take beside what it carries."""

_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        JSON: {
            "schema": {"$ref": "#/components/schemas/ArticlesBody"},
            "example": EXAMPLES["ArticlesBody"],
        },
        _FILES: {
            "schema": {
                "type": "object",
                "properties": {
                    "files": {
                        "type": "array",
                        "items": {"type": "string", "format": "binary"},
                        "minItems": 1,
                        "maxItems": MOST_FILES,
                    }
                },
                "required": ["files"],
            }
        },
    },
}


def upload_routes(services: Services) -> APIRouter:
    """Give what adds articles."""
    router = APIRouter()
    settings, folder = services.settings, arriving_folder(services.library.folder)

    @router.post(
        "/articles",
        status_code=202,
        response_model=JobTold,
        max_body_size=most_bytes(settings.reading) + _SLACK,
        openapi_extra={"requestBody": _BODY},
        responses={
            202: answered("JobTold", "The job, which /v1/jobs tells of") | _LOCATION,
            **problems(
                {
                    413: "That is too much for one upload.",
                    415: "The body is neither JSON nor a form with files.",
                }
            ),
        },
    )
    async def add_articles(request: Request) -> Response:
        """Begin to add articles: files of any kind that `dateline ingest` reads, or as JSON.

        A file takes the place of the one that was uploaded before under the same name.
        """
        arrivals = await _arrivals(request, folder=folder, settings=settings)
        try:
            job = services.jobs.start(arrivals)
        except IngestError as error:
            raise HTTPException(503, error.problem, {"Retry-After": _RETRY_AFTER}) from error
        where = {"Location": f"/v1/jobs/{job.job_id}"}
        return JSONResponse(as_json(job_told(job)), status_code=202, headers=where)

    return router


_LOCATION: dict[str, Any] = {
    "headers": {
        "Location": {
            "description": "The job's own path",
            "schema": {"type": "string"},
        }
    }
}


async def _arrivals(request: Request, *, folder: Path, settings: Settings) -> tuple[Arrival, ...]:
    match media_type(request.headers.get("content-type", "")):
        case "application/json":
            content = await request.body()
            return (await run_in_threadpool(_of_json, content, folder=folder, settings=settings),)
        case "multipart/form-data":
            return await _of_form(request, folder=folder, settings=settings)
    raise HTTPException(415, "The body is neither JSON nor a form with files.")


def _of_json(content: bytes, *, folder: Path, settings: Settings) -> Arrival:
    """Keep articles as the file of records that they are, named by what it holds."""
    expect_few(1, size=len(content), settings=settings.reading)
    try:
        body = ArticlesBody.model_validate_json(content)
    except ValidationError as error:
        faults = [{**each, "loc": ("body", *each["loc"])} for each in error.errors()[:1]]
        raise RequestValidationError(faults) from error
    records = [_record(each.model_dump(), names=settings.reading.fields) for each in body.articles]
    written = json.dumps(records, ensure_ascii=False).encode()
    name = f"articles-{hashlib.sha256(written).hexdigest()[:16]}.json"
    with _Place(folder) as place:
        (place / name).write_bytes(written)
    return Arrival(name=name, size=len(written), path=place / name)


def _record(article: dict[str, Any], *, names: FieldNames) -> dict[str, Any]:
    """Give an article's fields the first names under which the settings look for them."""
    return {
        getattr(names, field)[0].replace(".", "_"): value
        for field, value in article.items()
        if value is not None
    }


async def _of_form(request: Request, *, folder: Path, settings: Settings) -> tuple[Arrival, ...]:
    async with request.form(max_files=MOST_FILES + 1, max_fields=MOST_FILES) as form:
        files = [each for _, each in form.multi_items() if isinstance(each, UploadFile)]
        if not files:
            raise HTTPException(422, "The form has no file.")
        size = sum(each.size or 0 for each in files)
        expect_few(len(files), size=size, settings=settings.reading)
        return await run_in_threadpool(_kept, files, folder=folder, settings=settings)


def _kept(files: Sequence[UploadFile], *, folder: Path, settings: Settings) -> tuple[Arrival, ...]:
    most, arrivals = settings.reading.max_file_bytes, list[Arrival]()
    with _Place(folder) as place:
        for number, file in enumerate(files):
            size, path = file.size or 0, place / str(number)
            if size <= most:
                with path.open("wb") as kept:
                    shutil.copyfileobj(file.file, kept)
            arrived = path if size <= most else None
            arrivals.append(Arrival(name=file.filename or "", size=size, path=arrived))
    return tuple(arrivals)


class _Place:
    """A folder of its own for what one request sends; it goes again where that can't be kept.

    Raises StoreError for what the operating system says against it.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / secrets.token_hex(8)

    def __enter__(self) -> Path:
        try:
            self._path.mkdir(parents=True)
        except OSError as error:
            raise _not_kept(error) from error
        return self._path

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            return
        shutil.rmtree(self._path, ignore_errors=True)
        if isinstance(error, OSError):
            raise _not_kept(error) from error


def _not_kept(error: OSError) -> StoreError:
    return StoreError(
        f"What was sent can't be kept ({error.strerror or error}).",
        mend="Check the index folder's permissions and the free disk space.",
    )
