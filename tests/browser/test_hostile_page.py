"""Everything that others write is full of markup here: it is shown as text, and nothing runs."""

import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
import slow_ollama
from page_server import served
from playwright.sync_api import BrowserContext, Page, expect
from replay import Recording, recorded
from test_page import ask

pytestmark = pytest.mark.browser

SNARE = (
    '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script></div></article>'
    "<a href='javascript:window.hacked=1'>a</a> [b](javascript:window.hacked=1) "
    "[c](data:text/html,hacked) {{7*7}} ${7*7} \u202eterces\u202c"
)
ARTICLE = f"""\
---
title: {json.dumps(f"Regatta {SNARE}")}
outlet: {json.dumps(f"Herald {SNARE}")}
author: {json.dumps(f"Ann {SNARE}")}
url: javascript:window.hacked=1
date: 2026-03-04
---

The zubrowka regatta {SNARE} opens on Friday in Lutz.

Its organiser {SNARE} expects ninety boats.
"""
NAMED = '<img src=x onerror="window.hacked = 1">hostile.md'
OPENS = f"When does the zubrowka regatta open? {SNARE}"
ROOMS = {"Timeline": "#told svg *", "Collection": "#listing td", "Evaluation": "#runs *"}


def speech(name: str) -> Recording:
    """What a real Ollama said, but for the name of its model and its words."""
    recording = recorded(name)
    body = recording.body.replace("smollm2:135m", json.dumps(f"<b>{SNARE}</b>")[1:-1])
    return replace(recording, body=body.replace('" capital"', json.dumps(SNARE)))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / NAMED).write_text(ARTICLE, "utf-8")
    with pytest.MonkeyPatch.context() as patch, slow_ollama.slow_ollama() as ollama:
        patch.setattr(slow_ollama, "recorded", speech)
        ollama.may_speak.set()
        index = tmp_path_factory.mktemp("hostile-index")
        with served(folder, index=index, ollama=ollama.url) as address:
            yield address


@pytest.fixture
def asked(context: BrowserContext) -> list[str]:
    """The addresses that the page asks for anything."""
    addresses: list[str] = []
    context.on("request", lambda request: addresses.append(request.url))
    context.on("dialog", lambda dialog: addresses.append(dialog.message))
    return addresses


@pytest.fixture
def page(context: BrowserContext, asked: list[str], address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.locator(".welcome").wait_for()
    return page


MADE = "img[src=x], a[href^='javascript:'], a[href^='data:'], iframe, object, [onerror], [onclick]"
RAN = """() => [...document.querySelectorAll("body script")]
    .filter((each) => each.textContent.includes("window.hacked")).length"""
TURNED = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const turned = [];
    while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        const alone = parentElement.textContent === data
            && getComputedStyle(parentElement).display !== "inline";
        const kept = parentElement.closest("bdi, [dir=auto], textarea, script");
        if (data.includes("\\u202e") && !alone && !kept) turned.push(parentElement.outerHTML);
    }
    return turned;
}"""


def assert_harmless(page: Page, asked: list[str]) -> None:
    assert page.evaluate("window.hacked") is None
    assert page.locator(MADE).count() == 0
    assert page.evaluate(RAN) == 0
    assert page.evaluate(TURNED) == []
    assert {urlsplit(each).hostname for each in asked} == {"127.0.0.1"}
    assert not [each for each in asked if urlsplit(each).path.endswith("/x")]


def test_question_answer_quotes_and_article_are_text(page: Page, asked: list[str]) -> None:
    assert_harmless(page, asked)
    ask(page, OPENS)
    expect(page.locator("#latest .card blockquote").first).to_contain_text(SNARE[:60])
    assert_harmless(page, asked)
    page.locator("#latest .card .source").first.click()
    expect(page.locator("#paper .words")).to_contain_text(SNARE)
    expect(page.locator("#paper .about")).to_contain_text(NAMED)
    assert_harmless(page, asked)


def test_what_the_model_says_and_is_called_is_text(page: Page, asked: list[str]) -> None:
    page.get_by_label("Model", exact=True).click()
    page.get_by_role("option", name="<b>").first.click()
    box = page.get_by_role("textbox", name="Question")
    box.fill(OPENS)
    box.press("Enter")
    expect(page.locator("#latest .draft")).to_contain_text(SNARE)
    expect(page.locator("#latest .progress")).to_contain_text("<b><img src=x")
    assert_harmless(page, asked)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#latest .progress")).to_contain_text("Nothing here was checked")
    assert_harmless(page, asked)


def test_every_room_and_what_was_kept_is_text(page: Page, asked: list[str]) -> None:
    ask(page, OPENS)
    for room, filled in ROOMS.items():
        page.get_by_role("tab", name=room).click()
        page.locator(filled).first.wait_for(state="attached")
        assert_harmless(page, asked)
    expect(page.locator("#listing")).to_contain_text(SNARE[:60])
    page.reload()
    expect(page.locator(".question", has_text=SNARE[:60])).to_be_visible()
    assert_harmless(page, asked)
