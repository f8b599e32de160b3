"""The parts of a chat completion, whole or in chunks, as plain JSON values."""

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rag.schema import Answer, ModelInfo, as_json
from rag.serving.openai.bodies import ChatBody
from rag.serving.openai.citing import annotations
from rag.serving.openai.names import name_of
from rag.serving.openai.replies import Reply, reply_of

_ROLE = {"role": "assistant"}


def _new_id() -> str:
    return f"chatcmpl-{uuid.uuid4().hex}"


def _now() -> int:
    return int(time.time())


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One completion on its way: what was asked for, and what all its chunks share.

    `address` is this server's, with a slash at its end. `created` are seconds since 1970.
    """

    body: ChatBody
    address: str
    id: str = field(default_factory=_new_id)
    created: int = field(default_factory=_now)

    def whole(self, answer: Answer) -> dict[str, Any]:
        """Give the completion of an answer; the Answer itself is its field `dateline`."""
        reply = self._reply(answer)
        cited = self._annotations(reply, answer)
        message = {**_ROLE, "content": reply.text, "refusal": None, "annotations": cited}
        return self._envelope("chat.completion", answer.model) | {
            "choices": [_choice({"message": message}, finish=reply.finish)],
            "usage": _usage(reply, answer),
            "dateline": as_json(answer),
        }

    def beginning(self, model: ModelInfo) -> dict[str, Any]:
        """Give the first chunk, which says that the articles were searched."""
        return self._chunk(model, {"delta": _ROLE | {"content": ""}})

    def rest(self, answer: Answer) -> Iterator[dict[str, Any]]:
        """Yield the chunks of a checked answer: its sentences, its citations, its usage."""
        reply = self._reply(answer)
        for piece in reply.pieces:
            yield self._chunk(answer.model, {"delta": {"content": piece}})
        cited = {"annotations": self._annotations(reply, answer)}
        last = self._chunk(answer.model, {"delta": cited}, finish=reply.finish)
        yield last | {"dateline": as_json(answer)}
        if self.body.tells_usage:
            usage = {"choices": [], "usage": _usage(reply, answer)}
            yield self._envelope("chat.completion.chunk", answer.model) | usage

    def _reply(self, answer: Answer) -> Reply:
        return reply_of(answer, stops=self.body.stops, longest=self.body.most_tokens)

    def _annotations(self, reply: Reply, answer: Answer) -> list[dict[str, Any]]:
        return annotations(reply, answer=answer, address=self.address)

    def _chunk(
        self, model: ModelInfo, said: dict[str, Any], *, finish: str | None = None
    ) -> dict[str, Any]:
        chunk = self._envelope("chat.completion.chunk", model)
        usage = {"usage": None} if self.body.tells_usage else {}
        return chunk | {"choices": [_choice(said, finish=finish)]} | usage

    def _envelope(self, kind: str, model: ModelInfo) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": name_of(model)}


def _choice(said: dict[str, Any], *, finish: str | None) -> dict[str, Any]:
    return {"index": 0} | said | {"logprobs": None, "finish_reason": finish}


def _usage(reply: Reply, answer: Answer) -> dict[str, int]:
    prompt, completion = answer.budget.prompt, reply.tokens
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }
