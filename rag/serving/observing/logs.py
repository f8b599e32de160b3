"""Log lines that tell which request they belong to, and nothing that anyone wrote or asked.

Messages of foreign exceptions are left out, since they may quote a question or an article; where
in the code they were raised is told.
"""

import json
import logging
import re
import secrets
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import IO, Any, Literal

from rag.errors import DatelineError

_HARMLESS_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_REQUEST: ContextVar[str] = ContextVar("request", default="")


def request_id() -> str:
    """Give the id of the request that is being answered here, "" where there is none."""
    return _REQUEST.get()


def begin_request(wished: str) -> str:
    """Let what follows in this context belong to a request; give its id.

    That is the wished one, where it can do no harm in a log or a header, else a new one.
    """
    given = wished if _HARMLESS_ID.fullmatch(wished) else secrets.token_hex(8)
    _REQUEST.set(given)
    return given


def configure_logs(form: Literal["text", "json"], *, stream: IO[str] | None = None) -> None:
    """Write the logs of this process to a stream, standard error by default, a line a record.

    Dateline's own records are written from INFO on, those of libraries from WARNING on.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for ours in ("rag", "ui"):
        logging.getLogger(ours).setLevel(logging.INFO)


class _Lines(logging.Formatter):
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802
        """Give the time in UTC, to the millisecond, whatever form is asked for."""
        told = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return told.removesuffix("+00:00") + "Z"


class JsonLines(_Lines):
    """A record as one JSON object: time, level, logger, message, request_id, its own fields.

    An error has the member `error`: its kind, and where it was raised, the innermost place last.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        told: dict[str, Any] = {
            "time": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id():
            told["request_id"] = request_id()
        told |= fields_of(record)
        if record.exc_info and record.exc_info[1]:
            told["error"] = _told(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False, default=str)


class TextLines(_Lines):
    """A record as a line for people; an error's places follow, indented."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, or the lines where an error is told."""
        fields = (f"{name}={value}" for name, value in fields_of(record).items())
        words = (
            f"{self.formatTime(record)} {record.levelname:<7}",
            request_id() or "-",
            record.getMessage(),
            *fields,
        )
        lines = [_CONTROL.sub("?", " ".join(words))]
        if record.exc_info and record.exc_info[1]:
            lines += (f"    {place}" for place in _told(record.exc_info[1]))
        return "\n".join(lines)


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """Give what was logged with `extra={"fields": …}`."""
    fields: dict[str, Any] = getattr(record, "fields", {})
    return fields


def _told(error: BaseException) -> list[str]:
    """Give an error's kind, with its words where they are Dateline's or the system's own."""
    kind = type(error).__name__
    if isinstance(error, DatelineError):
        kind += f": {error.problem}"
    elif isinstance(error, OSError) and error.strerror:
        kind += f": {error.strerror}"
    places = traceback.extract_tb(error.__traceback__)
    return [kind, *(f"{each.filename}:{each.lineno} {each.name}" for each in places)]
