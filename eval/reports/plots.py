"""Plots as strips of SVG, one a row of a table, all on one scale. Pure.

A strip stretches with its cell, so that names and figures beside it stay real text at any width.
Whatever is drawn is also said: each strip has a title in words, and its table has the figures.
Colours and widths are the style sheet's, by class.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

_WIDTH = 1000.0
_HEIGHT = 30.0
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What the width of a strip stands for; `ticks` are marked by faint lines."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def place(self, value: float) -> float:
        """Give a value's place from the left, held within the strip."""
        share = (value - self.low) / (self.high - self.low)
        return round(_WIDTH * min(1.0, max(0.0, share)), 1)


SHARES = Scale(low=0.0, high=1.0, ticks=(0.0, 0.25, 0.5, 0.75, 1.0))
"""The scale of all metrics that are shares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A value with its interval, None where it has none; `role` is the class it is drawn by."""

    value: float
    low: float | None = None
    high: float | None = None
    role: str = "new"


def scale_around_zero(values: Iterable[float]) -> Scale:
    """Make a scale with 0 in its middle that holds all values, and ends at a round number."""
    furthest = max((abs(value) for value in values), default=0.0)
    end = next((step for step in _STEPS if step >= furthest), _STEPS[-1])
    return Scale(low=-end, high=end, ticks=(-end, -end / 2, 0.0, end / 2, end))


def draw_spans(spans: Sequence[Span], *, scale: Scale, title: str) -> str:
    """Draw values as dots with their intervals as lines, the first span uppermost."""
    strip = _strip(title, scale=scale)
    for number, span in enumerate(spans, start=1):
        y = round(_HEIGHT * number / (len(spans) + 1), 1)
        _span(strip, span, y=y, scale=scale)
    return _written(strip)


def draw_difference(
    span: Span, *, margin: float | None, loss_is_left: bool, scale: Scale, title: str
) -> str:
    """Draw a difference with its interval, the line of no difference, and the margin if any.

    What lies past the margin, on the side where a loss lies, is shaded.
    """
    strip = _strip(title, scale=scale)
    if margin is not None:
        edge = scale.place(-margin if loss_is_left else margin)
        start, end = (0.0, edge) if loss_is_left else (edge, _WIDTH)
        _rectangle(strip, "loss", start=start, end=end, top=0, height=_HEIGHT)
    _line(strip, "zero", x1=scale.place(0), x2=scale.place(0), y1=0, y2=_HEIGHT)
    _span(strip, span, y=_HEIGHT / 2, scale=scale)
    return _written(strip)


def draw_parts(parts: Sequence[tuple[str, int]], *, title: str) -> str:
    """Draw counts side by side as shares of their sum; each is a class and a count."""
    strip = _strip(title, scale=Scale(low=0.0, high=1.0, ticks=()))
    total = sum(count for _, count in parts) or 1
    start = 0.0
    for role, count in parts:
        end = start + _WIDTH * count / total
        _rectangle(strip, role, start=start, end=end, top=7, height=_HEIGHT - 14)
        start = end
    return _written(strip)


def _strip(title: str, *, scale: Scale) -> Element:
    strip = Element(
        "svg",
        {
            "viewBox": f"0 0 {_WIDTH:g} {_HEIGHT:g}",
            "preserveAspectRatio": "none",
            "role": "img",
            "class": "strip",
        },
    )
    SubElement(strip, "title").text = title
    for tick in scale.ticks:
        x = scale.place(tick)
        _line(strip, "tick", x1=x, x2=x, y1=0, y2=_HEIGHT)
    return strip


def _span(strip: Element, span: Span, *, y: float, scale: Scale) -> None:
    if span.low is not None and span.high is not None:
        ends = {"x1": scale.place(span.low), "x2": scale.place(span.high)}
        _line(strip, f"whisker {span.role}", **ends, y1=y, y2=y)
    x = scale.place(span.value)
    # A line of no length with round ends stays round however the strip is stretched.
    _line(strip, f"dot {span.role}", x1=x, x2=x, y1=y, y2=y)


def _line(strip: Element, role: str, **ends: float) -> None:
    attributes = {name: f"{value:g}" for name, value in ends.items()}
    SubElement(strip, "line", {"class": role, **attributes})


def _rectangle(
    strip: Element, role: str, *, start: float, end: float, top: float, height: float
) -> None:
    attributes = {"x": start, "y": top, "width": end - start, "height": height}
    written = {name: f"{value:g}" for name, value in attributes.items()}
    SubElement(strip, "rect", {"class": role, **written})


def _written(strip: Element) -> str:
    return tostring(strip, encoding="unicode")
