"""Conversations at a terminal: kept, gone on with, and shown to no browser."""

from pathlib import Path

import pytest
from exchange_factory import ANSWERED, FORMING, ask

from rag.errors import QuestionError
from ui.chat.place import Place, read_place, write_place
from ui.conversations.store import Conversations
from ui.talking.notebook import Notebook, terminal_reader


@pytest.fixture
def conversations(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path)


def questions(notebook: Notebook) -> list[str]:
    return [each.question.text for each in notebook.newest()]


def test_the_newest_is_gone_on_with(conversations: Conversations) -> None:
    first = Notebook(conversations)
    first.keep(ask("Why?", "Because."))
    first.begin()
    for text in ("When?", "Where?"):
        first.keep(ask(text))
    second = Notebook(conversations)
    assert questions(second) == ["When?", "Where?"]
    second.keep(ask("Who?"))
    assert questions(Notebook(conversations)) == ["When?", "Where?", "Who?"]
    titles = [each.title for each in conversations.list(terminal_reader())]
    assert titles == ["When?", "Why?"]


def test_what_was_broken_off_counts_as_stopped(conversations: Conversations) -> None:
    notebook = Notebook(conversations)
    for each in (ANSWERED, FORMING):
        notebook.keep(each)
    assert [each.stopped for each in notebook.newest()] == [False, True]


def test_nothing_is_made_until_something_is_kept(
    conversations: Conversations, tmp_path: Path
) -> None:
    with pytest.raises(QuestionError, match=r"No conversation at a terminal is kept.*--continue"):
        Notebook(conversations).newest()
    assert list(tmp_path.iterdir()) == []


def test_no_browser_can_be_a_terminal(conversations: Conversations) -> None:
    Notebook(conversations).keep(ask("Why?"))
    browser = read_place(write_place(Place(reader=terminal_reader())))
    assert browser.reader != terminal_reader()
    assert conversations.list(browser.reader) == ()
