"""The route `/chat/completions` as OpenAI laid it down and others, such as llama.cpp, speak it."""

from collections.abc import Generator, Iterator
from typing import Any, Final

import httpx
from pydantic import BaseModel

from rag.errors import ModelError
from rag.llm.chat import chat_messages, sampling
from rag.llm.choosing import weighed
from rag.llm.streams import accept, ask, lines, refusal
from rag.protocols import Prompt

_ROUTE: Final = "/chat/completions"
_EVENTS: Final = "text/event-stream"


class _Delta(BaseModel):
    content: str | None = None
    reasoning: str | None = None
    reasoning_content: str | None = None


class _Likely(BaseModel):
    token: str
    logprob: float


class _Token(BaseModel):
    top_logprobs: list[_Likely] = []


class _Logprobs(BaseModel):
    content: list[_Token] | None = None


class _Choice(BaseModel):
    delta: _Delta = _Delta()
    finish_reason: str | None = None
    logprobs: _Logprobs | None = None


class _Said(BaseModel):
    """An event of a stream, or a whole reply: what is read of either."""

    choices: list[_Choice] = []
    error: Any = None


def chat_body(prompt: Prompt, *, temperature: float, seed: int) -> dict[str, Any]:
    """Give what asks for a reply; a server with several models needs `model` beside it.

    `temperature` and `seed` are for a prompt that has none of its own.
    """
    body: dict[str, Any] = {
        "messages": chat_messages(prompt),
        "max_tokens": prompt.max_tokens,
        **sampling(prompt, temperature=temperature, seed=seed),
    }
    if prompt.schema is not None:
        schema = {"name": "reply", "schema": prompt.schema}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def choice_body(prompt: Prompt, *, alternatives: int) -> dict[str, Any]:
    """Give what asks for the `alternatives` most likely first tokens of a reply."""
    return {
        "messages": chat_messages(prompt),
        "temperature": 0,
        "max_tokens": 1,
        "logprobs": True,
        "top_logprobs": alternatives,
    }


def reply_pieces(client: httpx.Client, body: dict[str, Any]) -> Generator[str, None, None]:
    """Yield the reply that `body` asks for, piece by piece; closing the iterator hangs up.

    Raises Refusal, httpx.HTTPError, ValueError where the answer can't be read or breaks off, and
    ModelError where the model only thinks.
    """
    spoke = thought = ended = False
    with client.stream("POST", _ROUTE, json=body | {"stream": True}) as response:
        for choice in _choices(response):
            ended = ended or choice.finish_reason is not None
            thought = thought or bool(choice.delta.reasoning or choice.delta.reasoning_content)
            if choice.delta.content:
                spoke = True
                yield choice.delta.content
    if not ended:
        raise httpx.RemoteProtocolError("its answer has no end")
    if thought and not spoke:
        raise ModelError(
            "The model thought, but gave no answer.",
            mend="Choose a model that answers without thinking, or raise model.max_tokens.",
        )


def choice_probability(
    client: httpx.Client, body: dict[str, Any], *, choices: tuple[str, str]
) -> float | None:
    """Give how likely the reply begins with the first of two one-word choices, in 0..1.

    `body` is that of `choice_body`; see `rag.llm.choosing`. None also where none are told. Raises
    Refusal, httpx.HTTPError, and ValueError where the answer can't be read.
    """
    said = _Said.model_validate(ask(client, "POST", _ROUTE, body=body))
    likely = [each for choice in said.choices[:1] for each in _likely(choice)]
    return weighed([(each.token, each.logprob) for each in likely], choices=choices)


def _choices(response: httpx.Response) -> Iterator[_Choice]:
    accept(response)
    kind = response.headers.get("content-type", "").partition(";")[0].strip()
    if kind != _EVENTS:
        raise ValueError(f"it sent {kind or 'something'} instead of events")
    for data in _events(response):
        if data == "[DONE]":
            yield _Choice(finish_reason="stop")
            return
        said = _Said.model_validate_json(data)
        if said.error:
            raise refusal({"error": said.error}, status=response.status_code)
        yield from said.choices[:1]


def _events(response: httpx.Response) -> Iterator[str]:
    """Yield the data of server-sent events; their names, numbers and comments tell nothing here."""
    data: list[str] = []
    for line in lines(response):
        if line.startswith("data:"):
            data.append(line.removeprefix("data:").removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []


def _likely(choice: _Choice) -> list[_Likely]:
    tokens = choice.logprobs.content if choice.logprobs else None
    return tokens[0].top_logprobs if tokens else []
