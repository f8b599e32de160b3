"""A page whose conversations can't be kept, as a later version of Dateline left their file."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from page_server import served
from playwright.sync_api import BrowserContext, expect
from test_page import ask

from ui.conversations.file import FILE_NAME

pytestmark = pytest.mark.browser

LOCK = """\
Published: 4 March 2026
Outlet: Fen Messenger

Lock reopens

The lock at Sallow Weir reopens on Friday. The keeper of the lock is Ida Marsh.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index whose conversations are in a form that isn't known yet."""
    index = tmp_path / "index"
    index.mkdir()
    with closing(sqlite3.connect(index / FILE_NAME)) as connection:
        connection.execute("CREATE TABLE talks (words TEXT)")
        connection.execute("PRAGMA user_version = 1000")
    return index


@pytest.fixture
def unkept(folder: Path, tmp_path: Path) -> Iterator[str]:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "lock.txt").write_text(LOCK)
    with served(papers, index=folder) as address:
        yield address


def test_questions_are_answered_and_what_is_there_stays(
    context: BrowserContext, unkept: str, folder: Path
) -> None:
    before = (folder / FILE_NAME).read_bytes()
    page = context.new_page()
    page.goto(unkept)
    expect(page.locator("#kept .error")).to_contain_text("kept by a later version of Dateline")
    for question in ("When does the lock at Sallow Weir reopen?", "Who is the keeper of the lock?"):
        ask(page, question)
        expect(page.locator("#latest .question")).to_have_text(question)
        expect(page.locator("#latest .answered")).to_be_visible()
        expect(page.locator("#latest .error")).to_contain_text("kept by a later version")
        expect(page.locator("#question .submit-button")).to_be_visible()
        expect(page).not_to_have_url(re.compile("#"))
    page.locator(".answer-tools").get_by_role("button", name="Retry").click()
    expect(page.get_by_text("This question was not kept.")).to_be_visible()
    assert (folder / FILE_NAME).read_bytes() == before
