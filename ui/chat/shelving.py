"""What happens at the shelf of conversations; every method serves one listener."""

import json
import re
from collections.abc import Callable
from typing import Any

import gradio

from rag.errors import DatelineError
from ui.chat.place import Place, read_place
from ui.chat.shelf import render_shelf
from ui.conversations.exporting import as_json, as_markdown
from ui.conversations.store import Conversations
from ui.render import render_error

_FORMS: dict[str, tuple[str, Callable[..., str]]] = {
    "markdown": ("md", as_markdown),
    "json": ("json", as_json),
}
_NO_NAME = re.compile(r"[^\w-]+")
_LONGEST_NAME = 60


class Shelf:
    """Lists the conversations of whoever looks, renames, deletes and exports them."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    def list(self, told: str, search: str) -> str:
        """Give the list as HTML."""
        place = read_place(told)
        try:
            kept = self._conversations.list(place.reader, search=search)
        except DatelineError as error:
            return render_error(error)
        return render_shelf(kept, opened=place.conversation, search=search)

    def rename(self, event: gradio.EventData, told: str, search: str) -> str:
        """Give a conversation another title, and the list."""
        conversation, title = str(event.conversation), str(event.title)
        self._do(self._conversations.rename, read_place(told).reader, conversation, title)
        return self.list(told, search)

    def delete(self, event: gradio.EventData, told: str, search: str) -> str:
        """Delete a conversation; give the list."""
        self._do(self._conversations.delete, read_place(told).reader, str(event.conversation))
        return self.list(told, search)

    def export(self, event: gradio.EventData, told: str) -> str:
        """Give a conversation as JSON {name, text} of a file; "" where that fails."""
        written = self._do(self._written, read_place(told), str(event.conversation), event.form)
        return written or ""

    def _written(self, place: Place, conversation: str, form: str) -> str:
        ending, write = _FORMS[form]
        exchanges = self._conversations.exchanges(place.reader, conversation)
        title = self._title(place.reader, conversation)
        name = _NO_NAME.sub("-", title)[:_LONGEST_NAME].strip("-") or "conversation"
        return json.dumps({"name": f"{name}.{ending}", "text": write(title, exchanges)})

    def _title(self, reader: str, conversation: str) -> str:
        kept = self._conversations.list(reader)
        return next((each.title for each in kept if each.conversation_id == conversation), "")

    def _do(self, what: Callable[..., Any], *given: Any) -> Any:
        try:
            return what(*given)
        except DatelineError as error:
            gradio.Warning(str(error))
            return None
