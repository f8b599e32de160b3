"""The list of a reader's conversations -> HTML. Pure; titles are untrusted.

Each row has three faces, of which `data-face` shows one (shelf.js): its link, the field that
renames it, and the question whether to delete it.
"""

from collections.abc import Sequence

from ui.conversations.store import Conversation
from ui.conversations.titles import MAX_TITLE
from ui.drawing.markup import escaped

_EXPORTS = (("markdown", "Export as Markdown"), ("json", "Export as JSON"))


def render_shelf(kept: Sequence[Conversation], *, opened: str, search: str) -> str:
    """Give the conversations as links; `opened` is the id of the one that lies open."""
    if not kept:
        none = "Nothing kept says that." if search.strip() else "Questions you ask are kept here."
        return f'<p class="empty" role="status">{none}</p>'
    rows = "".join(_row(each, is_open=each.conversation_id == opened) for each in kept)
    return f'<nav aria-label="Conversations"><ul class="entries">{rows}</ul></nav>'


def _row(kept: Conversation, *, is_open: bool) -> str:
    title = escaped(kept.title or "Untitled")
    current = ' aria-current="page"' if is_open else ""
    return (
        f'<li class="entry" data-conversation="{escaped(kept.conversation_id)}" data-face="link">'
        f'<div class="link"><a href="#{escaped(kept.conversation_id)}" dir="auto" '
        f'title="{title}"{current}>{title}</a>{_menu(title)}</div>{_renaming(title)}'
        f"{_deleting(title)}</li>"
    )


def _menu(title: str) -> str:
    exports = "".join(
        f'<button type="button" data-export="{form}">{label}</button>' for form, label in _EXPORTS
    )
    return (
        f'<details class="more"><summary aria-label="More: {title}" title="More">⋯</summary>'
        '<div><button type="button" data-show="rename">Rename</button>'
        f'{exports}<button type="button" data-show="delete">Delete…</button></div></details>'
    )


def _renaming(title: str) -> str:
    return (
        f'<input class="rename" type="text" aria-label="Title" value="{title}" '
        f'maxlength="{MAX_TITLE}" autocomplete="off" enterkeyhint="done" dir="auto">'
    )


def _deleting(title: str) -> str:
    return (
        f'<div class="delete" role="group" aria-label="Delete: {title}">'
        "<span>Delete it for good?</span>"
        '<button type="button" data-delete>Delete</button>'
        '<button type="button" data-show="link">Keep</button></div>'
    )
