import re

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

SENTENCE = "Hairline cracks were found last Thursday"


@pytest.fixture
def plot(page: Page) -> Locator:
    """The timeline, drawn."""
    page.get_by_role("tab", name="Timeline").click()
    plot = page.locator(".timeline .plot")
    plot.locator(".point").first.wait_for()
    return plot


DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""What was asked for last is drawn with the browser's next frame."""


def point(plot: Locator, words: str) -> Locator:
    return plot.get_by_role("button", name=words).first


def extent(page: Page) -> str:
    return page.locator(".timeline .extent").inner_text()


def test_nothing_is_drawn_before_the_tab_is_selected(page: Page) -> None:
    expect(page.locator("#told .payload")).to_have_count(0)
    page.get_by_role("tab", name="Timeline").click()
    expect(page.locator("#told .payload")).to_have_count(1)


def test_a_point_tells_its_sentence_and_opens_its_exact_words(page: Page, plot: Locator) -> None:
    there = point(plot, SENTENCE)
    there.hover()
    card = plot.locator(".beside")
    expect(card).to_contain_text("Thursday, 30 October 2025")
    expect(card).to_contain_text("Harbour Post, 3 November 2025")
    expect(card.locator("strong")).to_have_text("last Thursday")
    words = card.locator("p").nth(1).inner_text()
    there.click()
    expect(page.locator("#paper mark")).to_have_text(words)
    expect(page.locator("#paper mark")).to_be_in_viewport()


def test_it_zooms_by_button_wheel_and_key_and_is_reset(page: Page, plot: Locator) -> None:
    first, points = extent(page), plot.locator(".point").count()
    page.get_by_role("button", name="Zoom in").click()
    expect(page.locator(".extent")).not_to_have_text(first)
    expect(plot.locator(".point")).not_to_have_count(points)
    nearer = extent(page)
    plot.locator("svg").hover(position={"x": 400, "y": 60})
    page.mouse.wheel(0, -300)
    expect(page.locator(".extent")).not_to_have_text(nearer)
    nearest = extent(page)
    plot.locator("[tabindex='0']").first.focus()
    page.keyboard.press("-")
    expect(page.locator(".extent")).not_to_have_text(nearest)
    page.get_by_role("button", name="Reset the view").click()
    expect(page.locator(".extent")).to_have_text(first)


def test_far_out_many_days_become_a_bar_and_its_sentences_are_listed(
    page: Page, plot: Locator
) -> None:
    for _ in range(12):
        page.get_by_role("button", name="Zoom out").click()
    page.evaluate(DRAWN)
    bar = plot.locator(".bar").first
    label = bar.get_attribute("aria-label") or ""
    count = int(re.findall(r"(\d+) sentences$", label)[0])
    bar.click()
    cards = page.locator(".listed .card")
    expect(cards).to_have_count(count)
    words = cards.first.locator("blockquote").inner_text()
    cards.first.click()
    expect(page.locator("#paper mark")).to_have_text(words)


def test_who_drags_moves_the_view_and_opens_nothing(page: Page, plot: Locator) -> None:
    first = extent(page)
    point(plot, SENTENCE).hover()
    page.mouse.down()
    box = plot.bounding_box()
    assert box
    page.mouse.move(box["x"] + 500, box["y"] + 100, steps=5)
    page.mouse.up()
    expect(page.locator(".extent")).not_to_have_text(first)
    expect(page.locator("#paper .paper")).to_have_count(0)


def test_the_keyboard_reaches_every_point_and_opens_it(page: Page, plot: Locator) -> None:
    every = {each.get_attribute("data-mark") for each in plot.locator(".point").all()}
    plot.locator(".point[tabindex='0']").focus()
    seen = set()
    while not every <= seen:
        seen.add(page.locator(":focus").get_attribute("data-mark"))
        page.keyboard.press("ArrowUp")
        if page.locator(":focus").get_attribute("data-mark") in seen:
            page.keyboard.press("ArrowRight")
        assert len(seen) <= len(every)
    words = plot.locator(".beside p").nth(1).inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#paper mark")).to_have_text(words)
    page.keyboard.press("Escape")
    expect(page.locator("#paper .paper")).to_have_count(0)
    expect(page.locator(":focus")).to_have_attribute("aria-label", re.compile(re.escape(words)))


def test_a_longer_period_lies_beneath_the_days(page: Page, plot: Locator) -> None:
    span = plot.locator(".spans").get_by_role("button", name=re.compile("^October 2025: 7"))
    span.click()
    expect(page.locator(".listed h3")).to_have_text("October 2025 · 7 sentences")
    expect(page.locator(".listed .card")).to_have_count(7)


def test_filters_of_the_chat_narrow_it(page: Page, plot: Locator) -> None:
    before = plot.locator(".point").count()
    page.get_by_role("tab", name="Ask").click()
    page.get_by_role("button", name=re.compile("^Filters")).click()
    page.get_by_label("Since", exact=True).fill("2026-01-20")
    page.get_by_role("tab", name="Timeline").click()
    line = page.locator(".timeline .searched")
    expect(line).to_have_text("Only published since 20 January 2026")
    plot.locator(".point").first.wait_for()
    assert plot.locator(".point").count() < before
    page.get_by_role("tab", name="Ask").click()
    page.get_by_label("Since", exact=True).fill("2031-01-20")
    page.get_by_role("tab", name="Timeline").click()
    expect(page.locator(".timeline .nothing")).to_contain_text("No article passes the filters")


def test_hostile_words_stay_words(page: Page, plot: Locator) -> None:
    there = point(plot, "zubrowka")
    while not there.count():
        page.get_by_role("button", name="Later").click()
    there.hover()
    expect(plot.locator(".beside")).to_contain_text('<img src=x onerror="window.hacked = 1">')
    expect(plot.locator(".beside")).to_contain_text("<script>window.hacked = 1</script> Times")
    page.get_by_text("What is in view, as a table").click()
    expect(page.locator(".timeline table")).to_contain_text("[Lutz](javascript:window.hacked=1)")
    there.click()
    expect(page.locator("#paper mark")).to_contain_text("{{7*7}} ${7*7}")
    assert page.evaluate("window.hacked") is None
    assert page.locator(".timeline :is(script, img, a, code)").count() == 0


@pytest.mark.parametrize("width", [360, 1600])
def test_it_fits_the_page(page: Page, plot: Locator, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    inside = page.evaluate("document.querySelector('.plot').clientWidth")
    expect(plot.locator("svg")).to_have_attribute("viewBox", re.compile(rf"^0 0 {inside} "))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
