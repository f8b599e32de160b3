"""The Assistant: question -> events. Every interface consumes these same events."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from rag.answering.conversation import checked_rewriting, joined, stand_alone
from rag.answering.outcomes import outcome_of
from rag.answering.prompts import Fitted, answering_prompt, rewriting_prompt
from rag.answering.refusal import ReadClosely
from rag.answering.witnesses import Asking, Entails
from rag.errors import ModelError, QuestionError
from rag.protocols import LanguageModel, Retriever
from rag.retrieval.question import read_question
from rag.schema import (
    Answer,
    AnswerEvent,
    AnswerReady,
    Budget,
    EvidenceFound,
    Found,
    Question,
    Timings,
)

MAX_QUESTION = 4_000
"""Characters of a question; nobody asks a longer one, and the model's context is not endless."""

ChooseModel = Callable[[str | None, str | None], LanguageModel]
"""Gives the model for a backend's and a model's name, either of which may be None."""


class Assistant:
    """Answers questions from what the retriever finds, in words of the model that is chosen."""

    def __init__(
        self,
        *,
        retriever: Retriever,
        choose_model: ChooseModel,
        max_tokens: int,
        given: int,
        entails: Entails | None = None,
        closely: ReadClosely | None = None,
    ) -> None:
        """Answer from what `retriever` finds, of which a model is given so many sentences.

        `entails` and `closely` check more than words do; without them words alone are compared.
        """
        self._retriever = retriever
        self._choose_model = choose_model
        self._max_tokens = max_tokens
        self._given = given
        self._entails = entails
        self._closely = closely

    def answer(self, question: Question) -> Answer:
        """Give the checked answer. Raises QuestionError, StoreError and ModelError."""
        for event in self.ask(question):
            if isinstance(event, AnswerReady):
                return event.answer
        raise AssertionError("the last event is the answer")

    def search(self, question: Question) -> Found:
        """Give the evidence, best first, and what was searched for; no model is asked.

        Raises QuestionError and StoreError.
        """
        return self._retriever.retrieve(_standing(checked_question(question), model=None))

    def ask(self, question: Question) -> Iterator[AnswerEvent]:
        """Yield the evidence, the text as it forms, and last the checked answer.

        Closing the iterator stops the model. Raises QuestionError, StoreError and ModelError.
        """
        started = time.perf_counter()
        checked_question(question)
        model = self._choose_model(question.backend, question.model)
        standing = _standing(question, model=model)
        reading = read_question(standing)
        found = self._retriever.retrieve(standing)
        retrieved = time.perf_counter()
        yield EvidenceFound(evidence=found.evidence, searched=found.searched, model=model.info)
        given = found.evidence if question.length == "long" else found.evidence[: self._given]
        fitted = answering_prompt(
            standing,
            given,
            max_tokens=self._max_tokens,
            context=model.context,
            count_tokens=model.count_tokens,
        )
        outcome = yield from outcome_of(
            standing,
            Asking(reading=reading, as_of=question.as_of, entails=self._entails),
            fitted,
            found=found.evidence,
            model=model,
            closely=self._closely,
        )
        yield AnswerReady(
            answer=Answer(
                question=question.text,
                as_of=question.as_of,
                status=outcome.status,
                text=outcome.checked.text,
                sentences=outcome.checked.sentences,
                citations=outcome.checked.citations,
                conflicts=outcome.conflicts,
                dates=outcome.checked.dates,
                checks=outcome.checks,
                reason=outcome.reason,
                evidence=found.evidence,
                searched=found.searched,
                model=model.info,
                budget=_budget(fitted, given=len(given), context=model.context),
                timings=_timings(started, retrieved=retrieved, first_token=outcome.first_token),
            )
        )


def checked_question(question: Question) -> Question:
    """Give the question back if it can be asked at all. Raises QuestionError."""
    if not question.text.strip():
        raise QuestionError("The question is empty.", mend="Ask something in words.")
    if any(0xD800 <= ord(character) <= 0xDFFF for character in question.text):
        raise QuestionError("The question isn't text (half a character).", mend="Type it anew.")
    if len(question.text) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(question.text):,} characters, more than {MAX_QUESTION:,}.",
            mend="Ask a shorter one; long texts belong into the collection (`dateline ingest`).",
        )
    return question


def _standing(question: Question, *, model: LanguageModel | None) -> Question:
    """Give the question as it stands without the conversation, by rules or else by the model.

    Where neither can, the last question is joined to it.
    """
    text = stand_alone(question)
    if text is None and model is not None and model.info.backend != "extractive":
        text = _rewritten(question, model=model)
    text = joined(question) if text is None else text
    return replace(question, text=text[:MAX_QUESTION], history=())


def _rewritten(question: Question, *, model: LanguageModel) -> str | None:
    """Let the model say the question; None where it fails, or says what nobody said."""
    try:
        said = "".join(model.generate(rewriting_prompt(question)))
    except ModelError:
        return None
    return checked_rewriting(said, question)


def _budget(fitted: Fitted, *, given: int, context: int) -> Budget:
    return Budget(
        context=context,
        prompt=fitted.tokens,
        passages_given=len(fitted.given),
        passages_cut=given - len(fitted.given),
    )


def _timings(started: float, *, retrieved: float, first_token: float | None) -> Timings:
    return Timings(
        retrieve_ms=_milliseconds(started, retrieved),
        first_token_ms=first_token and _milliseconds(started, first_token),
        total_ms=_milliseconds(started, time.perf_counter()),
    )


def _milliseconds(start: float, end: float) -> float:
    return round((end - start) * 1000, 1)
