"""The backend without a model: it quotes."""

from dataclasses import replace
from datetime import date

import pytest
from answer_factory import make_article, make_sentence

from rag.llm.extractive import ExtractiveModel, chosen
from rag.protocols import LanguageModel, Prompt
from rag.schema import Evidence, Length, Question

ARTICLE = make_article("barge", "The Heron sank on Thursday. Its owner was fined.")
FIRST = make_sentence(ARTICLE, "The Heron sank on Thursday.")
SAME_ARTICLE = make_sentence(ARTICLE, "Its owner was fined.", rank=2)
OTHER = make_sentence(make_article("other", "The barge sank.", published=date(2025, 1, 1)), rank=3)
FAR = make_sentence(make_article("far", "Sheep graze."), rank=4, score=0.01)
MODEL: LanguageModel = ExtractiveModel()


def said(*evidence: Evidence) -> str:
    prompt = Prompt(system="Be brief.", user="?", max_tokens=9, evidence=evidence)
    return "".join(MODEL.generate(prompt))


@pytest.mark.parametrize(
    ("evidence", "text"),
    [
        ((), ""),
        ((FIRST,), "The Heron sank on Thursday [27 February 2025]."),
        ((FIRST, SAME_ARTICLE), "The Heron sank on Thursday [27 February 2025]."),
        ((FIRST, FAR), "The Heron sank on Thursday [27 February 2025]."),
        ((FIRST, OTHER), "The Heron sank on Thursday [27 February 2025]. The barge sank."),
    ],
)
def test_what_it_says(evidence: tuple[Evidence, ...], text: str) -> None:
    assert said(*evidence) == text


def test_of_one_article_all_that_comes_near_is_told_in_its_order() -> None:
    asked = Question(text="?", as_of=date(2025, 3, 10), articles=(ARTICLE.article_id,))
    far = make_sentence(ARTICLE, "Its", rank=3, score=0.01)
    evidence = (replace(SAME_ARTICLE, rank=1), replace(FIRST, score=0.7), far)
    prompt = Prompt(system="", user="?", max_tokens=9, question=asked, evidence=evidence)
    quotes = "The Heron sank on Thursday [27 February 2025]. Its owner was fined."
    assert "".join(MODEL.generate(prompt)) == quotes
    several = replace(prompt, evidence=(*evidence, OTHER))
    assert "".join(MODEL.generate(several)) == "Its owner was fined. The barge sank."


def test_at_most_two_are_quoted() -> None:
    third = make_sentence(make_article("third", "A barge sank."), rank=4)
    assert chosen((FIRST, SAME_ARTICLE, OTHER, third)) == (FIRST, OTHER)


def test_it_tells_no_probability_and_has_room_for_everything() -> None:
    prompt = Prompt(system="", user="", max_tokens=1)
    assert MODEL.probability(prompt, choices=("Yes", "No")) is None
    assert MODEL.count_tokens("one two  three") == 3
    assert MODEL.context > 100_000


def test_it_says_what_it_is() -> None:
    assert MODEL.info.backend == "extractive"


@pytest.mark.parametrize(("length", "quoted"), [("short", 1), ("normal", 2), ("long", 5)])
def test_a_long_answer_quotes_more_than_a_short_one(length: Length, quoted: int) -> None:
    names = ("first", "second", "third", "fourth", "fifth", "sixth")
    evidence = tuple(
        make_sentence(make_article(name, f"The {name} barge sank."), rank=rank)
        for rank, name in enumerate(names, start=1)
    )
    asked = Question(text="?", as_of=date(2025, 3, 10), length=length)
    prompt = Prompt(system="", user="?", max_tokens=9, question=asked, evidence=evidence)
    quotes = " ".join(each.text for each in evidence[:quoted])
    assert "".join(MODEL.generate(prompt)) == quotes
