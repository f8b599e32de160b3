"""What other programs may send: bounded, and with no field but these."""

import dataclasses
import re
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FailFast,
    Field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from rag.answering.assistant import MAX_QUESTION
from rag.index.browsing import Order
from rag.index.filters import Filters
from rag.schema import Length, Question, Reason, Role, Turn, Verdict
from rag.settings import BackendChoice

_MAX_NAME = 200
_MAX_NAMES = 50
_NAME_SHOWN = 80
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _iso_day(value: object) -> object:
    """Let pass what is written as a day; pydantic alone would take seconds since 1970 as well."""
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        raise PydanticCustomError("iso_day", "a date is written as in 2026-01-31")
    return value


def _iso_time(value: str) -> str:
    try:
        datetime.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError(
            "iso_time", "a time is written as in 2026-01-31 or 2026-01-31T09:30:00Z"
        ) from error
    return value


Day = Annotated[date, BeforeValidator(_iso_day)]
Time = Annotated[str, Field(max_length=40), AfterValidator(_iso_time)]
Name = Annotated[str, Field(max_length=_MAX_NAME)]
Temperature = Annotated[float, Field(strict=True, ge=0, le=2)]
Seed = Annotated[int, Field(strict=True, ge=-(2**63), lt=2**63)]


class Body(BaseModel):
    """What is sent: it has no member but those it knows, and isn't changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _no_stranger(cls, sent: Any) -> Any:
        """Refuse the first member that isn't known; pydantic would tell of each of a million."""
        for name in sent if isinstance(sent, dict) else ():
            if name not in cls.model_fields:
                raise PydanticCustomError(
                    "unknown", "{name} is not known", {"name": str(name)[:_NAME_SHOWN]}
                )
        return sent


class Period(Body):
    """The days of publication that narrow something to some of the articles; both inclusive."""

    since: Day | None = Field(None, description="first day of publication")
    until: Day | None = Field(None, description="last day of publication")

    @model_validator(mode="after")
    def _since_before_until(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise PydanticCustomError("period", "since is later than until")
        return self


class TurnBody(Body):
    """One message of the conversation so far."""

    role: Role
    content: str = Field(max_length=8_000)


class SearchBody(Period):
    """A question with all that may narrow it; names are compared without regard to case."""

    question: str = Field(max_length=MAX_QUESTION)
    as_of: Day | None = Field(None, description="the reader's today; the server's, if left out")
    history: list[TurnBody] = Field([], max_length=50, description="oldest first")
    outlets: list[Name] = Field([], max_length=_MAX_NAMES, description="any of these")
    authors: list[Name] = Field([], max_length=_MAX_NAMES, description="any of these")
    languages: list[Name] = Field([], max_length=_MAX_NAMES, description="codes such as en")
    articles: list[Name] = Field([], max_length=_MAX_NAMES, description="ids: nothing but these")
    k: int | None = Field(None, strict=True, ge=1, le=100, description="passages to look at")

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
    temperature: Temperature | None = Field(
        None, description="how freely it words the answer; the server's setting, if left out"
    )
    seed: Seed | None = Field(None, description="of its dice; the server's setting, if left out")

    @model_validator(mode="after")
    def _no_file(self) -> Self:
        """Keep senders from having any file of the server loaded as an embedded model."""
        if self.model and self.model.casefold().endswith(".gguf") and self.backend != "ollama":
            raise PydanticCustomError("model_file", "a model file can't be chosen over HTTP")
        return self

    def asked(self) -> Question:
        """Give the question with what was chosen: the length, who phrases the answer, and how."""
        return dataclasses.replace(
            super().asked(),
            length=self.length,
            backend=self.backend,
            model=self.model,
            temperature=self.temperature,
            seed=self.seed,
        )


class ArticlesQuery(Period):
    """Which articles are to be listed, in which order, and which page of them."""

    words: str = Field("", max_length=_MAX_NAME, description="each in names or in the text")
    outlet: Name = Field("", description="a part of its name is enough")
    order: Order = Field("published", description="the latest first by published and added")
    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(1_000, ge=1, le=1_000)


class TimelineQuery(Period):
    """Which days are to be told of, and by which articles."""

    first: Day | None = Field(None, description="of the days that are told of")
    last: Day | None = Field(None, description="of the days that are told of")
    outlet: list[Name] = Field([], max_length=_MAX_NAMES, description="any of these")
    author: list[Name] = Field([], max_length=_MAX_NAMES, description="any of these")
    language: list[Name] = Field([], max_length=_MAX_NAMES, description="codes such as en")
    article: list[Name] = Field([], max_length=_MAX_NAMES, description="ids: nothing but these")
    limit: int = Field(100, ge=1, le=1_000, description="sentences, of the most exact days")

    def filters(self) -> Filters:
        """Give what narrows the timeline to some of the articles."""
        return Filters(
            outlets=tuple(self.outlet),
            authors=tuple(self.author),
            languages=tuple(self.language),
            articles=tuple(self.article),
            since=self.since,
            until=self.until,
        )


class ArticleBody(Body):
    """An article to be added; its text may be HTML, which becomes plain paragraphs."""

    title: str | None = Field(None, max_length=1_000)
    text: str = Field(min_length=1, description="longer than the title")
    outlet: Name | None = None
    author: str | None = Field(None, max_length=1_000)
    published: Time | None = Field(None, description="a day, or a time of a day, in ISO 8601")
    updated: Time | None = Field(None, description="the same of a later version")
    place: Name | None = Field(None, description="where it was written")
    language: str | None = Field(None, max_length=40, description="a code such as en")
    url: str | None = Field(None, max_length=2_000)


class ArticlesBody(Body):
    """Articles to be added as one job."""

    articles: Annotated[list[ArticleBody], FailFast()] = Field(min_length=1, max_length=1_000)


class FeedbackBody(SearchBody):
    """A reader's verdict on an answer, with the question as it was asked."""

    answer: dict[str, Any] = Field(description="the Answer, as it was given")
    verdict: Verdict
    reason: Reason = Field("", description="what is wrong")
    comment: str = Field("", max_length=1_000, description="what would be right")
