"""Exchanges of every kind, for tests of what keeps and shows them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from answer_factory import (
    as_copies,
    make_answer,
    make_article,
    make_citation,
    make_date,
    make_sentence,
)

from rag.errors import ModelBusy
from rag.schema import (
    AnswerSentence,
    Checks,
    Conflict,
    ModelInfo,
    Position,
    Question,
    Searched,
    Turn,
)
from ui.conversation import Exchange

LEDGER, MAIL = as_copies(
    make_article(
        "ledger",
        outlet="The Ledger",
        title="Bridge opens",
        author="Ada Holm",
        published_at=datetime(2025, 3, 3, 8, 30, tzinfo=UTC),
        place="Holm",
        language="en",
        url="https://ledger.example/bridge",
        provenance={"published": "front matter"},
        asides=((0, 3),),
    ),
    make_article("mail", outlet="The Mail", published=None, inferred=date(2025, 3, 3)),
)
QUESTION = Question(
    text="Who opened it?",
    as_of=date(2025, 3, 10),
    history=(Turn(role="user", content="Which bridge?"), Turn(role="assistant", content="Holm.")),
    outlets=("The Ledger", "The Mail"),
    authors=("Ada Holm",),
    languages=("en",),
    articles=("id-ledger",),
    since=date(2025, 3, 1),
    until=date(2025, 3, 31),
    k=7,
    backend="ollama",
    model="qwen2.5:3b",
    temperature=0.7,
    seed=3,
)
SEARCHED = Searched(
    text="Who opened the bridge?",
    outlets=("The Ledger",),
    since=date(2025, 3, 1),
    until=date(2025, 3, 31),
    notes=("No article is from The Gazette.",),
)
EVIDENCE = (
    make_sentence(LEDGER, score=0.75, lacking=("bridg", "open")),
    make_sentence(MAIL, rank=2, score=0.5),
)
MODEL = ModelInfo(backend="ollama", name="qwen2.5:3b")
FOUND: dict[str, Any] = {"searched": SEARCHED, "evidence": EVIDENCE}

_TEXT = "The mayor opened it [1]. It is red."
_ANSWER = make_answer(
    _TEXT,
    sentences=(
        AnswerSentence(text=_TEXT[:24], start=0, end=24, citations=(1,), support="supported"),
        AnswerSentence(text=_TEXT[25:], start=25, end=35, citations=(), support="unsupported"),
    ),
    citations=[replace(make_citation(LEDGER, LEDGER.text), also_carried_by=("The Mail",))],
    dates=(make_date("Tuesday", date(2025, 3, 4)),),
    checks=Checks(kept=1, dropped=1),
    model=MODEL,
    **FOUND,
)

ANSWERED = Exchange(question=QUESTION, text="The mayor.", answer=_ANSWER, model=MODEL, **FOUND)
CONFLICTING = replace(
    ANSWERED,
    answer=replace(
        _ANSWER,
        status="conflicting",
        text="The mayor [1]. The minister [2].",
        sentences=(),
        citations=(
            make_citation(LEDGER, "The mayor"),
            make_citation(MAIL, "opened the bridge", marker=2),
        ),
        conflicts=(
            Conflict(
                subject="who opened it",
                kind="update",
                positions=(
                    Position(
                        value="the minister", citations=(2,), latest=True, date=date(2025, 3, 3)
                    ),
                    Position(value="the mayor", citations=(1,)),
                ),
            ),
        ),
    ),
)
REFUSED = replace(
    ANSWERED,
    answer=replace(
        _ANSWER,
        status="not_found",
        text="The articles do not say.",
        reason="None tells of the minister.",
        sentences=(),
        citations=(),
        dates=(),
    ),
)
FAILED = Exchange(
    question=QUESTION, text="The m", error=ModelBusy("Too many wait.", mend="Try later."), **FOUND
)
STOPPED = Exchange(question=QUESTION, text="The m", model=MODEL, stopped=True, **FOUND)
FORMING = Exchange(question=QUESTION, text="The m", model=MODEL, **FOUND)
BEGUN = Exchange(question=Question(text="Why?", as_of=date(2025, 3, 10)))

EVERY_KIND = {
    "answered": ANSWERED,
    "conflicting": CONFLICTING,
    "refused": REFUSED,
    "failed": FAILED,
    "stopped": STOPPED,
    "forming": FORMING,
    "begun": BEGUN,
}


def ask(text: str, answer: str = "") -> Exchange:
    """An exchange of that question, and of that answer if there is one."""
    question = Question(text=text, as_of=date(2025, 3, 10))
    return Exchange(question=question, answer=make_answer(answer) if answer else None)
