"""The page in a browser: when it is first seen, when it can be used, when evidence is shown.

    .venv/bin/python tests/benchmarks/page.py [--passages 10000] [--questions 20] [--loads 5]
        [--articles PATH] [--index DIR] [--json]

A collection is grown as for retrieval.py and served by `dateline serve`. In Chromium the page is
opened several times, each in a browser profile of its own: "paint" is the first contentful paint,
"ready" when the question box takes words and the state at the top is told, both from the request
on. Then questions that the server hasn't heard are asked with Enter: "evidence" is the time until
the first found quote is drawn, "answer" until the answer stands, by the browser's own clock. Last
the tab of the collection: "opened" is the time from the click on it until articles are listed,
"searched" from the words that are looked for until the list is another (the page waits 200 ms of it
for more of them), "turned" from the click on "Next" until the next page is there.
"""

import argparse
import json
import shutil
import tempfile
from itertools import islice
from pathlib import Path
from typing import Any

import numpy
from growing import grow, questions
from playwright.sync_api import Browser, Page, sync_playwright
from retrieval import apart, fill
from serving import served

from eval.runs.manifest import describe_machine
from rag.settings import load_settings

_ROOT = Path(__file__).parents[2]
_WARMING = 3
_READING = 1000
"""Milliseconds between an answer and the next question; no reader asks sooner, and what the page
does after an answer is done by then."""

_PERCENT = (50, 95, 100)

_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
_READY = """() => document.querySelector("#question textarea:enabled")
    && document.querySelector("#state")?.innerText.trim() && performance.now()"""
_WATCH = """() => {
  window.shown = {};
  const note = (name, selector) => {
    const told = document.querySelector("#latest .question")?.textContent.trim();
    if (told !== window.question) return;  // the answer before still stands there
    if (!(name in window.shown) && document.querySelector(selector)) {
      // Once it was drawn, not when it was put into the document.
      requestAnimationFrame(() => setTimeout(() => (window.shown[name] ??= performance.now())));
    }
  };
  new MutationObserver(() => {
    note("evidence", "#latest .card");
    note("answer", "#latest [aria-busy=false]");
  }).observe(document.body, { childList: true, subtree: true, attributes: true });
  addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    window.shown = { asked: performance.now() };
    window.question = event.target.value.trim();
  }, true);
}"""
_LIST = """() => {
  const told = () => document.querySelector("#listing")?.textContent ?? "";
  let known = told(), asked = null;
  for (const name of ["click", "input"]) {
    addEventListener(name, (event) => {
      if (event.isTrusted) [asked, known, window.listed] = [performance.now(), told(), null];
    }, true);
  }
  new MutationObserver(() => {
    if (asked === null || told() === known) return;
    const began = asked;
    asked = null;
    requestAnimationFrame(() => setTimeout(() => (window.listed = performance.now() - began)));
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


def opened(browser: Browser, address: str) -> tuple[Page, dict[str, float]]:
    """Open the page as a new reader does; give it and its times in milliseconds."""
    page = browser.new_context().new_page()
    page.goto(address, wait_until="commit")
    ready = float(page.wait_for_function(_READY, polling="raf").json_value())
    return page, {"paint": float(page.evaluate(_PAINT)), "ready": ready}


def answered(page: Page, question: str) -> dict[str, float]:
    """Ask; give the milliseconds to the evidence, where any was found, and to the answer."""
    page.locator("#question textarea").fill(question)
    page.wait_for_timeout(_READING)
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.shown.asked && window.shown.answer", polling="raf")
    shown: dict[str, float] = page.evaluate("() => window.shown")
    asked = shown.pop("asked")
    return {name: each - asked for name, each in shown.items()}


def leafed(page: Page, words: str) -> dict[str, float]:
    """Open the collection, search and turn to the second page; give the milliseconds of each."""
    page.evaluate(_LIST)
    page.get_by_role("tab", name="Collection").click()
    times = {"opened": _listed(page)}
    page.get_by_role("searchbox", name="Search", exact=True).focus()
    page.keyboard.insert_text(words)
    times["searched"] = _listed(page)
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    _listed(page)
    page.get_by_role("button", name="Next", exact=True).click()
    times["turned"] = _listed(page)
    return times


def _listed(page: Page) -> float:
    return float(page.wait_for_function("() => window.listed", polling="raf").json_value())


def spread(rows: list[dict[str, float]]) -> dict[str, list[float]]:
    """Give the median, the 95th percentile and the greatest of each time."""
    names = dict.fromkeys(name for row in rows for name in row)
    found = {name: [row[name] for row in rows if name in row] for name in names}
    return {
        name: [round(float(each), 1) for each in numpy.percentile(times, _PERCENT)]
        for name, times in found.items()
    }


def measure(browser: Browser, address: str, options: Any) -> dict[str, Any]:
    """Open the page, ask, and look through the collection."""
    loads = []
    for _ in range(options.loads):
        page, times = opened(browser, address)
        loads.append(times)
        page.context.close()
    page, _ = opened(browser, address)
    page.evaluate(_WATCH)
    about = [*islice(grow(options.articles), 100)]
    asked = [*islice(questions(about, seed=1), _WARMING + options.questions)]
    answers = [answered(page, each.text) for each in asked]
    words = [each.text.split()[0] for each in about[: options.loads]]
    looks = [leafed(opened(browser, address)[0], each) for each in words]
    return {
        "first_load": spread(loads[:1]),
        "loads": spread(loads),
        **spread(answers[_WARMING:]),
        "first_collection": spread(looks[:1]),
        "collection": spread(looks),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--loads", type=int, default=5)
    parser.add_argument("--articles", type=Path, default=_ROOT / "corpus")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-benchmark-") as temporary:
        folder = (options.index or Path(temporary)) / str(options.passages)
        apart(fill, folder, load_settings(), options.articles, options.passages)
        environment = {"DATELINE_MODEL__BACKEND": "extractive"}
        with (
            served(folder, environment=environment) as (address, _),
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
            result = measure(browser, address, options)
            browser.close()
    if options.json:
        print(json.dumps({"machine": describe_machine(), **result}, indent=2))
        return
    print("milliseconds: median, 95th percentile, greatest")
    for name, each in result.items():
        print(f"  {name}: {each}")


if __name__ == "__main__":
    main()
