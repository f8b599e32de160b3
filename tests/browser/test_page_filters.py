import re

import pytest
from playwright.sync_api import Locator, Page, expect
from test_page import ARRIVAL, ask

pytestmark = pytest.mark.browser

OUTLET = "Meridian Press Service"


def folder(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^Filters"))


@pytest.fixture
def filters(page: Page) -> Locator:
    """The filters, unfolded."""
    folder(page).press("Enter")
    page.get_by_label("Outlets").click()
    page.get_by_role("option", name=OUTLET).wait_for()
    page.keyboard.press("Escape")
    return page.locator("#filters")


def choose(page: Page, field: str, name: str) -> None:
    """Type the beginning of a name and take what is found, without the mouse."""
    page.get_by_label(field).focus()
    page.keyboard.type(name[:8])
    expect(page.get_by_role("option")).to_have_text(re.compile(name))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")


def outlets(page: Page) -> set[str]:
    return set(page.locator("#latest .source bdi").all_text_contents())


def test_filters_are_folded_away_at_first(page: Page) -> None:
    button = folder(page)
    expect(page.get_by_label("Outlets")).to_be_hidden()
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    for label in ("Outlets", "Authors", "Languages", "Since", "Until"):
        expect(page.get_by_label(label)).to_be_visible()
    button.click()
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_label("Outlets")).to_be_hidden()


def test_questions_are_narrowed_until_the_filters_are_cleared(page: Page, filters: Locator) -> None:
    choose(page, "Outlets", OUTLET)
    page.get_by_label("Since").fill("2026-01-01")
    expect(folder(page)).to_contain_text("Filters: 2 set")
    ask(page, ARRIVAL)
    line = page.locator("#latest .searched").first
    expect(line).to_have_text(f"Only in {OUTLET} · published since 1 January 2026")
    assert outlets(page) == {OUTLET}
    page.get_by_role("button", name="Clear filters").click()
    expect(folder(page)).not_to_contain_text("set")
    expect(page.get_by_label("Since")).to_have_value("")
    expect(filters.locator(".token")).to_have_count(0)
    ask(page, "Who receives Lee in Nara?")
    expect(page.locator("#latest .searched", has_text="Only")).to_have_count(0)
    assert len(outlets(page)) > 1


def test_a_period_that_ends_before_it_begins_is_told(page: Page, filters: Locator) -> None:
    page.get_by_label("Since").fill("2026-01-02")
    page.get_by_label("Until").fill("2026-01-01")
    ask(page, ARRIVAL)
    expect(page.get_by_role("alert")).to_contain_text("is later than “until” (2026-01-01)")


def test_a_follow_up_tells_what_was_searched_for(page: Page) -> None:
    ask(page, ARRIVAL)
    ask(page, "And where does he stay?")
    line = page.locator("#latest .searched").first
    expect(line).to_contain_text(re.compile("^Searched for: .*Lee"))


@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_the_page(page: Page, filters: Locator, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    choose(page, "Outlets", OUTLET)
    ask(page, ARRIVAL)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for each in (page.get_by_role("textbox", name="Question"), page.get_by_text("Clear filters")):
        expect(each).to_be_in_viewport()
