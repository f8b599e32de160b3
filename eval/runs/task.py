"""A task: what a run works through. One is asking questions; reading dates is another."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from eval.cases import EvalCase
from eval.metrics.scoring import ArticleLookup, Metric, Outcome
from eval.runs.record import Case
from rag.schema import Answer, Found, Question, RetrievedPassage


class Task(Protocol):
    """Cases, the metrics that score them, and what is done with each.

    `deciding` names metrics, of which the first that applies to a case says whether it is right.
    `references` are figures to hold a metric against, such as what always giving the commonest
    answer scores.
    """

    @property
    def cases(self) -> Sequence[Case]:
        """All cases, in the order in which they are taken."""
        ...

    @property
    def metrics(self) -> Sequence[Metric]:
        """The metrics, in the order in which they are shown."""
        ...

    @property
    def deciding(self) -> Sequence[str]:
        """Names of metrics; the first that applies to a case decides whether it is right."""
        ...

    @property
    def references(self) -> Mapping[str, float]:
        """Figures to hold the metrics against, by name; may be empty."""
        ...

    def attempt(self, case: Any, *, repeat: int) -> Outcome:
        """Do what the case asks for; whatever is raised is the case's crash."""
        ...


class Answering(Protocol):
    """What a run asks of an assistant."""

    def answer(self, question: Question) -> Answer:
        """Give the checked answer."""
        ...

    def search(self, question: Question) -> Found:
        """Give the evidence, best first, and what was searched for; nothing is phrased."""
        ...


class Searching(Protocol):
    """What a run of a retrieval benchmark asks of a retriever."""

    def search(self, question: Question) -> tuple[RetrievedPassage, ...]:
        """Give the best passages, best first."""
        ...


Beside = Callable[[EvalCase, Question], Mapping[str, tuple[RetrievedPassage, ...]]]
"""Gives the passages that other systems find for a case's question, by the systems' names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTask:
    """Asks questions of a collection.

    `assistants` has one for each repeat; a run without answers asks the first for evidence alone.
    `searching` is asked for `passages` passages besides, where the metrics want them, and `beside`
    for those of the systems that it is held against. `as_of` is the reader's day for cases without
    one.
    """

    cases: Sequence[EvalCase]
    metrics: Sequence[Metric]
    deciding: Sequence[str]
    assistants: Sequence[Answering]
    as_of: date
    article: ArticleLookup
    answers: bool = True
    evidence: bool = True
    searching: Searching | None = None
    beside: Beside | None = None
    passages: int | None = None
    references: Mapping[str, float] = field(default_factory=dict)

    def attempt(self, case: EvalCase, *, repeat: int) -> Outcome:
        """Ask the case's question."""
        question, assistant = self._question(case), self.assistants[repeat]
        answer = assistant.answer(question) if self.answers else None
        found = answer or (assistant.search(question) if self.evidence else None)
        done = time.perf_counter()
        if found:  # passages stand for those behind the evidence: found by the same words
            question = replace(question, text=found.searched.text, history=())
        passages = self.searching.search(question) if self.searching else ()
        done = done if found else time.perf_counter()
        beside = self.beside(case, question) if self.beside else {}
        return Outcome(
            answer=answer,
            evidence=found.evidence if found else (),
            passages=passages,
            article=self.article,
            beside=beside,
            aside_seconds=time.perf_counter() - done,
        )

    def _question(self, case: EvalCase) -> Question:
        return Question(
            text=case.question,
            as_of=case.as_of or self.as_of,
            history=case.history,
            articles=case.within,
            k=self.passages,
        )
