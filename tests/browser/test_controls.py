"""State, model, filters, help and reasons, as a reader meets them."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_server import COMMAND, NOWHERE, ROOT, serving
from playwright.sync_api import BrowserContext, Locator, Page, expect
from slow_ollama import SlowOllama, slow_ollama
from test_page import ARRIVAL, ask

from eval.feedback import FILE_NAME

pytestmark = pytest.mark.browser

OTHER = "smollm2-auto:135m"


@pytest.fixture(scope="module")
def ollama() -> Iterator[SlowOllama]:
    with slow_ollama() as server:
        server.may_speak.set()
        yield server


@pytest.fixture(scope="module")
def beside_ollama(
    collection: Path, ollama: SlowOllama, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    index = tmp_path_factory.mktemp("beside") / "index"
    ingest = [*COMMAND, "ingest", str(collection), "--index", str(index)]
    subprocess.run(ingest, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    with serving(index, ollama=ollama.url) as address:
        yield address


@pytest.fixture
def ollamas_page(context: BrowserContext, beside_ollama: str) -> Page:
    page = context.new_page()
    page.goto(beside_ollama)
    page.locator(".welcome").wait_for()
    return page


def state(page: Page) -> Locator:
    return page.locator("#state .standing")


def choose(page: Page, label: str) -> None:
    page.get_by_label("Model", exact=True).click()
    page.get_by_role("option", name=label).click()


def folder(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^Filters"))


def test_the_state_is_in_the_masthead_and_unfolds(page: Page) -> None:
    line = state(page).locator("summary")
    expect(line).to_have_text(re.compile(r"^\d+ articles · quotes only$"))
    line.press("Enter")
    expect(state(page)).to_contain_text(f"Nothing answers at {NOWHERE}")
    expect(state(page)).to_contain_text("Start it with `ollama serve`")
    expect(state(page).locator(".mend")).to_have_count(0)


@pytest.mark.parametrize("model", ["Quotes only", "Ollama: no answer"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_state_stays_in_view_and_covers_no_question(page: Page, width: int, model: str) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    choose(page, model)
    for _ in range(2):
        ask(page, ARRIVAL)
    expect(page.locator("#earlier .exchange")).to_have_count(1)
    assert page.evaluate("scrollY") > 50
    expect(state(page).locator("summary")).to_be_in_viewport(ratio=1)
    line = state(page).bounding_box()
    question = page.locator("#latest .question").bounding_box()
    assert line
    assert question
    beneath = question["y"] >= line["y"] + line["height"]
    beside = question["x"] + question["width"] <= line["x"]
    assert beneath or beside


def test_a_model_that_is_down_says_how_to_mend_it_and_the_next_one_answers(page: Page) -> None:
    choose(page, "Ollama: no answer")
    expect(state(page).locator("summary")).to_contain_text("model is down")
    expect(state(page).locator(".mend")).to_contain_text("Start it with `ollama serve`")
    ask(page, ARRIVAL)
    expect(page.locator("#latest").get_by_role("alert")).to_contain_text("Nothing answers at")
    choose(page, "Quotes only")
    expect(state(page).locator(".mend")).to_have_count(0)
    ask(page, ARRIVAL)
    expect(page.locator("#latest .answered")).to_be_visible()


def test_the_models_of_ollama_can_be_chosen_and_are_asked(
    ollamas_page: Page, ollama: SlowOllama
) -> None:
    page = ollamas_page
    choose(page, f"{OTHER} · Ollama")
    expect(state(page).locator("summary")).to_contain_text(f"{OTHER} (Ollama)")
    box = page.get_by_role("textbox", name="Question")
    box.fill(ARRIVAL)
    box.press("Enter")
    # The first question of a server waits for the embedder.
    expect(page.locator("#latest .draft")).to_have_text(re.compile(r"\w"), timeout=60_000)
    assert ollama.asked[-1]["model"] == OTHER
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#latest")).to_contain_text("Stopped")


def test_filters_that_let_nothing_pass_say_so_and_can_be_cleared(page: Page) -> None:
    folder(page).press("Enter")
    page.get_by_label("Since").fill("2030-01-01")
    expect(folder(page)).to_contain_text("Filters: 1 set · 0 articles")
    folder(page).press("Enter")
    told = page.get_by_text("No article passes these filters.")
    expect(told).to_be_visible()
    ask(page, ARRIVAL)
    expect(page.locator("#latest .not_found")).to_be_visible()
    page.get_by_role("button", name="Clear them").click()
    expect(told).to_have_count(0)
    expect(folder(page)).not_to_contain_text("set")
    ask(page, ARRIVAL)
    expect(page.locator("#latest .answered")).to_be_visible()


def test_each_control_is_explained(page: Page) -> None:
    page.get_by_text("What these do").press("Enter")
    terms = page.locator(".help dt")
    expect(terms).to_have_text(["As of", "Model", "Length", "Filters"])
    for each in terms.all():
        expect(each).to_be_in_viewport()


def test_each_example_is_answered(page: Page) -> None:
    for question in page.locator(".examples button").all_inner_texts():
        assert not question.startswith("What is reported")
        ask(page, question)
        expect(page.locator("#latest :is(.answered, .conflicting)")).to_be_visible()


def test_a_wrong_answer_takes_a_reason_and_words_in_any_order(page: Page, index: Path) -> None:
    kept = index / FILE_NAME
    kept.unlink(missing_ok=True)
    folder(page).press("Enter")
    page.get_by_label("Until").fill("2026-06-30")
    expect(folder(page)).to_contain_text("1 set")
    ask(page, ARRIVAL)
    opinion = page.locator("#latest .opinion")
    opinion.get_by_role("button", name="Wrong", exact=True).click()
    reason = opinion.get_by_role("button", name="Wrong date")
    opinion.get_by_label("What would be right? (optional)").fill("14 January")
    opinion.get_by_label("What would be right? (optional)").press("Enter")
    expect(opinion.get_by_role("status")).to_have_text("Kept with your words.")
    reason.click()
    expect(reason).to_have_attribute("aria-pressed", "true")
    expect(opinion.get_by_label("What would be right? (optional)")).to_have_value("14 January")
    last = json.loads(kept.read_text("utf-8").splitlines()[-1])
    assert (last["verdict"], last["reason"], last["comment"]) == (
        "wrong",
        "wrong date",
        "14 January",
    )
    assert last["filters"]["until"] == "2026-06-30"


@pytest.mark.parametrize("width", [1280, 360])
def test_it_fits_the_page(page: Page, width: int, tmp_path: Path) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    state(page).locator("summary").press("Enter")
    expect(state(page).locator("dl")).to_be_in_viewport(ratio=1)
    page.get_by_text("What these do").press("Enter")
    expect(page.locator(".help dl")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.screenshot(path=tmp_path / "controls.png")
