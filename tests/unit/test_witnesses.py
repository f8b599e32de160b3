"""Witnesses: which evidence is cited for a sentence, and which isn't."""

from dataclasses import replace
from datetime import date

import pytest
from answer_factory import as_copies, make_article, make_sentence

from rag.answering.witnesses import Asking, witnesses
from rag.retrieval.question import read_question
from rag.schema import Evidence, Question

SANK = make_sentence(make_article("barge", "The barge Heron sank on Thursday."))
OTHER = make_sentence(make_article("other", "On Thursday the barge Heron sank."), rank=3)


def asking(question: str = "What happened to the barge Heron?") -> Asking:
    asked = Question(text=question, as_of=date(2025, 3, 10))
    return Asking(reading=read_question(asked), as_of=asked.as_of)


def cited(
    claim: str,
    *evidence: Evidence,
    question: str = "What happened to the barge Heron?",
    named: tuple[Evidence, ...] = (),
) -> list[str]:
    found = witnesses(claim, evidence=evidence, asking=asking(question), named=named)
    return [each.evidence.text for each in found]


def test_each_article_bears_witness_once_with_its_best_sentence() -> None:
    twice = make_article("twice", "The Heron sank near Marrowby. The barge Heron sank.")
    near = make_sentence(twice, "The Heron sank near Marrowby.")
    best = make_sentence(twice, "The barge Heron sank.", rank=2)
    assert cited("The barge Heron sank.", near) == [near.text]
    assert cited("The barge Heron sank.", near, best, OTHER) == [best.text, OTHER.text]


def test_copies_of_a_report_bear_witness_once() -> None:
    copies = as_copies(*(make_article(f"c{n}", SANK.text) for n in range(4)))
    crowd = [make_sentence(each, rank=n) for n, each in enumerate(copies, start=1)]
    assert cited("The barge Heron sank.", *crowd, replace(OTHER, rank=5)) == [SANK.text, OTHER.text]


def test_a_crowd_of_witnesses_is_cut() -> None:
    crowd = [
        make_sentence(make_article(f"a{rank}", f"The barge sank, said crew {rank}."), rank=rank)
        for rank in range(1, 13)
    ]
    assert cited("The barge sank.", *crowd) == [each.text for each in crowd[:3]]


def test_who_shares_the_value_but_not_the_claim_is_not_cited() -> None:
    passing = make_sentence(
        make_article("fair", "On Thursday the fair opened beside the barge."), rank=2
    )
    question = "When did the barge Heron sink?"
    assert cited("It sank on Thursday.", SANK, passing, question=question) == [SANK.text]
    faint = replace(OTHER, score=0.4)
    assert cited("27 February 2025", SANK, faint, question=question) == [SANK.text]


def test_a_sentence_quoted_whole_is_cited_first() -> None:
    longer = make_sentence(make_article("long", "The barge Heron sank."), rank=1)
    quote = replace(OTHER, rank=2)
    claim = "On Thursday [27 February 2025] the barge Heron sank."
    assert cited(claim, replace(SANK, rank=1), quote, longer)[0] == quote.text


def test_what_the_model_names_comes_first_where_it_carries_the_claim() -> None:
    assert cited("The barge sank.", SANK, OTHER)[0] == SANK.text
    assert cited("The barge sank.", SANK, OTHER, named=(OTHER,))[0] == OTHER.text
    sheep = make_sentence(make_article("sheep", "Sheep graze on the dyke."), rank=2)
    assert cited("The barge sank.", SANK, sheep, named=(sheep,)) == [SANK.text]


def test_two_facts_may_be_carried_by_two_reports() -> None:
    fined = make_sentence(make_article("fine", "Orla Vane was fined 900 crowns."), rank=2)
    both = "The barge Heron sank on Thursday and Orla Vane was fined 900 crowns."
    assert cited(both, SANK, fined) == [SANK.text, fined.text]
    for wrong in (both.replace("900", "800"), both.replace("Thursday", "Friday")):
        assert cited(wrong, SANK, fined) == []


def test_a_part_without_a_subject_takes_that_of_the_claim() -> None:
    burned = make_sentence(make_article("ferry", "The ferry Lark burned in Skerrow."), rank=2)
    assert cited("The barge Heron sank and burned in Skerrow.", SANK, burned) == []
    same = make_sentence(make_article("heron", "The barge Heron burned in Skerrow."), rank=2)
    assert cited("The barge Heron sank and burned in Skerrow.", SANK, same) == [
        SANK.text,
        same.text,
    ]


DENIED = make_sentence(make_article("sound", "The barge Heron did not sink on Thursday."))


@pytest.mark.parametrize(
    ("claim", "evidence", "carried"),
    [
        ("Yes.", SANK, True),
        ("No.", SANK, False),
        ("Yes", DENIED, False),
        ("No", DENIED, True),
        ("Yes, the barge sank.", SANK, True),
        ("Yes, on Thursday.", SANK, True),
        ("Yes, on Friday.", SANK, False),
        ("No, the barge did not sink.", DENIED, True),
        ("No, the barge did not sink.", SANK, False),
        ("Yes, the barge did not sink.", DENIED, False),
        ("No barge sank.", SANK, False),
    ],
)
def test_yes_and_no_are_carried_too(claim: str, evidence: Evidence, carried: bool) -> None:
    assert bool(cited(claim, evidence, question="Did the barge Heron sink?")) is carried


def test_silence_is_no_denial() -> None:
    left = make_sentence(make_article("left", "The barge Heron left Quillport with sheep."))
    assert cited("No.", left, question="Did the barge Heron leave Quillport with goats?") == []
    second = make_sentence(make_article("visit", "It was the second visit of Brandt to Ferrin."))
    question = "Was it the first visit of Brandt to Ferrin?"
    assert cited("No.", second, question=question) == [second.text]
    assert cited("Yes.", second, question=question) == []
