"""What readers say of answers, kept as JSON Lines in the index folder; nothing leaves the machine.

A line is a Feedback as `rag.schema.as_json` writes it. `eval.drafts` makes cases of them.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

from pydantic import TypeAdapter, ValidationError

from eval.metrics.places import source_of
from rag.errors import StoreError
from rag.index.filters import EVERYTHING, Filters, filters_of
from rag.schema import Answer, Question, Reason, Turn, Verdict, as_json

VERDICTS: tuple[str, ...] = get_args(Verdict)
REASONS: tuple[str, ...] = get_args(Reason)

FILE_NAME = "feedback.jsonl"
MAX_COMMENT = 1_000
"""Characters of a comment; what is longer is cut."""

MAX_BYTES = 50_000_000
"""Size that the file doesn't outgrow."""

_LARGE = 64_000
"""Bytes of a line from which on the evidence's words are left out: the articles hold them."""

_LOCK_NAME = "feedback.lock"
_LOCK_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """A reader's verdict on one answer.

    `reason` says what is wrong, where the reader chose one; `comment` is what they say would be
    right, or empty; `filters` are what they had narrowed the question to. `sources` names each
    article cited as case files do, by its id: it may be gone from the index by the time this is
    read. Read back, `answer` has no evidence.
    """

    time: datetime
    verdict: Verdict
    reason: Reason = ""
    comment: str = ""
    question: str
    as_of: date
    history: tuple[Turn, ...] = ()
    filters: Filters = EVERYTHING
    answer: Answer
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFeedback:
    """All that is kept in an index folder, oldest first, and how many lines can't be read."""

    entries: tuple[Feedback, ...]
    unreadable: int


def make_feedback(
    question: Question,
    answer: Answer,
    *,
    verdict: Verdict,
    reason: Reason = "",
    comment: str = "",
) -> Feedback:
    """Make what is to be kept of a verdict given now; the comment becomes one line.

    What is right has no reason.
    """
    cited = {each.article_id for each in answer.citations}
    return Feedback(
        time=datetime.now(UTC).replace(microsecond=0),
        verdict=verdict,
        reason=reason if verdict == "wrong" else "",
        comment=" ".join(comment[:MAX_COMMENT].split()),
        question=question.text,
        as_of=question.as_of,
        history=question.history,
        filters=filters_of(question),
        answer=answer,
        sources={
            each.article_id: source_of(each.article)
            for each in answer.evidence
            if each.article_id in cited
        },
    )


def keep_feedback(index: Path, feedback: Feedback) -> None:
    """Append to the index folder's file, whole or not at all, whoever else does so.

    Raises StoreError where the file is full, or can't be written.
    """
    from filelock import FileLock

    line = _line(feedback)
    with _mapped(index), FileLock(index / _LOCK_NAME, timeout=_LOCK_SECONDS):
        _append(index / FILE_NAME, line)


def read_feedback(index: Path) -> KeptFeedback:
    """Read all that is kept in an index folder. Raises StoreError where there is none."""
    path = index / FILE_NAME
    try:
        lines = [line for line in path.read_bytes().split(b"\n") if line.strip()]
    except FileNotFoundError as error:
        raise StoreError(
            f"There is no feedback in {index}.",
            mend="Press Right or Wrong under answers of the page, or correct --index.",
        ) from error
    except OSError as error:
        raise StoreError(
            f"The feedback {path} can't be read ({error.strerror or error}).",
            mend="Check its permissions.",
        ) from error
    reader = TypeAdapter(Feedback)
    read = [_read(line, reader=reader) for line in lines]
    entries = tuple(each for each in read if each)
    return KeptFeedback(entries=entries, unreadable=len(read) - len(entries))


def _read(line: bytes, *, reader: TypeAdapter[Feedback]) -> Feedback | None:
    """Give None for a line that is no feedback: one that was torn must not cost the others."""
    try:
        values = json.loads(line)
        # Evidence is told without its article, so it can't be made again.
        values["answer"]["evidence"] = ()
        return reader.validate_python(values)
    except (ValidationError, ValueError, TypeError, LookupError, RecursionError):
        return None


def _line(feedback: Feedback) -> bytes:
    line = _written(feedback)
    if len(line) <= _LARGE:
        return line
    bare = tuple(replace(each, text="") for each in feedback.answer.evidence)
    return _written(replace(feedback, answer=replace(feedback.answer, evidence=bare)))


def _written(feedback: Feedback) -> bytes:
    # Half of a surrogate pair, which a browser can send and UTF-8 can't hold, becomes a "?".
    return json.dumps(as_json(feedback), ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _append(path: Path, line: bytes) -> None:
    with path.open("a+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        if size + len(line) > MAX_BYTES:
            raise StoreError(
                f"The feedback {path} is full ({MAX_BYTES // 1_000_000} MB).",
                mend="Make cases of it with `dateline eval draft`, then move it elsewhere.",
            )
        file.seek(max(0, size - 1))
        if file.read(1) not in (b"", b"\n"):  # a line was torn off; it shall be lost alone
            line = b"\n" + line
        if file.write(line) != len(line):
            file.truncate(size)
            raise OSError("the disk is full")


@contextmanager
def _mapped(index: Path) -> Iterator[None]:
    from filelock import Timeout

    try:
        yield
    except Timeout as error:
        raise StoreError(
            f"Another program holds the feedback in {index}.", mend="Try again in a moment."
        ) from error
    except OSError as error:
        raise StoreError(
            f"The feedback can't be kept in {index} ({error.strerror or error}).",
            mend="Check the folder's permissions and the free disk space.",
        ) from error
