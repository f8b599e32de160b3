"""A chat as a question: its last user's message, with the conversation before it."""

from typing import Any

from pydantic import ValidationError

from rag.schema import Question
from rag.serving.bodies import AskBody
from rag.serving.openai.bodies import ChatBody, MessageBody
from rag.serving.openai.errors import Refused
from rag.serving.openai.names import wanted

_OWN = (
    frozenset(AskBody.model_fields)
    - {"question", "history", "backend"}
    - set(ChatBody.model_fields)
)
_LAST = 50
"""Messages of the conversation that are looked at; a question leans on the last few."""

_READ = 8_000
"""Characters of an earlier message that are read."""

_SHOWN = 80
_SPEAKERS = ("user", "assistant")
_INSTRUCTIONS = ("system", "developer")
_FIELDS = {"question": "messages", "model": "model", "model_file": "model"}
"""What is called otherwise in a chat than among a question's fields and their faults."""


def asked(body: ChatBody) -> Question:
    """Give the question that a chat asks. Raises Refused, with the field that is at fault."""
    said = [each for each in body.messages if each.role not in _INSTRUCTIONS]
    if not said or said[-1].role != "user":
        raise Refused(
            "The conversation doesn't end with a message of the user.",
            mend="Put the question last; Dateline doesn't carry on an answer or use tools.",
            param="messages",
        )
    chosen = wanted(body.model)
    try:
        return AskBody.model_validate(
            _own(body)
            | {"question": said[-1].text, "history": _history(said[:-1])}
            | {"backend": chosen.backend, "model": chosen.model}
            | {"temperature": body.temperature, "seed": body.seed}
        ).asked()
    except ValidationError as error:
        raise _refused(error) from error


def _own(body: ChatBody) -> dict[str, Any]:
    given = body.dateline or {}
    for name in given:
        if name not in _OWN:
            raise Refused(
                f"dateline.{name[:_SHOWN]}: it is not known.",
                mend=f"Known are {', '.join(sorted(_OWN))}.",
                param="dateline",
            )
    return given


def _history(messages: list[MessageBody]) -> list[dict[str, str]]:
    spoken = [each for each in messages if each.role in _SPEAKERS and each.text.strip()]
    return [{"role": each.role, "content": each.text[:_READ]} for each in spoken[-_LAST:]]


def _refused(error: ValidationError) -> Refused:
    first = error.errors()[0]
    place = [str(part) for part in first["loc"]]
    field = _FIELDS.get(place[0] if place else first["type"])
    return Refused(
        f"{field or '.'.join(['dateline', *place])}: {first['msg']}.",
        mend="docs/serving.md tells what can be asked.",
        param=field or "dateline",
    )
