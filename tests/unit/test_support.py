"""Support: whether a sentence of evidence carries a claim."""

import pytest
from answer_factory import make_article, make_sentence

from rag.answering.support import carries, numbers
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
        ("The Heron left Quillport with five rowers.", "5"),
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


def test_words_of_the_question_need_no_proof_but_numbers_do() -> None:
    claim = "Orla Vane's ferry left with 212 sheep."
    asked = stems("Which ferry of Orla Vane left?")
    assert not carries(EVIDENCE, claim=claim, asked=frozenset()).supported
    assert carries(EVIDENCE, claim=claim, asked=asked).supported
    more = claim.replace("212", "300")
    assert not carries(EVIDENCE, claim=more, asked=asked | stems("300")).supported


def test_the_nearer_claim_has_the_greater_share() -> None:
    near = carries(EVIDENCE, claim="The barge left Quillport.", asked=frozenset())
    far = carries(EVIDENCE, claim="The barge left cold Quillport.", asked=frozenset())
    assert far.share < near.share <= 1


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
