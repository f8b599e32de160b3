"""The nouns: plain JSON values, hidden fields, identities, and that none can be edited."""

import dataclasses
import json
from datetime import date

import pytest
from answer_factory import make_answer, make_article, make_citation, make_date, make_sentence

from rag.schema import Passage, as_json

ARTICLE = make_article("pier", "The pier at Quillport opened on Tuesday.")


def test_evidence_is_told_without_its_hidden_fields() -> None:
    evidence = make_sentence(ARTICLE, lacking=["pier"])
    assert evidence.dates
    assert as_json(evidence) == {
        "article_id": "id-pier",
        "start": 0,
        "end": 40,
        "text": ARTICLE.text,
        "rank": 1,
        "score": 0.9,
    }


def test_an_answer_is_plain_json_with_iso_dates() -> None:
    answer = make_answer(
        "It opened. [1]",
        citations=[make_citation(ARTICLE, "opened")],
        dates=(make_date("on Tuesday", date(2025, 2, 25)),),
        evidence=(make_sentence(ARTICLE),),
    )
    plain = as_json(answer)
    assert json.loads(json.dumps(plain)) == plain
    assert plain["as_of"] == "2025-03-10"
    assert plain["citations"][0]["published"] == "2025-03-03"
    assert plain["dates"] == [
        {
            "text": "on Tuesday",
            "start_date": "2025-02-25",
            "end_date": "2025-02-25",
            "marker": 1,
        }
    ]
    assert "article" not in plain["evidence"][0]
    assert set(plain) == {
        "question", "as_of", "status", "text", "sentences", "citations", "conflicts", "dates",
        "checks", "reason", "evidence", "searched", "model", "budget", "timings",
    }  # fmt: skip


def test_mappings_and_what_is_plain_already_stay() -> None:
    article = make_article("pier", "x", provenance={"outlet": "file name"})
    assert as_json(article)["provenance"] == {"outlet": "file name"}
    assert as_json((1, None, True, "a", (0.5,))) == [1, None, True, "a", [0.5]]


def test_the_reference_date_is_the_stated_one_else_the_inferred() -> None:
    day, other = date(2025, 1, 1), date(2025, 2, 2)
    assert make_article("a", published=day, inferred=other).reference_date == day
    assert make_article("a", published=None, inferred=other).reference_date == other
    assert make_article("a", published=None).reference_date is None


def test_a_passage_is_known_by_its_place() -> None:
    passage = Passage(article_id="id-pier", start=4, end=8, text="pier")
    assert passage.passage_id == dataclasses.replace(passage).passage_id
    assert passage.passage_id != dataclasses.replace(passage, start=5).passage_id
    assert passage.passage_id.rpartition(":")[0] == "id-pier"


def test_nouns_are_not_edited() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ARTICLE.title = "Other"  # type: ignore[misc]
