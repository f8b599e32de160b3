"""Answers where reports differ: what readers are told of each side."""

from collections.abc import Sequence
from datetime import date

from conflict_reports import report

from rag.answering.assistant import Assistant
from rag.llm.extractive import ExtractiveModel
from rag.schema import Answer, Evidence, Found, Question, Searched

SIX, NINE = "The Dunmere landslide killed 6 people.", "The Dunmere landslide killed 9 people."
MONDAY, TUESDAY = date(2025, 3, 3), date(2025, 3, 4)


class _Finder:
    def __init__(self, evidence: Sequence[Evidence]) -> None:
        self._evidence = tuple(evidence)

    def retrieve(self, question: Question) -> Found:
        return Found(evidence=self._evidence, searched=Searched(text=question.text))


def answered(*evidence: Evidence, given: int = 6) -> Answer:
    asking = Assistant(
        retriever=_Finder(evidence),
        choose_model=lambda *_: ExtractiveModel(),
        max_tokens=30,
        given=given,
    )
    text = "How many people died in the Dunmere landslide?"
    return asking.answer(Question(text=text, as_of=date(2025, 3, 10)))


def test_reports_are_compared_beyond_what_a_model_is_given() -> None:
    reports = (
        report("a", SIX, published=MONDAY, outlet="Marsh Gazette"),
        report("b", NINE, rank=2, published=TUESDAY, outlet="Fen Post"),
    )
    answer = answered(*reports, given=1)
    assert answer.status == "conflicting"
    assert (answer.budget.passages_given, answer.budget.passages_cut) == (1, 0)


def test_an_update_names_the_latest_first_and_the_days() -> None:
    answer = answered(
        report("a", SIX, published=MONDAY, outlet="Marsh Gazette"),
        report("b", NINE, rank=2, published=TUESDAY, outlet="Fen Post"),
    )
    assert answer.status == "conflicting"
    assert answer.text == (
        f"Fen Post (latest, Tuesday, 4 March 2025): {NINE} [1] "
        f"Marsh Gazette (Monday, 3 March 2025): {SIX} [2]"
    )
    (conflict,) = answer.conflicts
    assert conflict.kind == "update"
    assert [(each.value, each.latest, each.date) for each in conflict.positions] == [
        ("9", True, TUESDAY),
        ("6", False, MONDAY),
    ]


def test_a_contradiction_has_no_latest_side() -> None:
    answer = answered(
        report("a", SIX, published=MONDAY, outlet="Marsh Gazette"),
        report("b", NINE, rank=2, published=MONDAY, outlet="Fen Post"),
    )
    (conflict,) = answer.conflicts
    assert conflict.kind == "contradiction"
    assert [each.latest for each in conflict.positions] == [False, False]
    assert answer.text == f"Marsh Gazette: {SIX} [1] Fen Post: {NINE} [2]"
