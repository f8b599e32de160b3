"""The timeline by keys and by fingers."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from test_timeline import DRAWN, extent

pytestmark = pytest.mark.browser

BUTTONS = ["Earlier", "Later", "Zoom out", "Zoom in", "Reset the view"]
DAYS = """() => JSON.parse(document.querySelector(".timeline .payload").textContent).periods
    .filter(([first, last]) => first === last).map((period) => period[3])"""


def drawn(page: Page) -> Locator:
    page.locator(".welcome").wait_for()
    page.get_by_role("tab", name="Timeline").click()
    plot = page.locator(".timeline .plot")
    plot.locator(".point").first.wait_for()
    return plot


@pytest.fixture
def plot(page: Page) -> Locator:
    """The timeline, drawn, with the keyboard on a point."""
    plot = drawn(page)
    plot.locator(".point[tabindex='0']").focus()
    return plot


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    page.evaluate(DRAWN)


@pytest.mark.parametrize(("key", "outwards", "place"), [("Home", "Left", 0), ("End", "Right", -1)])
def test_home_and_end_lead_to_the_first_and_the_last_of_all(
    page: Page, plot: Locator, key: str, outwards: str, place: int
) -> None:
    for _ in range(3):
        press(page, "+")
    press(page, key)
    there = page.locator(":focus")
    expect(there).to_have_attribute("aria-label", re.compile(rf"^{page.evaluate(DAYS)[place]}: "))
    expect(there).to_be_in_viewport()
    mark = there.get_attribute("data-mark")
    press(page, f"Arrow{outwards}")
    expect(page.locator(":focus")).to_have_attribute("data-mark", str(mark))


def test_keys_move_and_zoom_the_view_and_reset_it(page: Page, plot: Locator) -> None:
    first = extent(page)
    press(page, "+")
    nearer = extent(page)
    assert nearer != first
    press(page, "Home")
    start = extent(page)
    press(page, "PageDown")
    assert extent(page) != start
    press(page, "PageUp")
    assert extent(page) == start
    press(page, "-")
    assert extent(page) != start
    press(page, "0")
    assert extent(page) == first
    expect(page.locator(":focus")).to_have_attribute("data-mark", re.compile("day"))


def test_whatever_can_be_reached_has_a_name(page: Page, plot: Locator) -> None:
    tools = page.get_by_role("toolbar", name="View").get_by_role("button")
    assert [each.get_attribute("aria-label") for each in tools.all()] == BUTTONS
    told = plot.get_by_role("group", name="Timeline").get_attribute("aria-label") or ""
    for key in ("Arrow keys", "Home", "End", "Enter", "plus", "minus", "zero", "Page Up"):
        assert key in told
    marks = plot.locator("[data-mark]")
    assert all(each.get_attribute("aria-label") for each in marks.all())
    expect(plot.get_by_role("button")).to_have_count(marks.count())


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """A page that is touched."""
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True) as context:
        page = context.new_page()
        page.goto(address)
        yield page


def touch(page: Page, plot: Locator, *moments: tuple[float, ...]) -> None:
    """Put fingers on the plot, so many pixels from its left, move them from moment to moment."""
    box = plot.bounding_box()
    assert box
    fingers = page.context.new_cdp_session(page)
    for number, moment in enumerate(moments):
        points = [
            {"x": box["x"] + x, "y": box["y"] + 100, "id": finger}
            for finger, x in enumerate(moment)
        ]
        kind = "touchMove" if number else "touchStart"
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.evaluate(DRAWN)
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_two_fingers_zoom_and_one_moves(phone: Page) -> None:
    plot = drawn(phone)
    first, points = extent(phone), plot.locator(".point").count()
    touch(phone, plot, (150, 210), (130, 230), (90, 270))
    nearer, fewer = extent(phone), plot.locator(".point").count()
    assert nearer != first
    assert fewer < points
    touch(phone, plot, (260,), (200,), (120,))
    assert extent(phone) not in (first, nearer)
    for _ in range(3):
        touch(phone, plot, (60, 300), (120, 240), (165, 195))
    assert plot.locator(":is(.point, .bar)").count() > 0
    phone.get_by_role("button", name="Reset the view").click()
    phone.evaluate(DRAWN)
    assert extent(phone) == first
    assert phone.evaluate("visualViewport.scale") == 1
    expect(phone.locator("#paper .paper")).to_have_count(0)


def test_spread_fingers_draw_together_to_see_more(phone: Page) -> None:
    plot = drawn(phone)
    touch(phone, plot, (150, 210), (120, 240), (90, 270))
    nearer = extent(phone)
    touch(phone, plot, (90, 270), (120, 240), (150, 210))
    assert extent(phone) != nearer


def test_a_finger_opens_a_point(phone: Page) -> None:
    plot = drawn(phone)
    point = plot.locator(".point").first
    words = (point.get_attribute("aria-label") or "").split(": ", 1)[1]
    point.tap()
    mark = phone.locator("#paper mark")
    mark.wait_for()
    assert words.startswith(mark.inner_text())
