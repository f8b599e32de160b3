"""Citations: quotes that stand in the article, markers, sentences and their offsets."""

from dataclasses import replace
from datetime import date

import pytest
from answer_factory import as_copies, make_article, make_sentence

from rag.answering.citations import Checked, Claim, Said, cite, is_verbatim, sentences_of
from rag.schema import Evidence, as_json

BARGE = make_article(
    "barge",
    "🛶 Morning. The barge Heron sank on Thursday. Its owner Orla Vane was fined 900 crowns.",
    title="Heron sinks",
    outlet="The Marsh Gazette",
)
SANK = make_sentence(BARGE, "The barge Heron sank on Thursday.")
FINED = make_sentence(BARGE, "Its owner Orla Vane was fined 900 crowns.", rank=2)


def checked(*claims: tuple[str, tuple[Evidence, ...]]) -> Checked:
    return cite([Claim(text=text, evidence=evidence) for text, evidence in claims])


def test_a_carried_sentence_cites_the_exact_words() -> None:
    answer = checked(("The barge sank.", (SANK,)))
    (citation,) = answer.citations
    assert answer.text == "The barge sank. [1]"
    assert BARGE.text[citation.start : citation.end] == citation.quote == SANK.text
    assert (citation.marker, citation.article_id) == (1, BARGE.article_id)
    assert (citation.title, citation.outlet) == ("Heron sinks", "The Marsh Gazette")
    assert citation.published == date(2025, 3, 3)


def test_a_sentence_that_nothing_carries_has_no_marker() -> None:
    answer = checked(("Wolves ate the warden.", ()))
    (sentence,) = answer.sentences
    assert (sentence.citations, sentence.support) == ((), "unsupported")
    assert (answer.citations, answer.dates) == ((), ())
    assert answer.text == "Wolves ate the warden."


@pytest.mark.parametrize(
    "tampered",
    [
        replace(SANK, text="The barge Heron sank on Friday."),
        replace(SANK, text="the barge Heron sank on Thursday."),
        replace(SANK, start=SANK.start + 1, end=SANK.end + 1),
        replace(SANK, start=SANK.start - 1),
        replace(SANK, article=make_article("barge", "Nothing of the kind.")),
        replace(SANK, start=SANK.start + 5_000, end=SANK.end + 5_000),
    ],
)
def test_words_that_do_not_stand_in_the_article_are_never_cited(tampered: Evidence) -> None:
    assert not is_verbatim(tampered)
    answer = checked((tampered.text, (tampered,)))
    assert answer.citations == ()
    assert "[" not in answer.text


def test_markers_are_numbered_by_first_use_and_a_quote_has_one() -> None:
    answer = checked(
        ("Vane was fined 900 crowns.", (FINED,)),
        ("The barge sank.", (SANK,)),
        ("Orla Vane was fined.", (FINED,)),
    )
    assert answer.text == (
        "Vane was fined 900 crowns. [1] The barge sank. [2] Orla Vane was fined. [1]"
    )
    assert [each.quote for each in answer.citations] == [FINED.text, SANK.text]
    assert [each.marker for each in answer.citations] == [1, 2]


def carriers(*outlets: str | None) -> list[Evidence]:
    """Evidence from copies of one report, best first."""
    articles = as_copies(
        *(
            make_article(f"c{rank}", "The barge Heron sank on Thursday.", outlet=outlet)
            for rank, outlet in enumerate(outlets, start=1)
        )
    )
    return [make_sentence(each, rank=rank) for rank, each in enumerate(articles, start=1)]


def test_a_citation_names_who_else_carries_the_report() -> None:
    best, *_ = carriers("The Post", "Wire", None, "mail", "Wire", "The Post")
    (citation,) = checked(("The barge sank.", (best,))).citations
    assert citation.also_carried_by == ("mail", "news/c3.txt", "Wire")
    assert as_json(citation)["also_carried_by"] == ["mail", "news/c3.txt", "Wire"]
    (alone,) = checked(("The barge sank.", (SANK,))).citations
    assert alone.also_carried_by == ()


def test_copies_that_are_quoted_speak_for_themselves() -> None:
    first, second, _ = carriers("Post", "Wire", "Mail")
    answer = cite(
        [Claim(text="It sank.", evidence=(first,)), Claim(text="So.", evidence=(second,))]
    )
    assert [each.also_carried_by for each in answer.citations] == [("Mail",), ("Mail",)]


def test_offsets_of_sentences_point_into_the_text() -> None:
    answer = checked(
        ("🛶 The barge sank.", (SANK,)), ("Wolves ate the warden.", ()), ("Fined.", (FINED,))
    )
    assert len(answer.sentences) == 3
    for sentence in answer.sentences:
        assert answer.text[sentence.start : sentence.end] == sentence.text
    assert [each.support for each in answer.sentences] == ["supported", "unsupported", "supported"]
    assert " ".join(each.text for each in answer.sentences) == answer.text


def test_the_dates_of_what_is_cited_are_told_with_its_marker() -> None:
    answer = checked(("Vane was fined.", (FINED,)), ("The barge sank.", (SANK,)))
    (only,) = answer.dates
    assert (only.text, only.marker) == ("Thursday", 2)
    assert only.start_date == only.end_date == date(2025, 2, 27)


def test_no_claims_are_an_empty_answer() -> None:
    assert cite(()) == Checked(text="", sentences=(), citations=(), dates=())


def test_a_claim_is_written_as_it_is() -> None:
    answer = cite([Claim(text="The “Heron”  sank!", evidence=(SANK,))])
    assert answer.text == "The “Heron”  sank! [1]"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The barge sank. It burned.", ["The barge sank.", "It burned."]),
        ("Did it sink? Yes! It did.", ["Did it sink?", "Yes!", "It did."]),
        ("Dr. Vane met Mrs. Oake. They left.", ["Dr. Vane met Mrs. Oake.", "They left."]),
        ("It sank on Sept. 3. It burned.", ["It sank on Sept. 3.", "It burned."]),
        ("It left at 5 p.m. on Monday.", ["It left at 5 p.m. on Monday."]),
        ("The U.S. barge sank.", ["The U.S. barge sank."]),
        ("J. R. Vane sank it.", ["J. R. Vane sank it."]),
        ("It rose 3.5 percent. 40 left.", ["It rose 3.5 percent.", "40 left."]),
        ("He said “Go.” Then he went.", ["He said “Go.”", "Then he went."]),
        ("“Go.” “No, stay.”", ["“Go.”", "“No, stay.”"]),
        (" It\nsank \n\n It  burned ", ["It sank It burned"]),
        ("[1]", []),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [each.text for each in sentences_of(text)] == sentences


def test_a_quote_that_is_not_in_its_article_is_never_cited() -> None:
    tampered = replace(SANK, text="The barge Heron sank on Friday.")
    answer = cite([Claim(text="The barge Heron sank on Friday.", evidence=(tampered, FINED))])
    assert [citation.quote for citation in answer.citations] == [FINED.text]
    assert answer.sentences[0].citations == (1,)


@pytest.mark.parametrize("marker", ["[1]", "[100]", "[1, 2]", "[1][2]", "【1】"])
def test_markers_that_a_model_wrote_are_taken_out(marker: str) -> None:
    said = sentences_of(f"The barge sank {marker}. It was old. {marker}")
    assert [each.text for each in said] == ["The barge sank.", "It was old."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It sank. [2]", [("It sank.", (2,))]),
        ("[3] It sank.", [("It sank.", (3,))]),
        ("It [7] sank. It burned [1, 2].", [("It sank.", (7,)), ("It burned.", (1, 2))]),
        ("It sank. [2][4] It burned.", [("It sank.", (2, 4)), ("It burned.", ())]),
        ("[9]It sank. It burned.", [("It sank.", (9,)), ("It burned.", ())]),
        ("It sank last year [2024].", [("It sank last year [2024].", ())]),
    ],
)
def test_what_a_model_names_belongs_to_its_sentence(
    text: str, said: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert list(sentences_of(text)) == [Said(text=each, named=named) for each, named in said]
