"""What a reader looks at stays where it is while an answer forms, by the browser's own measure."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from page_server import serving
from playwright.sync_api import Page
from slow_ollama import MODEL, slow_ollama
from test_chat_stopping import arrived, choose
from test_page import ARRIVAL, ask

pytestmark = pytest.mark.browser

HOST = "Who receives Lee in Nara?"
TOLL = "How many people died in the mill fire?"
NOWHERE = "Which submarine did the emperor of Neptune paint purple?"
MOST = 0.1
"""What counts as good: https://web.dev/articles/cls."""

WATCH = """() => {
    window.moves = [];
    window.watcher = new PerformanceObserver((list) => window.moves.push(...list.getEntries()));
    window.watcher.observe({ type: "layout-shift" });
}"""
# Moves that follow on a key at once are counted too: how soon they come depends on the machine.
MOVED = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
    window.moves.push(...window.watcher.takeRecords());
    done(window.moves.splice(0).reduce((sum, move) => sum + move.value, 0));
})))"""


@pytest.fixture(scope="module")
def told_address(address: str, index: Path) -> Iterator[str]:
    """A server on the index that `address` made, whose model says some lines and ends."""
    with slow_ollama() as ollama, serving(index, ollama=ollama.url) as told:
        ollama.words, ollama.ends = 60, True
        ollama.may_speak.set()
        yield told


def moved(page: Page, question: str) -> float:
    page.evaluate(MOVED)
    ask(page, question)
    return float(page.evaluate(MOVED))


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("model", [MODEL, "Quotes only"])
def test_an_answer_forms_without_moving_what_is_read(
    page: Page, told_address: str, width: int, model: str
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    arrived(page, told_address)
    choose(page, model)
    page.evaluate(WATCH)
    for question in (ARRIVAL, HOST, TOLL, NOWHERE):
        assert moved(page, question) <= MOST, question


def test_a_growing_text_shows_its_end(page: Page, told_address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    arrived(page, told_address)
    page.evaluate("""() => {
        window.ends = [];
        new MutationObserver(() => {
            const draft = document.querySelector("#latest .draft");
            const words = draft && document.createRange();
            words?.selectNodeContents(draft);
            const text = words?.getBoundingClientRect();
            const room = draft?.getBoundingClientRect();
            if (text?.height > room?.height) window.ends.push(text.bottom - room.bottom);
        }).observe(document.querySelector("#latest"), { subtree: true, childList: true,
            characterData: true });
    }""")
    ask(page, ARRIVAL)
    ends = page.evaluate("window.ends")
    assert ends
    assert all(-10 < each <= 0 for each in ends), "its last line isn't the one at the bottom"
