"""What other programs may send: bounded, and with no field but these."""

import dataclasses
import re
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from rag.answering.assistant import MAX_QUESTION
from rag.schema import Length, Question, Role, Turn
from rag.settings import BackendChoice

_MAX_NAME = 200
_MAX_NAMES = 50
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _iso_day(value: object) -> object:
    """Let pass what is written as a day; pydantic alone would take seconds since 1970 as well."""
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        raise PydanticCustomError("iso_day", "a date is written as in 2026-01-31")
    return value


Day = Annotated[date, BeforeValidator(_iso_day)]
Name = Annotated[str, Field(max_length=_MAX_NAME)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TurnBody(_Body):
    """One message of the conversation so far."""

    role: Role
    content: str = Field(max_length=8_000)


class SearchBody(_Body):
    """A question with all that may narrow it; names are compared without regard to case."""

    question: str = Field(max_length=MAX_QUESTION)
    as_of: Day | None = Field(None, description="the reader's today; the server's, if left out")
    history: list[TurnBody] = Field([], max_length=50, description="oldest first")
    outlets: list[Name] = Field([], max_length=_MAX_NAMES, description="any of these")
    authors: list[Name] = Field([], max_length=_MAX_NAMES, description="any of these")
    languages: list[Name] = Field([], max_length=_MAX_NAMES, description="codes such as en")
    articles: list[Name] = Field([], max_length=_MAX_NAMES, description="ids: nothing but these")
    since: Day | None = Field(None, description="first day of publication")
    until: Day | None = Field(None, description="last day of publication")
    k: int | None = Field(None, strict=True, ge=1, le=100, description="passages to look at")

    @model_validator(mode="after")
    def _since_before_until(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise PydanticCustomError("period", "since is later than until")
        return self

    def asked(self) -> Question:
        """Give the question; `as_of` is today where the sender left it out."""
        return Question(
            text=self.question,
            as_of=self.as_of or date.today(),
            history=tuple(Turn(role=turn.role, content=turn.content) for turn in self.history),
            outlets=tuple(self.outlets),
            authors=tuple(self.authors),
            languages=tuple(self.languages),
            articles=tuple(self.articles),
            since=self.since,
            until=self.until,
            k=self.k,
        )


class AskBody(SearchBody):
    """A question, and who shall phrase its answer."""

    length: Length = Field("normal", description="how much the answer shall tell")
    backend: BackendChoice | None = Field(None, description="the server's setting, if left out")
    model: Name | None = Field(None, description="a model of that backend")

    @model_validator(mode="after")
    def _no_file(self) -> Self:
        """Keep senders from having any file of the server loaded as an embedded model."""
        if self.model and self.model.casefold().endswith(".gguf") and self.backend != "ollama":
            raise PydanticCustomError("model_file", "a model file can't be chosen over HTTP")
        return self

    def asked(self) -> Question:
        """Give the question with the length, the backend and the model that were chosen."""
        return dataclasses.replace(
            super().asked(), length=self.length, backend=self.backend, model=self.model
        )
