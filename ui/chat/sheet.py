"""A conversation as it lies open on a page, and how what is asked gets into it."""

import dataclasses
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from rag.errors import DatelineError, StoreError
from ui.chat.place import Place
from ui.conversation import Exchange, stopped
from ui.conversations.store import Conversations
from ui.verdicts import Opinion, Opinions

_SECONDS = 1.0
"""How much of a growing text may be lost when the server is killed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The exchanges of the conversation that is open at a place; none where none is."""

    place: Place
    exchanges: tuple[Exchange, ...] = ()
    opinions: Opinions = field(default_factory=dict)

    def exchange(self, number: int) -> Exchange:
        """Give the exchange of a number. Raises StoreError where none was kept."""
        if not 0 <= number < len(self.exchanges):
            raise StoreError("This question was not kept.", mend="Ask it again.")
        return self.exchanges[number]

    def before(self, number: int) -> "Sheet":
        """Give what comes before the exchange of a number."""
        return dataclasses.replace(
            self,
            exchanges=self.exchanges[:number],
            opinions={each: said for each, said in self.opinions.items() if each < number},
        )

    def at(self, conversation: str) -> "Sheet":
        """Give the sheet as that of a conversation."""
        return dataclasses.replace(self, place=self.place.at(conversation))

    def judged(self, number: int, opinion: Opinion) -> "Sheet":
        """Give the sheet with an opinion of one exchange."""
        return dataclasses.replace(self, opinions={**self.opinions, number: opinion})

    def with_last(self, exchange: Exchange) -> "Sheet":
        """Give the sheet with one exchange more."""
        return dataclasses.replace(self, exchanges=(*self.exchanges, exchange))


def open_sheet(conversations: Conversations, place: Place) -> Sheet:
    """Open what is kept; an answer that has no end was broken off, and counts as stopped.

    Raises ConversationGone and StoreError.
    """
    if not place.conversation:
        return Sheet(place=place)
    known = place.reader, place.conversation
    return Sheet(
        place=place,
        exchanges=stopped(conversations.exchanges(*known)),
        opinions=conversations.opinions(*known),
    )


class Keeper:
    """Keeps one exchange as it grows: when it begins, has its evidence, every second, and ends."""

    def __init__(
        self,
        conversations: Conversations,
        place: Place,
        number: int,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._conversations = conversations
        self._place = place
        self._number = number
        self._clock = clock
        self._kept: Exchange | None = None
        self._latest: Exchange | None = None
        self._since = 0.0
        self._is_begun = number > 0
        self.trouble: StoreError | None = None
        """Why the state that was to be kept last isn't: an answer goes on without."""

    @property
    def is_lost(self) -> bool:
        """Whether there is no conversation to go on with: nothing of it could be kept."""
        return self.trouble is not None and not self._is_begun

    def note(self, exchange: Exchange) -> None:
        """Remember this state, which is kept at the latest when the keeper is closed."""
        self._latest = exchange

    def keep(self, exchange: Exchange) -> None:
        """Keep this state if it is time; that it can't be is `trouble`. Raises ConversationGone."""
        self.note(exchange)
        if self._is_time(exchange):
            try:
                self._conversations.keep(
                    self._place.reader, self._place.conversation, self._number, exchange
                )
                self._is_begun, self.trouble = True, None
            except StoreError as error:
                self.trouble = error
            self._kept, self._since = exchange, self._clock()

    def close(self) -> None:
        """Keep what came last as stopped, unless it has ended; there is nobody to tell an error."""
        if self._latest and not self._latest.ended:
            with suppress(DatelineError):
                self.keep(dataclasses.replace(self._latest, stopped=True))

    def _is_time(self, exchange: Exchange) -> bool:
        kept = self._kept
        return (
            kept is None
            or exchange.ended
            or exchange.model != kept.model
            or self._clock() - self._since >= _SECONDS
        )
