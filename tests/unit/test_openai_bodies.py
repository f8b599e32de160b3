"""Requests for a chat completion: every field that OpenAI's own client can send is decided on."""

import math
from pathlib import Path
from typing import Any

import pytest
from openai.types.chat.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)
from pydantic import ValidationError

from rag.serving.openai.asking import asked
from rag.serving.openai.bodies import IGNORED, ChatBody
from rag.serving.openai.errors import Refused

QUESTION = {"role": "user", "content": "Who mediated?"}
NOTHING_ASKED: dict[str, Any] = {
    "n": 1,
    "top_p": 1.0,
    "frequency_penalty": 0.0,
    "presence_penalty": 0,
    "logit_bias": {},
    "reasoning_effort": "none",
    "verbosity": "medium",
    "tools": [],
    "tool_choice": "auto",
    "functions": [],
    "function_call": "none",
    "response_format": {"type": "text"},
    "logprobs": False,
    "top_logprobs": 0,
    "modalities": ["text"],
}
TOO_MUCH_ASKED: dict[str, Any] = {
    "n": 2,
    "top_p": 0.9,
    "frequency_penalty": 0.5,
    "presence_penalty": -0.5,
    "logit_bias": {"50256": -100},
    "reasoning_effort": "medium",
    "verbosity": "low",
    "tools": [{"type": "function", "function": {"name": "f"}}],
    "tool_choice": "required",
    "functions": [{"name": "f"}],
    "function_call": {"name": "f"},
    "response_format": {"type": "json_object"},
    "logprobs": True,
    "top_logprobs": 3,
    "modalities": ["text", "audio"],
    "audio": {"voice": "alloy", "format": "mp3"},
    "moderation": {"model": "omni-moderation-latest"},
    "web_search_options": {},
}


def chat(**changed: Any) -> ChatBody:
    return ChatBody.model_validate({"messages": [QUESTION]} | changed)


def test_every_field_of_the_official_client_is_decided_on() -> None:
    sendable = {
        *CompletionCreateParamsNonStreaming.__annotations__,
        *CompletionCreateParamsStreaming.__annotations__,
    }
    taken = set(ChatBody.model_fields) - {"dateline"}
    assert sendable == taken | IGNORED | set(TOO_MUCH_ASKED)


@pytest.mark.parametrize(("field", "value"), NOTHING_ASKED.items())
def test_fields_that_ask_for_nothing_pass(field: str, value: Any) -> None:
    assert asked(chat(**{field: value})) == asked(chat())


@pytest.mark.parametrize("field", [*IGNORED, *TOO_MUCH_ASKED, *ChatBody.model_fields])
def test_null_is_no_wish(field: str) -> None:
    if field not in ("messages", "model"):
        assert asked(chat(**{field: None})) == asked(chat())


@pytest.mark.parametrize("field", sorted(IGNORED))
def test_fields_that_change_nothing_pass(field: str) -> None:
    assert asked(chat(**{field: "whatever"})) == asked(chat())


@pytest.mark.parametrize(("field", "value"), TOO_MUCH_ASKED.items())
def test_what_dateline_cannot_do_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        chat(**{field: value})
    (error,) = refused.value.errors()
    assert (error["type"], error["ctx"]["param"]) == ("unsupported_parameter", field)


@pytest.mark.parametrize(
    "changed",
    [
        {"messages": []},
        {"messages": [{"role": "narrator", "content": "x"}]},
        {"messages": [{"role": "user", "content": 7}]},
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
        {"max_tokens": 0},
        {"max_completion_tokens": True},
        {"stop": ""},
        {"stop": ["a", "b", "c", "d", "e"]},
        {"temperature": 2.1},
        {"temperature": -0.1},
        {"temperature": math.nan},
        {"temperature": "0.7"},
        {"temperature": True},
        {"seed": "7"},
        {"seed": 1.5},
        {"seed": 2**63},
        {"stream_options": {"surprise": True}},
        {"surprise": 1},
    ],
)
def test_bodies_that_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        chat(**changed)


def test_the_last_user_is_asking_and_the_others_are_history() -> None:
    question = asked(
        chat(
            messages=[
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "First?"},
                {"role": "assistant", "content": None, "tool_calls": []},
                {"role": "tool", "content": "42", "tool_call_id": "1"},
                {"role": "assistant", "content": "x" * 9_000},
                {"role": "user", "content": [{"type": "text", "text": "Second?"}]},
                {"role": "developer", "content": "Be brief."},
            ],
            model="ollama/llama3:8b",
        )
    )
    assert (question.text, question.backend, question.model) == ("Second?", "ollama", "llama3:8b")
    assert [(turn.role, len(turn.content)) for turn in question.history] == [
        ("user", len("First?")),
        ("assistant", 8_000),
    ]


def test_a_conversation_may_be_of_any_length() -> None:
    question = asked(chat(messages=[QUESTION] * 300))
    assert len(question.history) == 50


@pytest.mark.parametrize(
    ("model", "backend", "name"),
    [
        ("dateline", None, None),
        ("auto", "auto", None),
        ("extractive", "extractive", None),
        ("embedded", "embedded", None),
        ("ollama/hf.co/some/model:Q4", "ollama", "hf.co/some/model:Q4"),
    ],
)
def test_names_of_models(model: str, backend: str | None, name: str | None) -> None:
    question = asked(chat(model=model))
    assert (question.backend, question.model) == (backend, name)


def test_how_to_draw_goes_along() -> None:
    question = asked(chat(temperature=0.7, seed=-3))
    assert (question.temperature, question.seed) == (0.7, -3)
    question = asked(chat(temperature=0, seed=0))
    assert (question.temperature, question.seed) == (0, 0)


def test_own_wishes_are_those_of_the_native_route() -> None:
    own = {"as_of": "2026-02-11", "outlets": ["The Paper"], "k": 3, "length": "short"}
    question = asked(chat(dateline=own))
    assert (question.as_of.isoformat(), question.outlets) == ("2026-02-11", ("The Paper",))
    assert (question.k, question.length) == (3, "short")


@pytest.mark.parametrize(
    ("changed", "status", "param"),
    [
        ({"messages": [QUESTION, {"role": "assistant", "content": "x"}]}, 400, "messages"),
        ({"messages": [{"role": "system", "content": "x"}]}, 400, "messages"),
        ({"messages": [{"role": "user", "content": "x" * 4_001}]}, 400, "messages"),
        ({"model": "gpt-4o"}, 404, "model"),
        ({"model": ""}, 404, "model"),
        ({"model": "embedded//any/file.GGUF"}, 400, "model"),
        ({"dateline": {"question": "x"}}, 400, "dateline"),
        ({"dateline": {"history": []}}, 400, "dateline"),
        ({"dateline": {"as_of": "tomorrow"}}, 400, "dateline"),
        ({"dateline": {"temperature": 1}}, 400, "dateline"),
        ({"dateline": {"model": "x"}}, 400, "dateline"),
    ],
)
def test_chats_that_ask_nothing_that_can_be_asked(
    changed: dict[str, Any], status: int, param: str
) -> None:
    with pytest.raises(Refused) as refused:
        asked(chat(**changed))
    assert (refused.value.status, refused.value.error["error"]["param"]) == (status, param)


def test_the_guide_tells_of_every_field() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "serving.md").read_text("utf-8")
    told = guide.partition("## OpenAI's shape\n")[2].partition("\n## ")[0]
    for field in (*IGNORED, *TOO_MUCH_ASKED, *ChatBody.model_fields):
        assert f"`{field}" in told or f'"{field}"' in told or f"{field}=" in told, field


def test_the_schema_describes_every_field_and_no_other() -> None:
    schema = ChatBody.model_json_schema()
    assert set(schema["properties"]) == {*IGNORED, *TOO_MUCH_ASKED, *ChatBody.model_fields}
    assert schema["additionalProperties"] is False
    assert ChatBody.model_validate(schema["example"]).model == "dateline"


@pytest.mark.parametrize(
    "hostile",
    [
        {"messages": [0] * 100_000},
        {"messages": [{"role": "user", "content": [0] * 100_000}]},
        {"stream_options": dict.fromkeys(map(str, range(100_000)), 0)},
        dict.fromkeys(map(str, range(100_000)), 0),
    ],
)
def test_of_many_faults_one_is_told(hostile: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        chat(**hostile)
    assert refused.value.error_count() <= 2
