"""The MCP server as the SDK's own client sees it: over standard input and output, and over HTTP."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Literal

import anyio
import httpx
import mcp
import over_http
import pytest
from console import DATELINE
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, TextContent

from rag.errors import ModelError
from rag.index.library import Library
from rag.schema import Article

pytestmark = pytest.mark.anyio

ASKED = over_http.ASKED | {"backend": "extractive"}
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
def by_http(sample_address: str) -> Connect:
    return lambda: mcp.Client(f"{sample_address}/mcp")


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


async def test_an_answer_is_the_same_as_over_http(by_http: Connect, sample_address: str) -> None:
    async with by_http() as client:
        answer = given(await client.call_tool("ask", ASKED))
    whole = httpx.post(f"{sample_address}/v1/ask", json=ASKED, timeout=60).json()
    for each in (answer, whole):
        del each["timings"]
    assert answer == whole


async def test_search_keeps_to_the_filters(by_http: Connect) -> None:
    asked = {"question": ASKED["question"], "outlets": ["the valley courier"], "until": None}
    async with by_http() as client:
        result = await client.call_tool("search", asked)
        none = await client.call_tool("search", asked | {"outlets": ["nobody"]})
    assert given(result)["evidence"]
    assert "The Valley Courier, 2026-02-10" in text_of(result)
    assert "Harbour Post" not in text_of(result)
    assert given(none)["evidence"] == []
    assert "Nothing in the articles bears on this." in text_of(none)


async def test_a_list_tells_of_articles_without_their_texts(by_http: Connect) -> None:
    asked = {"words": "trams", "since": "2026-02-01", "until": "2026-02-05"}
    async with by_http() as client:
        result = await client.call_tool("list_articles", asked)
        paged = given(await client.call_tool("list_articles", {"per_page": 2, "page": 2}))
    (article,) = given(result)["articles"]
    assert article["title"] == "Third day without trams in Port Ellis"
    assert "text" not in article
    assert article["title"] in text_of(result)
    assert len(paged["articles"]) == 2
    assert (paged["page"], paged["pages"]) == (2, -(-paged["found"] // 2))


async def test_a_timeline_tells_of_the_days_that_are_meant(
    by_http: Connect, sample_address: str
) -> None:
    asked = {"first": "2026-02-02", "last": "2026-02-02", "outlet": ["Harbour Post"]}
    async with by_http() as client:
        result = await client.call_tool("timeline", asked)
        later = await client.call_tool("timeline", asked | {"since": "2026-03-01"})
        foreign = await client.call_tool("timeline", asked | {"language": ["xx"]})
        happenings = given(result)["happenings"]
        (told,) = (each for each in happenings if each["words"] == "Monday")
        read = await client.call_tool("read_article", {"article_id": told["article_id"]})
    assert told["start_date"] == told["end_date"] == "2026-02-02"
    assert given(read)["text"][told["start"] : told["end"]] == told["text"]
    assert f"2026-02-02: “{told['text']}” (Harbour Post, 2026-02-04" in text_of(result)
    assert given(later)["happenings"] == given(foreign)["happenings"] == []
    native = httpx.get(f"{sample_address}/v1/timeline", params=asked, timeout=60).json()
    assert native["happenings"] == happenings


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
    by_http: Connect, tool: str, arguments: dict[str, Any], problem: str
) -> None:
    async with by_http() as client:
        result = await client.call_tool(tool, arguments)
    assert result.is_error
    assert problem in result.structured_content["problem"]
    assert text_of(result) == " ".join(result.structured_content.values())
    assert result.structured_content["mend"]


async def test_what_there_is_not_is_an_error_of_the_protocol(by_http: Connect) -> None:
    async with by_http() as client:
        with pytest.raises(MCPError, match="There is no tool 'delete'"):
            await client.call_tool("delete", {})
        with pytest.raises(MCPError, match="There is no article 'none'") as unknown:
            await client.read_resource("dateline://articles/none")
        assert unknown.value.data["mend"]
        with pytest.raises(MCPError, match="dateline://articles/"):
            await client.read_resource("file:///etc/passwd")
        with pytest.raises(MCPError, match="no such cursor"):
            await client.list_resources(cursor="999")


@pytest.mark.parametrize(
    ("name", "argument", "tools"),
    [
        ("ask_the_articles", "question", {"ask"}),
        ("compare_reports", "topic", {"search", "read_article"}),
    ],
)
async def test_prompts_say_what_to_do_with_the_tools(
    connect: Connect, name: str, argument: str, tools: set[str]
) -> None:
    async with connect() as client:
        prompts = {each.name: each for each in (await client.list_prompts()).prompts}
        made = await client.get_prompt(name, {argument: "The {trams} of Port Ellis"})
        known = {tool.name for tool in (await client.list_tools()).tools}
    assert set(prompts) == {"ask_the_articles", "compare_reports"}
    (told,) = prompts[name].arguments or []
    assert (told.name, told.required) == (argument, True)
    (message,) = made.messages
    assert isinstance(message.content, TextContent)
    assert "\n\nThe {trams} of Port Ellis\n\n" in message.content.text
    assert message.role == "user"
    assert {each for each in known if f"`{each}`" in message.content.text} == tools


@pytest.mark.parametrize(
    ("name", "arguments", "problem"),
    [
        ("delete_all", {}, "There is no prompt 'delete_all'"),
        ("ask_the_articles", {}, "takes question"),
        ("ask_the_articles", {"question": " "}, "takes question"),
        ("ask_the_articles", {"question": "x" * 4_001}, "takes question"),
        ("compare_reports", {"topic": "trams", "tone": "angry"}, "takes topic"),
    ],
)
async def test_prompts_that_cannot_be_made(
    by_http: Connect, name: str, arguments: dict[str, str], problem: str
) -> None:
    async with by_http() as client:
        with pytest.raises(MCPError, match=problem):
            await client.get_prompt(name, arguments)


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
    serve_speaker: Callable[..., str],
) -> None:
    faults: list[Exception] = [ModelError("It broke.", mend="Ask anew."), OSError("/a/path")]

    def speak() -> Iterator[str]:
        yield "The trams"
        raise faults.pop(0)

    async with mcp.Client(f"{serve_speaker(speak)}/mcp") as client:
        failed = await client.call_tool("ask", {"question": ASKED["question"]})
        broken = await client.call_tool("ask", {"question": ASKED["question"]})
    assert (failed.is_error, text_of(failed)) == (True, "It broke. Ask anew.")
    assert broken.is_error
    assert "/a/path" not in str(broken)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_who_leaves_stops_the_model_and_who_is_too_many_is_told(
    serve_speaker: Callable[..., str], mode: Mode
) -> None:
    speaking, stopped = threading.Event(), threading.Event()

    def speak() -> Iterator[str]:
        try:
            while True:
                speaking.set()
                yield "trams "
        finally:
            stopped.set()

    address = f"{serve_speaker(speak, answers=1, waiting=0)}/mcp"
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
    both = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    ping = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"})
    answer = httpx.post(f"{sample_address}/mcp", content=ping, headers=both | headers, timeout=60)
    assert answer.status_code == status


async def test_no_stream_is_left_open(sample_address: str) -> None:
    for method in ("GET", "DELETE"):
        answer = httpx.request(method, f"{sample_address}/mcp", timeout=60)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "POST"
