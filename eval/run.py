"""Cases and an assistant in, a run's folder and a summary out.

A case that crashes is a record that counts as wrong, never a hole.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from eval import folder
from eval.cases import EvalCase
from eval.grounding import ArticleLookup
from eval.manifest import now, peak_memory_mb
from eval.metrics import (
    Score,
    failing_score,
    metric_names,
    score_answer,
    score_crash,
    score_evidence,
)
from eval.statistics import Estimate, estimate_mean, estimate_median
from rag.errors import ArticleNotFound
from rag.schema import Answer, Article, Evidence, ModelInfo, Question, as_json

SECONDS = "seconds_p50"
"""The summary's name for the median seconds of a case."""

Progress = Callable[[int, int], None]
"""Called with cases done and cases in all."""


class Answering(Protocol):
    """What a run asks of an assistant."""

    def answer(self, question: Question) -> Answer:
        """Give the checked answer."""
        ...

    def search(self, question: Question) -> tuple[Evidence, ...]:
        """Give the evidence, best first, without any model."""
        ...


class Articles(Protocol):
    """What a run asks of a library."""

    def article(self, article_id: str) -> Article:
        """Give one article. Raises ArticleNotFound."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalRecord:
    """One case and all that came of it: a line of records.jsonl.

    `evidence` is what a retrieval-only run found; an answer holds its own. `error` is None unless
    the case crashed.
    """

    case: EvalCase
    answer: Answer | None = None
    evidence: tuple[Evidence, ...] = ()
    scores: tuple[Score, ...]
    seconds: float
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCase:
    """A case that counts as wrong, and why in one line."""

    id: str
    question: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What a run came to; all but `wrong` is summary.json. Memory is of the whole process."""

    metrics: Mapping[str, Estimate]
    cases: int
    crashed: int
    peak_memory_mb: float | None
    wrong: tuple[WrongCase, ...] = field(default=(), metadata={"hidden": True})


class _Tally:
    """Keeps of each record only what the summary needs, so that long runs stay small."""

    def __init__(self, *, retrieval_only: bool) -> None:
        self.values: dict[str, list[float]] = {
            name: [] for name in metric_names(retrieval_only=retrieval_only)
        }
        self.seconds: list[float] = []
        self.wrong: list[WrongCase] = []
        self.models: list[ModelInfo] = []
        self.crashed = 0

    def add(self, record: EvalRecord) -> None:
        for score in record.scores:
            if score.value is not None:
                self.values[score.name].append(score.value)
        self.seconds.append(record.seconds)
        self.crashed += record.error is not None
        if record.answer and record.answer.model not in self.models:
            self.models.append(record.answer.model)
        if failing := failing_score(record.scores):
            self.wrong.append(
                WrongCase(
                    id=record.case.id,
                    question=record.case.question,
                    reason=failing.explanation,
                )
            )

    def summary(self) -> RunSummary:
        metrics = {name: estimate_mean(values) for name, values in self.values.items()}
        return RunSummary(
            metrics={**metrics, SECONDS: estimate_median(self.seconds)},
            cases=len(self.seconds),
            crashed=self.crashed,
            peak_memory_mb=peak_memory_mb(),
            wrong=tuple(self.wrong),
        )


def run_cases(
    cases: Sequence[EvalCase],
    *,
    assistant: Answering,
    library: Articles,
    out: Path,
    manifest: Mapping[str, Any],
    as_of: date,
    retrieval_only: bool = False,
    progress: Progress | None = None,
) -> RunSummary:
    """Ask every case, score it, and write the run's folder as it goes.

    `as_of` is the reader's day for cases without one. `manifest` is completed with the models that
    answered and the time of the end. Raises DatelineError where the folder is refused or can't be
    written; what goes wrong in a case is its record's error.
    """
    folder.begin(out, manifest=manifest)
    tally = _Tally(retrieval_only=retrieval_only)
    with folder.recording(out) as write:
        for done, case in enumerate(cases, start=1):
            question = Question(text=case.question, as_of=case.as_of or as_of, history=case.history)
            record = _record(
                case,
                question,
                assistant=assistant,
                article=_lookup(library),
                retrieval_only=retrieval_only,
            )
            write(record)
            tally.add(record)
            if progress:
                progress(done, len(cases))
    summary = tally.summary()
    folder.write_manifest(out, {**manifest, "models": tally.models, "ended": now()})
    folder.write_summary(out, as_json(summary))
    return summary


def _record(
    case: EvalCase,
    question: Question,
    *,
    assistant: Answering,
    article: ArticleLookup,
    retrieval_only: bool,
) -> EvalRecord:
    started = time.perf_counter()
    answer: Answer | None = None
    evidence: tuple[Evidence, ...] = ()
    error: str | None = None
    try:
        if retrieval_only:
            evidence = assistant.search(question)
        else:
            answer = assistant.answer(question)
        seconds = time.perf_counter() - started
        scores = (
            score_answer(case, answer, article=article)
            if answer
            else score_evidence(case, evidence)
        )
    except Exception as crash:
        seconds = time.perf_counter() - started
        error = " ".join(f"{type(crash).__name__}: {crash}".split())
        scores = score_crash(case, error=error, retrieval_only=retrieval_only)
    return EvalRecord(
        case=case, answer=answer, evidence=evidence, scores=scores, seconds=seconds, error=error
    )


def _lookup(library: Articles) -> ArticleLookup:
    def article(article_id: str) -> Article | None:
        try:
            return library.article(article_id)
        except ArticleNotFound:
            return None

    return article
