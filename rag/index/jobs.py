"""Uploads that are ingested in the background, one after the other, and what became of each."""

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rag.errors import DatelineError, IngestError
from rag.index.library import Library
from rag.index.receiving import Arrival, receive
from rag.index.report import IngestReport

State = Literal["waiting", "running", "done", "failed"]

_MOST_UNFINISHED = 8
_REMEMBERED = 100
"""Ended jobs of which the reports are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One upload as it stood when it was asked for.

    `file` is what is being read, "" before and after; `done` is how many of the `total` files were
    read, with a part of one.
    `report` is there once the state is "done", `error` once it is "failed". `sender` is a key by
    which whoever sent it finds it again, "" where nobody shall; it is theirs alone to know.
    """

    job_id: str
    total: int
    sender: str = field(default="", repr=False)
    state: State = "waiting"
    file: str = ""
    done: float = 0
    report: IngestReport | None = None
    error: DatelineError | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing of it will change any more."""
        return self.state in {"done", "failed"}


class Jobs:
    """The uploads of one process. Safe to use from several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._turn = threading.Lock()
        self._noting = threading.Lock()
        self._jobs: dict[str, Job] = {}

    def start(self, arrivals: Sequence[Arrival], *, sender: str = "") -> Job:
        """Begin to ingest what was sent, when those before it are done; it is deleted afterwards.

        Raises IngestError where too many wait already; what was sent is deleted then as well.
        """
        job = Job(job_id=secrets.token_hex(8), total=len(arrivals), sender=sender)
        try:
            self._admit(job)
        except IngestError:
            for each in arrivals:
                each.discard()
            raise
        work = (job.job_id, tuple(arrivals))
        threading.Thread(target=self._run, args=work, name="upload", daemon=True).start()
        return job

    def job(self, job_id: str) -> Job | None:
        """Give a job as it stands, None where it is not known (any more)."""
        return self._jobs.get(job_id)

    def known(self) -> tuple[Job, ...]:
        """Give all jobs that are remembered, the latest first."""
        with self._noting:
            return tuple(reversed(self._jobs.values()))

    def sent_by(self, sender: str) -> tuple[Job, ...]:
        """Give the jobs of a sender that are remembered, the oldest first; none where it is ""."""
        with self._noting:
            return tuple(job for job in self._jobs.values() if sender and job.sender == sender)

    def unfinished(self) -> tuple[Job, ...]:
        """Give the jobs that wait or run, the oldest first."""
        with self._noting:
            return tuple(job for job in self._jobs.values() if not job.ended)

    def _admit(self, job: Job) -> None:
        if len(self.unfinished()) >= _MOST_UNFINISHED:
            raise IngestError(
                "As many uploads as can be are waiting.", mend="Try again when some are done."
            )
        with self._noting:
            self._jobs[job.job_id] = job
            ended = [each.job_id for each in self._jobs.values() if each.ended]
            for job_id in ended[:-_REMEMBERED]:
                del self._jobs[job_id]

    def _run(self, job_id: str, arrivals: Sequence[Arrival]) -> None:
        with self._turn:
            self._note(job_id, lambda job: replace(job, state="running"))
            try:
                report = receive(self._library, arrivals, progress=self._telling(job_id))
            except DatelineError as error:
                self._fail(job_id, error)
            except Exception as error:
                self._fail(job_id, _unforeseen(error))
                raise
            else:
                self._note(job_id, lambda job: replace(job, state="done", report=report))

    def _telling(self, job_id: str) -> Callable[[str, float, int], None]:
        def tell(file: str, done: float, total: int) -> None:  # noqa: ARG001 - Progress gives it
            self._note(job_id, lambda job: replace(job, file=file, done=done))

        return tell

    def _fail(self, job_id: str, error: DatelineError) -> None:
        self._note(job_id, lambda job: replace(job, state="failed", error=error))

    def _note(self, job_id: str, change: Callable[[Job], Job]) -> None:
        with self._noting:
            self._jobs[job_id] = change(self._jobs[job_id])


def _unforeseen(error: Exception) -> DatelineError:
    return IngestError(
        f"The upload failed ({type(error).__name__}).",
        mend="Send it again; the server's own output tells more.",
    )
