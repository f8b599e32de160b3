"""The tab of the evaluation, with runs that were written by hand."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_server import served
from playwright.sync_api import BrowserContext, Page, expect
from run_factory import HOSTILE, make_row, write_run

pytestmark = pytest.mark.browser

ROWS = [make_row("one"), make_row("two", right=False, reason=HOSTILE)]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def beside_runs(
    collection: Path, runs: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    index = tmp_path_factory.mktemp("beside-runs") / "index"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATELINE_SERVER__RUNS", str(runs))
        with served(collection, index=index) as address:
            yield address


@pytest.fixture
def two_runs(runs: Path) -> Path:
    shutil.rmtree(runs, ignore_errors=True)
    for day, name in ((9, "earlier"), (12, "<b>later</b>")):
        write_run(runs / name.replace("/", "⁄"), ROWS, started=f"2026-03-{day:02}T10:15:00+00:00")
    return runs


@pytest.fixture
def page(context: BrowserContext, beside_runs: str) -> Page:
    page = context.new_page()
    page.goto(beside_runs)
    page.locator(".welcome").wait_for()
    return page


def open_tab(page: Page) -> None:
    page.get_by_role("tab", name="Evaluation").click()


def test_no_runs_say_how_to_make_one(page: Page, runs: Path) -> None:
    shutil.rmtree(runs, ignore_errors=True)
    open_tab(page)
    expect(page.locator(".no-runs")).to_contain_text(str(runs))
    expect(page.locator(".no-runs code").first).to_have_text(
        f"dateline eval run CASES --corpus PATH --out {runs}/NAME"
    )


@pytest.mark.parametrize("width", [1280, 360])
def test_metrics_are_plotted_over_the_runs(
    page: Page, two_runs: Path, width: int, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_tab(page)
    plot = page.get_by_role("img", name="answer accuracy: 0.500 in the latest of 2 runs")
    expect(plot).to_be_visible()
    expect(plot.locator(".dot")).to_have_count(2)
    expect(page.locator("#runs tbody th")).to_have_text(["<b>later<⁄b>", "earlier"])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.screenshot(path=tmp_path / "evaluation.png", full_page=True)


def test_a_report_opens_in_the_page_and_runs_nothing_of_others(
    hosts: set[str | None], page: Page, two_runs: Path
) -> None:
    open_tab(page)
    page.get_by_role("button", name="earlier").press("Enter")
    frame = page.frame_locator("#report iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("earlier")
    expect(frame.locator(".headline")).to_have_text("1 of 2 cases right.")
    expect(page.get_by_role("heading", name="earlier")).to_be_focused()
    frame.get_by_role("button", name="two").click()
    expect(frame.locator("tr.opened")).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert frame.locator("body").evaluate("() => window.hacked") is None
    assert hosts <= {"127.0.0.1", None}
    page.get_by_role("button", name="Close the report").click()
    expect(page.locator("#report iframe")).to_have_count(0)


def test_a_point_of_a_plot_opens_its_run(page: Page, two_runs: Path) -> None:
    open_tab(page)
    page.locator("#runs .series").first.locator(".reach").last.click()
    frame = page.frame_locator("#report iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("<b>later<⁄b>")


def test_a_run_that_has_gone_is_told(page: Page, two_runs: Path) -> None:
    open_tab(page)
    expect(page.get_by_role("button", name="earlier")).to_be_visible()
    shutil.rmtree(two_runs / "earlier")
    page.get_by_role("button", name="earlier").click()
    expect(page.locator("#report").get_by_role("alert")).to_contain_text("There is no run")
