"""Support: whether a sentence of evidence carries a claim."""

from datetime import date

import pytest
from answer_factory import make_article, make_sentence
from claim_pairs import CARRIED, NOT_CARRIED, Pair

from rag.answering.dating import dated_evidence
from rag.answering.facts.numerals import numbers
from rag.answering.support import carries
from rag.answering.witnesses import Asking, witnesses
from rag.retrieval.question import read_question
from rag.schema import Question
from rag.words import stems

# Published on Monday, 3 March 2025: its Thursday is 27 February.
ARTICLE = make_article(
    "barge",
    "The barge Heron left Quillport on Thursday with 212 sheep and four rowers.",
    title="Barge leaves for Marrowby",
    outlet="The Marsh Gazette",
)
EVIDENCE = make_sentence(ARTICLE)


@pytest.mark.parametrize(
    "claim",
    [
        "The barge Heron left Quillport with 212 sheep.",
        "The Heron left with 4 rowers.",
        "The Heron left on Thursday.",
        "The Heron left on 27 February 2025.",
        "The Heron left in February 2025.",
        "The barge left Quillport for Marrowby.",
        "The barge Heron left Quillport with 212 sheep and four rowers, the Gazette says.",
    ],
)
def test_what_the_evidence_says_is_carried(claim: str) -> None:
    checked = carries(EVIDENCE, claim=claim, asked=frozenset())
    assert checked.supported
    assert checked.lacking == ()


@pytest.mark.parametrize(
    ("claim", "lacking"),
    [
        ("The Heron left Quillport with 213 sheep.", "213"),
        ("The Heron left Quillport with five rowers.", "five"),
        ("The Heron left Quillport on 6 March 2025.", "6 March 2025"),
        ("The Heron left Quillport in 2024.", "2024"),
        ("The barge left Quillport with Vane.", "Vane"),
    ],
)
def test_a_number_a_date_or_a_name_of_its_own_is_named(claim: str, lacking: str) -> None:
    checked = carries(EVIDENCE, claim=claim, asked=frozenset())
    assert not checked.supported
    assert checked.lacking == (lacking,)


def test_a_claim_may_be_less_exact_about_a_date_but_never_more() -> None:
    vague = make_sentence(make_article("b", "The Heron left Quillport in February 2025."))
    exact = "The Heron left Quillport on 27 February 2025."
    assert not carries(vague, claim=exact, asked=frozenset()).supported
    assert carries(vague, claim="The Heron left Quillport in 2025.", asked=frozenset()).supported


def test_relative_dates_of_a_claim_are_read_by_the_report() -> None:
    undated = make_sentence(make_article("b", "The Heron left Quillport.", published=None))
    claim = "The Heron left Quillport last Thursday."
    assert carries(EVIDENCE, claim=claim, asked=frozenset()).supported
    exact = "The Heron left on 27 February 2025."
    assert not carries(undated, claim=exact, asked=frozenset()).supported


def test_too_many_words_of_its_own_are_not_carried() -> None:
    claim = "The barge sank in a violent storm that wrecked its wooden cabin."
    checked = carries(EVIDENCE, claim=claim, asked=frozenset())
    assert not checked.supported
    assert checked.share < 0.5


def test_words_of_the_question_need_no_proof_but_numbers_and_strange_names_do() -> None:
    claim = "The wooden barge left with 212 sheep."
    asked = stems("Which wooden barge of Orla Vane left?")
    assert not carries(EVIDENCE, claim=claim.replace("barge", "raft"), asked=frozenset()).supported
    assert carries(EVIDENCE, claim=claim, asked=asked).supported
    more = claim.replace("212", "300")
    assert not carries(EVIDENCE, claim=more, asked=asked | stems("300")).supported
    named = claim.replace("The wooden", "Orla Vane's")
    assert carries(EVIDENCE, claim=named, asked=asked).lacking == ("Orla", "Vane's")


def test_names_may_be_taken_from_the_sentences_before() -> None:
    text = "Captain Orla Vane reached Marrowby. She had left Quillport with 212 sheep."
    evidence = make_sentence(make_article("vane", text), text.partition(". ")[2])
    assert carries(evidence, claim="Vane left Quillport.", asked=frozenset()).supported
    assert carries(evidence, claim="Orla Vane left Quillport.", asked=frozenset()).supported
    assert not carries(evidence, claim="Ilse Vane left Quillport.", asked=frozenset()).supported


def test_a_fuller_name_must_stand_in_the_article() -> None:
    text = "Orla Vane is the captain. The barge left Quillport. The crew praised Vane on Thursday."
    evidence = make_sentence(make_article("crew", text), text.rpartition(". ")[2])
    fuller = "The crew praised {} Vane."
    for name, carried in (("Orla", True), ("Ilse", False)):
        checked = carries(evidence, claim=fuller.format(name), asked=frozenset())
        assert checked.supported is carried


def test_the_nearer_claim_has_the_greater_share() -> None:
    near = carries(EVIDENCE, claim="The barge left Quillport.", asked=frozenset())
    far = carries(EVIDENCE, claim="The barge left cold Quillport.", asked=frozenset())
    assert far.share < near.share <= 1
    assert far.cover < near.cover <= 1


def test_relative_dates_of_a_claim_are_read_by_the_readers_day() -> None:
    told = make_sentence(make_article("b", "The Heron sank on 27 February 2025."))
    for day, carried in ((date(2025, 2, 28), True), (date(2025, 3, 1), False)):
        checked = carries(told, claim="The Heron sank yesterday.", asked=frozenset(), as_of=day)
        assert checked.supported is carried


def test_the_reports_own_relative_dates_are_read_by_the_report() -> None:
    checked = carries(
        EVIDENCE, claim="The Heron left on Thursday.", asked=frozenset(), as_of=date(2025, 3, 20)
    )
    assert checked.supported
    assert [each.start_date for each in checked.dates] == [date(2025, 2, 27)]


def test_a_calendar_date_in_brackets_belongs_to_its_word() -> None:
    dated = "The Heron left on {} [27 February 2025]."
    assert carries(EVIDENCE, claim=dated.format("Thursday"), asked=frozenset()).supported
    assert not carries(EVIDENCE, claim=dated.format("Friday"), asked=frozenset()).supported


@pytest.mark.parametrize("marked", ["Sheep graze at Quillport [12].", "Sheep graze [3, 12] there."])
def test_numbers_in_brackets_prove_nothing(marked: str) -> None:
    evidence = make_sentence(make_article("marked", marked))
    assert not carries(evidence, claim="12 sheep graze.", asked=frozenset()).supported


def test_what_says_otherwise_is_told_from_what_says_nothing() -> None:
    for claim, against in (
        ("The Heron left with 213 sheep.", True),
        ("The Heron did not leave.", True),
        ("The Heron left Quillport with Vane.", False),
        ("The Heron left Quillport.", False),
    ):
        assert carries(EVIDENCE, claim=claim, asked=frozenset()).against is against


@pytest.mark.parametrize("pair", CARRIED, ids=lambda pair: pair.claim)
def test_a_claim_is_carried(pair: Pair) -> None:
    assert cited(pair)


@pytest.mark.parametrize("pair", NOT_CARRIED, ids=lambda pair: pair.claim)
def test_a_claim_is_not_carried(pair: Pair) -> None:
    assert not cited(pair)


def cited(pair: Pair) -> bool:
    question = Question(text=pair.question, as_of=date(2025, 3, 10))
    evidence = [
        make_sentence(make_article(f"told-{rank}", text), rank=rank)
        for rank, text in enumerate(pair.told, start=1)
    ]
    asking = Asking(reading=read_question(question), as_of=question.as_of)
    return bool(witnesses(pair.claim, evidence=evidence, asking=asking))


@pytest.mark.parametrize("pair", [*CARRIED, *NOT_CARRIED], ids=lambda pair: pair.claim)
def test_every_sentence_carries_itself(pair: Pair) -> None:
    for text in pair.told:
        evidence = make_sentence(make_article("itself", text))
        for claim in (text, dated_evidence(evidence)):
            checked = carries(evidence, claim=claim, asked=frozenset(), as_of=date(2026, 1, 1))
            assert checked.supported, checked.lacking


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("four rowers and 12 sheep", {"4", "12"}),
        ("the 3rd of 1,250 boats", {"3", "1250"}),
        ("rose by 3.5 percent", {"3.5"}),
        ("rowers and sheep", set()),
    ],
)
def test_numbers_in_digits_and_in_words(text: str, found: set[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("The barge Heron sank on Thursday.", "The barge Heron did not sink on Thursday."),
        ("The mayor did not sign the treaty.", "The mayor did sign the treaty."),
        ("Two drowned, not three, the harbour said.", "Three drowned."),
    ],
)
def test_what_is_denied_is_not_carried(said: str, claim: str) -> None:
    evidence = make_sentence(make_article("denial", said))
    assert not carries(evidence, claim=claim, asked=frozenset()).supported


@pytest.mark.parametrize("claim", ["It is.", "I", "."])
def test_a_claim_that_says_nothing_is_not_carried(claim: str) -> None:
    evidence = make_sentence(make_article("empty", "The barge Heron sank on Thursday."))
    assert not carries(evidence, claim=claim, asked=frozenset()).supported
