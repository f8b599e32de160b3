"""A metric over a suite's runs as a small SVG; many of them stand side by side. Pure.

Colours and widths are the style sheet's, by class. Whatever is drawn is also said: the title gives
the values in words, and the table beside has the figures.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

_WIDTH, _HEIGHT = 220.0, 96.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 8.0, 10.0, 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A run's value with its 95 % interval, None where it has none; `said` names the run."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    said: str = ""


def draw_series(
    points: Sequence[Point], *, baseline: float | None, highest: float, title: str
) -> str:
    """Draw the values in their order on a scale from 0 to `highest`, and the baseline as a line."""
    plot = Element(
        "svg", {"viewBox": f"0 0 {_WIDTH:g} {_HEIGHT:g}", "role": "img", "class": "series"}
    )
    SubElement(plot, "title").text = title
    for share in (0.0, 0.5, 1.0):
        y = _height(share, highest=1.0)
        _line(plot, "tick", (_LEFT, y), (_WIDTH - _RIGHT, y))
        place = {"x": f"{_LEFT - 4:g}", "y": f"{y:g}", "aria-hidden": "true"}
        SubElement(plot, "text", place).text = f"{share * highest:.2g}"
    if baseline is not None:
        y = _height(baseline, highest=highest)
        _line(plot, "baseline", (_LEFT, y), (_WIDTH - _RIGHT, y))
    places = [
        (_across(number, len(points)), _height(point.value, highest=highest))
        for number, point in enumerate(points)
    ]
    if len(places) > 1:
        path = " ".join(f"{x:g},{y:g}" for x, y in places)
        SubElement(plot, "polyline", {"class": "path", "points": path})
    for point, (x, y) in zip(points, places, strict=True):
        _point(plot, point, x=x, y=y, highest=highest)
    return tostring(plot, encoding="unicode")


def round_up(value: float) -> float:
    """Give the next 1, 2 or 5 times a power of ten, so that a scale ends at a round number."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if value <= step * power)


def _point(plot: Element, point: Point, *, x: float, y: float, highest: float) -> None:
    group = SubElement(plot, "g", {"class": "run", "data-run": point.name})
    SubElement(group, "title").text = point.said
    if point.low is not None and point.high is not None:
        low, high = (_height(each, highest=highest) for each in (point.low, point.high))
        _line(group, "whisker", (x, low), (x, high))
    place = {"cx": f"{x:g}", "cy": f"{y:g}"}
    SubElement(group, "circle", {"class": "dot", **place, "r": "3.5"})
    # What the pointer has to meet is larger than what is seen.
    SubElement(group, "circle", {"class": "reach", **place, "r": "10"})


def _across(number: int, count: int) -> float:
    """Place the runs evenly, the latest at the right edge; a single one in the middle."""
    inner = _WIDTH - _LEFT - _RIGHT - 12
    return round(_LEFT + 6 + (inner / 2 if count == 1 else inner * number / (count - 1)), 1)


def _height(value: float, *, highest: float) -> float:
    share = min(1.0, max(0.0, value / highest if highest else 0.0))
    return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)


def _line(plot: Element, role: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    ends = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    SubElement(plot, "line", {"class": role, **{name: f"{each:g}" for name, each in ends.items()}})
