"""Citations: quotes that stand in the article, markers, sentences and their offsets."""

from dataclasses import replace
from datetime import date

import pytest
from answer_factory import as_copies, make_article, make_sentence

from rag.answering.citations import Checked, Claim, cite, claims, split_sentences
from rag.schema import Evidence, as_json

BARGE = make_article(
    "barge",
    "🛶 Morning. The barge Heron sank on Thursday. Its owner Orla Vane was fined 900 crowns.",
    title="Heron sinks",
    outlet="The Marsh Gazette",
)
SANK = make_sentence(BARGE, "The barge Heron sank on Thursday.")
FINED = make_sentence(BARGE, "Its owner Orla Vane was fined 900 crowns.", rank=2)
OTHER = make_sentence(make_article("other", "On Thursday the barge Heron sank."), rank=3)


def checked(text: str, *evidence: Evidence) -> Checked:
    return cite(claims(text, evidence=evidence, asked=frozenset()))


def test_a_carried_sentence_cites_the_exact_words() -> None:
    answer = checked("The barge sank.", SANK)
    (citation,) = answer.citations
    assert answer.text == "The barge sank. [1]"
    assert BARGE.text[citation.start : citation.end] == citation.quote == SANK.text
    assert (citation.marker, citation.article_id) == (1, BARGE.article_id)
    assert (citation.title, citation.outlet) == ("Heron sinks", "The Marsh Gazette")
    assert citation.published == date(2025, 3, 3)


def test_a_sentence_that_nothing_carries_has_no_marker() -> None:
    answer = checked("Wolves ate the warden.", SANK, FINED)
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
    answer = checked(tampered.text, tampered)
    assert answer.citations == ()
    assert "[" not in answer.text


def test_tampered_evidence_does_not_stand_in_the_way_of_true() -> None:
    answer = checked("The barge sank.", replace(SANK, end=SANK.end - 1), replace(OTHER, rank=2))
    assert [each.article_id for each in answer.citations] == ["id-other"]


@pytest.mark.parametrize(
    "said",
    [
        "The barge sank. [7]",
        "The barge [7] sank.",
        "The barge sank [2][12].",
        "[3] The barge sank.",
    ],
)
def test_markers_of_the_model_are_dropped(said: str) -> None:
    assert checked(said, SANK).text == "The barge sank. [1]"


def test_a_marker_of_the_model_is_no_proof() -> None:
    assert checked("Wolves ate the warden. [1]", SANK).text == "Wolves ate the warden."


def test_markers_are_numbered_by_first_use_and_a_quote_has_one() -> None:
    answer = checked("Vane was fined 900 crowns. The barge sank. Orla Vane was fined.", SANK, FINED)
    assert answer.text == (
        "Vane was fined 900 crowns. [1] The barge sank. [2] Orla Vane was fined. [1]"
    )
    assert [each.quote for each in answer.citations] == [FINED.text, SANK.text]
    assert [each.marker for each in answer.citations] == [1, 2]


def test_each_article_bears_witness_once_with_its_best_sentence() -> None:
    twice = make_article("twice", "The Heron sank near Marrowby. The barge Heron sank.")
    near = make_sentence(twice, "The Heron sank near Marrowby.")
    best = make_sentence(twice, "The barge Heron sank.", rank=2)
    assert checked("The barge Heron sank.", near).citations
    answer = checked("The barge Heron sank.", near, best, OTHER)
    assert [each.quote for each in answer.citations] == [best.text, OTHER.text]
    assert answer.sentences[0].citations == (1, 2)


def carriers(*outlets: str | None) -> list[Evidence]:
    """Evidence from copies of one report, best first."""
    articles = as_copies(
        *(
            make_article(f"c{rank}", "The barge Heron sank on Thursday.", outlet=outlet)
            for rank, outlet in enumerate(outlets, start=1)
        )
    )
    return [make_sentence(each, rank=rank) for rank, each in enumerate(articles, start=1)]


def test_copies_of_a_report_bear_witness_once() -> None:
    crowd = [*carriers("Post", "Wire", "Mail", "Star"), replace(OTHER, rank=5)]
    cited = checked("The barge Heron sank.", *crowd).citations
    assert [each.article_id for each in cited] == ["id-c1", "id-other"]


def test_a_citation_names_who_else_carries_the_report() -> None:
    best, *_ = carriers("The Post", "Wire", None, "mail", "Wire", "The Post")
    (citation,) = checked("The barge sank.", best).citations
    assert citation.also_carried_by == ("mail", "news/c3.txt", "Wire")
    assert as_json(citation)["also_carried_by"] == ["mail", "news/c3.txt", "Wire"]
    (alone,) = checked("The barge sank.", SANK).citations
    assert alone.also_carried_by == ()


def test_copies_that_are_quoted_speak_for_themselves() -> None:
    first, second, _ = carriers("Post", "Wire", "Mail")
    answer = cite(
        [Claim(text="It sank.", evidence=(first,)), Claim(text="So.", evidence=(second,))]
    )
    assert [each.also_carried_by for each in answer.citations] == [("Mail",), ("Mail",)]


def test_a_crowd_of_witnesses_is_cut() -> None:
    crowd = [
        make_sentence(make_article(f"a{rank}", "The barge sank."), rank=rank)
        for rank in range(1, 13)
    ]
    cited = checked("The barge sank.", *crowd).citations
    assert [each.article_id for each in cited] == [f"id-a{n}" for n in range(1, len(cited) + 1)]
    assert 1 < len(cited) < 12


def test_offsets_of_sentences_point_into_the_text() -> None:
    answer = checked("🛶 The barge sank. Wolves ate the warden. Vane was fined.", SANK, FINED)
    assert len(answer.sentences) == 3
    for sentence in answer.sentences:
        assert answer.text[sentence.start : sentence.end] == sentence.text
    assert [each.support for each in answer.sentences] == ["supported", "unsupported", "supported"]
    assert " ".join(each.text for each in answer.sentences) == answer.text


def test_the_dates_of_what_is_cited_are_told_with_its_marker() -> None:
    answer = checked("Vane was fined. The barge sank.", SANK, FINED)
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
    assert list(split_sentences(text)) == sentences


def test_a_quote_that_is_not_in_its_article_is_never_cited() -> None:
    tampered = replace(SANK, text="The barge Heron sank on Friday.")
    answer = cite([Claim(text="The barge Heron sank on Friday.", evidence=(tampered, FINED))])
    assert [citation.quote for citation in answer.citations] == [FINED.text]
    assert answer.sentences[0].citations == (1,)


@pytest.mark.parametrize("marker", ["[1]", "[100]", "[1, 2]", "[1][2]", "【1】"])
def test_markers_that_a_model_wrote_are_dropped(marker: str) -> None:
    assert list(split_sentences(f"The barge sank {marker}. It was old. {marker}")) == [
        "The barge sank.",
        "It was old.",
    ]
