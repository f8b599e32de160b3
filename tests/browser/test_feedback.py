import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from test_page import ARRIVAL, ask

from eval.feedback import FILE_NAME

pytestmark = pytest.mark.browser

REFUSED = "Which submarine did the emperor of Neptune paint purple?"
HOSTILE = '"><img src=x onerror="window.hacked = 1"> ${7*7} {{7*7}} </script>'


@pytest.fixture
def kept(index: Path) -> Path:
    path = index / FILE_NAME
    path.unlink(missing_ok=True)
    return path


def lines(kept: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in kept.read_text("utf-8").splitlines()]


def button(page: Page, name: str, *, within: str = "#latest") -> Locator:
    return page.locator(within).get_by_role("button", name=name, exact=True)


def comment_on(page: Page) -> Locator:
    return page.locator("#latest").get_by_label("What would be right? (optional)")


def state(page: Page, *, within: str = "#latest") -> Locator:
    return page.locator(within).locator(".opinion").get_by_role("status")


def test_right_is_kept_beside_the_index(page: Page, kept: Path) -> None:
    ask(page, ARRIVAL)
    group = page.locator("#latest").get_by_role("group", name="Is this answer right?")
    expect(group).to_have_attribute(
        "title",
        "Your verdict is kept in the index folder on this machine; nothing is sent anywhere.",
    )
    expect(button(page, "Right")).to_have_attribute("aria-pressed", "false")
    button(page, "Right").click()
    expect(button(page, "Right")).to_have_attribute("aria-pressed", "true")
    expect(state(page)).to_have_text("Kept on this machine.")
    (line,) = lines(kept)
    assert (line["verdict"], line["comment"], line["question"]) == ("right", "", ARRIVAL)
    assert "13 January 2026" in line["answer"]["text"]
    assert set(line["sources"]) == {each["article_id"] for each in line["answer"]["citations"]}
    expect(comment_on(page)).to_have_count(0)


def test_wrong_asks_what_would_be_right_and_the_last_verdict_counts(page: Page, kept: Path) -> None:
    ask(page, REFUSED)
    button(page, "Wrong").click()
    comment_on(page).fill(HOSTILE)
    comment_on(page).press("Enter")
    expect(state(page)).to_have_text("Kept with your words.")
    expect(comment_on(page)).to_have_value(HOSTILE)
    assert page.evaluate("window.hacked") is None
    assert [(each["verdict"], each["comment"]) for each in lines(kept)] == [
        ("wrong", ""),
        ("wrong", HOSTILE),
    ]
    button(page, "Right").click()
    expect(comment_on(page)).to_have_count(0)
    expect(button(page, "Wrong")).to_have_attribute("aria-pressed", "false")
    assert [each["verdict"] for each in lines(kept)][-1] == "right"


def test_an_earlier_answer_keeps_its_verdict_and_takes_another(page: Page, kept: Path) -> None:
    ask(page, ARRIVAL)
    button(page, "Right").click()
    expect(state(page)).to_have_text("Kept on this machine.")
    ask(page, REFUSED)
    expect(button(page, "Right", within="#earlier")).to_have_attribute("aria-pressed", "true")
    expect(button(page, "Right")).to_have_attribute("aria-pressed", "false")
    button(page, "Wrong", within="#earlier").click()
    expect(button(page, "Wrong", within="#earlier")).to_have_attribute("aria-pressed", "true")
    assert [(each["verdict"], each["question"]) for each in lines(kept)] == [
        ("right", ARRIVAL),
        ("wrong", ARRIVAL),
    ]


def test_what_was_unfolded_stays_and_the_keyboard_stays_where_it_was(
    page: Page, kept: Path
) -> None:
    ask(page, ARRIVAL)
    page.locator("#latest .quotes summary").click()
    expect(page.locator("#latest .quotes details")).to_have_attribute("open", "")
    button(page, "Wrong").focus()
    page.keyboard.press("Enter")
    expect(comment_on(page)).to_be_visible()
    expect(button(page, "Wrong")).to_be_focused()
    expect(page.locator("#latest .quotes details")).to_have_attribute("open", "")


def test_what_cannot_be_kept_is_told(page: Page, kept: Path) -> None:
    ask(page, ARRIVAL)
    kept.mkdir()
    try:
        button(page, "Right").click()
        expect(state(page)).to_contain_text("The feedback can't be kept")
        expect(button(page, "Right")).to_have_attribute("aria-pressed", "false")
    finally:
        kept.rmdir()
    button(page, "Right").click()
    expect(state(page)).to_have_text("Kept on this machine.")


def test_no_verdict_on_what_is_no_answer(page: Page) -> None:
    ask(page, " ")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".opinion")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_the_page(page: Page, kept: Path, tmp_path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    ask(page, ARRIVAL)
    button(page, "Wrong").click()
    comment_on(page).fill("On 14 January, says the briefing.")
    comment_on(page).press("Enter")
    expect(state(page)).to_have_text("Kept with your words.")
    below = page.locator("#asking").bounding_box()
    field = comment_on(page).bounding_box()
    assert below is not None
    assert field is not None
    assert field["y"] + field["height"] <= below["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.screenshot(path=tmp_path / "verdict.png")
