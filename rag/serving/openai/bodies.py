"""A request for a chat completion: what is taken, what changes nothing, and what is refused."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from rag.serving.bodies import Seed, Temperature
from rag.serving.openai.names import SERVERS_OWN

IGNORED = frozenset(
    {
        *("prediction", "user", "metadata", "store", "service_tier", "safety_identifier"),
        *("parallel_tool_calls", "prompt_cache_key", "prompt_cache_retention"),
        "prompt_cache_options",
    }
)
"""Fields that change no word of a reply: what makes it faster, and OpenAI's own housekeeping."""

_ASKS_NOTHING: dict[str, tuple[Any, ...]] = {
    "n": (1,),
    "top_p": (1,),
    "frequency_penalty": (0,),
    "presence_penalty": (0,),
    "logit_bias": ({},),
    "reasoning_effort": ("none",),
    "verbosity": ("medium",),
    "tools": ([],),
    "tool_choice": ("none", "auto"),
    "functions": ([],),
    "function_call": ("none", "auto"),
    "response_format": ({"type": "text"},),
    "logprobs": (False,),
    "top_logprobs": (0,),
    "modalities": (["text"],),
    "audio": (),
    "moderation": (),
    "web_search_options": (),
}
"""Fields that Dateline can't do as they ask, with the values by which they ask for nothing."""

_DRAWN = "only `temperature` and `seed` tell a model how to draw its words"
_WHY_NOT = {
    "n": "there is one checked answer to a question",
    "top_p": _DRAWN,
    "frequency_penalty": _DRAWN,
    "presence_penalty": _DRAWN,
    "logit_bias": _DRAWN,
    "reasoning_effort": "models are asked to answer without thinking first",
    "verbosity": "`dateline.length` is how much an answer tells",
    "response_format": "the answer is prose; its parts are in the field `dateline` of the reply",
    "web_search_options": "only the articles of the collection are searched",
}
_OTHERS = "Dateline answers with checked text, and nothing else"

Tokens = Annotated[int, Field(strict=True, ge=1)]
Stop = Annotated[str, Field(min_length=1, max_length=200)]


class TextPart(BaseModel):
    """A part of a message. Only text can be read; what else a part holds isn't looked at."""

    model_config = ConfigDict(frozen=True)

    type: Literal["text", "refusal"]
    text: str = ""


class MessageBody(BaseModel):
    """A message: those of users and assistants are the conversation; others aren't looked at."""

    model_config = ConfigDict(frozen=True)

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | Annotated[list[TextPart], Field(fail_fast=True)] | None = None

    @field_validator("content", mode="before")
    @classmethod
    def _only_text(cls, content: Any) -> Any:
        for part in content if isinstance(content, list) else ():
            if isinstance(part, dict) and part.get("type") not in ("text", "refusal"):
                raise PydanticCustomError("only_text", "only text can be read")
        return content

    @property
    def text(self) -> str:
        """The message's words."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """How a stream is told; `include_obfuscation` changes nothing."""

    # "forbid" would tell of each unknown one, which of 100,000 takes seconds
    model_config = ConfigDict(
        extra="allow", frozen=True, json_schema_extra={"additionalProperties": False}
    )

    include_usage: bool | None = None
    include_obfuscation: bool | None = None

    @model_validator(mode="after")
    def _nothing_else(self) -> Self:
        for name in self.model_extra or {}:
            _refuse_unless_empty(f"stream_options.{name}", True)
        return self


def _tell_others(schema: dict[str, Any]) -> None:
    """Describe the fields that aren't looked at, or can ask for nothing."""
    others: dict[str, Any] = {name: {"description": "changes nothing"} for name in sorted(IGNORED)}
    for name, values in _ASKS_NOTHING.items():
        others[name] = {"enum": [*values, None], "description": _WHY_NOT.get(name, _OTHERS)}
    schema["properties"] |= others
    schema["additionalProperties"] = False
    schema["example"] = {
        "model": SERVERS_OWN,
        "messages": [{"role": "user", "content": "When did the trams run again?"}],
    }


class ChatBody(BaseModel):
    """The body of a chat completion; null is the same as leaving a field out."""

    model_config = ConfigDict(
        extra="allow",
        frozen=True,
        json_schema_extra=_tell_others,
    )

    model: str = Field(SERVERS_OWN, max_length=300, description="as /v1/models lists them")
    messages: list[MessageBody] = Field(
        min_length=1, fail_fast=True, description="the last is the question"
    )
    stream: bool | None = Field(None, description="as server-sent events")
    stream_options: StreamOptions | None = None
    max_tokens: Tokens | None = Field(None, description="the sentences that fit are given")
    max_completion_tokens: Tokens | None = Field(None, description="goes before max_tokens")
    stop: Stop | Annotated[list[Stop], Field(max_length=4)] | None = Field(
        None, description="the reply ends before the first of these"
    )
    temperature: Temperature | None = Field(
        None, description="how freely the model words the answer; the server's setting, if left out"
    )
    seed: Seed | None = Field(None, description="of its dice; the server's setting, if left out")
    dateline: dict[str, Any] | None = Field(
        None, description="as_of, outlets, since, until, k and so on, as /v1/ask takes them"
    )

    @model_validator(mode="after")
    def _nothing_else(self) -> Self:
        for name, value in (self.model_extra or {}).items():
            if value is not None and name not in IGNORED:
                _refuse_unless_empty(name, value)
        return self

    @property
    def stops(self) -> tuple[str, ...]:
        """The texts before which the reply ends."""
        return (self.stop,) if isinstance(self.stop, str) else tuple(self.stop or ())

    @property
    def most_tokens(self) -> int | None:
        """The reply's upper length, None where there is none."""
        return self.max_completion_tokens or self.max_tokens

    @property
    def tells_usage(self) -> bool:
        """Whether a stream shall end with the usage."""
        return bool(self.stream_options and self.stream_options.include_usage)


def _refuse_unless_empty(name: str, value: Any) -> None:
    if name not in _ASKS_NOTHING:
        raise PydanticCustomError("unknown_parameter", "it is not known", {"param": name})
    if value not in _ASKS_NOTHING[name]:
        raise PydanticCustomError(
            "unsupported_parameter",
            "it is not supported: {why}",
            {"why": _WHY_NOT.get(name, _OTHERS), "param": name},
        )
