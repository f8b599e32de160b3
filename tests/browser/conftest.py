"""The real server on a real index, and a real Chromium; without one these tests are left out."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from page_server import ROOT, served
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOSTILE = """\
Published: 4 March 2026
Outlet: <b>Zubrowka</b> <script>window.hacked = 1</script> Times

The zubrowka <img src=x onerror="window.hacked = 1"> festival opens on Friday in \
[Lutz](javascript:window.hacked=1) </div></article><script>window.hacked = 1</script> \
{{7*7}} ${7*7} [1](data:text/html,hacked) `code` $$x^2$$.

The organiser's name is \u202eterces\u202c, and "quotes' & ampersands;stay &lt;as they are&gt;.
"""


# A machine that is busy with other things takes its time.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if CHROMIUM:
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def pytest_report_collectionfinish() -> list[str]:
    return [] if CHROMIUM else ["No Chromium was found: the browser tests are left out."]


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("collection")
    shutil.copytree(ROOT / "corpus", folder, dirs_exist_ok=True)
    (folder / "hostile.txt").write_text(HOSTILE, "utf-8")
    return folder


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="session")
def address(collection: Path, index: Path) -> Iterator[str]:
    with served(collection, index=index) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def hosts(context: BrowserContext) -> set[str | None]:
    """The hosts that the page asks anything of; to be named before `page`."""
    asked = set[str | None]()
    context.on("request", lambda request: asked.add(urlsplit(request.url).hostname))
    return asked


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.locator(".welcome").wait_for()
    return page
