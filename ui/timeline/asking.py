"""What the page asks the calendar for, checked: filters as entered, a stretch of days. Pure."""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import QuestionError
from rag.schema import Question
from ui.conversation import Entered, begin

MOST = 1_000
"""Sentences that are sent at once, at most."""


class Narrowed(BaseModel):
    """The filters as the page holds them; days may be no days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: str = ""
    outlets: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    def question(self, *, today: date) -> Question:
        """Give the filters as those of a question without words. Raises QuestionError."""
        entered = Entered(**self.model_dump())
        exchange = begin("", entered=entered, today=today, earlier=())
        if exchange.error:
            raise exchange.error
        return exchange.question


class Asked(BaseModel):
    """A stretch of days, inclusive, or just the period that it is where `exact`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    filters: Narrowed
    since: date
    until: date
    exact: bool = False
    limit: int = Field(ge=1, le=MOST)


def read_asked(asked: Any) -> Asked:
    """Read what the page's script sends. Raises QuestionError."""
    try:
        return Asked.model_validate(asked)
    except ValidationError as error:
        raise QuestionError(
            "The timeline was asked for what it doesn't know.", mend="Load the page anew."
        ) from error


def narrowed(**entered: Any) -> Narrowed:
    """Give the filters as Gradio's fields have them: None where nothing was chosen."""
    return Narrowed(**{name: value for name, value in entered.items() if value})
