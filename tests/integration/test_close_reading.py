"""Refusal with the real embedder: words are compared as they are meant where they stand."""

from datetime import date

import pytest
from answer_factory import make_article, make_sentence

from rag.answering.refusal import Closeness, CloseReader
from rag.answering.refusal.judging import chance_of, measures
from rag.index.embedding import SentenceEmbedder
from rag.retrieval.question import QuestionReading, read_question
from rag.schema import Question

TEXTS = (
    "The skipper of the ferry, Ada Holm, was fined 900 crowns by the court on Monday.",
    "The ferry had rammed the pier in thick fog.",
)
EVIDENCE = tuple(
    make_sentence(make_article(f"report-{number}", text), score=0.55)
    for number, text in enumerate(TEXTS)
)


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    return SentenceEmbedder()


def read_closely(reading: QuestionReading, *, embedder: SentenceEmbedder) -> Closeness:
    *_, closeness = CloseReader(embedder)(reading, EVIDENCE)
    return closeness


def chance(text: str, *, embedder: SentenceEmbedder) -> float:
    reading = read_question(Question(text=text, as_of=date(2025, 3, 10)))
    closeness = read_closely(reading, embedder=embedder)
    return chance_of(measures(reading, EVIDENCE, closeness=closeness))


def test_words_of_like_meaning_are_near_and_others_far(embedder: SentenceEmbedder) -> None:
    reading = read_question(
        Question(text="Which captain must pay a penalty for bananas?", as_of=date(2025, 3, 10))
    )
    words = read_closely(reading, embedder=embedder).words
    assert min(words["captain"], words["penalti"]) > words["banana"]


def test_a_question_in_other_words_is_likelier_answered_than_another_one(
    embedder: SentenceEmbedder,
) -> None:
    paraphrased = chance("What penalty did the captain of the ferry get?", embedder=embedder)
    other = chance("What population did the island of the ferry have?", embedder=embedder)
    assert paraphrased > other
