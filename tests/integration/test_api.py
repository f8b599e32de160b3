"""The HTTP API's routes and refusals, over a real socket on the sample collection."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from over_http import QUESTION, begin, problem
from speaker import failing

from rag.assemble import build_library
from rag.index.library import Library
from rag.serving.api import MAX_BODY
from rag.settings import Settings

ARTICLE_FORM = {
    "article_id",
    "title",
    "outlet",
    "author",
    "published",
    "published_at",
    "updated",
    "place",
    "language",
    "url",
    "inferred",
    "provenance",
    "file",
    "copies",
}


@pytest.fixture(scope="module")
def client(sample_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sample_address, timeout=60) as client:
        yield client


def test_an_answer_quotes_the_stored_articles(client: httpx.Client) -> None:
    asked = {"question": QUESTION, "as_of": "2026-02-11", "backend": "extractive"}
    answer = client.post("/v1/ask", json=asked).raise_for_status().json()
    assert answer["status"] == "answered"
    assert answer["as_of"] == "2026-02-11"
    assert answer["searched"]["text"] == QUESTION
    assert answer["model"] == {"backend": "extractive", "name": "quotes"}
    assert answer["citations"]
    for citation in answer["citations"]:
        article = client.get(f"/v1/articles/{citation['article_id']}").raise_for_status().json()
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_as_of_is_today_where_it_is_left_out(client: httpx.Client) -> None:
    before = date.today()
    answer = client.post("/v1/ask", json={"question": QUESTION}).raise_for_status().json()
    assert before.isoformat() <= answer["as_of"] <= date.today().isoformat()


def test_search_gives_sentences_within_the_filters(client: httpx.Client) -> None:
    asked = {"question": QUESTION, "outlets": ["the valley courier"], "since": "2026-02-10"}
    found = client.post("/v1/search", json=asked | {"k": 3}).raise_for_status().json()
    assert set(found) == {"evidence", "searched"}
    assert found["searched"]["text"] == QUESTION
    assert set(found["searched"]) == {"text", "outlets", "since", "until", "notes"}
    assert found["evidence"]
    for sentence in found["evidence"]:
        article = client.get(f"/v1/articles/{sentence['article_id']}").json()
        assert article["text"][sentence["start"] : sentence["end"]] == sentence["text"]
        assert article["outlet"] == "The Valley Courier"
        assert article["published"] >= "2026-02-10"


@pytest.mark.parametrize("asking", ["search", "ask"])
@pytest.mark.parametrize(
    "filters",
    [
        {"outlets": ["\0", "' OR 1=1 --"]},
        {"authors": ["Nobody At All"]},
        {"languages": ["xx"]},
        {"articles": ["none", "of", "these"]},
        {"since": "2999-01-01"},
    ],
)
def test_filters_that_nothing_passes_find_nothing(
    client: httpx.Client, asking: str, filters: dict[str, Any]
) -> None:
    told = client.post(f"/v1/{asking}", json={"question": QUESTION} | filters).raise_for_status()
    assert told.json()["evidence"] == []
    assert told.json().get("status", "not_found") == "not_found"


def test_an_author_and_a_language_narrow_the_search(
    client: httpx.Client, sample_library: Library
) -> None:
    chosen = next(each for each in sample_library.listing() if each.author and each.language)
    narrowed = {"authors": [chosen.author, "Nobody"], "languages": [chosen.language]}
    asked = {"question": f"{chosen.title}?"} | narrowed
    evidence = client.post("/v1/search", json=asked).raise_for_status().json()["evidence"]
    assert {sample_library.article(each["article_id"]).author for each in evidence} == {
        chosen.author
    }


def test_each_of_the_articles_picked_is_quoted(
    client: httpx.Client, sample_library: Library
) -> None:
    picked = [each.article_id for each in sample_library.articles() if "Nara" in each.text][:2]
    asked = {"question": "Who goes to Nara?", "articles": picked, "backend": "extractive"}
    answer = client.post("/v1/ask", json=asked).raise_for_status().json()
    assert len(picked) == 2
    assert {each["article_id"] for each in answer["evidence"]} == {*picked}
    assert {each["article_id"] for each in answer["citations"]} == {*picked}


def test_earlier_turns_are_understood(client: httpx.Client) -> None:
    turns = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "On Monday."}]
    asked = {"question": "And who mediated?", "history": turns}
    evidence = client.post("/v1/search", json=asked).raise_for_status().json()["evidence"]
    assert any("mediator" in sentence["text"] for sentence in evidence)


def test_articles_are_listed_without_text_and_given_with_it(
    client: httpx.Client, sample_library: Library
) -> None:
    listed = client.get("/v1/articles").raise_for_status().json()["articles"]
    assert len(listed) == len(sample_library.articles())
    for described in listed:
        assert set(described) == ARTICLE_FORM
    first = client.get(f"/v1/articles/{listed[0]['article_id']}").raise_for_status().json()
    stored = sample_library.article(first["article_id"])
    assert first == listed[0] | {"text": stored.text}


@pytest.mark.parametrize("article_id", ["nobody", "%2e%2e%2f%2e%2e%2fetc", "%00", "%ff", "'--"])
def test_unknown_articles(client: httpx.Client, article_id: str) -> None:
    problem(client.get(f"/v1/articles/{article_id}"), 404)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("POST", "/v1/articles/", 404),
        ("GET", "/v1/ask", 405),
        ("PUT", "/v1/articles/nobody", 405),
        ("GET", "/docs", 404),
        ("GET", "/redoc", 404),
    ],
)
def test_unknown_routes(client: httpx.Client, method: str, path: str, status: int) -> None:
    problem(client.request(method, path), status)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"question": None}, "question"),
        ({"question": "x" * 4_001}, "question"),
        ({"surprise": 1}, "surprise"),
        ({"as_of": 1768262400}, "as_of"),
        ({"as_of": "20260113"}, "as_of"),
        ({"since": "2026-02-30"}, "since"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "since"),
        ({"k": 0}, "k"),
        ({"k": True}, "k"),
        ({"until": "31.1.2026"}, "until"),
        ({"outlets": ["x"] * 51}, "outlets"),
        ({"authors": ["x"] * 51}, "authors"),
        ({"authors": "Ada Holm"}, "authors"),
        ({"languages": ["x" * 201]}, "languages.0"),
        ({"length": "endless"}, "length"),
        ({"history": [{"role": "user", "content": "x"}] * 51}, "history"),
        ({"history": [{"role": "user", "content": "x" * 8_001}]}, "history.0.content"),
        ({"history": [{"role": "system", "content": "x"}]}, "history.0.role"),
        ({"backend": "oracle"}, "backend"),
        ({"backend": "embedded", "model": "/any/file.GGUF"}, "model"),
    ],
)
def test_bodies_that_are_refused(client: httpx.Client, changed: dict[str, Any], field: str) -> None:
    told = problem(client.post("/v1/ask", json={"question": QUESTION} | changed), 422)
    assert field in told["detail"]


def test_an_empty_question_is_refused(client: httpx.Client) -> None:
    for path in ("/v1/ask", "/v1/search"):
        told = problem(client.post(path, json={"question": " \n"}), 422)
        assert told["detail"] == "The question is empty."


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"[]", 422),
        (b'{"question": "x"', 422),
        (b'{"question": "\\ud800"}', 422),
        (b'{"question": "\xff"}', 400),
        (b"[" * 200_000, 400),
    ],
)
def test_bodies_that_are_no_question(client: httpx.Client, content: bytes, status: int) -> None:
    json_type = {"Content-Type": "application/json"}
    problem(client.post("/v1/ask", content=content, headers=json_type), status)


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
def test_bodies_that_are_too_large_are_refused_as_they_are_counted(
    client: httpx.Client, path: str
) -> None:
    chunks = (b" " * 1024 for _ in range(MAX_BODY // 1024 + 1))
    json_type = {"Content-Type": "application/json"}
    problem(client.post(path, content=chunks, headers=json_type), 413)


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search", "/v1/articles", "/mcp"])
def test_bodies_that_are_announced_as_too_large_are_refused_unread(
    sample_address: str, path: str
) -> None:
    told = begin(sample_address, path, begun=b"{", length=1 << 40, kind="application/json")
    assert problem(told, 413)["request_id"] == told.headers["X-Request-Id"]


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
def test_only_json_is_taken(client: httpx.Client, path: str, content_type: str) -> None:
    body = json.dumps({"question": QUESTION})
    problem(client.post(path, content=body, headers={"Content-Type": content_type}), 415)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:7860", 200),
        ("LOCALHOST", 200),
        ("[::1]:7860", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("127.0.0.1@evil.example", 400),
        ("192.0.2.7", 400),
        ("", 400),
    ],
)
def test_only_own_names_are_answered_to(client: httpx.Client, host: str, status: int) -> None:
    assert client.get("/health", headers={"Host": host}).status_code == status


def test_no_other_origin_may_read(client: httpx.Client) -> None:
    foreign = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    for response in (
        client.get("/v1/articles", headers=foreign),
        client.options("/v1/ask", headers=foreign),
    ):
        assert "access-control-allow-origin" not in response.headers


def test_the_description_names_no_other_host(client: httpx.Client) -> None:
    description = client.get("/openapi.json").raise_for_status()
    assert "/v1/ask" in description.json()["paths"]
    assert "://" not in description.text.replace("http://127.0.0.1:7860/", "")


def test_health_and_readiness(client: httpx.Client, sample_library: Library) -> None:
    articles, passages = sample_library.catalogue.size()
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").raise_for_status().json() == {
        "index": {"ready": True, "articles": articles, "passages": passages},
        "model": {"backend": "extractive", "name": "quotes"},
    }


def test_without_an_index_nothing_is_ready(
    serve_api: Callable[..., str], sample_settings: Settings, tmp_path: Path
) -> None:
    address = serve_api(build_library(sample_settings, index=tmp_path / "absent"))
    ready = httpx.get(f"{address}/ready", timeout=60)
    assert ready.status_code == 503
    assert ready.json()["index"]["ready"] is False
    assert "dateline ingest" in ready.json()["index"]["mend"]
    assert ready.json()["model"]["backend"] == "extractive"
    assert httpx.get(f"{address}/health").status_code == 200
    problem(httpx.get(f"{address}/v1/articles"), 503)
    problem(httpx.post(f"{address}/v1/ask", json={"question": QUESTION}, timeout=60), 503)


def test_a_server_for_every_address_takes_addresses_and_no_names(
    serve_api: Callable[..., str], sample_library: Library
) -> None:
    address = serve_api(sample_library, host="0.0.0.0")
    for host, status in (("192.0.2.7:80", 200), ("[2001:db8::1]", 200), ("evil.example", 400)):
        assert httpx.get(f"{address}/health", headers={"Host": host}).status_code == status


def test_what_nobody_foresaw_stays_in_the_log(
    serve_api: Callable[..., str], sample_library: Library
) -> None:
    address = serve_api(sample_library, choose_model=failing(OSError("/a/path/of/ours")))
    for response in (
        httpx.get(f"{address}/ready"),
        httpx.post(f"{address}/v1/ask", json={"question": QUESTION}),
    ):
        problem(response, 500)
        assert "ours" not in response.text
