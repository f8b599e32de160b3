"""Articles that a reader picked: each is asked for itself."""

from collections.abc import Iterator
from datetime import date

import pytest
from conflict_reports import report

from rag.answering.assistant import Assistant
from rag.llm.extractive import ExtractiveModel
from rag.protocols import LanguageModel, Prompt
from rag.schema import (
    Answer,
    AnswerReady,
    Evidence,
    Found,
    ModelInfo,
    Question,
    Searched,
    TextDelta,
)

MARSH = report(
    "marsh", "The Marsh chapel was built in 1872.", outlet="Marsh Gazette", published=None
)
FEN = report("fen", "Builders finished the Fen chapel in 1928.", outlet="Fen Post", published=None)
SEXTON = report("sexton", "The chapel of 1872 lost its sexton.", outlet="Bell", published=None)
SILENT = report("silent", "The chapel choir sings on Sundays.", outlet="Choir", published=None)


class _Reader:
    """A model that replies to each report with what it was told to."""

    info = ModelInfo(backend="embedded", name="reader")
    identity = "reader"
    context = 5_000

    def __init__(self, replies: dict[str, str]) -> None:
        self._replies = replies
        self.prompts: list[Prompt] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(self, prompt: Prompt) -> Iterator[str]:
        self.prompts.append(prompt)
        (name,) = {each.article_id for each in prompt.evidence}
        yield self._replies[name.removeprefix("id-")]

    def probability(self, prompt: Prompt, *, choices: tuple[str, str]) -> None:
        return None


class _Finder:
    def __init__(self, *evidence: Evidence) -> None:
        self._evidence = evidence

    def retrieve(self, question: Question) -> Found:
        return Found(evidence=self._evidence, searched=Searched(text=question.text))


def picked(*evidence: Evidence) -> Question:
    return Question(
        text="When was the chapel built?",
        as_of=date(2025, 3, 10),
        articles=tuple(each.article_id for each in evidence),
    )


def assistant(model: LanguageModel, *evidence: Evidence) -> Assistant:
    return Assistant(
        retriever=_Finder(*evidence), choose_model=lambda *_: model, max_tokens=30, given=6
    )


def answered(model: LanguageModel, *evidence: Evidence) -> Answer:
    return assistant(model, *evidence).answer(picked(*evidence))


def positions(answer: Answer) -> list[tuple[str, list[str]]]:
    quotes = {each.marker: each.quote for each in answer.citations}
    return [
        (position.value, [quotes[marker] for marker in position.citations])
        for conflict in answer.conflicts
        for position in conflict.positions
    ]


def test_articles_that_answer_otherwise_are_set_side_by_side() -> None:
    answer = answered(_Reader({"marsh": "1872.", "fen": "1928"}), MARSH, FEN)
    assert answer.status == "conflicting"
    assert positions(answer) == [("1872", [MARSH.text]), ("1928", [FEN.text])]
    assert (answer.checks.kept, answer.checks.dropped) == (2, 0)


def test_each_is_asked_alone_the_question_before_its_sentences() -> None:
    model = _Reader({"marsh": "1872", "fen": "1928"})
    answered(model, MARSH, FEN)
    assert [prompt.user for prompt in model.prompts] == [
        f"Question: When was the chapel built?\nReport: (Marsh Gazette) {MARSH.text}",
        f"Question: When was the chapel built?\nReport: (Fen Post) {FEN.text}",
    ]
    assert len({prompt.system for prompt in model.prompts}) == 1


def test_articles_that_agree_answer_together() -> None:
    answer = answered(_Reader({"marsh": "in 1872", "sexton": "1872"}), MARSH, SEXTON)
    assert answer.status == "answered"
    assert [each.quote for each in answer.citations] == [MARSH.text, SEXTON.text]


@pytest.mark.parametrize("nothing", ["none", "None.", "Not stated in the report.", "", "1955"])
def test_a_reply_that_its_report_does_not_carry_counts_for_nothing(nothing: str) -> None:
    answer = answered(_Reader({"marsh": "1872", "silent": nothing}), MARSH, SILENT)
    assert answer.status == "answered"
    assert [each.quote for each in answer.citations] == [MARSH.text]


def test_a_year_is_told_as_the_day_that_its_report_has() -> None:
    day = report("day", "The chapel was built on 4 May 1872.", outlet="Bell", published=None)
    answer = answered(_Reader({"day": "1872", "fen": "1928"}), day, FEN)
    assert [value for value, _ in positions(answer)] == ["4 May 1872", "1928"]
    answer = answered(_Reader({"day": "1872", "marsh": "1872"}), day, MARSH)
    assert answer.status == "answered"


def test_none_that_answers_is_a_refusal() -> None:
    answer = answered(_Reader({"marsh": "none", "fen": "none"}), MARSH, FEN)
    assert (answer.status, answer.citations) == ("not_found", ())
    assert answer.reason == "None of these articles answers it."


def test_who_takes_no_side_is_quoted_beside_them() -> None:
    replies = {
        "marsh": "1872",
        "fen": "1928",
        "silent": "The chapel choir sings, and it does so on Sundays, whenever the bells are rung.",
    }
    answer = answered(_Reader(replies), MARSH, FEN, SILENT)
    assert [value for value, _ in positions(answer)] == ["1872", "1928"]
    assert [each.quote for each in answer.citations] == [MARSH.text, FEN.text, SILENT.text]


def test_replies_are_told_as_they_come() -> None:
    model = _Reader({"marsh": "1872", "fen": "none"})
    *events, last = assistant(model, MARSH, FEN).ask(picked(MARSH, FEN))
    assert [each.text for each in events if isinstance(each, TextDelta)] == ["1872\n"]
    assert isinstance(last, AnswerReady)
    assert last.answer.timings.first_token_ms is not None


def test_without_a_model_each_is_quoted() -> None:
    answer = answered(ExtractiveModel(), MARSH, SEXTON)
    assert [each.quote for each in answer.citations] == [MARSH.text, SEXTON.text]


def test_a_single_article_or_very_many_are_not_asked_one_by_one() -> None:
    model = _Reader({"marsh": "The Marsh chapel was built in 1872."})
    answered(model, MARSH)
    assert [prompt.max_tokens for prompt in model.prompts] == [30]
    assert not Question(text="?", as_of=date(2025, 3, 10), articles=("x",) * 13).asks_each
