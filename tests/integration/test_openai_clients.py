"""OpenAI's official client, LangChain's and LlamaIndex's, on a real server over the sample."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from llama_index.core.base.llms.types import ChatMessage
from llama_index.llms.openai_like import OpenAILike
from openai import AsyncOpenAI, BadRequestError, OpenAI
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessageParam
from over_http import QUESTION

from rag.index.library import Library

ASKED: list[ChatCompletionMessageParam] = [{"role": "user", "content": QUESTION}]
DAY = {"dateline": {"as_of": "2026-02-11"}}


@pytest.fixture
def base_url(sample_address: str) -> str:
    return f"{sample_address}/v1"


@pytest.fixture
def client(base_url: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=base_url, api_key="none is asked for", max_retries=0) as client:
        yield client


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    """A connection that is closed at the end, which LangChain's and LlamaIndex's own isn't."""
    with httpx.Client(timeout=60) as http:
        yield http


@pytest.fixture
def langchain(base_url: str, http: httpx.Client) -> ChatOpenAI:
    return ChatOpenAI(
        base_url=base_url, api_key="none", model="dateline", max_retries=0, http_client=http
    )


@pytest.fixture
def llama_index(base_url: str, http: httpx.Client) -> OpenAILike:
    return llama_index_of(base_url, http_client=http)


def llama_index_of(base_url: str, **connection: object) -> OpenAILike:
    return OpenAILike(
        api_base=base_url,
        api_key="none",
        model="dateline",
        is_chat_model=True,
        max_retries=0,
        **connection,
    )


def completed(client: OpenAI, **changed: object) -> ChatCompletion:
    asked = {"model": "dateline", "messages": ASKED, "extra_body": DAY} | changed
    completion: ChatCompletion = client.chat.completions.create(**asked)  # type: ignore[call-overload]
    return completion


def streamed(client: OpenAI, **changed: object) -> list[ChatCompletionChunk]:
    asked = {"model": "dateline", "messages": ASKED, "extra_body": DAY, "stream": True} | changed
    return list(client.chat.completions.create(**asked))  # type: ignore[call-overload]


def words_of(chunks: list[ChatCompletionChunk]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def test_the_official_client_gets_the_checked_answer(
    client: OpenAI, sample_library: Library
) -> None:
    completion = completed(client)
    (choice,) = completion.choices
    answer = completion.model_extra["dateline"]
    assert (choice.finish_reason, choice.message.role) == ("stop", "assistant")
    assert choice.message.content == answer["text"] != ""
    assert (answer["status"], answer["as_of"]) == ("answered", "2026-02-11")
    assert completion.model == "extractive"
    assert completion.usage.prompt_tokens == answer["budget"]["prompt"]
    assert completion.usage.completion_tokens > len(answer["text"].split())
    assert answer["citations"]
    for cited in answer["citations"]:
        text = sample_library.article(cited["article_id"]).text
        assert text[cited["start"] : cited["end"]] == cited["quote"]


def test_citations_are_annotations_that_lead_to_the_articles(client: OpenAI) -> None:
    completion = completed(client)
    message = completion.choices[0].message
    cited = {each["marker"]: each for each in completion.model_extra["dateline"]["citations"]}
    assert len(message.annotations) == len(cited) > 0
    for annotation, (marker, citation) in zip(message.annotations, cited.items(), strict=True):
        told = annotation.url_citation
        assert message.content[told.start_index : told.end_index].endswith(f"[{marker}]")
        assert told.title == citation["title"]
        assert citation["quote"] in httpx.get(told.url).raise_for_status().json()["text"]


def test_a_stream_tells_the_same(client: OpenAI) -> None:
    completion = completed(client)
    chunks = streamed(client, stream_options={"include_usage": True})
    assert chunks[0].choices[0].delta.role == "assistant"
    assert words_of(chunks) == completion.choices[0].message.content
    *told, last, usage = chunks
    assert all(chunk.choices[0].finish_reason is None for chunk in told)
    assert last.choices[0].finish_reason == "stop"
    annotations = [each.model_dump() for each in completion.choices[0].message.annotations]
    assert last.choices[0].delta.model_extra["annotations"] == annotations
    assert last.model_extra["dateline"]["text"] == words_of(chunks)
    assert (usage.choices, usage.usage) == ([], completion.usage)
    assert {(chunk.id, chunk.model) for chunk in chunks} == {(chunks[0].id, "extractive")}
    assert streamed(client)[-1].usage is None


def test_the_clients_own_stream_helper_puts_it_together(client: OpenAI) -> None:
    whole = completed(client).choices[0].message
    with client.chat.completions.stream(model="dateline", messages=ASKED, extra_body=DAY) as stream:
        message = stream.get_final_completion().choices[0].message
    assert (message.content, message.annotations) == (whole.content, whole.annotations)


def test_the_asynchronous_client(base_url: str) -> None:
    async def ask() -> tuple[str | None, str]:
        async with AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as client:
            create = client.chat.completions.create
            whole = await create(model="dateline", messages=ASKED)
            stream = await create(model="dateline", messages=ASKED, stream=True)
            return whole.choices[0].message.content, words_of([chunk async for chunk in stream])

    whole, told = asyncio.run(ask())
    assert whole == told != ""


def test_earlier_messages_are_the_history(client: OpenAI) -> None:
    followed: list[ChatCompletionMessageParam] = [
        {"role": "system", "content": "Answer like a pirate."},
        *ASKED,
        {"role": "assistant", "content": "They ran again on Monday."},
        {"role": "user", "content": [{"type": "text", "text": "And who mediated?"}]},
    ]
    completion = completed(client, messages=followed)
    assert "Agnes Thorley" in (completion.choices[0].message.content or "")
    assert completion.model_extra["dateline"]["question"] == "And who mediated?"


def test_where_the_articles_are_silent_the_reply_says_why(client: OpenAI) -> None:
    unknown: list[ChatCompletionMessageParam] = [
        {"role": "user", "content": "Who won the chess championship of Greenland?"}
    ]
    completion = completed(client, messages=unknown)
    answer, message = completion.model_extra["dateline"], completion.choices[0].message
    assert answer["status"] == "not_found"
    assert message.content == f"{answer['text']} {answer['reason']}"
    assert message.annotations == []
    assert words_of(streamed(client, messages=unknown)) == message.content


def test_a_short_reply_is_made_of_whole_sentences(client: OpenAI) -> None:
    whole = completed(client).choices[0].message.content or ""
    none = completed(client, max_completion_tokens=1).choices[0]
    assert (none.message.content, none.finish_reason) == ("", "length")
    assert none.message.annotations == []
    stopped = completed(client, stop=["nowhere", whole[10:20]]).choices[0]
    assert (stopped.message.content, stopped.finish_reason) == (whole[:10], "stop")
    assert words_of(streamed(client, stop=whole[10:20])) == whole[:10]


def test_the_models_are_listed_and_can_be_asked_for(client: OpenAI) -> None:
    listed = {model.id: model for model in client.models.list()}
    assert {"dateline", "extractive", "embedded"} <= set(listed)
    assert listed["extractive"].model_extra["dateline"]["ready"] is True
    for name, model in listed.items():
        assert client.models.retrieve(name) == model
    assert completed(client, model="extractive").model == "extractive"


def test_langchain(langchain: ChatOpenAI) -> None:
    asked = [SystemMessage("Be brief."), HumanMessage(QUESTION)]
    said = langchain.invoke(asked)
    assert "[1]" in said.content
    assert said.response_metadata["model_name"] == "extractive"
    assert said.usage_metadata["output_tokens"] > 0
    assert "".join(chunk.content for chunk in langchain.stream(asked)) == said.content
    followed = langchain.invoke([*asked, AIMessage(said.content), HumanMessage("Who mediated?")])
    assert "Agnes Thorley" in followed.content
    with pytest.raises(BadRequestError, match="tools"):
        langchain.bind_tools([{"type": "function", "function": {"name": "f"}}]).invoke(asked)


def test_langchain_narrows_the_question(langchain: ChatOpenAI) -> None:
    nobody = langchain.bind(extra_body={"dateline": {"outlets": ["No Such Paper"]}})
    assert nobody.invoke(QUESTION).content.startswith("Not in these articles.")


def test_llama_index(llama_index: OpenAILike) -> None:
    asked = [
        ChatMessage(role="system", content="Be brief."),
        ChatMessage(role="user", content=QUESTION),
    ]
    said = llama_index.chat(asked)
    assert "[1]" in said.message.content
    assert said.raw.model_extra["dateline"]["text"] == said.message.content
    *_, last = llama_index.stream_chat(asked)
    assert last.message.content == said.message.content
    assert llama_index.complete(QUESTION).text == said.message.content


def test_llama_index_asynchronously(base_url: str) -> None:
    async def ask() -> str:
        async with httpx.AsyncClient(timeout=60) as http:
            llama_index = llama_index_of(base_url, async_http_client=http)
            said = await llama_index.achat([ChatMessage(role="user", content=QUESTION)])
            return str(said.message.content)

    assert "[1]" in asyncio.run(ask())
