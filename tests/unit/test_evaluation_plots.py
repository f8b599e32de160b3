from xml.etree import ElementTree

import pytest

from ui.evaluation.plots import Point, draw_series, round_up

SVG = ElementTree.fromstring


def heights(plot: ElementTree.Element) -> list[float]:
    return [float(each.attrib["cy"]) for each in plot.iterfind("g/circle[@class='dot']")]


def test_runs_stand_side_by_side_the_higher_value_above() -> None:
    points = [Point(name="a", value=0.2), Point(name="b", value=0.8), Point(name="c", value=0.5)]
    plot = SVG(draw_series(points, baseline=None, highest=1.0, title="recall"))
    low, high, between = heights(plot)
    assert high < between < low
    across = [float(each.attrib["cx"]) for each in plot.iterfind("g/circle[@class='dot']")]
    assert across == sorted(across)
    assert [each.attrib["data-run"] for each in plot.iterfind("g")] == ["a", "b", "c"]
    assert plot.find("title").text == "recall"  # type: ignore[union-attr]


def test_the_baseline_is_a_line_and_the_interval_reaches_past_the_dot() -> None:
    point = Point(name="a", value=0.5, low=0.4, high=0.7)
    plot = SVG(draw_series([point], baseline=0.5, highest=1.0, title=""))
    line = plot.find("line[@class='baseline']")
    whisker = plot.find("g/line[@class='whisker']")
    assert line is not None
    assert whisker is not None
    (dot,) = heights(plot)
    assert float(line.attrib["y1"]) == float(line.attrib["y2"]) == dot
    assert float(whisker.attrib["y2"]) < dot < float(whisker.attrib["y1"])
    assert plot.find("polyline") is None


def test_no_baseline_no_line_and_a_name_stays_text() -> None:
    name = '<script>"'
    drawn = draw_series([Point(name=name, value=1, said=name)], baseline=None, highest=1, title="")
    assert "baseline" not in drawn
    assert "<script" not in drawn
    assert SVG(drawn).find("g").attrib["data-run"] == name  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("value", "end"), [(0.034, 0.05), (0.2, 0.2), (7.1, 10), (1.2, 2), (0, 1), (340, 500)]
)
def test_a_scale_ends_at_a_round_number(value: float, end: float) -> None:
    assert round_up(value) == pytest.approx(end)
