"""Log lines: which request they belong to, their two forms, and what they never tell."""

import io
import json
import logging
from collections.abc import Iterator
from contextvars import copy_context
from typing import Any, Literal

import pytest

from rag.errors import StoreError
from rag.serving.observing.logs import begin_request, configure_logs, request_id

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root, ours = logging.getLogger(), [logging.getLogger(name) for name in ("rag", "ui")]
    handlers, levels = root.handlers[:], [each.level for each in (root, *ours)]
    for handler in handlers:  # else pytest's own would be closed
        root.removeHandler(handler)
    yield
    root.handlers[:] = handlers
    for logger, level in zip((root, *ours), levels, strict=True):
        logger.setLevel(level)


def _raise(error: Exception) -> None:
    raise error


def written(
    form: Literal["text", "json"], *, error: Exception | None = None, message: str = "told"
) -> str:
    stream = io.StringIO()
    configure_logs(form, stream=stream)
    logger = logging.getLogger("rag.test")
    if error is None:
        logger.info(message, extra={"fields": {"status": 200, "ms": 1.5}})
        return stream.getvalue()
    try:
        _raise(error)
    except Exception:
        logger.exception(message)
    return stream.getvalue()


def test_a_record_is_one_json_object() -> None:
    told: dict[str, Any] = json.loads(written("json"))
    assert told.pop("time")
    assert told == {
        "level": "info",
        "logger": "rag.test",
        "message": "told",
        "status": 200,
        "ms": 1.5,
    }


def test_a_record_is_one_line_of_text() -> None:
    line = copy_context().run(lambda: (begin_request("this-one"), written("text"))[1])
    time, rest = line.split(" ", 1)
    assert len(time) == len("2026-01-31T00:00:00.000Z")
    assert rest == "INFO    this-one told status=200 ms=1.5\n"


@pytest.mark.parametrize("form", ["text", "json"])
def test_nobody_can_write_a_line_of_their_own(form: Literal["text", "json"]) -> None:
    assert written(form, message="one\r\ntwo\x1b[2J").count("\n") == 1
    assert "\x1b" not in written(form, message="\x1b[2J")


@pytest.mark.parametrize("form", ["text", "json"])
def test_of_a_foreign_error_the_place_is_told_and_not_the_words(
    form: Literal["text", "json"],
) -> None:
    told = written(form, error=ValueError("the mayor resigned"))
    assert "ValueError" in told
    assert __file__ in told
    assert "mayor" not in told


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StoreError("The index is locked.", mend="Wait."), "StoreError: The index is locked."),
        (OSError(28, "No space left on device", "/a/path"), "OSError: No space left on device"),
    ],
)
def test_what_dateline_and_the_system_say_is_told(error: Exception, words: str) -> None:
    assert json.loads(written("json", error=error))["error"][0] == words


def test_libraries_speak_from_warnings_on() -> None:
    stream = io.StringIO()
    configure_logs("text", stream=stream)
    logging.getLogger("chromadb").info("chatter")
    logging.getLogger("chromadb").warning("trouble")
    assert stream.getvalue().endswith("trouble\n")
    assert "chatter" not in stream.getvalue()


@pytest.mark.parametrize("wished", ["a", "4bf92f35-77b3", "A.b_c-9", "x" * 64])
def test_a_harmless_id_is_kept(wished: str) -> None:
    def begun() -> str:
        begin_request(wished)
        return request_id()

    assert copy_context().run(begun) == wished
    assert request_id() == ""


@pytest.mark.parametrize("wished", ["", "x" * 65, "a b", "a\nb", "a;b", "é", "\x1b[2J", "<b>"])
def test_any_other_is_replaced_by_a_new_one(wished: str) -> None:
    given = {copy_context().run(begin_request, wished) for _ in range(3)}
    assert len(given) == 3
    assert wished not in given
