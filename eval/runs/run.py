"""A task in, a run's folder and a summary out.

A case that crashes is a record that counts as wrong, never a hole. An interrupted run goes on where
it stopped: what is in the folder is not done again.
"""

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from eval.metrics.scoring import Outcome, Score, deciding_score, score_case, score_crash
from eval.runs.folder import RunFolder, open_run
from eval.runs.manifest import now, peak_memory_mb
from eval.runs.record import Case, EvalRecord
from eval.runs.summary import RunSummary, Tally
from eval.runs.task import Task
from rag.errors import RunError
from rag.schema import as_json

Progress = Callable[[int, int], None]
"""Called with records done and records in all."""


class _Attempted(NamedTuple):
    """A record, the seconds spent in the attempt, and those spent on it in all."""

    record: EvalRecord
    spent: float
    whole: float


def run_task(
    task: Task,
    *,
    out: Path,
    manifest: Mapping[str, Any],
    repeats: int = 1,
    jobs: int = 1,
    progress: Progress | None = None,
    notice: Callable[[str], None] | None = None,
    saved_seconds: Callable[[], float] | None = None,
    overwrite: bool = False,
) -> RunSummary:
    """Attempt every case `repeats` times, score it, and write the run's folder as it goes.

    `jobs` attempts go on at the same time. `manifest` is of `describe_run`, and is completed with
    the models that answered and the time of the end. `notice` is called with a line where a run
    goes on or was finished before. `saved_seconds` gives the seconds that remembered replies have
    saved in the calling thread since it was last asked; they count as the case's. Raises RunError
    where the folder is refused or can't be written, CasesError where two cases share an id; what
    goes wrong in a case is its record's error.
    """
    clock = _Clock()
    tally = Tally(task.cases, metrics=[each.name for each in task.metrics], repeats=repeats)
    with open_run(out, manifest=manifest, overwrite=overwrite) as run:
        for row in run.rows():
            tally.add(row)
        finished = run.summary if tally.done == tally.total else None
        if notice and tally.done:
            notice(_told(tally, finished=finished is not None))
        if finished is not None:
            return _again(task, tally=tally, finished=finished)
        clock.earlier = tally.spent / jobs
        _work(
            task,
            run=run,
            tally=tally,
            jobs=jobs,
            clock=clock,
            progress=progress,
            saved_seconds=saved_seconds or _nothing_saved,
        )
        return _finish(task, run=run, tally=tally, clock=clock, manifest=manifest)


class _Clock:
    """Tells what of a run's time was not spent in attempts.

    `idle` are the seconds in which this thread did nothing of its own: it was in an attempt, or
    waited for those of others. `scoring` is what was spent on records besides attempts, `attempts`
    what was spent in those, `earlier` what a run took before it was interrupted.
    """

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.idle = self.scoring = self.attempts = self.earlier = 0.0

    def add(self, attempted: _Attempted) -> None:
        self.attempts += attempted.spent
        self.scoring += attempted.whole - attempted.spent

    @property
    def seconds(self) -> float:
        return self.earlier + time.perf_counter() - self._started

    @property
    def overhead(self) -> float:
        own = time.perf_counter() - self._started - self.idle + self.scoring
        return own / (own + self.attempts)


def _work(
    task: Task,
    *,
    run: RunFolder,
    tally: Tally,
    jobs: int,
    clock: _Clock,
    progress: Progress | None,
    saved_seconds: Callable[[], float],
) -> None:
    def take(case: Case, repeat: int) -> _Attempted:
        return _attempt(task, case, repeat=repeat, saved_seconds=saved_seconds)

    todo = (
        (case, repeat)
        for case in task.cases
        for repeat in range(tally.repeats)
        if not tally.holds(case.id, repeat=repeat)
    )
    if progress:
        progress(tally.done, tally.total)
    with closing(_attempts(todo, take=take, jobs=jobs, clock=clock)) as attempts:
        for attempted in attempts:
            row = as_json(attempted.record)
            run.write(row)
            tally.add(row)
            clock.add(attempted)
            if progress:
                progress(tally.done, tally.total)


def _attempts(
    todo: Iterator[tuple[Case, int]],
    *,
    take: Callable[[Case, int], _Attempted],
    jobs: int,
    clock: _Clock,
) -> Generator[_Attempted, None, None]:
    """Yield what came of each case, as it comes; a few cases wait in a queue, never all of them."""
    if jobs == 1:
        for case, repeat in todo:
            attempted = take(case, repeat)
            clock.idle += attempted.whole
            yield attempted
        return
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="case")
    try:
        waiting: set[Future[_Attempted]] = set()
        while True:
            waiting |= {pool.submit(take, *each) for each in islice(todo, 2 * jobs - len(waiting))}
            if not waiting:
                return
            started = time.perf_counter()
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            clock.idle += time.perf_counter() - started
            for each in done:
                yield each.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _attempt(
    task: Task, case: Case, *, repeat: int, saved_seconds: Callable[[], float]
) -> _Attempted:
    started = time.perf_counter()
    saved_seconds()
    outcome, error = Outcome(), None
    try:
        outcome = task.attempt(case, repeat=repeat)
    except RunError:
        raise
    except Exception as crash:
        error = _told_crash(crash)
    spent = time.perf_counter() - started
    scores, error = _scores(task, case, outcome, error=error)
    right, reason = _decision(task, scores, error=error)
    saved = saved_seconds()
    record = EvalRecord(
        id=case.id,
        kind=case.kind,
        group=case.group,
        repeat=repeat,
        case=case,
        answer=outcome.answer,
        evidence=() if outcome.answer else outcome.evidence,
        passages=outcome.passages,
        files=_files(outcome),
        found=outcome.found,
        scores=scores,
        right=right,
        reason=reason,
        seconds=spent - outcome.aside_seconds + saved,
        saved_seconds=saved,
        error=error,
    )
    return _Attempted(record, spent=spent, whole=time.perf_counter() - started)


def _files(outcome: Outcome) -> dict[str, str]:
    evidence = (*outcome.evidence, *(outcome.answer.evidence if outcome.answer else ()))
    articles = [each.article for each in evidence] + [each.article for each in outcome.passages]
    return {article.article_id: article.file for article in articles}


def _scores(
    task: Task, case: Case, outcome: Outcome, *, error: str | None
) -> tuple[tuple[Score, ...], str | None]:
    """Score a case, by its worst where the attempt crashed or scoring does."""
    if error is None:
        try:
            return score_case(task.metrics, case, outcome), None
        except Exception as crash:
            error = _told_crash(crash)
    return score_crash(task.metrics, case, error=error), error


def _decision(
    task: Task, scores: tuple[Score, ...], *, error: str | None
) -> tuple[bool | None, str]:
    if error is not None:
        return False, error
    score = deciding_score(scores, task.deciding)
    if score:
        return score.value == 1, score.explanation
    return None, ""


def _told_crash(crash: Exception) -> str:
    return " ".join(f"{type(crash).__name__}: {crash}".split())


def _told(tally: Tally, *, finished: bool) -> str:
    if finished:
        return f"finished before: all {tally.total} done, nothing is asked"
    return f"going on: {tally.done} of {tally.total} done"


def _nothing_saved() -> float:
    return 0.0


def _finish(
    task: Task, *, run: RunFolder, tally: Tally, clock: _Clock, manifest: Mapping[str, Any]
) -> RunSummary:
    estimated = tally.summary(references=task.references, peak_memory_mb=peak_memory_mb())
    summary = replace(estimated, overhead=clock.overhead, seconds=clock.seconds)
    described = {(each["backend"], each["name"]): each for each in manifest.get("models", ())}
    models = [described.get((each["backend"], each["name"]), each) for each in tally.models]
    run.finish(summary, known={"models": models, "ended": now()})
    return summary


def _again(task: Task, *, tally: Tally, finished: Mapping[str, Any]) -> RunSummary:
    """Give the summary of a finished run: what its records come to, at what it cost then."""
    peak = finished.get("peak_memory_mb")
    summary = tally.summary(references=task.references, peak_memory_mb=peak)
    cost = {name: finished.get(name, 0.0) for name in ("overhead", "seconds")}
    return replace(summary, **cost)
