"""What the tests of servers ask, and of which model of an Ollama."""

import dataclasses
import json
import socket
from typing import Any

from replay import Recording, recorded

from rag.llm.ollama import FoundModel, OllamaModel
from rag.protocols import Prompt

PROMPT = Prompt(
    system="Answer in one sentence.", user="What is the capital of France?", max_tokens=64
)
MESSAGES = [
    {"role": "system", "content": "Answer in one sentence."},
    {"role": "user", "content": "What is the capital of France?"},
]
OPTIONS = {"num_ctx": 4096, "num_predict": 64, "temperature": 0, "seed": 1}
BODY = {
    "model": "smollm2:135m",
    "messages": MESSAGES,
    "stream": True,
    "think": False,
    "truncate": False,
    "shift": False,
    "options": OPTIONS,
}
"""The whole of what is sent for PROMPT to `model_at`."""


def model_at(
    host: str,
    *,
    model: FoundModel = FoundModel(name="smollm2:135m", digest=""),  # noqa: B008 - frozen
    timeout: float = 20,
    **others: Any,
) -> OllamaModel:
    settings = {"context": 4096, "temperature": 0, "seed": 1} | others
    return OllamaModel(host, model=model, timeout=timeout, **settings)


def unused_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def likely_words(*likely: tuple[str, float]) -> Recording:
    """A reply of one word with its alternatives and their log probabilities.

    There is no recording of one: it is by Ollama's documentation (since 0.12.11).
    """
    alternatives = [{"token": token, "logprob": log} for token, log in likely]
    exchange = recorded("chat_stream")
    line, *_, last = map(json.loads, exchange.body.splitlines())
    line["message"]["content"] = likely[0][0]
    line["logprobs"] = [alternatives[0] | {"top_logprobs": alternatives}]
    return dataclasses.replace(exchange, body=f"{json.dumps(line)}\n{json.dumps(last)}\n")
