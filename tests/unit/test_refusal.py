"""Refusal: whether the evidence answers at all."""

from datetime import date

from answer_factory import make_article, make_sentence

from rag.answering.refusal import Verdict, judge
from rag.retrieval.question import read_question
from rag.schema import Evidence, Question

READING = read_question(
    Question(text="How many rowers sank the barge Heron?", as_of=date(2025, 3, 10))
)
SCORES = [step / 100 for step in range(101)]


def scored(score: float, *, lacking: tuple[str, ...] = ()) -> Evidence:
    return make_sentence(make_article("barge", "Rowers sank it."), score=score, lacking=lacking)


def verdict(*evidence: Evidence) -> Verdict:
    return judge(READING, evidence)


def test_without_evidence_there_is_no_answer() -> None:
    assert not verdict().answerable


def test_evidence_that_covers_the_question_answers_and_far_evidence_does_not() -> None:
    assert verdict(scored(1.0)).answerable
    assert not verdict(scored(0.01)).answerable


def test_more_is_never_worse() -> None:
    for lacking in ((), ("heron",)):
        answers = [verdict(scored(score, lacking=lacking)).answerable for score in SCORES]
        assert answers == sorted(answers)


def _decided_by_lacking() -> list[float]:
    """Scores at which it counts whether a word is lacking."""
    return [
        score
        for score in SCORES
        if verdict(scored(score)).answerable
        and not verdict(scored(score, lacking=("heron",))).answerable
    ]


def test_in_doubt_a_word_that_no_report_has_refuses() -> None:
    doubtful = _decided_by_lacking()
    assert doubtful
    assert "Heron" in verdict(scored(doubtful[0], lacking=("heron",))).reason


def test_out_of_doubt_a_lacking_word_does_not_refuse() -> None:
    assert verdict(scored(1.0, lacking=("heron",))).answerable


def test_in_doubt_a_word_that_one_of_the_nearest_has_is_not_lacking() -> None:
    score = _decided_by_lacking()[0]
    assert verdict(scored(score, lacking=("heron",)), scored(score, lacking=("rower",))).answerable
    assert not verdict(scored(score, lacking=("heron",)), scored(0.01)).answerable


def test_the_best_sentence_decides_how_near_the_evidence_is() -> None:
    assert verdict(scored(1.0), scored(0.01)).answerable


def test_every_verdict_says_why() -> None:
    for each in (verdict(), verdict(scored(0.01)), verdict(scored(1.0))):
        assert each.reason
