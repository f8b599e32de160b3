from datetime import UTC, datetime

from ui.chat.shelf import render_shelf
from ui.conversations.store import Conversation

KEPT = Conversation(
    conversation_id="1e" * 16, title="Who <b>won</b>?", updated=datetime.now(UTC), exchanges=2
)


def test_a_conversation_is_a_link_whose_title_is_text() -> None:
    shelf = render_shelf([KEPT], opened="", search="")
    assert f'href="#{KEPT.conversation_id}"' in shelf
    assert ">Who &lt;b&gt;won&lt;/b&gt;?</a>" in shelf
    assert "<b>" not in shelf
    assert "aria-current" not in shelf


def test_the_open_one_is_marked() -> None:
    assert 'aria-current="page"' in render_shelf([KEPT], opened=KEPT.conversation_id, search="")


def test_an_empty_shelf_says_why() -> None:
    assert "are kept here" in render_shelf([], opened="", search=" ")
    assert "Nothing kept says that" in render_shelf([], opened="", search="zebra")
