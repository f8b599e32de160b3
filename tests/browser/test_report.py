"""The page of a report in a real Chromium, from a file, with nothing beside it."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from run_factory import (
    HOSTILE,
    make_answer,
    make_case,
    make_change,
    make_comparison,
    make_flip,
    make_piece,
    make_row,
    write_run,
)

from eval.reports.page import render

pytestmark = pytest.mark.browser

LONG = "unbroken" * 40


def rows() -> list[dict[str, object]]:
    hostile = make_case("hostile", question=HOSTILE, answers=[HOSTILE], sources=[HOSTILE])
    answer = make_answer(HOSTILE, evidence=[make_piece("a1", HOSTILE, 1)], sentences=[])
    long = make_case("long", question=LONG)
    wrong = make_answer("Nobody knows. Okoye did.", sentences=[])
    return [
        make_row("quick", seconds=0.1),
        make_row("slow", seconds=20.0, right=False, answer=wrong),
        make_row("middle", seconds=3.0, kind="date"),
        make_row("crash", right=False, answer=None, error="ModelError: it fell over", seconds=1.0),
        make_row("hostile", case=hostile, answer=answer, reason=HOSTILE, kind=HOSTILE),
        make_row(LONG, case=long, reason=LONG, answer=make_answer(f"{LONG} It rained at last.")),
    ]


@pytest.fixture
def complaints(context: BrowserContext) -> list[str]:
    """What the browser says of a page that isn't well, and all that a page asks for."""
    heard: list[str] = []
    context.on("console", lambda message: heard.append(message.text))
    context.on("weberror", lambda error: heard.append(str(error.error)))
    context.on("request", lambda request: heard.append(request.url))
    return heard


@pytest.fixture
def page(context: BrowserContext, complaints: list[str], tmp_path: Path) -> Page:
    run = write_run(tmp_path / "<b>new &amp; 'run'", rows(), task=HOSTILE)
    base = write_run(tmp_path / "base", rows(), settings={"retrieval": {"passages": 1}})
    comparison = make_comparison(
        make_change("answer_accuracy", -0.05, failure="fell by 0.05"),
        make_change("recall@4", None),
        make_change("false_refusal_rate", 0.1),
        flips=(make_flip("slow"), make_flip("middle", lost=False)),
        only_base=(HOSTILE, LONG),
    )
    file = tmp_path / "report.html"
    file.write_text(render(run, base=base, comparison=comparison), "utf-8")
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(file.as_uri())
    assert complaints == [file.as_uri()]
    complaints.clear()
    return page


def names(page: Page) -> list[str]:
    return page.locator("#list tbody:visible .id").all_inner_texts()


def opened(page: Page, name: str) -> Locator:
    button = page.get_by_role("button", name=name, exact=True)
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    return page.locator(f"#{button.get_attribute('aria-controls')}")


def test_a_case_opens_in_place_to_all_that_came_of_it_beside_the_base(
    page: Page, complaints: list[str]
) -> None:
    case = opened(page, "quick")
    for words in ("Who opened the bridge at Lutz?", "Is there a bridge at Lutz?", "the mayor"):
        expect(case).to_contain_text(words)
    expect(case.locator(".side h3")).to_have_text(["This run right", "Baseline right"])
    new = case.locator(".side").first
    expect(new.locator(".answer")).to_have_text("Ferrer opened it. [1] It rained.")
    expect(new.locator(".unsupported")).to_have_text("It rained.")
    expect(new.locator(".pieces mark")).to_have_text(["Ferrer opened the bridge"] * 2)
    expect(new.locator(".pieces .gold")).to_contain_text(["Bridge opened", "Bridge opened"])
    expect(new).to_contain_text("321 of 4,096 in the prompt")
    expect(case.locator(".scores")).to_contain_text("answer_accuracy1.0001.000Said so.")
    page.get_by_role("button", name="quick", exact=True).press("Enter")
    expect(case).to_be_hidden()
    assert complaints == []


def test_cases_are_sorted_by_a_heading_and_opened_ones_move_along(page: Page) -> None:
    assert names(page)[:3] == ["slow", "middle", "crash"], "flipped first, then crashed"
    case = opened(page, "slow")
    heading = page.get_by_role("button", name="Seconds")
    heading.click()
    assert names(page)[0] == "quick"
    assert names(page)[-1] == "slow"
    heading.click()
    assert names(page)[:2] == ["slow", "middle"]
    expect(page.get_by_role("columnheader", name="Seconds")).to_have_attribute(
        "aria-sort", "descending"
    )
    expect(case).to_be_visible()
    assert case.locator("xpath=ancestor::tbody").get_attribute("data-name") == "slow"


@pytest.mark.parametrize(
    ("label", "choice", "left"),
    [
        ("Kind", "date", ["middle"]),
        ("Result", "crashed", ["crash"]),
        ("Flipped", "lost", ["slow"]),
        ("Flipped", "gained", ["middle"]),
    ],
)
def test_cases_are_filtered(page: Page, label: str, choice: str, left: list[str]) -> None:
    page.get_by_role("combobox", name=label).select_option(choice)
    assert names(page) == left
    expect(page.locator("#count")).to_have_text("1 of 6 shown")


def test_search_finds_words_of_answers_and_errors(page: Page) -> None:
    box = page.get_by_label("Search")
    for words, found in (("okoye DID", ["slow"]), ("fell over", ["crash"]), ("zeppelin", [])):
        box.fill(words)
        assert names(page) == found
    box.fill("")
    assert len(names(page)) == 6


def test_what_others_wrote_is_text_and_runs_nothing(page: Page, complaints: list[str]) -> None:
    case = opened(page, "hostile")
    expect(page.locator("#list .question", has_text="window.hacked").first).to_have_text(HOSTILE)
    expect(case.locator(".answer").first).to_have_text(HOSTILE)
    expect(case.locator(".pieces blockquote").nth(1)).to_have_text(" ".join(HOSTILE.split()))
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, a, iframe, form, body script:not(#data)").count() == 1
    assert complaints == []


def test_direction_stays_within_the_words_that_turn_it(page: Page) -> None:
    case = opened(page, "hostile")
    bare = case.evaluate(
        "cell => [...cell.querySelectorAll('*')].filter(each => [...each.childNodes].some(child =>"
        " child.nodeType === 3 && child.data.includes('\\u202e')) &&"
        " !each.closest('bdi, [dir=auto]')).map(each => each.outerHTML)"
    )
    assert bare == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_never_scrolls_sideways(page: Page, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 844})
    for each in page.locator("details > summary").all():
        each.click()
    for name in ("quick", "hostile", LONG):
        opened(page, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = sum(map(int, background[4:-1].split(",")))
    assert (brightness < 3 * 64) == (scheme == "dark")


def test_a_key_press_reaches_every_control_and_shows_where_it_is(page: Page) -> None:
    page.get_by_label("Search").focus()
    reached = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 8)"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
    assert reached[3:] == ["Case", "Kind", "Result", "Seconds", "Question", "slow"]
    page.keyboard.press("Enter")
    expect(page.locator(".detail")).to_be_visible()


def test_every_plot_has_a_title_in_words(page: Page) -> None:
    plots = page.get_by_role("img")
    assert plots.count() > 4
    for plot in plots.all():
        assert plot.locator("title").text_content()
    expect(page.locator(".changes tr", has_text="answer_accuracy")).to_contain_text("−0.050")
