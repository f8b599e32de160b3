"""Conversations that are kept, the buttons beneath an answer, and the keyboard."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from test_page import ARRIVAL, ask

pytestmark = pytest.mark.browser

HOST = "Who receives Lee in Nara?"
BRIDGE = "How much does the Harrow Sound bridge cost?"
HOSTILE = '<img src=x onerror="window.hacked = 1">'


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Question")


def entry(page: Page, title: str) -> Locator:
    return page.locator("#kept .entry", has=page.get_by_role("link", name=title))


def menu(page: Page, title: str, item: str) -> None:
    entry(page, title).locator("summary").click()
    page.locator(".more[open]").get_by_role("button", name=item).click()


def tool(page: Page, name: str, *, within: str = "#latest") -> Locator:
    return page.locator(f"{within} .answer-tools").get_by_role("button", name=name, exact=True)


def new(page: Page) -> None:
    page.get_by_role("link", name="New conversation").click()
    page.locator(".welcome").wait_for()


def test_a_conversation_is_there_after_a_reload(page: Page) -> None:
    ask(page, ARRIVAL)
    page.locator("#latest").get_by_role("button", name="Right", exact=True).click()
    ask(page, HOST)
    told = page.locator("#latest .told").inner_text()
    assert re.search("#[0-9a-f]{32}$", page.url)
    page.reload()
    expect(page.locator("#latest .question")).to_have_text(HOST)
    assert page.locator("#latest .told").inner_text() == told
    expect(page.locator("#earlier .question")).to_have_text(ARRIVAL)
    right = page.locator("#earlier").get_by_role("button", name="Right", exact=True)
    expect(right).to_have_attribute("aria-pressed", "true")
    page.locator("#latest .marker").first.click()
    expect(page.locator("#paper mark")).to_be_in_viewport()


def test_each_question_joins_those_before_it_and_they_leave_with_their_conversation(
    page: Page,
) -> None:
    ask(page, BRIDGE)
    new(page)
    for question in (ARRIVAL, HOST, BRIDGE):
        ask(page, question)
    expect(page.locator("#earlier .question")).to_have_text([ARRIVAL, HOST])
    expect(tool(page, "Copy", within="#earlier")).to_have_count(2)
    expect(tool(page, "Retry", within="#earlier")).to_have_count(0)
    expect(tool(page, "Edit question", within="#earlier")).to_have_count(0)
    page.locator("#earlier .marker").first.click()
    expect(page.locator("#paper mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    entry(page, BRIDGE).get_by_role("link").click()
    expect(page.locator("#earlier .question")).to_have_count(0)
    page.go_back()
    expect(page.locator("#earlier .question")).to_have_text([ARRIVAL, HOST])


def test_several_conversations_are_listed_opened_and_searched(page: Page) -> None:
    ask(page, ARRIVAL)
    new(page)
    assert "#" not in page.url or page.url.endswith("#")
    ask(page, BRIDGE)
    expect(entry(page, BRIDGE).get_by_role("link")).to_have_attribute("aria-current", "page")
    entry(page, ARRIVAL).get_by_role("link").click()
    expect(page.locator("#latest .question")).to_have_text(ARRIVAL)
    expect(page.locator("#kept [aria-current]")).to_have_text(ARRIVAL)
    page.go_back()
    expect(page.locator("#latest .question")).to_have_text(BRIDGE)
    page.get_by_label("Search conversations").fill("nara")
    expect(page.locator("#kept .entry")).to_have_count(1)
    expect(entry(page, ARRIVAL)).to_be_visible()
    page.get_by_label("Search conversations").fill("zebra")
    expect(page.locator("#kept")).to_have_text("Nothing kept says that.")


def test_a_conversation_is_renamed_and_its_name_is_text(page: Page) -> None:
    ask(page, ARRIVAL)
    menu(page, ARRIVAL, "Rename")
    field = page.get_by_role("textbox", name="Title")
    expect(field).to_be_focused()
    field.fill(HOSTILE)
    field.press("Enter")
    expect(page.locator("#kept .entry a")).to_have_text(HOSTILE)
    page.reload()
    expect(page.locator("#kept .entry a")).to_have_text(HOSTILE)
    menu(page, HOSTILE, "Rename")
    field.fill("Never mind")
    field.press("Escape")
    expect(page.locator("#kept .entry a")).to_have_text(HOSTILE)
    assert page.evaluate("window.hacked") is None


def test_a_conversation_is_deleted_once_that_is_confirmed(page: Page) -> None:
    ask(page, ARRIVAL)
    menu(page, ARRIVAL, "Delete…")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(entry(page, ARRIVAL)).to_be_visible()
    menu(page, ARRIVAL, "Delete…")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("#kept .entry")).to_have_count(0)
    page.locator(".welcome").wait_for()
    page.go_back()
    expect(page.get_by_role("alert")).to_contain_text("This conversation was deleted")


def test_a_conversation_is_downloaded(page: Page, tmp_path: Path) -> None:
    ask(page, ARRIVAL)
    saved = tmp_path / "saved"
    with page.expect_download() as download:
        menu(page, ARRIVAL, "Export as Markdown")
    assert download.value.suggested_filename == "When-does-Lee-arrive-in-Nara.md"
    download.value.save_as(saved)
    assert "13 January 2026" in saved.read_text("utf-8")
    with page.expect_download() as download:
        menu(page, ARRIVAL, "Export as JSON")
    download.value.save_as(saved)
    (told,) = json.loads(saved.read_text("utf-8"))["exchanges"]
    assert told["question"] == ARRIVAL
    assert told["answer"]["citations"]


def test_what_was_deleted_in_another_tab_is_told_and_the_next_question_works(
    page: Page, context: BrowserContext
) -> None:
    ask(page, ARRIVAL)
    other = context.new_page()
    other.goto(page.url)
    menu(other, ARRIVAL, "Delete…")
    other.get_by_role("button", name="Delete", exact=True).click()
    other.locator(".welcome").wait_for()
    box(page).fill(HOST)
    box(page).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This conversation was deleted")
    expect(box(page)).to_have_value(HOST)
    ask(page, HOST)
    expect(page.locator("#latest .answered")).to_be_visible()
    expect(page.locator("#kept .entry")).to_have_count(1)


def test_two_browsers_have_conversations_of_their_own(page: Page, browser: Browser) -> None:
    ask(page, ARRIVAL)
    with browser.new_context() as elsewhere:
        other = elsewhere.new_page()
        other.goto(page.url)
        expect(other.get_by_role("alert")).to_contain_text("This conversation was deleted")
        expect(other.locator("#kept .entry")).to_have_count(0)
        ask(other, HOST)
        expect(other.locator("#earlier .question")).to_have_count(0)
    ask(page, BRIDGE)
    expect(page.locator("#earlier .question")).to_have_text(ARRIVAL)


def test_retry_asks_again_as_the_controls_are_set_now(page: Page) -> None:
    ask(page, ARRIVAL)
    page.get_by_label("As of").fill("2025-11-05")
    tool(page, "Retry").click()
    expect(page.locator("#latest .signature")).to_contain_text("as of 5 November 2025")
    expect(page.locator("#latest .question")).to_have_text(ARRIVAL)
    expect(page.locator("#earlier .question")).to_have_count(0)


def test_the_last_question_is_edited_and_replaced(page: Page) -> None:
    ask(page, ARRIVAL)
    ask(page, HOST)
    tool(page, "Edit question").click()
    expect(box(page)).to_have_value(HOST)
    expect(box(page)).to_be_focused()
    expect(page.locator(".editing")).to_be_visible()
    ask(page, BRIDGE)
    expect(page.locator(".editing")).to_be_hidden()
    expect(page.locator("#earlier .question")).to_have_text(ARRIVAL)
    page.reload()
    expect(page.locator(".question")).to_have_text([ARRIVAL, BRIDGE])


def test_an_edit_that_is_taken_back_replaces_nothing(page: Page) -> None:
    ask(page, ARRIVAL)
    tool(page, "Edit question").click()
    page.get_by_role("button", name="Keep them").click()
    ask(page, HOST)
    expect(page.locator(".question")).to_have_text([ARRIVAL, HOST])


def test_an_answer_is_copied_with_its_sources(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, ARRIVAL)
    tool(page, "Copy").click()
    expect(page.locator("#latest .done")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    quote = page.locator("#latest blockquote").first.inner_text()
    assert "13 January 2026" in copied
    assert re.search(rf"^\[1\] .*“{re.escape(quote)}”$", copied, re.MULTILINE)


def test_the_keyboard_asks_and_writes_lines(page: Page) -> None:
    box(page).blur()
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    page.keyboard.type("When does Lee")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("arrive in Nara/Japan?")
    expect(box(page)).to_have_value("When does Lee\narrive in Nara/Japan?")
    page.keyboard.press("Enter")
    page.locator("#latest .answer").wait_for()
    expect(box(page)).to_have_value("")


def test_an_empty_question_begins_no_conversation(page: Page) -> None:
    ask(page, " ")
    expect(page.get_by_role("alert")).to_contain_text("The question is empty.")
    expect(page.locator("#kept .entry")).to_have_count(0)


def test_conversations_are_a_drawer_on_a_phone(page: Page) -> None:
    ask(page, ARRIVAL)
    new(page)
    page.set_viewport_size({"width": 360, "height": 780})
    page.reload()
    page.locator(".welcome").wait_for()
    fold = page.get_by_role("button", name="Conversations", exact=True)
    expect(page.locator("#kept")).to_be_hidden()
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#kept")).to_be_hidden()
    fold.click()
    entry(page, ARRIVAL).get_by_role("link").click()
    expect(page.locator("#latest .question")).to_have_text(ARRIVAL)
    expect(page.locator("#kept")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_list_is_folded_away_and_stays_so(page: Page) -> None:
    fold = page.get_by_role("button", name="Conversations", exact=True)
    expect(page.locator("#kept")).to_be_visible()
    fold.click()
    expect(page.locator("#kept")).to_be_hidden()
    page.reload()
    page.locator(".welcome").wait_for()
    expect(page.locator("#kept")).to_be_hidden()
