"""What can be looked up over HTTP: pages of articles, the timeline; and verdicts on answers."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from over_http import ASKED

from eval.feedback import REASONS, VERDICTS
from rag.index.library import Library
from rag.schema import Answer, Question, as_json
from rag.serving.bodies import FeedbackBody

Verdicts = list[tuple[Question, Answer, str, str, str]]


@pytest.fixture(scope="module")
def verdicts() -> Verdicts:
    return []


@pytest.fixture(scope="module")
def client(
    sample_library: Library, serve_api: Callable[..., str], verdicts: Verdicts
) -> Iterator[httpx.Client]:
    address = serve_api(sample_library, verdicts=verdicts)
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


def test_pages_follow_each_other_until_all_are_told(
    client: httpx.Client, sample_library: Library
) -> None:
    whole = client.get("/v1/articles").json()
    assert (whole["page"], whole["pages"], whole["next"]) == (1, 1, None)
    assert whole["found"] == len(whole["articles"]) == len(sample_library.listing())
    told, path = [], "/v1/articles?per_page=7&order=title"
    while path:
        page = client.get(path).raise_for_status().json()
        assert len(page["articles"]) <= 7
        told += [each["article_id"] for each in page["articles"]]
        path = page["next"]
    assert sorted(told) == sorted(each["article_id"] for each in whole["articles"])


def test_articles_are_newest_first(client: httpx.Client) -> None:
    articles = client.get("/v1/articles").json()["articles"]
    days = [each["published"] or each["inferred"] or "" for each in articles]
    assert days == sorted(days, reverse=True)


def test_articles_are_found_by_words_outlet_and_days(client: httpx.Client) -> None:
    asked = {"words": "trams", "outlet": "valley", "since": "2026-02-10", "until": "2026-12-31"}
    found = client.get("/v1/articles", params=asked).json()["articles"]
    assert found
    for each in found:
        assert each["outlet"] == "The Valley Courier"
        assert each["published"] >= "2026-02-10"
        assert "tram" in client.get(f"/v1/articles/{each['article_id']}").text.lower()
    assert client.get("/v1/articles", params={"words": "zzyzx"}).json()["found"] == 0


@pytest.mark.parametrize(
    ("path", "asked", "field"),
    [
        ("articles", {"page": 0}, "page"),
        ("articles", {"per_page": 1_001}, "per_page"),
        ("articles", {"order": "size"}, "order"),
        ("articles", {"surprise": 1}, "surprise"),
        ("articles", {"since": "2026-02-02", "until": "2026-02-01"}, "since"),
        ("timeline", {"first": "tomorrow"}, "first"),
        ("timeline", {"limit": 1_001}, "limit"),
        ("timeline", {"outlet": ["x"] * 51}, "outlet"),
    ],
)
def test_parameters_that_are_refused(
    client: httpx.Client, path: str, asked: dict[str, Any], field: str
) -> None:
    refused = client.get(f"/v1/{path}", params=asked)
    assert refused.status_code == 422
    assert field in refused.json()["detail"]


def test_the_timeline_tells_of_the_days_asked_for(
    client: httpx.Client, sample_library: Library
) -> None:
    days = {"first": "2026-02-09", "last": "2026-02-10"}
    told = client.get("/v1/timeline", params=days).raise_for_status().json()
    assert told["happenings"]
    assert told["sentences"] == sum(each["sentences"] for each in told["tallies"])
    assert told["sentences"] >= len(told["happenings"])
    for each in told["happenings"]:
        assert each["start_date"] <= "2026-02-10"
        assert each["end_date"] >= "2026-02-09"
        text = sample_library.article(each["article_id"]).text
        assert text[each["start"] : each["end"]] == each["text"]
        assert each["text"][each["words_start"] : each["words_end"]] == each["words"]
    one = client.get("/v1/timeline", params=days | {"limit": 1}).json()
    assert len(one["happenings"]) == 1
    assert one["tallies"] == told["tallies"]


def test_the_timeline_heeds_its_filters(client: httpx.Client) -> None:
    outlet = {"outlet": "the valley courier", "since": "2026-02-10"}
    told = client.get("/v1/timeline", params=outlet).json()["happenings"]
    assert {each["outlet"] for each in told} == {"The Valley Courier"}
    assert all(each["published"] >= "2026-02-10" for each in told)
    nobody = client.get("/v1/timeline", params={"author": "Nobody At All"}).json()
    assert nobody == {"happenings": [], "sentences": 0, "tallies": [], "undated": 0}


def test_a_verdict_is_kept_with_the_answer_as_it_was_given(
    client: httpx.Client, verdicts: Verdicts
) -> None:
    answer = client.post("/v1/ask", json=ASKED | {"backend": "extractive"}).json()
    given = {"verdict": "wrong", "reason": "wrong date", "comment": "It was Sunday."}
    sent = client.post("/v1/feedback", json=ASKED | {"answer": answer, **given})
    assert (sent.status_code, sent.content) == (204, b"")
    question, kept, *said = verdicts.pop()
    assert said == [*given.values()]
    assert question.text == ASKED["question"]
    assert as_json(kept) == answer
    assert all(each.article.text for each in kept.evidence)


def test_evidence_that_was_made_up_is_left_out(client: httpx.Client, verdicts: Verdicts) -> None:
    answer = client.post("/v1/ask", json=ASKED | {"backend": "extractive"}).json()
    first = answer["evidence"][0]
    made_up = [
        first | {"text": "Nobody wrote this."},
        first | {"article_id": "nobody"},
        first | {"end": -1},
        "nothing",
    ]
    answer["evidence"] = [*made_up, first]
    sent = client.post("/v1/feedback", json=ASKED | {"answer": answer, "verdict": "right"})
    assert sent.status_code == 204
    _, kept, *_ = verdicts.pop()
    assert as_json(kept.evidence) == [first]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"verdict": "perhaps"}, "verdict"),
        ({"reason": "no reason"}, "reason"),
        ({"comment": "x" * 1_001}, "comment"),
        ({"answer": {}}, "answer"),
        ({"answer": {"text": 1, "sentences": [{}] * 100_000}}, "answer"),
        ({"answer": "yes"}, "answer"),
    ],
)
def test_feedback_that_is_refused(
    client: httpx.Client, changed: dict[str, Any], field: str, verdicts: Verdicts
) -> None:
    answer = client.post("/v1/ask", json=ASKED | {"backend": "extractive"}).json()
    body = ASKED | {"answer": answer, "verdict": "right"} | changed
    refused = client.post("/v1/feedback", json=body)
    assert refused.status_code == 422
    assert field in refused.json()["detail"]
    assert verdicts == []


def test_verdicts_and_reasons_are_those_that_are_kept() -> None:
    schema = FeedbackBody.model_json_schema()["properties"]
    assert tuple(schema["verdict"]["enum"]) == VERDICTS
    assert tuple(schema["reason"]["enum"]) == REASONS
