import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

ARRIVAL = "When does Lee arrive in Nara?"


_LAST = "document.querySelector('#latest .exchange')?.setAttribute('data-before', '')"


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the answer to this question, also where the last one was the same."""
    page.evaluate(_LAST)
    box = page.get_by_role("textbox", name="Question")
    box.fill(question)
    box.press("Enter")
    answered = page.locator("#latest .exchange[aria-busy=false]:not([data-before])")
    expect(answered.locator(".question")).to_have_text(question, timeout=30_000)


def test_a_question_is_answered_with_a_calendar_date(page: Page) -> None:
    ask(page, ARRIVAL)
    expect(page.locator("#latest .answered .text")).to_contain_text("13 January 2026")
    expect(page.locator("#latest .signature")).to_contain_text("quotes (extractive)")
    day = page.locator('#latest .card time[datetime="2026-01-13"]').first
    expect(day).to_have_attribute("title", "Tuesday, 13 January 2026")


def test_a_citation_opens_its_exact_words_in_the_article(page: Page) -> None:
    ask(page, ARRIVAL)
    quote = page.locator("#latest .card blockquote").first.inner_text()
    page.get_by_role("button", name=re.compile("^Citation 1")).first.click()
    mark = page.locator("#paper mark")
    expect(mark).to_have_text(quote)
    expect(mark).to_be_in_viewport()
    expect(page.locator("#paper .about")).to_contain_text(re.compile("Published|inferred"))
    page.keyboard.press("Escape")
    expect(mark).to_have_count(0)
    page.locator("#latest .card").first.click()
    expect(mark).to_have_text(quote)


def test_a_question_that_nothing_answers_is_refused(page: Page) -> None:
    ask(page, "Which submarine did the emperor of Neptune paint purple?")
    expect(page.locator("#latest .not_found .verdict")).to_be_visible()
    expect(page.locator("#latest .marker")).to_have_count(0)


def test_after_an_error_the_next_question_works(page: Page) -> None:
    ask(page, " ")
    expect(page.get_by_role("alert")).to_have_text("The question is empty. Ask something in words.")
    ask(page, ARRIVAL)
    expect(page.locator("#latest .answered")).to_be_visible()


def test_an_example_is_asked_with_a_click(page: Page) -> None:
    example = page.locator(".examples button").first
    question = example.inner_text()
    example.click()
    expect(page.locator("#latest .question")).to_have_text(question)
    page.locator("#latest .answer").wait_for()


def test_the_day_asked_for_goes_along(page: Page) -> None:
    page.get_by_label("As of").fill("2025-11-05")
    ask(page, ARRIVAL)
    expect(page.locator("#latest .signature")).to_contain_text("as of 5 November 2025")


def test_an_article_full_of_markup_is_text_and_runs_nothing(page: Page) -> None:
    ask(page, "When does the zubrowka festival open?")
    page.locator("#latest .card", has_text="zubrowka").first.click()
    words = page.locator("#paper .words")
    expect(words).to_contain_text("<script>window.hacked = 1</script>")
    expect(words).to_contain_text("[1](data:text/html,hacked) `code` $$x^2$$")
    expect(words).to_contain_text("{{7*7}} ${7*7}")
    assert page.evaluate("window.hacked") is None
    assert page.locator(":is(#latest, #paper) :is(script, img, a, code)").count() == 0


def test_a_question_full_of_markup_is_text(page: Page) -> None:
    question = '<img src=x onerror="window.hacked = 1"> [x](javascript:1) ${7*7} {{7*7}}?'
    ask(page, question)
    assert page.evaluate("window.hacked") is None


def test_no_request_leaves_the_machine(hosts: set[str | None], page: Page) -> None:
    ask(page, ARRIVAL)
    page.locator("#latest .card").first.click()
    page.locator("#paper .paper").wait_for()
    assert hosts == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("name", "width", "scheme"), [("dark", 1280, "dark"), ("phone", 390, "light")]
)
def test_it_looks_right_in_the_dark_and_on_a_phone(
    page: Page, tmp_path: Path, name: str, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.reload()
    page.locator(".welcome").wait_for()
    ask(page, ARRIVAL)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = sum(map(int, re.findall(r"\d+", background)[:3]))
    assert (brightness < 3 * 64) == (scheme == "dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.get_by_role("textbox", name="Question")).to_be_in_viewport()
    page.screenshot(path=tmp_path / f"{name}.png")
    page.locator("#latest .marker").first.click()
    expect(page.locator("#paper mark")).to_be_in_viewport()
    page.screenshot(path=tmp_path / f"{name}-article.png")
