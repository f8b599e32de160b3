"""The Assistant: question -> events. Every interface consumes these same events."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answering.citations import Checked, Claim, cite, claims
from rag.answering.conflicts import Side, disagreement
from rag.answering.conversation import checked_rewriting, joined, stand_alone
from rag.answering.dating import dated_evidence
from rag.answering.prompts import Fitted, answering_prompt, checking_prompt, rewriting_prompt
from rag.answering.refusal import judge
from rag.errors import ModelError, QuestionError
from rag.protocols import LanguageModel, Retriever
from rag.retrieval.question import QuestionReading, read_question
from rag.schema import (
    Answer,
    AnswerEvent,
    AnswerReady,
    Budget,
    Conflict,
    Evidence,
    EvidenceFound,
    Found,
    Position,
    Question,
    Status,
    TextDelta,
    Timings,
)

MAX_QUESTION = 4_000
"""Characters of a question; nobody asks a longer one, and the model's context is not endless."""

NOT_FOUND = "Not in these articles."
_YES, _NO = "Yes", "No"
_DOUBT = 0.5
"""Below this probability that the evidence states the answer, it is not given."""

ChooseModel = Callable[[str | None, str | None], LanguageModel]
"""Gives the model for a backend's and a model's name, either of which may be None."""


class Assistant:
    """Answers questions from what the retriever finds, in words of the model that is chosen."""

    def __init__(self, *, retriever: Retriever, choose_model: ChooseModel, max_tokens: int) -> None:
        self._retriever = retriever
        self._choose_model = choose_model
        self._max_tokens = max_tokens

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
        fitted = answering_prompt(
            standing,
            found.evidence,
            max_tokens=self._max_tokens,
            context=model.context,
            count_tokens=model.count_tokens,
        )
        outcome = yield from _outcome(reading, fitted, model=model)
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
                evidence=found.evidence,
                searched=found.searched,
                model=model.info,
                budget=_budget(fitted, found=len(found.evidence), context=model.context),
                timings=_timings(started, retrieved=retrieved, first_token=outcome.first_token),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    status: Status
    checked: Checked
    conflicts: tuple[Conflict, ...] = ()
    first_token: float | None = None


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


def _outcome(
    reading: QuestionReading, fitted: Fitted, *, model: LanguageModel
) -> Generator[TextDelta, None, _Outcome]:
    """Refuse, set reports side by side, or let the model speak and check what it says."""
    if not _answers(reading, fitted, model=model):
        return _refused()
    sides = disagreement(reading, fitted.given)
    if sides:
        return _disagreeing(sides, reading)
    text, first_token = "", None
    for piece in model.generate(fitted.prompt):
        first_token = first_token or time.perf_counter()
        text += piece
        yield TextDelta(text=piece)
    return _answering(text, fitted.given, reading=reading, first_token=first_token)


def _answers(reading: QuestionReading, fitted: Fitted, *, model: LanguageModel) -> bool:
    """Rules decide whether the evidence answers; a model that can tell how sure it is may veto."""
    if not judge(reading, fitted.given).answerable:
        return False
    sure = model.probability(checking_prompt(fitted.prompt), choices=(_YES, _NO))
    return sure is None or sure >= _DOUBT


def _refused() -> _Outcome:
    return _Outcome(
        status="not_found", checked=Checked(text=NOT_FOUND, sentences=(), citations=(), dates=())
    )


def _answering(
    text: str,
    evidence: Sequence[Evidence],
    *,
    reading: QuestionReading,
    first_token: float | None,
) -> _Outcome:
    """Keep what the evidence carries; where nothing is left, quote the best evidence instead."""
    asked = frozenset(word.stem for word in reading.words)
    carried = [each for each in claims(text, evidence=evidence, asked=asked) if each.evidence]
    if not carried:
        carried = [Claim(text=dated_evidence(evidence[0]), evidence=(evidence[0],))]
    return _Outcome(status="answered", checked=cite(carried), first_token=first_token)


def _disagreeing(sides: Sequence[Side], reading: QuestionReading) -> _Outcome:
    """Let each side speak in its own words; which is right is not for Dateline to say."""
    claimed = [Claim(text=_as_reported(side.evidence[0]), evidence=side.evidence) for side in sides]
    checked = cite(claimed)
    positions = tuple(
        Position(value=side.value, citations=sentence.citations)
        for side, sentence in zip(sides, checked.sentences, strict=True)
    )
    conflict = Conflict(subject=reading.text, positions=positions)
    return _Outcome(status="conflicting", checked=checked, conflicts=(conflict,))


def _as_reported(evidence: Evidence) -> str:
    outlet = evidence.article.outlet or evidence.article.title or evidence.article.file
    return f"{outlet}: {dated_evidence(evidence)}"


def _budget(fitted: Fitted, *, found: int, context: int) -> Budget:
    return Budget(
        context=context,
        prompt=fitted.tokens,
        passages_given=len(fitted.given),
        passages_cut=found - len(fitted.given),
    )


def _timings(started: float, *, retrieved: float, first_token: float | None) -> Timings:
    return Timings(
        retrieve_ms=_milliseconds(started, retrieved),
        first_token_ms=first_token and _milliseconds(started, first_token),
        total_ms=_milliseconds(started, time.perf_counter()),
    )


def _milliseconds(start: float, end: float) -> float:
    return round((end - start) * 1000, 1)
