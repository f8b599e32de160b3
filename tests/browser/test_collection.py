"""The collection's tab, on a server and an index of its own, which these tests change."""

import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock
from page_server import served
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

pytestmark = pytest.mark.browser

TRAM = """\
Published: 5 May 2025
Outlet: Lornhaven Echo

Council votes for a tram

The council of Lornhaven voted for a tram line on Monday. It opens in {month}.
"""
MILL = """\
Published: 7 May 2025
Outlet: Brack Gazette
Author: Una Fell

Mill burns down

The mill of Tarn End burnt down in the night, and nobody was hurt.
"""
SPOOKY = '<img src=x onerror="window.hacked = 1">\u202e.txt'


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index that is served here."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="module")
def address(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "mill.txt").write_text(MILL)
    notices = (f"Notice {number}\n\nThe pier is closed for {number} days." for number in range(30))
    for number, notice in enumerate(notices):
        (folder / f"notice-{number:02}.txt").write_text(f"Published: 1 May 2025\n\n{notice}\n")
    with served(folder, index=shelf) as address:
        yield address


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    enter(page)
    return page


def enter(page: Page) -> None:
    page.get_by_role("tab", name="Collection").click()
    page.locator("#listing .articles").wait_for()


def drop(page: Page, files: Sequence[Path]) -> None:
    """Drag files over the page as a hand does, and let go of them."""
    box = page.locator(".drop").bounding_box()
    assert box is not None
    data = {"items": [], "files": list(map(str, files)), "dragOperationsMask": 1}
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "data": data}
    devtools = page.context.new_cdp_session(page)
    for step in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {"type": step, **place})


def reports(page: Page, number: int = 1) -> Locator:
    """The reports on the page, latest first, once there are so many that have ended."""
    ended = page.locator(f'#uploads [data-ended="{number}"]')
    ended.wait_for()
    return ended.locator(".report:not([aria-busy])")


def rows(page: Page) -> Locator:
    return page.locator("#listing tbody tr")


def search(page: Page, words: str, *, found: str) -> None:
    page.get_by_role("searchbox").fill(words)
    expect(page.locator("#listing .found")).to_have_text(re.compile(found))


def written(folder: Path, **contents: str | bytes) -> list[Path]:
    """Files, by their names with an underscore for the dot."""
    files = []
    for name, content in contents.items():
        file = folder / name.replace("_", ".")
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        files.append(file)
    return files


def uploads(shelf: Path) -> set[str]:
    return {each.name for each in (shelf / "uploads").iterdir() if each.is_file()}


def arriving(shelf: Path) -> list[Path]:
    """What still lies where files are sent to."""
    return [each for each in (shelf / "uploads" / ".arriving").rglob("*") if each.is_file()]


def test_a_dropped_file_is_added_changed_opened_and_removed(
    page: Page, shelf: Path, tmp_path: Path
) -> None:
    files = written(tmp_path, tram_txt=TRAM.format(month="June"))
    drop(page, files)
    expect(reports(page)).to_contain_text("Upload: 1 added")
    search(page, "tram line", found="1 of 32 articles")
    row = rows(page).filter(has_text="Council votes for a tram")
    expect(row).to_contain_text("Lornhaven Echo")
    expect(row).to_contain_text("5 May 2025")
    expect(row).to_contain_text("uploaded")
    files[0].write_text(TRAM.format(month="August"))
    drop(page, files)
    expect(reports(page, 2).first).to_contain_text("Upload: 1 changed")
    row.get_by_role("button", name="Council votes for a tram").click()
    expect(page.locator("#paper .words")).to_contain_text("opens in August")
    page.locator("#paper .close").click()
    row.get_by_text("Remove", exact=True).click()
    expect(row).to_contain_text("Its uploaded file is deleted too")
    row.get_by_role("button", name="Yes, remove it").click()
    expect(page.locator("#listing .removed")).to_have_text("Removed “Council votes for a tram”.")
    expect(page.locator("#totals")).to_contain_text("31 articles in 31 passages")
    assert "tram.txt" not in uploads(shelf)
    assert arriving(shelf) == []


def test_a_removal_can_be_thought_over_with_the_keyboard(page: Page) -> None:
    search(page, "mill burns", found="1 of")
    rows(page).locator("summary").press("Enter")
    sure = page.get_by_role("button", name="Yes, remove it")
    expect(sure).to_be_visible()
    page.keyboard.press("Escape")
    expect(sure).to_be_hidden()
    expect(rows(page).locator("summary")).to_be_focused()


def test_a_zip_with_bad_company_is_reported_file_by_file(
    page: Page, shelf: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "papers.zip", "w") as archive:
        archive.writestr("a.txt", TRAM.format(month="May"))
        archive.writestr("../../b.txt", MILL.replace("Tarn End", "Skerrow"))
    with zipfile.ZipFile(tmp_path / "none.zip", "w"):
        pass
    (tmp_path / "large.txt").touch()
    with (tmp_path / "large.txt").open("r+b") as large:
        large.truncate(200_000_000)
    program = written(tmp_path, setup_exe=Path(sys.executable).resolve().read_bytes()[:100_000])
    spooky = tmp_path / SPOOKY
    spooky.write_text(MILL)
    names = ("papers.zip", "none.zip", "large.txt")
    drop(page, [*(tmp_path / name for name in names), *program, spooky])
    report = reports(page)
    expect(report).to_contain_text("2 added")
    expect(report).to_contain_text("3 refused")
    expect(report.locator(".added")).to_contain_text('<img src=x onerror="window.hacked = 1">')
    expect(report.locator(".copies")).to_contain_text("is the same as mill.txt")
    refused = report.locator(".refused")
    expect(refused).to_contain_text("none.zip holds no article.")
    expect(refused).to_contain_text("setup.exe is no readable text")
    expect(refused).to_contain_text("large.txt is larger than 20,000,000 bytes.")
    assert page.evaluate("window.hacked") is None
    assert {"papers.zip"} < uploads(shelf)
    assert uploads(shelf).isdisjoint({"none.zip", "large.txt", "setup.exe"})
    assert arriving(shelf) == []
    search(page, "papers.zip", found="2 of")


def test_five_thousand_files_are_refused_before_they_are_sent(page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(5_000):
        (folder / f"{number}.txt").write_text("x")
    sent = list[str]()
    page.on("request", lambda request: sent.append(request.url))
    drop(page, [folder])
    expect(reports(page).get_by_role("alert")).to_contain_text("5,000 files are too many")
    assert not any("/upload" in url for url in sent)
    drop(page, written(tmp_path, next_txt=MILL.replace("Tarn End", "Olave")))
    expect(reports(page, 2).first).to_contain_text("1 added")


def test_files_are_chosen_with_the_keyboard_as_well(page: Page, tmp_path: Path) -> None:
    files = written(tmp_path, chosen_txt=MILL.replace("Tarn End", "Maristow"))
    # Listened for before anything else here: the browser needs a moment to hand choosers over.
    with page.expect_file_chooser() as chooser:
        page.get_by_label("choose files").focus()
        expect(page.get_by_label("choose files")).to_be_focused()
        page.keyboard.press("Enter")
    chooser.value.set_files(files)
    expect(reports(page)).to_contain_text("chosen.txt")


def test_while_another_program_writes_an_upload_is_refused_and_the_next_works(
    page: Page, shelf: Path, tmp_path: Path
) -> None:
    files = written(tmp_path, busy_txt=MILL.replace("Tarn End", "Quillby"))
    with FileLock(shelf / "writing.lock"):
        drop(page, files)
        expect(reports(page).get_by_role("alert")).to_contain_text("Another program is changing")
        assert "busy.txt" not in uploads(shelf)
    drop(page, files)
    expect(reports(page, 2).first).to_contain_text("1 added")


@pytest.fixture
def other(browser: Browser, address: str) -> Iterator[Page]:
    """The page in another reader's browser."""
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(address)
        enter(page)
        yield page


def test_a_report_is_there_after_a_reload_for_who_sent_the_files(
    page: Page, other: Page, tmp_path: Path
) -> None:
    names = [f"gate-{number}" for number in range(12)]
    files = {f"{name}_txt": MILL.replace("Tarn End", name) for name in names}
    drop(page, written(tmp_path, **files))
    page.locator("#uploads .report").wait_for()
    page.reload()
    enter(page)
    expect(reports(page)).to_contain_text("Upload: 12 added")
    page.reload()
    enter(page)
    expect(reports(page)).to_contain_text("gate-0.txt")
    drop(page, written(tmp_path, gate_txt=MILL.replace("Tarn End", "Sluice")))
    expect(reports(page, 2).first).to_contain_text("Upload: 1 added")
    other.reload()
    enter(other)
    other.locator("#uploads .uploads").wait_for(state="attached")
    expect(other.locator("#uploads .report")).to_have_count(0)


def test_two_readers_at_once_get_their_own_reports(page: Page, other: Page, tmp_path: Path) -> None:
    for reader, name in ((page, "one"), (other, "two")):
        drop(reader, written(tmp_path, **{f"{name}_txt": MILL.replace("Tarn End", name)}))
    expect(reports(page)).to_contain_text("one.txt")
    expect(reports(other)).to_contain_text("two.txt")
    search(page, "mill burns", found="of")
    expect(rows(page).filter(has_text="two.txt")).to_have_count(1)


def test_articles_are_sorted_filtered_and_leafed_through(page: Page) -> None:
    expect(rows(page)).to_have_count(25)
    expect(rows(page).first).to_contain_text("7 May 2025")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#listing .pages")).to_contain_text("Page 2")
    expect(page.locator("#listing .found")).to_be_focused()
    page.get_by_label("Sort by").select_option("Title")
    expect(page.locator("#listing .pages")).to_contain_text("Page 1")
    expect(rows(page).last).to_contain_text("notice-")
    page.get_by_role("combobox", name="Outlet").fill("brack")
    expect(rows(page).first).to_contain_text("Mill burns down")
    search(page, "una mill night", found="of")
    page.get_by_label("Until").fill("2025-05-01")
    expect(page.locator("#listing .none")).to_contain_text("No article is like that")


@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_the_page(page: Page, width: int, tmp_path: Path) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    drop(page, written(tmp_path, **{f"{'long' * 40}_exe": b"\x7fELF\0\1\2"}))
    expect(reports(page)).to_contain_text("1 refused")
    rows(page).first.locator("summary").click()
    expect(page.locator(".removal[open] button")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
