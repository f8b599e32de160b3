from xml.etree.ElementTree import fromstring

import pytest

from eval.reports.plots import (
    SHARES,
    Span,
    draw_difference,
    draw_parts,
    draw_spans,
    scale_around_zero,
)

SPAN = Span(value=0.5, low=0.4, high=0.75)


def drawn(svg, role):
    return [each.attrib for each in fromstring(svg) if role in each.get("class", "").split()]


def test_values_and_intervals_stand_at_their_place_on_the_scale():
    base = Span(value=0.25, role="base")
    svg = draw_spans([SPAN, base], scale=SHARES, title="accuracy: 0.5")
    (whisker,) = drawn(svg, "whisker")
    assert (whisker["x1"], whisker["x2"]) == ("400", "750")
    first, second = drawn(svg, "dot")
    assert (first["x1"], first["x2"], second["x1"]) == ("500", "500", "250")
    assert float(first["y1"]) < float(second["y1"])
    assert "base" in second["class"]
    assert [each["x1"] for each in drawn(svg, "tick")] == ["0", "250", "500", "750", "1000"]


def test_a_plot_says_what_it_shows():
    svg = fromstring(draw_parts([("right", 1)], title='<b>"a" & b'))
    assert svg.get("role") == "img"
    assert svg.findtext("title") == '<b>"a" & b'


def test_what_lies_beyond_the_scale_stays_at_its_edge():
    svg = draw_spans([Span(value=1.5, low=-1.0, high=9.0)], scale=SHARES, title="")
    assert (drawn(svg, "dot")[0]["x1"], drawn(svg, "whisker")[0]["x2"]) == ("1000", "1000")


@pytest.mark.parametrize(
    ("values", "end"), [([], 0.01), ([0.004], 0.01), ([-0.07, 0.02], 0.1), ([0.5], 0.5), ([3.0], 1)]
)
def test_a_scale_around_zero_ends_at_a_round_number(values, end):
    scale = scale_around_zero(values)
    assert (scale.low, scale.high) == (-end, end)
    assert scale.place(0) == 500


@pytest.mark.parametrize(("loss_is_left", "start", "width"), [(True, 0, 400), (False, 600, 400)])
def test_past_the_margin_the_side_of_a_loss_is_shaded(loss_is_left, start, width):
    svg = draw_difference(
        Span(value=0.0),
        margin=0.02,
        loss_is_left=loss_is_left,
        scale=scale_around_zero([0.1]),
        title="",
    )
    (loss,) = drawn(svg, "loss")
    assert (float(loss["x"]), float(loss["width"])) == (start, width)
    assert drawn(svg, "zero")[0]["x1"] == "500"


def test_without_a_margin_nothing_is_shaded():
    scale = scale_around_zero([])
    svg = draw_difference(SPAN, margin=None, loss_is_left=True, scale=scale, title="")
    assert drawn(svg, "loss") == []


def test_parts_fill_the_strip():
    svg = draw_parts([("right", 3), ("wrong", 1), ("crashed", 0)], title="")
    parts = [
        (each["x"], each["width"])
        for role in ("right", "wrong", "crashed")
        for each in drawn(svg, role)
    ]
    assert parts == [("0", "750"), ("750", "250"), ("1000", "0")]


def test_parts_of_nothing_are_drawn_as_nothing():
    assert "nan" not in draw_parts([("right", 0)], title="")
