"""Builds reports that may disagree, for tests of what holds them together."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from answer_factory import as_copies, make_article, make_sentence

from rag.answering.conflicts import Disagreement, disagreement
from rag.retrieval.question import QuestionReading, read_question
from rag.schema import Evidence, Question


def read(text: str) -> QuestionReading:
    return read_question(Question(text=text, as_of=date(2025, 3, 10)))


def report(
    name: str, sentence: str, *, rank: int = 1, lacking: Iterable[str] = (), **fields: Any
) -> Evidence:
    """Evidence from an article of that one sentence, or whose `text` holds it."""
    fields = {"text": sentence} | fields
    return make_sentence(make_article(name, **fields), sentence, rank=rank, lacking=lacking)


def told(*sentences: str) -> list[Evidence]:
    """Evidence from an article each, equally near to the question."""
    return [report(f"a{rank}", each, rank=rank) for rank, each in enumerate(sentences, start=1)]


def told_on(*reports: tuple[date, str]) -> list[Evidence]:
    """The same, each article published on a day."""
    return [
        report(f"a{rank}", sentence, rank=rank, published=day)
        for rank, (day, sentence) in enumerate(reports, start=1)
    ]


def told_by_copies(*sentences: str) -> list[Evidence]:
    """The same, but the articles are copies of one report."""
    evidence = told(*sentences)
    copies = as_copies(*(each.article for each in evidence))
    return [replace(each, article=copy) for each, copy in zip(evidence, copies, strict=True)]


def found(question: str, evidence: list[Evidence]) -> Disagreement | None:
    return disagreement(read(question), evidence)


def sides(question: str, evidence: list[Evidence]) -> dict[str, list[str]]:
    """Give the ids of the articles of each side by its value; empty where reports agree."""
    disagreeing = found(question, evidence)
    return {
        side.value: [each.article_id for each in side.evidence]
        for side in (disagreeing.sides if disagreeing else ())
    }
