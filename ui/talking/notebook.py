"""Where a conversation at a terminal is kept: beside those of the page, under a reader of its own.

The page shows a browser no conversation but its own, which it finds by a random key; no browser can
have the name under which a terminal's are kept, so that these are shown by a terminal alone.
"""

import os

from rag.errors import QuestionError
from ui.conversation import Exchange, stopped
from ui.conversations.store import Conversations, new_conversation_id


def terminal_reader() -> str:
    """Give the name that whoever runs this program has as a reader at a terminal."""
    return f"terminal-{os.getuid()}"


class Notebook:
    """Keeps one conversation at a time, the first question of which begins it."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations
        self._reader = terminal_reader()
        self.begin()

    def begin(self) -> None:
        """Keep what comes next as a new conversation."""
        self._conversation = new_conversation_id()
        self._kept = 0

    def newest(self) -> tuple[Exchange, ...]:
        """Go on with the conversation that was changed last, and give what is kept of it.

        Raises QuestionError where none is kept, and StoreError.
        """
        listed = self._conversations.list(self._reader, limit=1)
        if not listed:
            raise QuestionError(
                "No conversation at a terminal is kept in this index.",
                mend="Begin one: leave out --continue.",
            )
        self._conversation = listed[0].conversation_id
        exchanges = self._conversations.exchanges(self._reader, self._conversation)
        self._kept = len(exchanges)
        return stopped(exchanges)

    def keep(self, exchange: Exchange) -> None:
        """Keep an exchange as the conversation's next. Raises StoreError and ConversationGone."""
        self._conversations.keep(self._reader, self._conversation, self._kept, exchange)
        self._kept += 1
