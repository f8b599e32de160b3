from dataclasses import replace

import pytest
from answer_factory import make_answer, make_article, make_citation, make_evidence, make_sentence
from passage_factory import make_passages

from eval.cases import CaseEvidence, CasePosition, EvalCase
from eval.metrics import grounding
from eval.metrics.scoring import Outcome

CASE = EvalCase(
    id="case", question="Who?", kind="entity", answers=("Ferrer",), sources=("bridge", "town")
)
CONFLICT = EvalCase(
    id="conflict",
    question="How long?",
    kind="conflict",
    positions=(
        CasePosition(answers=("80",), sources=("bridge",)),
        CasePosition(answers=("90",), sources=("river", "town")),
    ),
    sources=("bridge", "river", "town"),
)
FALSE_PREMISE = replace(CASE, kind="false-premise")
QUOTE = "The mayor opened the bridge"
ARTICLES = {
    article.article_id: article
    for article in map(make_article, ("bridge", "town", "river", "sea", "hill", "lake"))
}
BRIDGE, TOWN, RIVER, SEA, HILL, LAKE = ARTICLES.values()

FERRY = make_article("ferry", "It sails at  eight. It is old. A new one\ncomes soon. It is old.")
AGENCY = make_article("agency", "The crew stayed. A new one comes soon.")
EIGHT = CaseEvidence(source="ferry", quote="It sails at eight.")
OLD = CaseEvidence(source="ferry", quote="It is old.")
SOON = CaseEvidence(source="ferry", quote="A new one comes soon.")
SOON_COPY = replace(SOON, source="agency")
GOLD = replace(CASE, sources=("ferry", "agency"), evidence=(EIGHT, SOON, SOON_COPY))


def outcome_of(answer):
    lookup = ARTICLES | {each.article_id: each for each in (FERRY, AGENCY)}
    return Outcome(answer=answer, evidence=answer.evidence, article=lookup.get)


def citing(*articles):
    citations = [
        make_citation(article, QUOTE, marker=marker)
        for marker, article in enumerate(articles, start=1)
    ]
    return outcome_of(make_answer("Ferrer did.", citations=citations))


def quoting(*quotes):
    return outcome_of(make_answer("Soon.", citations=[make_citation(*each) for each in quotes]))


def finding(*articles):
    return Outcome(evidence=make_evidence(*articles))


@pytest.mark.parametrize(
    ("cited", "value"),
    [
        ((BRIDGE, TOWN), 1),
        ((BRIDGE, SEA), 0.5),
        ((BRIDGE, BRIDGE, SEA), 0.5),
        ((SEA,), 0),
        ((), None),
    ],
)
def test_precision_is_the_share_of_cited_articles_that_are_gold(cited, value):
    assert grounding.citation_precision(CASE, citing(*cited)).value == value


@pytest.mark.parametrize(
    ("case", "cited", "value"),
    [
        (CASE, (SEA, TOWN), 1),
        (CASE, (SEA,), 0),
        (CASE, (), 0),
        (CONFLICT, (BRIDGE,), 0.5),
        (CONFLICT, (RIVER, TOWN), 0.5),
        (CONFLICT, (TOWN, BRIDGE), 1),
        (FALSE_PREMISE, (TOWN,), 1),
        (FALSE_PREMISE, (SEA,), 0),
        (FALSE_PREMISE, (), None),
    ],
)
def test_recall_asks_for_a_gold_article_or_one_a_position(case, cited, value):
    assert grounding.citation_recall(case, citing(*cited)).value == value


def test_a_quote_is_exact_only_at_its_own_offsets():
    exact = make_citation(BRIDGE, QUOTE)
    shifted = make_citation(BRIDGE, QUOTE, marker=2, shift=1)

    def value(*citations):
        return grounding.quote_exact(CASE, outcome_of(make_answer("x", citations=citations))).value

    assert value(exact) == 1
    assert value(exact, shifted) == 0
    assert value(replace(exact, quote=QUOTE.lower())) == 0
    assert value(replace(exact, article_id="id-absent")) == 0
    assert value(replace(exact, quote="", start=3, end=3)) == 0
    assert value(replace(exact, start=-40, end=-13)) == 0
    assert value() is None


def test_an_unknown_article_is_no_gold_one():
    unknown = replace(make_citation(FERRY, "It is old."), article_id="gone")
    outcome = outcome_of(make_answer("x", citations=[unknown]))
    value, reason, _ = grounding.citation_precision(CASE, outcome)
    assert value == 0
    assert "gone" in reason
    assert grounding.evidence_precision(GOLD, outcome).value == 0
    assert grounding.evidence_recall(GOLD, outcome).value == 0


@pytest.mark.parametrize(
    ("quotes", "precision", "recall"),
    [
        ([(FERRY, "It sails at  eight."), (FERRY, "A new one\ncomes soon.")], 1, 1),
        ([(FERRY, "It sails at  eight.")], 1, 0.5),
        ([(FERRY, "sails")], 1, 0.5),
        ([(FERRY, FERRY.text)], 1, 1),
        ([(FERRY, "It is old.")], 0, 0),
        ([(FERRY, "It sails at  eight."), (FERRY, "It is old.")], 0.5, 0.5),
        ([(AGENCY, "A new one comes soon.")], 1, 0.5),
        ([(FERRY, "A new one\ncomes soon."), (AGENCY, "A new one comes soon.")], 1, 0.5),
        ([(AGENCY, "The crew stayed.")], 0, 0),
        ([], None, 0),
    ],
)
def test_citations_are_held_against_gold_quotes(quotes, precision, recall):
    assert grounding.evidence_precision(GOLD, quoting(*quotes)).value == precision
    assert grounding.evidence_recall(GOLD, quoting(*quotes)).value == recall


def test_a_citation_counts_at_any_place_where_the_gold_words_stand():
    case = replace(GOLD, evidence=(OLD,))
    second = make_citation(FERRY, "It is old.", shift=FERRY.text.rindex("It is old.") - 20)
    assert second.start == FERRY.text.rindex("It is old.")
    outcome = outcome_of(make_answer("x", citations=[second]))
    assert grounding.evidence_recall(case, outcome).value == 1


def test_gold_words_in_an_article_that_is_not_named_count_for_nothing():
    case = replace(GOLD, evidence=(SOON_COPY,))
    outcome = quoting((FERRY, "A new one\ncomes soon."))
    assert grounding.evidence_precision(case, outcome).value == 0
    assert grounding.evidence_recall(case, outcome).value == 0


def test_what_denies_a_false_premise_may_go_uncited():
    case = replace(GOLD, kind="false-premise")
    assert grounding.evidence_recall(case, quoting()).value is None
    assert grounding.evidence_recall(case, quoting((FERRY, "It is old."))).value == 0


def test_the_reason_names_the_gold_quotes_that_are_missing():
    value, reason, _ = grounding.evidence_recall(GOLD, quoting((FERRY, "It sails at  eight.")))
    assert value == 0.5
    assert reason == "Not cited: 'A new one comes soon.'."


@pytest.mark.parametrize(
    ("case", "found", "value"),
    [
        (CASE, (SEA, HILL, RIVER, TOWN), 1),
        (CASE, (SEA, SEA, HILL, RIVER, TOWN), 0),
        (CASE, (), 0),
        (CONFLICT, (BRIDGE, BRIDGE, BRIDGE, BRIDGE, TOWN), 0.5),
    ],
)
def test_early_recall_looks_at_four_pieces_of_evidence(case, found, value):
    assert grounding.early_recall(case, finding(*found)).value == value


@pytest.mark.parametrize(
    ("case", "found", "value"),
    [
        (CASE, (SEA, HILL, LAKE, TOWN), 1),
        (CASE, (SEA, SEA, SEA, SEA, TOWN), 0),
        (CASE, (), 0),
        (CONFLICT, (SEA, RIVER), 1),
        (CONFLICT, (SEA, HILL), 0),
    ],
)
def test_a_gold_article_is_looked_for_among_four_passages(case, found, value):
    outcome = Outcome(passages=make_passages(*((each, 0, 9) for each in found)))
    measured = grounding.gold_article(4, of="passages")(case, outcome)
    assert measured.value == value
    assert all(each.file.split("/")[1][:-4] in measured.explanation for each in found[:4])


FIRST_HALF, SECOND_HALF = (FERRY, 0, 11), (FERRY, 13, 30)
SOON_THERE = (FERRY, 31, 52)
COPY_THERE = (AGENCY, 0, 38)
NOTHING = (AGENCY, 0, 16)


@pytest.mark.parametrize(
    ("spans", "recall", "rank"),
    [
        ([FIRST_HALF, SECOND_HALF, SOON_THERE], 1, 1 / 2),
        ([FIRST_HALF, NOTHING, SECOND_HALF], 0.5, 1 / 3),
        ([FIRST_HALF, NOTHING, SOON_THERE], 0.5, 1 / 3),
        ([NOTHING, NOTHING, NOTHING, SOON_THERE], 0, 0),
        ([COPY_THERE], 0.5, 1),
        ([COPY_THERE, SOON_THERE], 0.5, 1),
        ([(FERRY, 0, 18)], 0, 0),
        ([(FERRY, 0, 64)], 1, 1),
        ([], 0, 0),
    ],
)
def test_a_gold_quote_is_found_when_passages_hold_all_of_it(spans, recall, rank):
    outcome = Outcome(passages=make_passages(*spans))
    assert grounding.gold_recall(3, of="passages")(GOLD, outcome).value == recall
    assert grounding.any_hit(3, of="passages")(GOLD, outcome).value == (recall > 0)
    assert grounding.gold_rank(3, of="passages")(GOLD, outcome).value == rank
    assert grounding.gold_recall(3, of="evidence")(GOLD, outcome).value == 0


def test_evidence_is_searched_for_gold_quotes_as_passages_are():
    sentences = (make_sentence(FERRY, "It is old."), make_sentence(FERRY, "It sails at  eight."))
    outcome = Outcome(evidence=sentences)
    assert grounding.gold_recall(2, of="evidence")(GOLD, outcome).value == 0.5
    assert grounding.gold_recall(1, of="evidence")(GOLD, outcome).value == 0
    assert grounding.gold_recall(2, of="passages")(GOLD, outcome).value == 0


def test_nothing_applies_without_gold_evidence():
    outcome = quoting((FERRY, "It is old."))
    metrics = [
        grounding.evidence_precision,
        grounding.evidence_recall,
        grounding.gold_recall(4, of="evidence"),
        grounding.any_hit(4, of="evidence"),
        grounding.gold_rank(4, of="evidence"),
    ]
    assert [metric(CASE, outcome).value for metric in metrics] == [None] * 5
