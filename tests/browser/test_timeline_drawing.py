"""What draws the timeline, on collections that aren't there: no server is asked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

import ui.timeline

pytestmark = pytest.mark.browser

FOLDER = Path(ui.timeline.__file__).parent
SCRIPTS = ("calendar", "content", "drawing")
Drawn = Callable[..., dict[str, Any]]

DRAW = """([told, from, to]) => {
    const content = readTold(told);
    content.todayName = "today";
    const view = { from: dayOf(from), to: dayOf(to) };
    const svg = document.querySelector("svg");
    const start = performance.now();
    const shown = draw(svg, content, view, 1200);
    const count = (selector) => svg.querySelectorAll(selector).length;
    return {
        milliseconds: performance.now() - start,
        points: count(".point"), ahead: count(".point.ahead"), bars: count(".bar"),
        spans: count(".span"), nodes: count("*"), wanted: Boolean(shown.wanted),
        labels: [...svg.querySelectorAll("[data-mark]")].map((each) => each.ariaLabel),
        ticks: [...svg.querySelectorAll(".axis text")].map((each) => each.textContent),
        rows: content.rows,
    };
}"""


@pytest.fixture
def blank(context: BrowserContext) -> Page:
    """A page with the drawing's functions and nothing else."""
    page = context.new_page()
    page.set_content("<svg></svg>")
    page.add_script_tag(
        content="\n".join((FOLDER / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    )
    return page


@pytest.fixture
def drawn(blank: Page) -> Drawn:
    """Draw sentences of periods, given as (first, last, sentences), between two days."""

    def draw(*periods: tuple[str, str, int], view: tuple[str, str], known: bool = True) -> Any:
        sentences = [
            {
                "article": "a",
                "start": 0,
                "end": 3,
                "first": first,
                "last": last,
                "parts": ["On ", "that day", "."],
                "source": "The Herald",
                "carriers": 1,
            }
            for first, last, count in periods
            for _ in range(count)
        ]
        told = {
            "today": "2026-01-10",
            "periods": [(*each, f"{each[0]} to {each[1]}") for each in periods],
            "sentences": sentences if known else None,
        }
        return blank.evaluate(DRAW, [told, *view])

    return draw


def test_what_lies_ahead_is_told_from_what_is_past(drawn: Drawn) -> None:
    days = (("2026-01-09", "2026-01-09", 2), ("2026-01-11", "2026-01-11", 3))
    found = drawn(*days, view=("2026-01-01", "2026-01-31"))
    assert (found["points"], found["ahead"]) == (5, 3)


def test_longer_periods_lie_apart_one_above_the_other(drawn: Drawn) -> None:
    found = drawn(
        ("2025-01-01", "2025-12-31", 5),
        ("2026-01-01", "2026-01-31", 2),
        ("2026-01-01", "2026-12-31", 1),
        ("2026-01-05", "2026-01-11", 1),
        ("2026-01-09", "2026-01-09", 1),
        view=("2026-01-01", "2026-01-31"),
    )
    assert (found["points"], found["spans"], found["rows"]) == (1, 3, 3)
    assert "2026-01-01 to 2026-01-31: 2 sentences" in found["labels"]


def test_bars_stand_for_what_has_no_room_or_is_not_here(drawn: Drawn) -> None:
    view = ("2026-01-01", "2026-01-31")
    assert drawn(("2026-01-09", "2026-01-09", 300), view=view)["bars"] == 1
    some = drawn(("2026-01-09", "2026-01-09", 3), view=view, known=False)
    assert (some["bars"], some["points"], some["wanted"]) == (1, 0, True)


@pytest.mark.parametrize(
    ("view", "ticks"),
    [
        (("2026-01-30", "2026-02-03"), ["30", "31", "1", "2", "February 2026"]),
        (("2025-06-01", "2026-06-01"), ["Jun", "Jan", "2025", "2026"]),
        (("1900-01-01", "2026-01-01"), ["1900", "1950", "2020"]),
        (("0690-01-01", "2026-01-01"), ["700", "2000"]),
    ],
)
def test_ticks_fit_the_view(drawn: Drawn, view: tuple[str, str], ticks: list[str]) -> None:
    found = drawn(("2026-01-31", "2026-01-31", 1), view=view)["ticks"]
    assert set(ticks) <= set(found)
    assert len(found) < 60


def test_ten_thousand_days_are_drawn_as_few_marks(blank: Page, drawn: Drawn) -> None:
    days: list[str] = blank.evaluate(
        "Array.from({ length: 10000 }, (_, day) => isoOf(dayOf('2000-01-01') + day))"
    )
    found = drawn(*((day, day, 2) for day in days), view=("1999-01-01", "2028-01-01"))
    assert 0 < found["bars"] < 250
    assert found["nodes"] < 2_000
    near = drawn(*((day, day, 2) for day in days), view=("2010-01-01", "2010-02-01"))
    assert near["points"] == 62


@pytest.mark.parametrize(
    ("change", "first", "last"),
    [
        ("{ by: 10 }", "2026-01-21", "2026-02-10"),
        ("{ by: 1000 }", "2026-02-08", "2026-02-28"),
        ("{ factor: 0.0001 }", "2026-01-16", "2026-01-26"),
        ("{ factor: 1000 }", "2026-01-01", "2026-02-28"),
        ("{ factor: 0.5, around: dayOf('2026-01-11') }", "2026-01-11", "2026-01-21"),
    ],
)
def test_a_view_is_moved_and_stretched_within_what_is_told(
    blank: Page, change: str, first: str, last: str
) -> None:
    moved = blank.evaluate(
        f"""() => {{
            const view = {{ from: dayOf("2026-01-11"), to: dayOf("2026-01-31") }};
            const whole = {{ from: dayOf("2026-01-01"), to: dayOf("2026-02-28") }};
            const moved = movedView(view, {{ ...{change}, whole }});
            return [isoOf(Math.round(moved.from)), isoOf(Math.round(moved.to))];
        }}"""
    )
    assert moved == [first, last]


def test_a_reader_first_sees_where_most_is_told(blank: Page) -> None:
    first = blank.evaluate(
        """() => {
            const period = (day, count) => [day, day, count, day];
            const far = ["1950-01-01", ...["01", "02", "20"].map((day) => `2026-01-${day}`)];
            const told = { today: "2026-01-10", sentences: null,
                periods: far.map((day, number) => period(day, number ? 40 : 1)) };
            return isoOf(Math.ceil(firstView(readTold(told)).from));
        }"""
    )
    assert first.startswith("2025-12-3")
