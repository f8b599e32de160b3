"""Answers that are stopped, left or broken off, with an Ollama that speaks slowly."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from page_server import serving
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from slow_ollama import MODEL, SlowOllama, slow_ollama
from test_page import ARRIVAL, ask

pytestmark = pytest.mark.browser

HOST = "Who receives Lee in Nara?"

FREED = """() => {
    window.freed = null;
    const look = () => (window.freed ??= !document.querySelector("#question .stop-button"));
    new MutationObserver(() => {
        const isOver = document.querySelector("#latest [aria-busy=false]");
        if (isOver) requestAnimationFrame(() => setTimeout(look));
    }).observe(document.querySelector("#latest"), { subtree: true, attributes: true });
}"""
"""Notes whether the button to stop is gone in the frame that tells that the answer has ended."""


@pytest.fixture(scope="module")
def speaker() -> Iterator[SlowOllama]:
    with slow_ollama() as speaker:
        yield speaker


@pytest.fixture(scope="module")
def slow_address(address: str, index: Path, speaker: SlowOllama) -> Iterator[str]:
    """A server of its own on the same index, after `address` has made that."""
    with serving(index, ollama=speaker.url) as slow:
        yield slow


@pytest.fixture
def ollama(speaker: SlowOllama) -> SlowOllama:
    speaker.words = None
    speaker.may_speak.set()
    speaker.hung_up.clear()
    return speaker


@pytest.fixture
def slow_page(context: BrowserContext, slow_address: str, ollama: SlowOllama) -> Page:
    page = context.new_page()
    return arrived(page, slow_address)


def arrived(page: Page, address: str) -> Page:
    page.goto(address)
    page.locator(".welcome").wait_for()
    choose(page, MODEL)
    return page


def choose(page: Page, model: str) -> None:
    page.get_by_role("combobox", name="Model").click()
    page.get_by_role("combobox", name="Model").fill(model)
    page.get_by_role("option", name=model).click()


def begin(page: Page, question: str) -> None:
    """Ask, and wait for the first words."""
    box = page.get_by_role("textbox", name="Question")
    box.fill(question)
    box.press("Enter")
    expect(page.locator("#latest .question")).to_have_text(question)
    page.locator("#latest .draft:not(:empty)").wait_for()


def progress(page: Page) -> Locator:
    return page.locator("#latest .progress")


def stop(page: Page) -> Locator:
    return page.locator("#question").get_by_role("button", name="Stop", exact=True)


def asks(page: Page) -> Locator:
    return page.locator("#question").get_by_role("button", name="Ask", exact=True)


@pytest.mark.parametrize("way", ["button", "key"])
def test_an_answer_is_stopped_and_the_model_let_go(
    slow_page: Page, ollama: SlowOllama, way: str
) -> None:
    begin(slow_page, ARRIVAL)
    assert not ollama.hung_up.is_set()
    if way == "key":
        slow_page.keyboard.press("Escape")
    else:
        stop(slow_page).click()
    expect(progress(slow_page)).to_have_text("Stopped. Nothing here was checked.")
    assert ollama.hung_up.wait(10)
    expect(asks(slow_page)).to_be_visible()
    said = slow_page.locator("#latest .draft").inner_text()
    choose(slow_page, "Quotes only")
    ask(slow_page, HOST)
    expect(slow_page.locator("#latest .answered")).to_be_visible()
    expect(slow_page.locator("#earlier .draft")).to_have_text(said)


def test_the_quotes_are_there_before_the_model_speaks(slow_page: Page, ollama: SlowOllama) -> None:
    ollama.may_speak.clear()
    box = slow_page.get_by_role("textbox", name="Question")
    box.fill(ARRIVAL)
    box.press("Enter")
    slow_page.locator("#latest .card").first.wait_for()
    expect(slow_page.locator("#latest .draft")).to_be_empty()
    slow_page.keyboard.press("Escape")
    expect(progress(slow_page)).to_have_text("Stopped.")
    choose(slow_page, "Quotes only")
    ask(slow_page, HOST)
    expect(slow_page.locator("#latest .answered")).to_be_visible()
    ollama.may_speak.set()
    assert ollama.hung_up.wait(10)


def test_what_was_under_way_at_a_reload_is_shown_as_stopped(
    slow_page: Page, ollama: SlowOllama
) -> None:
    begin(slow_page, ARRIVAL)
    slow_page.reload()
    expect(slow_page.locator("#latest .question")).to_have_text(ARRIVAL)
    expect(progress(slow_page)).to_contain_text("Stopped.")
    slow_page.locator("#latest .card").first.wait_for()
    assert ollama.hung_up.wait(10)
    slow_page.reload()
    expect(progress(slow_page)).to_have_text("Stopped. Nothing here was checked.")
    slow_page.locator("#latest .draft:not(:empty)").wait_for()


def test_who_opens_another_conversation_leaves_the_answer(
    slow_page: Page, ollama: SlowOllama
) -> None:
    begin(slow_page, ARRIVAL)
    slow_page.get_by_role("link", name="New conversation").click()
    slow_page.locator(".welcome").wait_for()
    assert ollama.hung_up.wait(10)
    expect(asks(slow_page)).to_be_visible()
    expect(slow_page.locator("#latest .question")).to_have_count(0)


def test_one_readers_long_answer_keeps_no_other_waiting(
    slow_page: Page, slow_address: str, browser: Browser
) -> None:
    begin(slow_page, ARRIVAL)
    with browser.new_context() as elsewhere:
        other = elsewhere.new_page()
        other.goto(slow_address)
        other.locator(".welcome").wait_for()
        ask(other, HOST)
        expect(other.locator("#latest .answered")).to_be_visible()
    expect(slow_page.locator("#latest [aria-busy=true]")).to_be_visible()
    slow_page.keyboard.press("Escape")
    expect(progress(slow_page)).to_contain_text("Stopped.")


def test_an_ollama_that_breaks_off_is_told(slow_page: Page, ollama: SlowOllama) -> None:
    ollama.words = 3
    ask(slow_page, ARRIVAL)
    expect(slow_page.get_by_role("alert")).to_be_visible()
    choose(slow_page, "Quotes only")
    slow_page.locator(".answer-tools").get_by_role("button", name="Retry").click()
    expect(slow_page.locator("#latest .answered")).to_be_visible()


def test_a_server_that_stops_is_told_and_the_page_goes_on_when_it_is_back(
    context: BrowserContext, address: str, index: Path, ollama: SlowOllama
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    page = context.new_page()
    with serving(index, port=port, ollama=ollama.url) as first:
        begin(arrived(page, first), ARRIVAL)
    expect(page.get_by_role("alert").filter(has_text="server doesn’t answer")).to_be_visible()
    with serving(index, port=port, ollama=ollama.url):
        expect(progress(page)).to_contain_text("Stopped.")
        ask(page, HOST)
        expect(page.locator("#latest .answered")).to_be_visible()
        expect(page.locator("#earlier .question")).to_have_text(ARRIVAL)


def test_the_box_is_free_at_once_however_long_the_model_is_silent(
    slow_page: Page, ollama: SlowOllama
) -> None:
    ollama.may_speak.clear()
    box = slow_page.get_by_role("textbox", name="Question")
    for question in (ARRIVAL, HOST):
        box.fill(question)
        box.press("Enter")
        expect(slow_page.locator("#latest .question")).to_have_text(question)
        slow_page.locator("#latest .card").first.wait_for()
        slow_page.evaluate(FREED)
        stop(slow_page).click()
        expect(progress(slow_page)).to_have_text("Stopped.")
        expect(asks(slow_page)).to_be_visible()
        assert slow_page.evaluate("window.freed")
    ollama.may_speak.set()


def test_what_is_stopped_in_one_tab_is_seen_in_another(
    slow_page: Page, context: BrowserContext, ollama: SlowOllama
) -> None:
    begin(slow_page, ARRIVAL)
    other = context.new_page()
    other.goto(slow_page.url)
    expect(other.locator("#latest .question")).to_have_text(ARRIVAL)
    slow_page.keyboard.press("Escape")
    expect(progress(slow_page)).to_have_text("Stopped. Nothing here was checked.")
    said = slow_page.locator("#latest .draft").inner_text()
    expect(other.locator("#latest .draft")).to_have_text(said)
    choose(slow_page, "Quotes only")
    other.get_by_role("textbox", name="Question").fill("What I was")
    ask(slow_page, HOST)
    expect(other.locator("#latest .answered")).to_be_visible()
    expect(other.locator("#latest .question")).to_have_text(HOST)
    expect(other.get_by_role("textbox", name="Question")).to_have_value("What I was")
