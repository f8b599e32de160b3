"""Keys and origins, over real sockets."""

import json
import logging
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import anyio
import httpx
import httpx2
import mcp
import pytest
from keyholders import ASKED, MakeKey, basic, bearer
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult
from over_http import problem, request

from rag.index.library import Library
from rag.serving.access.keys import Keys

ServeApi = Callable[..., str]
FRIEND, STRANGER = "https://friend.example", "https://stranger.example"
READING = [
    ("GET", "/v1/articles"),
    ("GET", "/v1/articles/nobody"),
    ("GET", "/v1/models"),
    ("GET", "/openapi.json"),
    ("GET", "/metrics"),
    ("POST", "/v1/ask"),
    ("POST", "/v1/search"),
    ("POST", "/v1/chat/completions"),
    ("POST", "/mcp"),
]
WRITING = [
    ("POST", "/v1/articles"),
    ("DELETE", "/v1/articles/nobody"),
    ("PUT", "/v1/articles/nobody"),
    ("PATCH", "/v1/articles"),
    ("DELETE", "/v1/nowhere"),
    ("GET", "/"),
    ("POST", "/upload"),
]


@pytest.fixture(scope="module")
def closed(small_library: Library, serve_api: ServeApi) -> str:
    """A server that asks everyone for a key."""
    return serve_api(small_library, require_key=True, origins=(FRIEND,))


@pytest.fixture(scope="module")
def open_(small_library: Library, serve_api: ServeApi) -> str:
    """A server of the usual kind, which asks nobody."""
    return serve_api(small_library)


def raw(address: str, *sent: bytes) -> bytes:
    """Send bytes as they are, and give all that comes back until the server closes."""
    url = urlsplit(address)
    assert url.hostname
    assert url.port
    with socket.create_connection((url.hostname, url.port)) as connection:
        for part in sent:
            connection.sendall(part)
        answer = b""
        while more := connection.recv(65_536):
            answer += more
    return answer


def request_of(line: str, *headers: str, body: bytes = b"") -> bytes:
    head = [f"{line} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers]
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize(("method", "path"), READING + WRITING)
def test_nothing_is_told_without_a_key(closed: str, method: str, path: str) -> None:
    for headers in ({}, bearer("dl_" + "A" * 43), basic("dl_" + "A" * 43), bearer("sk-other")):
        refused = request(method, closed + path, headers=headers)
        assert refused.status_code == 401
        challenge = refused.headers["www-authenticate"]
        assert "Bearer realm" in challenge
        assert "Basic realm" in challenge
        assert not refused.cookies
    assert "dl_AAAA" not in refused.text


def test_probes_need_no_key(closed: str) -> None:
    assert request("GET", f"{closed}/health").status_code == 200
    assert request("GET", f"{closed}/ready").status_code == 200


def test_paths_of_openai_say_so_in_its_words(closed: str) -> None:
    refused = request("GET", f"{closed}/v1/models")
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "invalid_api_key"


@pytest.mark.parametrize(("method", "path"), READING)
def test_a_read_key_reads_and_asks(closed: str, key: MakeKey, method: str, path: str) -> None:
    for headers in (bearer(key("read")), basic(key("read"))):
        body = ASKED if method == "POST" else None
        answer = request(method, closed + path, headers=headers, json=body)
        assert answer.status_code not in (401, 403)


def test_an_answer_is_given_for_a_key(closed: str, key: MakeKey) -> None:
    answer = request("POST", f"{closed}/v1/ask", json=ASKED, headers=bearer(key("read")))
    assert answer.raise_for_status().json()["question"] == ASKED["question"]


@pytest.mark.parametrize(("method", "path"), WRITING)
def test_a_read_key_writes_nothing(
    closed: str, small_library: Library, key: MakeKey, method: str, path: str
) -> None:
    before = small_library.catalogue.size()
    problem(request(method, closed + path, headers=bearer(key("read"))), 403)
    assert small_library.catalogue.size() == before


def test_a_write_key_may_write(closed: str, key: MakeKey) -> None:
    path = f"{closed}/v1/articles/nobody"
    problem(request("DELETE", path, headers=bearer(key("write"))), 404)


def test_who_opens_the_page_with_a_read_key_is_asked_again(closed: str, key: MakeKey) -> None:
    told = request("GET", f"{closed}/", headers=basic(key("read")))
    assert "write" in problem(told, 401)["detail"]
    assert "Basic" in told.headers["www-authenticate"]


def test_a_revoked_key_stops_on_the_same_connection(closed: str, small_library: Library) -> None:
    keys = Keys(small_library.folder)
    made, word = keys.create("short-lived", scope="read")
    with httpx.Client(base_url=closed, headers=bearer(word), timeout=60) as client:
        assert client.get("/v1/articles").status_code == 200
        keys.revoke(made.name)
        problem(client.get("/v1/articles"), 401)


def test_a_key_in_the_address_is_refused_and_written_nowhere(
    closed: str, key: MakeKey, caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    word = key("write")
    caplog.set_level(logging.DEBUG)
    for address in (f"/v1/articles?key={word}", f"/v1/articles/{word}", f"/?{word}"):
        for headers in ({}, bearer(word)):
            told = request("GET", closed + address, headers=headers)
            assert "Revoke" in problem(told, 400)["mend"]
            assert word not in told.text
    for headers in (bearer(word), basic(word), {"Authorization": f"Digest {word}"}):
        request("GET", f"{closed}/v1/articles", headers=headers)
    request("POST", f"{closed}/v1/ask", json={"question": word, word: word}, headers=bearer(word))
    # This test's own client writes too, and so does uvicorn where, as here, it isn't told not to.
    others = ("httpx", "httpcore", "uvicorn.access")
    own = [each for each in caplog.records if not each.name.startswith(others)]
    written = "".join(f"{each.getMessage()} {each.__dict__}" for each in own)
    assert "a write key of a test" in written  # by its name alone
    for output in (written, *capfd.readouterr()):
        assert word not in output
        assert word[3:] not in output


SMUGGLED = {
    "two keys": ("GET /v1/articles", "Authorization: Bearer {word}", "Authorization: Bearer x"),
    "two in one": ("GET /v1/articles", "Authorization: Bearer x, Bearer {word}"),
    "a tab": ("GET /v1/articles", "Authorization: Bearer\t{word}"),
    "a blank before the colon": ("GET /v1/articles", "Authorization : Bearer {word}"),
    "another name": ("GET /v1/articles", "X-Api-Key: {word}", "Cookie: key={word}"),
    "a folded line": ("GET /v1/articles", "X-Other: a", " Authorization: Bearer {word}"),
    "another method": ("POST /v1/articles", "X-HTTP-Method-Override: GET"),
    "another address": ("GET /v1/articles", "X-Original-URL: /health", "X-Rewrite-URL: /health"),
    "from this machine": ("GET /v1/articles", "X-Forwarded-For: 127.0.0.1", "Forwarded: for=::1"),
    "a whole address": ("GET http://127.0.0.1/v1/articles",),
    "encoded": ("GET /v1/%61rticles",),
    "up and down": ("GET /health/../v1/articles",),
    "up and down, encoded": ("GET /health/%2e%2e/v1/articles",),
    "two slashes": ("GET //v1/articles",),
    "a semicolon": ("GET /health;/v1/articles",),
    "a null": ("GET /health%00",),
}


@pytest.mark.parametrize("name", SMUGGLED)
def test_no_way_round_the_key(closed: str, key: MakeKey, name: str) -> None:
    line, *headers = (part.format(word=key("read")) for part in SMUGGLED[name])
    answer = raw(closed, request_of(line, *headers))
    assert status_of(answer) in (400, 401)
    assert b"article_id" not in answer


def test_a_request_hidden_in_another_is_not_served(closed: str, key: MakeKey) -> None:
    hidden = request_of("GET /v1/articles", f"Authorization: Bearer {key('read')}")
    both = ("Transfer-Encoding: chunked", f"Content-Length: {len(hidden) + 5}")
    answer = raw(closed, request_of("POST /v1/ask", *both, body=b"0\r\n\r\n" + hidden))
    assert status_of(answer) in (400, 401)
    assert answer.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize(
    "path", ["/v1/%61rticles", "/v1/ask/../articles", "/v1/ask/%2e%2e/articles", "//v1/articles"]
)
def test_a_read_key_writes_nothing_by_another_name(closed: str, key: MakeKey, path: str) -> None:
    headers = ("Authorization: Bearer " + key("read"), "Content-Length: 0")
    assert status_of(raw(closed, request_of(f"POST {path}", *headers))) == 403


def test_a_huge_authorization_costs_nothing(closed: str, key: MakeKey) -> None:
    for scheme in ("Bearer ", "Basic "):
        refused = request(
            "GET", f"{closed}/v1/articles", headers={"Authorization": scheme + "A" * 50_000}
        )
        problem(refused, 401)
    assert request("GET", f"{closed}/v1/articles", headers=bearer(key("read"))).status_code == 200


@pytest.mark.parametrize("origin", [STRANGER, "null", "http://127.0.0.1:1"])
@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/articles"), ("DELETE", "/v1/x")])
def test_a_foreign_page_cannot_use_the_browsers_password(
    closed: str, key: MakeKey, method: str, path: str, origin: str
) -> None:
    word = key("write")
    sent = [basic(word) | {"Origin": origin}, basic(word) | {"Sec-Fetch-Site": "cross-site"}]
    for headers in sent:
        told = request(method, closed + path, headers=headers)
        assert "another origin" in problem(told, 403)["detail"]
    for headers in (basic(word), basic(word) | {"Origin": closed}, bearer(word)):
        told = request(method, closed + path, headers=headers)
        assert told.status_code not in (401, 403)


def test_a_foreign_page_puts_nothing_into_an_open_server(
    open_: str, small_library: Library
) -> None:
    before = small_library.catalogue.size()
    files = {"files": ("forged.txt", b"Forged\n\nThis was put here by a page.")}
    for path in ("/v1/articles", "/upload", "/v1/feedback"):
        problem(request("POST", open_ + path, files=files, headers={"Origin": STRANGER}), 403)
    assert small_library.catalogue.size() == before


def preflight(address: str, origin: str, path: str = "/v1/ask") -> httpx.Response:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type, x-stainless-os",
    }
    return request("OPTIONS", address + path, headers=headers)


def test_pages_may_read_nothing_unless_their_origin_is_configured(open_: str, closed: str) -> None:
    for address, origin in ((open_, STRANGER), (open_, FRIEND), (closed, STRANGER)):
        asked = preflight(address, origin)
        problem(asked, 400)
        read = request("GET", f"{address}/health", headers={"Origin": origin})
        for response in (asked, read):
            assert "access-control-allow-origin" not in response.headers
            assert "access-control-allow-credentials" not in response.headers


def test_pages_of_a_configured_origin_may_ask_with_a_key(closed: str, key: MakeKey) -> None:
    asked = preflight(closed, FRIEND)
    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == FRIEND
    assert "authorization" in asked.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in asked.headers
    headers = bearer(key("read")) | {"Origin": FRIEND, "Sec-Fetch-Site": "cross-site"}
    told = request("POST", f"{closed}/v1/ask", json=ASKED, headers=headers)
    assert told.status_code == 200
    assert told.headers["access-control-allow-origin"] == FRIEND
    refused = request("GET", f"{closed}/v1/articles", headers={"Origin": FRIEND})
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == FRIEND  # so that its page can tell


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_agent_needs_a_key_that_reads(closed: str, key: MakeKey, mode: str) -> None:
    statuses = list[int]()

    async def note(response: httpx2.Response) -> None:
        statuses.append(response.status_code)

    async def ask(headers: dict[str, str]) -> CallToolResult:
        hooks = {"response": [note]}
        async with httpx2.AsyncClient(headers=headers, event_hooks=hooks, timeout=60) as sending:
            carried = streamable_http_client(f"{closed}/mcp", http_client=sending)
            async with mcp.Client(carried, mode=mode) as client:
                return await client.call_tool("ask", ASKED)

    answer = anyio.run(ask, bearer(key("read")))
    assert answer.structured_content["question"] == ASKED["question"]
    assert set(statuses) <= {200, 202, 405}
    for refused in ({}, bearer("dl_" + "A" * 43)):
        statuses.clear()
        with pytest.RaisesGroup(MCPError, flatten_subgroups=True, allow_unwrapped=True):
            anyio.run(ask, refused)
        assert set(statuses) == {401}


def test_a_broken_file_of_keys_lets_nobody_in(
    small_library: Library, closed: str, key: MakeKey
) -> None:
    word = key("write")
    file = small_library.folder / "keys.json"
    kept = file.read_bytes()
    file.write_text("{")
    try:
        told = problem(request("GET", f"{closed}/v1/articles", headers=bearer(word)), 503)
        assert str(small_library.folder) not in json.dumps(told)
        assert request("GET", f"{closed}/health").status_code == 200
    finally:
        file.write_bytes(kept)
    assert request("GET", f"{closed}/v1/articles", headers=bearer(word)).status_code == 200
