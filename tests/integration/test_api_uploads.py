"""Articles over HTTP: added as files and as JSON, followed as jobs, removed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from newsroom import FERRY, LIBRARY

from rag.index.library import Library
from rag.index.receiving import MOST_FILES

BRIDGE = {
    "title": "Bridge closes",
    "text": "The old bridge of Quillby closes on Monday, the mayor said.",
    "outlet": "The Quillby Echo",
    "author": "Ida Lund",
    "published": "2025-05-07T09:30:00+00:00",
    "language": "en",
}


@pytest.fixture
def client(library: Library, serve_api: Callable[..., str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=serve_api(library), timeout=60) as client:
        yield client


def ended(client: httpx.Client, begun: httpx.Response) -> dict[str, Any]:
    """Follow a job that was begun to its end, by its events; give it as it is told then."""
    assert begun.status_code == 202, begun.text
    events = client.get(begun.headers["Location"], headers={"Accept": "text/event-stream"})
    name, data = events.text.strip().split("\n\n")[-1].split("\n")
    assert name == "event: ended"
    job: dict[str, Any] = json.loads(data.removeprefix("data: "))
    assert job == client.get(begun.headers["Location"]).json()
    assert job["job_id"] == begun.json()["job_id"]
    return job


def listed(client: httpx.Client) -> list[dict[str, Any]]:
    articles: list[dict[str, Any]] = (
        client.get("/v1/articles").raise_for_status().json()["articles"]
    )
    return articles


def test_files_become_articles(client: httpx.Client, library: Library) -> None:
    files = [
        ("files", ("ferry.txt", FERRY.encode())),
        ("files", ("../library.txt", LIBRARY.encode())),
        ("files", ("nothing.txt", b"")),
    ]
    job = ended(client, client.post("/v1/articles", files=files))
    assert (job["state"], job["done"], job["total"]) == ("done", 3, 3)
    assert job["report"]["added"] == ["ferry.txt", "library.txt"]
    (refused,) = job["report"]["refused"]
    assert refused["file"] == "nothing.txt"
    assert [each["title"] for each in listed(client)] == [
        "Library closes for repairs",
        "New ferry for Lornhaven",
    ]
    assert not [*(library.folder / "uploads" / ".arriving").iterdir()]


def test_articles_as_json_keep_what_is_told_of_them(client: httpx.Client) -> None:
    job = ended(client, client.post("/v1/articles", json={"articles": [BRIDGE]}))
    assert len(job["report"]["added"]) == 1
    (described,) = listed(client)
    article = client.get(f"/v1/articles/{described['article_id']}").json()
    assert article["published"] == "2025-05-07"
    told = {name: article[name] for name in BRIDGE if name != "published"}
    assert told == {name: value for name, value in BRIDGE.items() if name != "published"}
    again = ended(client, client.post("/v1/articles", json={"articles": [BRIDGE]}))
    assert again["report"]["added"] == []
    assert len(listed(client)) == 1


def test_a_removed_article_is_gone(client: httpx.Client, library: Library) -> None:
    ended(client, client.post("/v1/articles", json={"articles": [BRIDGE]}))
    (described,) = listed(client)
    path = f"/v1/articles/{described['article_id']}"
    assert client.delete(path).raise_for_status().json() == described
    assert client.get(path).status_code == 404
    assert client.delete(path).status_code == 404
    assert listed(client) == []
    assert library.catalogue.size() == (0, 0)


def test_jobs_are_listed_the_latest_first(client: httpx.Client) -> None:
    assert client.get("/v1/jobs").json() == {"jobs": []}
    jobs = [
        ended(client, client.post("/v1/articles", files={"files": (name, text)}))
        for name, text in (("ferry.txt", FERRY), ("library.txt", LIBRARY))
    ]
    assert client.get("/v1/jobs").json() == {"jobs": jobs[::-1]}
    assert client.get("/v1/jobs/nobody").status_code == 404


def test_a_job_that_can_not_write_tells_why(client: httpx.Client, library: Library) -> None:
    with library.writing():
        job = ended(client, client.post("/v1/articles", files={"files": ("a.txt", FERRY)}))
    assert job["state"] == "failed"
    assert job["report"] is None
    assert "Another program is changing the index" in job["problem"]["detail"]
    assert ended(client, client.post("/v1/articles", files={"files": ("a.txt", FERRY)}))["report"]


def test_more_jobs_than_may_wait_are_told_to_come_again(
    client: httpx.Client, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.index.jobs._MOST_UNFINISHED", 0)
    refused = client.post("/v1/articles", json={"articles": [BRIDGE]})
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert not [*(library.folder / "uploads" / ".arriving").iterdir()]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"text": ""}, "articles.0.text"),
        ({"published": "yesterday"}, "articles.0.published"),
        ({"published": 1768262400}, "articles.0.published"),
        ({"surprise": 1}, "surprise"),
        ({"outlet": "x" * 201}, "articles.0.outlet"),
    ],
)
def test_articles_that_are_refused(
    client: httpx.Client, changed: dict[str, Any], place: str
) -> None:
    refused = client.post("/v1/articles", json={"articles": [BRIDGE | changed]})
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert place in refused.json()["detail"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"json": {"articles": []}}, 422),
        ({"json": {"articles": [BRIDGE] * 1_001}}, 422),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 422),
        ({"content": b"[" * 100_000, "headers": {"Content-Type": "application/json"}}, 422),
        ({"data": {"name": "value"}}, 415),
        ({"content": b"", "headers": {"Content-Type": "multipart/form-data"}}, 400),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=a"}}, 400),
        ({"content": FERRY.encode(), "headers": {"Content-Type": "text/plain"}}, 415),
        ({"files": [("files", ("a.txt", b"a"))] * (MOST_FILES + 1)}, 413),
        ({"files": {"files": ("a.txt", FERRY)}, "headers": {"Origin": "http://evil.example"}}, 403),
    ],
)
def test_uploads_that_are_refused(
    client: httpx.Client, library: Library, sent: dict[str, Any], status: int
) -> None:
    refused = client.post("/v1/articles", **sent)
    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert not library.exists


def test_a_body_beyond_all_limits_is_refused_before_it_is_kept(
    library: Library, serve_api: Callable[..., str], tmp_path: Path
) -> None:
    reading = library.settings.reading.model_copy(update={"max_file_bytes": 1_000})
    small = Library(
        tmp_path / "small",
        settings=library.settings.model_copy(update={"reading": reading}),
        embedder=library.embedder,
    )
    with httpx.Client(base_url=serve_api(small), timeout=60) as client:
        file = ("large.txt", b"x" * 1_001)
        (refused,) = ended(client, client.post("/v1/articles", files={"files": file}))["report"][
            "refused"
        ]
        assert "large" in refused["problem"]
        many = [("files", (f"{number}.txt", b"x" * 999)) for number in range(12)]
        assert client.post("/v1/articles", files=many).status_code == 413
        beyond = {"files": ("beyond.txt", b"x" * 2_000_000)}
        assert client.post("/v1/articles", files=beyond).status_code == 413
    small.close()
