"""How the page looks and feels: quotes, days, light and dark, phones, those who don't see it."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from test_hostile_page import ROOMS
from test_page import ARRIVAL, ask

pytestmark = pytest.mark.browser

TOLL = "How many people died in the mill fire?"
NOWHERE = "Which submarine did the emperor of Neptune paint purple?"
TUESDAY = "Tuesday, 13 January 2026"
GRAVE = {"serious", "critical"}


def grave_findings(page: Page) -> list[str]:
    found = Axe().run(page).response
    assert len(found["passes"]) > 20
    return [
        f"{each['id']}: {each['nodes']}" for each in found["violations"] if each["impact"] in GRAVE
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_bars_those_who_hear_the_page_or_use_keys(
    page: Page, scheme: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert grave_findings(page) == []
    for question, status in ((NOWHERE, "not_found"), (TOLL, "conflicting"), (ARRIVAL, "answered")):
        ask(page, question)
        page.locator(f"#latest .{status}").wait_for()
        page.locator("#latest details").evaluate_all(
            "all => all.forEach((each) => each.open = true)"
        )
        assert grave_findings(page) == []
    page.locator("#latest .marker").first.click()
    page.locator("#paper mark").wait_for()
    assert grave_findings(page) == []
    page.keyboard.press("Escape")
    for tab, filled in ROOMS.items():
        page.get_by_role("tab", name=tab).click()
        page.locator(filled).first.wait_for(state="attached")
        assert grave_findings(page) == []


def test_a_marker_lights_its_card_and_the_card_its_marker(page: Page) -> None:
    ask(page, ARRIVAL)
    marker = page.locator("#latest .text .marker").first
    card = page.locator("#latest .card").first
    lit = re.compile(r"\blit\b")
    expect(card).not_to_have_class(lit)
    marker.hover()
    expect(card).to_have_class(lit)
    expect(page.locator("#latest .card.lit")).to_have_count(1)
    page.get_by_role("heading", name="Dateline").hover()
    expect(card).not_to_have_class(lit)
    marker.focus()
    expect(card).to_have_class(lit)
    card.hover()
    expect(marker).to_have_class(lit)


def test_what_is_open_is_marked_and_closing_leads_back(page: Page) -> None:
    ask(page, ARRIVAL)
    marker = page.locator("#latest .text .marker").first
    marker.focus()
    marker.press("Enter")
    expect(page.locator("#paper h2")).to_be_focused()
    expect(page.locator("#latest .card[aria-current]")).to_have_count(1)
    expect(page.locator("#latest .card").first).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#paper .paper")).to_have_count(0)
    expect(page.locator("#latest [aria-current]")).to_have_count(0)
    expect(marker).to_be_focused()


def test_every_card_says_that_its_words_were_verified(page: Page) -> None:
    ask(page, ARRIVAL)
    cards = page.locator("#latest .card")
    expect(cards.locator(".verified")).to_have_count(cards.count())


def days(page: Page, where: str) -> Locator:
    return page.locator(f"{where} time[tabindex]", has_text="Tuesday").first


@pytest.mark.parametrize("where", ["#latest .text", "#latest .card", "#paper .words"])
def test_a_weekday_tells_its_date_under_the_mouse_and_to_the_keyboard(
    page: Page, where: str
) -> None:
    ask(page, ARRIVAL)
    page.locator("#latest .text .marker").first.click()
    tip = page.get_by_role("tooltip")
    time = days(page, where)
    time.scroll_into_view_if_needed()
    time.hover()
    expect(tip).to_have_text(TUESDAY)
    expect(tip).to_be_in_viewport(ratio=1)
    page.get_by_role("heading", name="Dateline").dispatch_event("pointerover")
    page.mouse.move(0, 0)
    expect(tip).to_be_hidden()
    time.focus()
    expect(tip).to_have_text(TUESDAY)
    expect(time).to_have_accessible_description(TUESDAY)
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(page.locator("#paper .paper")).to_be_visible()
    expect(time).to_have_attribute("title", TUESDAY)


def test_the_panel_tells_all_days_of_the_article_and_where_all_else_was_found(page: Page) -> None:
    ask(page, ARRIVAL)
    page.locator("#latest .text .marker").first.click()
    expect(page.locator("#paper .words time[tabindex]").nth(3)).to_be_attached()
    about = page.locator("#paper .about")
    expect(about).to_contain_text(re.compile("Outlet.* from .*line"))
    expect(about).to_contain_text("Languageen from the words")


def test_the_quotes_of_one_article_are_stepped_through(page: Page) -> None:
    ask(page, ARRIVAL)
    page.locator("#latest .text .marker").first.click()
    mark = page.locator("#paper mark")
    steps = page.get_by_role("navigation", name="Quotes of this article")
    back, on = (steps.get_by_role("button", name=f"{each} quote") for each in ("Previous", "Next"))
    while back.is_enabled():
        shown = mark.inner_text()
        back.click()
        expect(mark).not_to_have_text(shown)
    expect(steps).to_contain_text("Quote 1 of ")
    first = mark.inner_text()
    on.click()
    expect(steps).to_contain_text("Quote 2 of ")
    expect(mark).not_to_have_text(first)
    expect(mark).to_be_in_viewport()
    expect(on if on.is_enabled() else page.locator("#paper h2")).to_be_focused()
    expect(page.locator("#latest .card[aria-current] blockquote")).to_have_text(mark.inner_text())


def test_a_copy_opens_from_the_panel(page: Page) -> None:
    ask(page, "How many people were aboard the Petrel Dawn?")
    page.locator("#latest .marker").first.click()
    copy = page.locator("#paper .about button").first
    title = page.locator("#paper h2").inner_text()
    copy.click()
    expect(page.locator("#paper h2")).not_to_have_text(title)
    expect(page.locator("#paper .words")).to_be_visible()
    expect(page.locator("#paper mark")).to_have_count(0)


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (390, False)])
def test_positions_stand_beside_each_other_where_there_is_room(
    page: Page, width: int, beside: bool
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    ask(page, TOLL)
    positions = page.locator("#latest .positions tbody")
    # At once, as the page may still be scrolling.
    one, two = positions.evaluate_all("all => all.map((each) => each.getBoundingClientRect())")
    assert (one["top"] == two["top"]) == beside
    assert (two["top"] >= one["bottom"]) != beside
    for each in positions.all():
        for part in (".outlet", ".date time", "blockquote", ".marker", ".verified"):
            expect(each.locator(part).first).to_be_visible()
    expect(page.get_by_role("table").get_by_role("rowheader")).to_have_count(2)
    expect(positions.first).to_contain_text("the latest")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_refusal_says_why_and_shows_what_came_nearest(page: Page) -> None:
    ask(page, NOWHERE)
    answer = page.locator("#latest .not_found")
    expect(answer.locator(".reason")).not_to_be_empty()
    expect(answer.locator(".cards").first.locator(".card")).to_have_count(3)


def is_dark(page: Page) -> bool:
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(int, re.findall(r"\d+", background)[:3])) < 3 * 64


def test_light_and_dark_follow_the_system_until_a_choice_is_kept(page: Page) -> None:
    switch = page.get_by_role("button", name="Dark")
    assert not is_dark(page)
    page.emulate_media(color_scheme="dark")
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert is_dark(page)
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(switch).to_have_attribute("aria-pressed", "false")
    assert not is_dark(page)
    switch.click()
    page.emulate_media(color_scheme="light")
    expect(switch).to_have_attribute("aria-pressed", "false")
    assert not is_dark(page), "who chose what the system has follows it again"


def test_those_who_do_not_see_the_page_hear_the_answer_once(page: Page) -> None:
    page.evaluate("""() => {
        window.heard = [];
        const voice = document.querySelector("body > [role=status]");
        new MutationObserver(() => window.heard.push(voice.textContent))
            .observe(voice, { childList: true, characterData: true, subtree: true });
    }""")
    ask(page, ARRIVAL)
    expect(page.locator("body > [role=status]")).to_contain_text("13 January 2026")
    heard = page.evaluate("window.heard")
    # Evidence that is found at once is the first that is told.
    assert heard[0].startswith(("Searching the articles", "Found"))
    assert len(heard) == len(set(heard)) < 6


def test_the_keyboard_walks_from_the_masthead_to_the_answer(page: Page) -> None:
    ask(page, ARRIVAL)
    page.get_by_role("button", name="Dark").focus()
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.className.split(' ')[0]"))
        outlined = page.evaluate(
            "(each => getComputedStyle(each).outlineStyle !== 'none'"
            " || each.matches('input, textarea'))(document.activeElement)"
        )
        assert outlined, page.evaluate("document.activeElement.outerHTML")
        if reached[-1] == "source":
            break
    assert reached.index("marker") < reached.index("source")


def test_paper_holds_what_was_asked_answered_and_quoted(page: Page) -> None:
    ask(page, ARRIVAL)
    page.emulate_media(media="print", color_scheme="dark")
    for seen in (".question", ".text", ".card"):
        expect(page.locator(f"#latest {seen}").first).to_be_visible()
    for unseen in ("#asking", ".theme", "#latest .opinion", "#rooms > .tab-wrapper"):
        expect(page.locator(unseen).first).to_be_hidden()
    ink = page.locator("#latest .text").evaluate("each => getComputedStyle(each).color")
    assert ink == "rgb(0, 0, 0)"
    written = days(page, "#latest .card").evaluate(
        "each => getComputedStyle(each, '::after').content"
    )
    assert str(date(2026, 1, 13).year) in written
