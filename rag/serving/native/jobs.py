"""The jobs that add articles: how far they are, and what became of them."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

import anyio
from fastapi import APIRouter, Header
from fastapi.sse import EventSourceResponse, format_sse_event
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from rag.index.jobs import Job, Jobs, State
from rag.index.report import IngestReport
from rag.schema import as_json
from rag.serving.native.documenting import answered, problems
from rag.serving.native.examples import EVENTS_OF_A_JOB
from rag.serving.native.media import EVENTS, wants_events
from rag.serving.problems import Problem, problem_of
from rag.serving.services import Services

_SECONDS = 0.25
"""Between two looks at a job that somebody follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTold:
    """A job: `done` of its `total` files are read, with a part of `file`, which is being read.

    `report` tells what was done once its state is "done", `problem` why not once it is "failed".
    """

    job_id: str
    state: State
    file: str
    done: float
    total: int
    report: IngestReport | None
    problem: Problem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobList:
    """The jobs that are under way or have ended lately, the latest first."""

    jobs: tuple[JobTold, ...]


def job_told(job: Job) -> JobTold:
    """Put a job into the form in which other programs are told of it."""
    return JobTold(
        job_id=job.job_id,
        state=job.state,
        file=job.file,
        done=round(job.done, 3),
        total=job.total,
        report=job.report,
        problem=problem_of(job.error) if job.error else None,
    )


def job_routes(services: Services) -> APIRouter:
    """Give /jobs and /jobs/{job_id}."""
    router = APIRouter()
    jobs = services.jobs

    @router.get(
        "/jobs",
        response_model=JobList,
        responses={200: answered("JobList", "The jobs, the latest first")},
    )
    def list_jobs() -> Response:
        """List the jobs that add articles, ended ones as long as they are remembered."""
        return JSONResponse(as_json(JobList(jobs=tuple(map(job_told, jobs.known())))))

    description = answered("JobTold", "The job, or its course as events until it has ended")
    description["content"][EVENTS] = {"schema": {"type": "string"}, "example": EVENTS_OF_A_JOB}

    @router.get(
        "/jobs/{job_id}",
        response_model=JobTold,
        responses={200: description, **problems({404: "No job of that id is remembered."})},
    )
    async def read_job(job_id: str, accept: Annotated[str, Header()] = "") -> Response:
        """Tell how far a job is; with `Accept: text/event-stream`, each time it gets further."""
        job = jobs.job(job_id)
        if job is None:
            raise HTTPException(404, "No job of that id is remembered.")
        if wants_events(accept):
            return EventSourceResponse(_course(job, jobs=jobs))
        return JSONResponse(as_json(job_told(job)))

    return router


async def _course(job: Job, *, jobs: Jobs) -> AsyncIterator[bytes]:
    """Yield events named `progress` whenever something is new, and `ended` at last."""
    yield _sent(job)
    while not job.ended:
        await anyio.sleep(_SECONDS)
        now = jobs.job(job.job_id) or job
        if now != job:
            yield _sent(now)
        job = now


def _sent(job: Job) -> bytes:
    data = json.dumps(as_json(job_told(job)), ensure_ascii=False)
    return format_sse_event(event="ended" if job.ended else "progress", data_str=data)
