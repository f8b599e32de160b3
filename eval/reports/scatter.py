"""A scatter plot of quality against seconds, as SVG. Pure.

Both axes are told in words and every point has a label and a title, so that nothing is told by
colour or size alone. Colours and widths are the style sheet's, by class.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

_WIDTH, _HEIGHT = 640.0, 380.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 50.0, 24.0, 16.0, 46.0
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_STEPS = (1.0, 2.0, 5.0)
_LETTER = 7.6
"""Width of a letter of a label in bold type, about."""

_LINE = 15.0
"""Height of a label."""

_FURTHEST = 12
"""Lines that a label may stand above or below its point."""

_SMALLEST, _LARGEST = 4.0, 16.0
"""Radius of a point without memory known, and of the one that takes most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One variant: `seconds` above 0, `quality` 0..1 with its interval, `memory` in MB if known."""

    name: str
    seconds: float
    quality: float
    low: float | None = None
    high: float | None = None
    memory: float | None = None

    @property
    def label(self) -> str:
        """The name, with the memory where that is known."""
        return self.name if self.memory is None else f"{self.name} ({self.memory:,.0f} MB)"


def draw_scatter(points: Sequence[Point], *, quality: str, title: str) -> str:
    """Draw points at their seconds, on a logarithmic axis, and their quality, named `quality`.

    A point's area says how much memory it takes.
    """
    box = f"0 0 {_WIDTH:g} {_HEIGHT:g}"
    svg = Element("svg", {"viewBox": box, "role": "img", "class": "scatter"})
    SubElement(svg, "title").text = title
    low, high = _range([point.seconds for point in points])
    _axes(svg, low=low, high=high, quality=quality)
    most = max((point.memory or 0.0 for point in points), default=0.0)
    discs = [_disc(point, low=low, high=high, most=most) for point in points]
    for point, disc in zip(points, discs, strict=True):
        _draw_point(svg, point, disc=disc)
    _draw_labels(svg, points, discs=discs)
    return tostring(svg, encoding="unicode")


def _range(seconds: Sequence[float]) -> tuple[float, float]:
    """Give round numbers, one of 1, 2, 5 times a power of ten, around all values."""
    least, most = min(seconds, default=1.0), max(seconds, default=1.0)
    below = max(step for step in _round_numbers(least) if step <= least)
    above = min(step for step in _round_numbers(most) if step > most)
    return below, above


def _round_numbers(near: float) -> Sequence[float]:
    power = math.floor(math.log10(near))
    return [step * 10.0**exponent for exponent in range(power - 1, power + 2) for step in _STEPS]


def _across(seconds: float, *, low: float, high: float) -> float:
    share = math.log(seconds / low) / math.log(high / low)
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def _up(share: float) -> float:
    return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)


def _axes(svg: Element, *, low: float, high: float, quality: str) -> None:
    for share in _SHARES:
        y = _up(share)
        _line(svg, "tick", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y)
        _text(svg, f"{share:g}", x=_LEFT - 8, y=y + 4, anchor="end")
    for step in _ticks(low, high):
        x = _across(step, low=low, high=high)
        _line(svg, "tick", x1=x, x2=x, y1=_up(1), y2=_up(0))
        _text(svg, f"{step:g}", x=x, y=_up(0) + 18, anchor="middle")
    _text(svg, "seconds a question, median", x=_WIDTH - _RIGHT, y=_HEIGHT - 8, anchor="end")
    turned = f"rotate(-90 12 {_up(1):g})"
    _text(svg, quality, x=12, y=_up(1), anchor="end", transform=turned)


def _ticks(low: float, high: float) -> Sequence[float]:
    """Give the round numbers from end to end, only the powers of ten where there are many."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = _STEPS if len(powers) < 4 else _STEPS[:1]
    numbers = [step * 10.0**power for power in powers for step in steps]
    return [each for each in numbers if low * 0.999 <= each <= high * 1.001]


class _Box(NamedTuple):
    """A rectangle that a disc or a label takes."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    @property
    def is_inside(self) -> bool:
        return self.left >= _LEFT and self.right <= _WIDTH and self.top >= 0


def _disc(point: Point, *, low: float, high: float, most: float) -> _Box:
    share = (point.memory or 0.0) / most if most else 0.0
    radius = max(_SMALLEST, _LARGEST * math.sqrt(share))
    x, y = _across(point.seconds, low=low, high=high), _up(point.quality)
    return _Box(x - radius, y - radius, x + radius, y + radius)


def _draw_point(svg: Element, point: Point, *, disc: _Box) -> None:
    x, y = (disc.left + disc.right) / 2, (disc.top + disc.bottom) / 2
    if point.low is not None and point.high is not None:
        _line(svg, "whisker", x1=x, x2=x, y1=_up(point.low), y2=_up(point.high))
    place = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{(disc.right - disc.left) / 2:.1f}"}
    circle = SubElement(svg, "circle", {"class": "point", **place})
    told = f"{point.label}: {point.quality:.3f} at {point.seconds:.2f} s"
    SubElement(circle, "title").text = told


def _draw_labels(svg: Element, points: Sequence[Point], *, discs: Sequence[_Box]) -> None:
    """Write each label beside its point, where neither a point nor another label stands."""
    taken = list(discs)
    for point, disc in zip(points, discs, strict=True):
        places = list(_places(disc, width=_LETTER * len(point.label)))
        free = (each for each in places if not any(map(each.meets, taken)) and each.is_inside)
        box = next(free, places[0])
        taken.append(box)
        _text(svg, point.label, x=box.left, y=box.bottom - 4, anchor="start", role="label")


def _places(disc: _Box, *, width: float) -> Iterator[_Box]:
    """Give where a label can stand: to the right, to the left, then above and below, ever wider."""
    middle = (disc.top + disc.bottom - _LINE) / 2
    starts = (disc.right + 4, disc.left - 4 - width, (disc.left + disc.right - width) / 2)
    for away in range(_FURTHEST):
        for top in (middle - away * _LINE, middle + away * _LINE):
            for left in starts:
                yield _Box(left, top, left + width, top + _LINE)


def _line(svg: Element, role: str, **ends: float) -> None:
    SubElement(svg, "line", {"class": role, **{name: f"{end:g}" for name, end in ends.items()}})


def _text(
    svg: Element, text: str, *, x: float, y: float, anchor: str, role: str = "axis", **more: str
) -> None:
    attributes = {"class": role, "x": f"{x:g}", "y": f"{y:g}", "text-anchor": anchor, **more}
    SubElement(svg, "text", attributes).text = text
