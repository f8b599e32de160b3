"""What a request says of the form of its body, and of the answer that it wants."""

from typing import Annotated

from fastapi import Header
from starlette.exceptions import HTTPException

EVENTS = "text/event-stream"
JSON = "application/json"


def json_only(content_type: Annotated[str, Header(include_in_schema=False)] = "") -> None:
    """Refuse what a foreign page's form could send without the browser asking first."""
    if media_type(content_type) != JSON:
        raise HTTPException(415, "The body isn't marked as JSON.")


def wants_events(accept: str) -> bool:
    """Whether an Accept header asks for server-sent events."""
    return EVENTS in map(media_type, accept.split(","))


def media_type(value: str) -> str:
    """Give the media type of a header's value, without parameters."""
    return value.partition(";")[0].strip().lower()
