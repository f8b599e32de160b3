import pytest

from eval.cases import CaseNumber
from eval.metrics.numbers import in_span, likeness, wanted
from eval.metrics.quantities import as_quantity, find_quantities


def found(text):
    return [(text[each.start : each.end], each.value) for each in find_quantities(text)]


def best(text, value, unit=""):
    goal = wanted(CaseNumber(value=value, unit=unit))
    kinds = [likeness(each, goal) for each in find_quantities(text)]
    return next((kind for kind in ("equal", "other unit") if kind in kinds), "other")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost €92 million, not €46m.", [("€92 million", 92e6), ("€46m", 46e6)]),
        ("US$1,200m and 1.2bn dollars", [("US$1,200m", 1.2e9), ("1.2bn dollars", 1.2e9)]),
        ("50k fans, 12m people, 80 m", [("50k", 50e3), ("12m", 12e6), ("80 m", 80)]),
        ("12 %, 12 per cent", [("12 %", 12), ("12 per cent", 12)]),
        ("two hours and 30 minutes", [("two hours and 30 minutes", 2.5)]),
        ("1.5 years, six months", [("1.5 years", 1.5), ("six months", 6)]),
        ("an hour and a half", [("an hour and a half", 1.5)]),
        ("$12 a week", [("$12", 12)]),
        ("four or six million euros", [("four", 4e6), ("six million euros", 6e6)]),
        ("none, no passengers", [("none", 0), ("no", 0)]),
        ("he won 12 medals", [("12", 12)]),
        ("14 euros 90", [("14 euros 90", 14.9)]),
        ("the 640-metre bridge", [("640-metre", 640)]),
    ],
)
def test_quantities_are_found_with_their_units(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "on 12 March 2025 at 10.30 a.m.",
        "on March 12th, at 6:45",
        "gate no. 5, Flight 214 and Covid-19 at the G20",
        "several hundred",
        "It rained [12].",
    ],
)
def test_days_times_and_labels_are_no_quantities(text):
    assert found(text) == []


def test_a_year_is_told_from_a_count():
    in_1942, miners = find_quantities("In 1942 there were 1942 miners.")
    assert in_1942.year
    assert not miners.year


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("12 km", 12, "km"),
        ("12,000 metres", 12, "km"),
        ("87 mph", 140, "km/h"),
        ("about 2,100 feet", 640, "metres"),
        ("two days", 48, "hours"),
        ("a week", 7, "days"),
        ("half of them", 50, "%"),
        ("640 metres", 640, "metres long"),
        ("12 euros", 12, "euros a night"),
        ("12", 12, "km"),
        ("all 12 of them", 12, "workers"),
        ("12 miners", 12, "people"),
        ("12 dollars", 12, "$"),
        ("EUR 12", 12, "euros"),
        ("12 pounds", 12, "£"),
        ("12 pounds", 5.443, "kg"),
    ],
)
def test_equal_in_its_unit_or_another(text, value, unit):
    assert best(text, value, unit) == "equal"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("12 miles", 12, "km"),
        ("12 boats", 12, "km"),
        ("12 km", 12, "boats"),
        ("$12", 12, "euros"),
        ("12 percentage points", 12, "%"),
        ("48 minutes", 48, "hours"),
    ],
)
def test_the_same_figure_in_another_unit_is_told_apart(text, value, unit):
    assert best(text, value, unit) == "other unit"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("7.3 miles", 12, "km"), ("12", 13, ""), ("€9.2 million", 92e6, "euros")],
)
def test_another_number_is_another(text, value, unit):
    assert best(text, value, unit) == "other"


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("between 600 and 640 metres", True),
        ("600 to 640 metres", True),
        ("10–12 people", True),
        ("it rose from 600 to 640", False),
        ("they won 3–2", False),
        ("600 and 640", False),
    ],
)
def test_ends_of_a_span_are_told(text, span):
    quantities = find_quantities(text)
    assert [in_span(each, quantities, text) for each in quantities] == [span, span]


@pytest.mark.parametrize(
    ("phrase", "value"),
    [("2.6 million", 2.6e6), ("two-day", 2), ("7th", 7), ("11,275", 11_275), ("7 %", 7)],
)
def test_a_phrase_may_be_nothing_but_a_quantity(phrase, value):
    assert as_quantity(phrase).value == value


@pytest.mark.parametrize(
    "phrase", ["1965", "Tuesday and Wednesday", "36-hour week", "no", "Gate 5"]
)
def test_other_phrases_are_words(phrase):
    assert as_quantity(phrase) is None
