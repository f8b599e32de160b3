"""Conversations, kept in one SQLite file of the index folder; nothing leaves the machine.

Each belongs to a reader, whose random key their browser keeps: whoever has another key finds
nothing of it. Those at a terminal have the name of a reader that no browser can have.
"""

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from eval.feedback import VERDICTS
from rag.errors import DatelineError, StoreError
from ui.conversation import Exchange
from ui.conversations.exchanges import read_exchange, write_exchange
from ui.conversations.file import ConversationFile
from ui.conversations.titles import cleaned_title, folded, search_terms
from ui.verdicts import Opinion, Opinions

MAX_EXCHANGES = 1_000
"""Exchanges of one conversation."""

_READER = re.compile(r"[!-~]{1,200}")
_CONVERSATION = re.compile(r"[0-9a-f]{32}")

_LISTED = """
SELECT c.conversation_id, coalesce(title, (
        SELECT heading FROM exchanges e WHERE e.conversation_id = c.conversation_id AND number = 0
    )), updated, (
        SELECT count(*) FROM exchanges e WHERE e.conversation_id = c.conversation_id
    ) AS size
FROM conversations c
WHERE reader = ? AND size > 0 AND NOT EXISTS (
    SELECT 1 FROM json_each(?) AS term
    WHERE NOT instr(c.folded, term.value) AND NOT EXISTS (
        SELECT 1 FROM exchanges e
        WHERE e.conversation_id = c.conversation_id AND instr(e.folded, term.value)
    )
)
ORDER BY updated DESC, c.rowid DESC LIMIT ?
"""
_READ = """
SELECT number, heading, content, updated, verdict, reason, comment
FROM conversations c LEFT JOIN exchanges e USING (conversation_id)
WHERE reader = ? AND conversation_id = ? AND NOT deleted ORDER BY number
"""
_BEGIN = """
INSERT INTO conversations (reader, conversation_id, updated) VALUES (?, ?, ?)
ON CONFLICT DO NOTHING
"""
_FOUND = """
SELECT 1 FROM conversations WHERE reader = ? AND conversation_id = ? AND NOT deleted
"""
_KEEP = """
INSERT INTO exchanges (conversation_id, number, heading, folded, content) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
    heading = excluded.heading, folded = excluded.folded, content = excluded.content,
    verdict = iif(content = excluded.content, verdict, NULL),
    reason = iif(content = excluded.content, reason, NULL),
    comment = iif(content = excluded.content, comment, NULL)
"""


class ConversationGone(DatelineError):
    """A conversation, or its exchange of that number, isn't there, or is another reader's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation in the list of a reader's.

    `title` is the first question, cut at a word, until the reader gives another; `updated` is when
    an exchange was kept last, in UTC; `exchanges` counts them.
    """

    conversation_id: str
    title: str
    updated: datetime
    exchanges: int


def new_conversation_id() -> str:
    """Give 32 random hexadecimal digits."""
    return token_hex(16)


class Conversations:
    """The conversations of all readers. Safe to use from several threads and processes.

    Every method raises StoreError where the file can't be used, or a reader's key is none.
    """

    def __init__(self, folder: Path) -> None:
        """Name the index folder; nothing is opened or made before it is needed."""
        self._file = ConversationFile(folder)

    def list(self, reader: str, *, search: str = "", limit: int = 200) -> tuple[Conversation, ...]:
        """Give the reader's conversations that have exchanges, the last changed first.

        Each word of `search`, or part of one, must be in the title, a question or an answer; case
        and accents don't count.
        """
        terms = search_terms(search)
        if search.strip() and not terms:
            return ()
        values = (_known(reader), json.dumps(terms), limit)
        return tuple(map(_conversation, self._file.rows(_LISTED, values)))

    def exchanges(self, reader: str, conversation_id: str) -> tuple[Exchange, ...]:
        """Give a conversation as it was kept; an exchange may be unfinished.

        One that can't be read any more has an error that says so. Raises ConversationGone.
        """
        return tuple(
            read_exchange(str(content), heading=str(heading), day=_moment(updated).date())
            for _, heading, content, updated, *_ in self._read(reader, conversation_id)
        )

    def opinions(self, reader: str, conversation_id: str) -> Opinions:
        """Give what the reader said of the conversation's answers. Raises ConversationGone."""
        return {
            int(str(number)): Opinion(verdict=verdict, reason=reason or "", comment=str(comment))
            for number, *_, verdict, reason, comment in self._read(reader, conversation_id)
            if verdict in VERDICTS
        }

    def _read(self, reader: str, conversation_id: str) -> Sequence[Sequence[Any]]:
        rows = self._file.rows(_READ, (_known(reader), _named(conversation_id)))
        if not rows:
            raise _gone()
        return [row for row in rows if row[0] is not None]

    def keep(self, reader: str, conversation_id: str, number: int, exchange: Exchange) -> None:
        """Keep the exchange of that number, counted from 0, in place of the one that was there.

        Number 0 begins the conversation if it is new. An opinion of an exchange that changes is
        forgotten. Raises ConversationGone where the conversation was deleted, or has fewer
        exchanges by now than come before this one.
        """
        if number >= MAX_EXCHANGES:
            raise StoreError(
                f"This conversation is full ({MAX_EXCHANGES:,} questions).",
                mend="Begin a new one.",
            )
        content = write_exchange(exchange)
        heading, said = cleaned_title(exchange.question.text), folded(_said(exchange))
        with self._changing(reader, conversation_id, begin=number == 0) as connection:
            if not 0 <= number <= _size(connection, conversation_id):
                raise _gone()
            connection.execute(_KEEP, (conversation_id, number, heading, said, content))
            connection.execute(
                "UPDATE conversations SET updated = ? WHERE conversation_id = ?",
                (_now(), conversation_id),
            )

    def rename(self, reader: str, conversation_id: str, title: str) -> None:
        """Give a title, cleaned and cut; an empty one stands for the first question.

        Raises ConversationGone.
        """
        given = cleaned_title(title)
        with self._changing(reader, conversation_id) as connection:
            connection.execute(
                "UPDATE conversations SET title = ?, folded = ? WHERE conversation_id = ?",
                (given or None, folded(given), conversation_id),
            )

    def delete(self, reader: str, conversation_id: str) -> None:
        """Forget a conversation with all its exchanges, if it is there still."""
        with (
            suppress(ConversationGone),
            self._changing(reader, conversation_id) as connection,
        ):
            connection.execute(
                "UPDATE conversations SET deleted = 1, title = NULL, folded = '' "
                "WHERE conversation_id = ?",
                (conversation_id,),
            )
            connection.execute(
                "DELETE FROM exchanges WHERE conversation_id = ?", (conversation_id,)
            )

    def judge(self, reader: str, conversation_id: str, number: int, opinion: Opinion) -> None:
        """Keep an opinion of an exchange, unless it has an error. Raises ConversationGone."""
        if opinion.error:
            return
        with self._changing(reader, conversation_id) as connection:
            judged = connection.execute(
                "UPDATE exchanges SET verdict = ?, reason = ?, comment = ? "
                "WHERE conversation_id = ? AND number = ?",
                (
                    opinion.verdict,
                    opinion.reason,
                    opinion.comment,
                    conversation_id,
                    _numbered(number),
                ),
            )
            if not judged.rowcount:
                raise _gone()

    @contextmanager
    def _changing(
        self, reader: str, conversation_id: str, *, begin: bool = False
    ) -> Iterator[sqlite3.Connection]:
        known = _known(reader), _named(conversation_id)
        with self._file.changing() as connection:
            if begin:
                connection.execute(_BEGIN, (*known, _now()))
            if not connection.execute(_FOUND, known).fetchone():
                raise _gone()
            yield connection


def _known(reader: str) -> str:
    if not _READER.fullmatch(reader):
        raise StoreError(
            "This browser gives no key by which conversations are found again.",
            mend="Allow this page to store data in the browser, and reload it.",
        )
    return reader


def _named(conversation_id: str) -> str:
    if not _CONVERSATION.fullmatch(conversation_id):
        raise _gone()
    return conversation_id


def _numbered(number: int) -> int:
    if not 0 <= number <= MAX_EXCHANGES:
        raise _gone()
    return number


def _gone() -> ConversationGone:
    return ConversationGone(
        "This conversation was deleted, or changed in another tab.",
        mend="Open it again from the list, or begin a new one.",
    )


def _size(connection: sqlite3.Connection, conversation_id: str) -> int:
    counted = connection.execute(
        "SELECT count(*) FROM exchanges WHERE conversation_id = ?", (conversation_id,)
    )
    return int(counted.fetchone()[0])


def _said(exchange: Exchange) -> str:
    answer = exchange.answer.text if exchange.answer else exchange.text
    return f"{exchange.question.text}\n{answer}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _moment(written: str) -> datetime:
    """Read what `_now` wrote; what is no time is long ago, so that it stops no list."""
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _conversation(row: Sequence[Any]) -> Conversation:
    conversation_id, title, updated, size = row
    return Conversation(
        conversation_id=conversation_id,
        title=title or "",
        updated=_moment(updated),
        exchanges=size,
    )
