import base64
from typing import Any

import pytest

from rag.serving.access.credentials import Ambiguous, is_foreign, presented, tells_key
from rag.serving.access.guard import caller_of, needed

WORD = "dl_" + "k" * 43


def scope(*headers: tuple[str, str], path: str = "/v1/articles", query: str = "") -> dict[str, Any]:
    return {
        "type": "http",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
    }


def authorization(value: str) -> dict[str, Any]:
    return scope(("Authorization", value))


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("method", "path", "scope_needed"),
    [
        ("GET", "/health", None),
        ("HEAD", "/ready", None),
        ("GET", "/metrics", "read"),
        ("GET", "/openapi.json", "read"),
        ("GET", "/v1/articles", "read"),
        ("HEAD", "/v1/articles/x", "read"),
        ("GET", "/v1/jobs", "read"),
        ("GET", "/v1/models/dateline", "read"),
        ("POST", "/v1/ask", "read"),
        ("POST", "/v1/search", "read"),
        ("POST", "/v1/timeline", "read"),
        ("POST", "/v1/feedback", "read"),
        ("POST", "/v1/chat/completions", "read"),
        ("POST", "/mcp", "read"),
        ("DELETE", "/mcp", "read"),
        ("POST", "/v1/articles", "write"),
        ("DELETE", "/v1/articles/x", "write"),
        ("PUT", "/v1/anything", "write"),
        ("MADEUP", "/v1/articles", "write"),
        ("GET", "/", "write"),
        ("GET", "/gradio_api/info", "write"),
        ("POST", "/gradio_api/queue/join", "write"),
        ("CONNECT", "/gradio_api/stream", "write"),
        # what only looks open or readable
        ("POST", "/health", "write"),
        ("GET", "/health/", "write"),
        ("GET", "/HEALTH", "write"),
        ("GET", "//health", "write"),
        ("GET", "/health/../v1/articles", "write"),
        ("GET", "/mcpx", "write"),
        ("POST", "/v1/ask/", "write"),
        ("POST", "/V1/ask", "write"),
        ("POST", "/v1/ask/../articles", "write"),
    ],
)
def test_what_a_key_has_to_allow(method: str, path: str, scope_needed: str | None) -> None:
    assert needed(method, path) == scope_needed


@pytest.mark.parametrize(
    "header",
    [f"Bearer {WORD}", f"bearer {WORD}", f"BEARER   {WORD}", f" Bearer {WORD} "],
)
def test_bearer_keys(header: str) -> None:
    given = presented(authorization(header))
    assert given
    assert (given.scheme, given.word) == ("bearer", WORD)


@pytest.mark.parametrize("user", ["", "anyone", "Zoë", "a b"])
def test_the_page_takes_a_key_as_password_of_any_user(user: str) -> None:
    given = presented(authorization(basic(user, WORD)))
    assert given
    assert (given.scheme, given.word) == ("basic", WORD)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        WORD,
        f"Bearer{WORD}",
        f"Bearer\t{WORD}",
        f"Bearer {WORD} {WORD}",
        f"Bearer {WORD},Bearer {WORD}",
        f"Token {WORD}",
        f"Digest {WORD}",
        "Basic",
        "Basic !!!",
        f"Basic {WORD}",
        "Basic " + base64.b64encode(WORD.encode()).decode(),
        "Basic " + base64.b64encode(b"\xff:\xff").decode(),
        f"Bearer {'x' * 1_000}",
        f"Bearer {'x' * 5_000_000}",
        "Bearer " + " " * 1_000_000,
    ],
    ids=lambda header: header[:24],
)
def test_other_headers_present_no_key(header: str) -> None:
    assert presented(authorization(header)) is None


def test_two_headers_are_one_too_many() -> None:
    twice = scope(("Authorization", "Bearer x"), ("authorization", f"Bearer {WORD}"))
    with pytest.raises(Ambiguous):
        presented(twice)


def test_no_other_header_presents_a_key() -> None:
    names = ("X-Api-Key", "Proxy-Authorization", "X-Authorization", "Cookie", "Authorization_")
    assert presented(scope(*((name, f"Bearer {WORD}") for name in names))) is None


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/articles", f"key={WORD}"),
        ("/v1/articles", f"words=a&api_key={WORD}&page=2"),
        ("/v1/articles", "key=" + WORD.replace("_", "%5F").replace("k", "%6b")),
        (f"/v1/articles/{WORD}", ""),
        (f"/{WORD}", ""),
    ],
)
def test_a_key_in_the_address_is_seen(path: str, query: str) -> None:
    assert tells_key(scope(path=path, query=query))
    assert not tells_key(scope(path="/v1/articles", query="words=dl_short"))


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"Origin": "http://127.0.0.1:7860"}, False),
        ({"Origin": "https://127.0.0.1:7860"}, False),
        ({"Origin": "https://friend.example"}, False),
        ({"Origin": "https://friend.example", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://forwarded.example"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Origin": "null"}, True),
        ({"Origin": ""}, True),
        ({"Origin": "http://["}, True),
        ({"Origin": "http://evil.example"}, True),
        ({"Origin": "http://127.0.0.1:7861"}, True),
        ({"Origin": "http://127.0.0.1:7860.evil.example"}, True),
        ({"Origin": "http://evil.example/127.0.0.1:7860"}, True),
        ({"Origin": "http://127.0.0.1:7860@evil.example"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:7860"}, True),
    ],
)
def test_pages_of_others_are_known_by_what_browsers_say(
    headers: dict[str, str], foreign: bool
) -> None:
    sent = scope(("Host", "127.0.0.1:7860"), *headers.items())
    assert is_foreign(sent, origins={"https://friend.example"}) is foreign


def test_callers_are_told_apart_by_key_then_by_address() -> None:
    assert caller_of({"type": "http", "client": ("192.0.2.7", 4711)}) == "address 192.0.2.7"
    keyed = {"type": "http", "client": ("192.0.2.7", 4711), "dateline.key_id": "abc"}
    assert caller_of(keyed) == "key abc"
    assert caller_of({"type": "http", "client": None}) == ""
