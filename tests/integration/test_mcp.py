"""The MCP server as the SDK's own client sees it: over standard input and output, and over HTTP."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

import anyio
import httpx
import mcp
import pytest
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, TextContent
from speaker import Speaker

from rag.errors import ModelError
from rag.index.library import Library
from rag.protocols import LanguageModel
from rag.schema import Article

pytestmark = pytest.mark.anyio

ASKED = {
    "question": "When did the trams of Port Ellis run again?",
    "as_of": "2026-02-11",
    "backend": "extractive",
}
DATELINE = str(Path(sys.executable).parent / "dateline")
HELLO = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "a test", "version": "1"},
}

Mode = Literal["auto", "legacy"]
Connect = Callable[[], mcp.Client]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=["stdio", "http", "http as of 2025"])
def connect(
    request: pytest.FixtureRequest, sample_library: Library, sample_address: str
) -> Connect:
    """Give a function that connects to the sample collection, over each transport."""
    command = mcp.StdioServerParameters(
        command=DATELINE, args=["mcp", "--index", str(sample_library.folder)], env=dict(os.environ)
    )
    match request.param:
        case "stdio":
            return lambda: mcp.Client(command)
        case "http":
            return lambda: mcp.Client(f"{sample_address}/mcp")
    return lambda: mcp.Client(f"{sample_address}/mcp", mode="legacy")


@pytest.fixture
def over_http(sample_address: str) -> Connect:
    return lambda: mcp.Client(f"{sample_address}/mcp")


@pytest.fixture
def serve_model(sample_library: Library, serve_api: Callable[..., str]) -> Callable[..., str]:
    """Give a function that serves the sample collection with a model that says what it is told."""

    def serve(speak: Callable[[], Iterator[str]], **server: int) -> str:
        def choose(backend: str | None, model: str | None) -> LanguageModel:
            return Speaker(speak)

        return f"{serve_api(sample_library, choose_model=choose, **server)}/mcp"

    return serve


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def given(result: CallToolResult) -> dict[str, Any]:
    """Give what a tool gave; the client has held it against the schema that the tool told."""
    assert not result.is_error, text_of(result)
    structured: dict[str, Any] = result.structured_content
    return structured


async def test_an_answer_quotes_the_stored_articles(connect: Connect) -> None:
    told: list[tuple[float, str | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, message))

    async with connect() as client:
        result = await client.call_tool("ask", ASKED, progress_callback=hear)
        answer = given(result)
        assert answer["status"] == "answered"
        assert answer["citations"]
        for citation in answer["citations"]:
            read = await client.call_tool("read_article", {"article_id": citation["article_id"]})
            article = given(read)
            assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
            assert article["text"] in text_of(read)
            assert f"dateline://articles/{citation['article_id']}" in text_of(result)
            assert citation["quote"] in text_of(result)
    assert answer["text"] in text_of(result)
    steps = [progress for progress, _ in told]
    assert steps == sorted(set(steps))
    assert told[0][1] == f"{len(answer['evidence'])} sentences found."
    assert not any(answer["text"][:20] in str(message) for _, message in told)


async def test_articles_are_resources(connect: Connect) -> None:
    async with connect() as client:
        listed = (await client.list_resources()).resources
        assert listed
        (contents,) = (await client.read_resource(listed[0].uri)).contents
        article_id = listed[0].uri.removeprefix("dateline://articles/")
        article = given(await client.call_tool("read_article", {"article_id": article_id}))
        assert contents.text.endswith(article["text"])
        assert contents.text.startswith(article["title"])
        (template,) = (await client.list_resource_templates()).resource_templates
    assert template.uri_template == "dateline://articles/{article_id}"


async def test_tools_tell_their_forms_and_that_they_change_nothing(connect: Connect) -> None:
    async with connect() as client:
        assert "articles" in (client.instructions or "")
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"ask", "search", "read_article", "list_articles", "timeline"}
    for tool in tools.values():
        assert tool.title
        assert tool.description
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.annotations.idempotent_hint
        assert tool.annotations.open_world_hint is False
        assert tool.input_schema["additionalProperties"] is False
        assert tool.output_schema is not None
        assert tool.output_schema["type"] == "object"
    assert tools["ask"].input_schema["required"] == ["question"]
    assert "article" not in tools["search"].output_schema["$defs"]["Evidence"]["properties"]


async def test_an_answer_is_the_same_as_over_http(over_http: Connect, sample_address: str) -> None:
    async with over_http() as client:
        answer = given(await client.call_tool("ask", ASKED))
    whole = httpx.post(f"{sample_address}/v1/ask", json=ASKED, timeout=60).json()
    for each in (answer, whole):
        del each["timings"]
    assert answer == whole


async def test_search_keeps_to_the_filters(over_http: Connect) -> None:
    asked = {"question": ASKED["question"], "outlets": ["the valley courier"], "until": None}
    async with over_http() as client:
        result = await client.call_tool("search", asked)
        none = await client.call_tool("search", asked | {"outlets": ["nobody"]})
    assert given(result)["evidence"]
    assert "The Valley Courier, 2026-02-10" in text_of(result)
    assert "Harbour Post" not in text_of(result)
    assert given(none)["evidence"] == []
    assert "Nothing in the articles bears on this." in text_of(none)


async def test_a_list_tells_of_articles_without_their_texts(over_http: Connect) -> None:
    asked = {"words": "trams", "since": "2026-02-01", "until": "2026-02-05"}
    async with over_http() as client:
        result = await client.call_tool("list_articles", asked)
        paged = given(await client.call_tool("list_articles", {"per_page": 2, "page": 2}))
    (article,) = given(result)["articles"]
    assert article["title"] == "Third day without trams in Port Ellis"
    assert "text" not in article
    assert article["title"] in text_of(result)
    assert len(paged["articles"]) == 2
    assert (paged["page"], paged["pages"]) == (2, -(-paged["found"] // 2))


async def test_a_timeline_tells_of_the_days_that_are_meant(over_http: Connect) -> None:
    asked = {"first": "2026-02-02", "last": "2026-02-02", "outlets": ["Harbour Post"]}
    async with over_http() as client:
        result = await client.call_tool("timeline", asked)
        later = await client.call_tool("timeline", asked | {"since": "2026-03-01"})
        happenings = given(result)["happenings"]
        (told,) = (each for each in happenings if each["words"] == "Monday")
        read = await client.call_tool("read_article", {"article_id": told["article_id"]})
    assert told["start_date"] == told["end_date"] == "2026-02-02"
    assert given(read)["text"][told["start"] : told["end"]] == told["text"]
    assert f"2026-02-02: “{told['text']}” (Harbour Post, 2026-02-04" in text_of(result)
    assert given(later)["happenings"] == []


@pytest.mark.parametrize(
    ("tool", "arguments", "problem"),
    [
        ("ask", {}, "question: Field required."),
        ("ask", {"question": " "}, "The question is empty."),
        ("ask", {"question": "x" * 5000}, "question: String should have at most 4000 characters."),
        ("ask", {"question": "Who?", "model": "/etc/x.gguf"}, "a model file can't be chosen"),
        ("ask", {"question": "Who?", "Backend": "auto"}, "Backend is not known."),
        ("search", {"question": "Who?", "since": "tomorrow"}, "since: a date is written as"),
        ("read_article", {"article_id": "../x"}, "There is no article '../x'."),
        ("timeline", {"limit": 10_000}, "limit: Input should be less than or equal to 200."),
    ],
)
async def test_an_error_says_the_problem_and_how_to_mend_it(
    over_http: Connect, tool: str, arguments: dict[str, Any], problem: str
) -> None:
    async with over_http() as client:
        result = await client.call_tool(tool, arguments)
    assert result.is_error
    assert problem in result.structured_content["problem"]
    assert text_of(result) == " ".join(result.structured_content.values())
    assert result.structured_content["mend"]


async def test_what_there_is_not_is_an_error_of_the_protocol(over_http: Connect) -> None:
    async with over_http() as client:
        with pytest.raises(MCPError, match="There is no tool 'delete'"):
            await client.call_tool("delete", {})
        with pytest.raises(MCPError, match="There is no article 'none'") as unknown:
            await client.read_resource("dateline://articles/none")
        assert unknown.value.data["mend"]
        with pytest.raises(MCPError, match="dateline://articles/"):
            await client.read_resource("file:///etc/passwd")
        with pytest.raises(MCPError, match="no such cursor"):
            await client.list_resources(cursor="999")


async def test_resources_come_in_pages(library: Library, serve_api: Callable[..., str]) -> None:
    library.add(
        [
            Article(
                article_id=f"a{number}",
                file=f"{number}.txt",
                text=f"A boat came in at pier {number}.",
                published=date(2026, 1, 1 + number),
            )
            for number in range(27)
        ]
    )
    async with mcp.Client(f"{serve_api(library)}/mcp") as client:
        first = await client.list_resources()
        second = await client.list_resources(cursor=first.next_cursor)
    names = [each.name for each in (*first.resources, *second.resources)]
    assert names == [f"{number}.txt" for number in reversed(range(27))]
    assert len(first.resources) == 25
    assert second.next_cursor is None


async def test_a_model_that_fails_is_told_of_and_a_fault_is_not(
    serve_model: Callable[..., str],
) -> None:
    faults: list[Exception] = [ModelError("It broke.", mend="Ask anew."), OSError("/a/path")]

    def speak() -> Iterator[str]:
        yield "The trams"
        raise faults.pop(0)

    async with mcp.Client(serve_model(speak)) as client:
        failed = await client.call_tool("ask", {"question": ASKED["question"]})
        broken = await client.call_tool("ask", {"question": ASKED["question"]})
    assert (failed.is_error, text_of(failed)) == (True, "It broke. Ask anew.")
    assert broken.is_error
    assert "/a/path" not in str(broken)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_who_leaves_stops_the_model_and_who_is_too_many_is_told(
    serve_model: Callable[..., str], mode: Mode
) -> None:
    speaking, stopped = threading.Event(), threading.Event()

    def speak() -> Iterator[str]:
        try:
            while True:
                speaking.set()
                yield "trams "
        finally:
            stopped.set()

    address = serve_model(speak, answers=1, waiting=0)
    asked = {"question": ASKED["question"]}
    async with anyio.create_task_group() as tasks:

        async def ask() -> None:
            async with mcp.Client(address, mode=mode) as client:
                await client.call_tool("ask", asked)

        tasks.start_soon(ask)
        assert await anyio.to_thread.run_sync(speaking.wait, 30)
        async with mcp.Client(address, mode=mode) as client:
            refused = await client.call_tool("ask", asked)
        tasks.cancel_scope.cancel()
    assert refused.is_error
    assert refused.structured_content["mend"] == "Ask again a little later."
    assert await anyio.to_thread.run_sync(stopped.wait, 30)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 400),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 400),
        ({"Origin": "itself"}, 200),
        ({"Host": "LOCALHOST"}, 200),
    ],
)
async def test_no_foreign_page_gets_in(
    sample_address: str, headers: dict[str, str], status: int
) -> None:
    headers = {name: sample_address if it == "itself" else it for name, it in headers.items()}
    hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HELLO}
    both = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    answer = httpx.post(
        f"{sample_address}/mcp", content=json.dumps(hello), headers=both | headers, timeout=60
    )
    assert answer.status_code == status


async def test_no_stream_is_left_open(sample_address: str) -> None:
    for method in ("GET", "DELETE"):
        answer = httpx.request(method, f"{sample_address}/mcp", timeout=60)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "POST"


def _started(index: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [DATELINE, "mcp", "--index", str(index)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _lines(*calls: tuple[str, dict[str, Any]]) -> str:
    """Write what a client of 2025 writes, line by line."""
    hello = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": HELLO}
    done = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    asked = [
        {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        for number, (method, params) in enumerate(calls, start=1)
    ]
    return "".join(f"{json.dumps(each)}\n" for each in (hello, done, *asked))


def test_nothing_but_messages_is_printed(tmp_path: Path) -> None:
    search = ("tools/call", {"name": "search", "arguments": {"question": "Who?"}})
    with _started(tmp_path / "none") as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(_lines(("resources/list", {}), search))
        program.stdin.flush()
        answers = sorted(
            (json.loads(program.stdout.readline()) for _ in range(3)), key=lambda each: each["id"]
        )
        program.stdin.close()
        assert program.stdout.read() == ""
    assert program.returncode == 0
    hello, listed, failed = [each["result"] for each in answers]
    assert hello["serverInfo"]["name"] == "dateline"
    assert listed["resources"] == []
    assert failed["isError"]
    assert "dateline ingest" in failed["structuredContent"]["mend"]


def test_ctrl_c_ends_it(tmp_path: Path) -> None:
    with _started(tmp_path / "none") as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(_lines())
        program.stdin.flush()
        assert program.stdout.readline()
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=60) == -signal.SIGINT
