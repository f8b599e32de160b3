"""Quantities: numbers with the units and bounds that stand around them."""

import pytest

from rag.answering.facts.figures import lacking_quantities
from rag.answering.facts.quantities import Quantity, quantities, uncounted


def first(text: str) -> Quantity:
    return quantities(text)[0]


@pytest.mark.parametrize(
    ("text", "base", "size"),
    [
        ("40km", "metre", 1_000),
        ("2.1km", "metre", 1_000),
        ("2.1 m", "metre", 1),
        ("US$40", "dollar", 1),
        ("40 €", "euro", 1),
        ("$2.1m", "dollar", 1),
        ("8%", "percent", 1),
        ("eight per cent", "percent", 1),
        ("8 percentage points", "point", 1),
        ("a 58-year-old", "month", 12),
        ("30 tons", "kilogram", 1_000),
    ],
)
def test_a_unit_stands_before_or_behind_its_number(text: str, base: str, size: float) -> None:
    unit = first(text).unit
    assert unit is not None
    assert (unit.base, unit.size) == (base, size)


@pytest.mark.parametrize(
    "text",
    ["40 rams", "40 wonders", "40, km 12", "2.1m rams", "9 am", "7 M Vane", "10 second-half goals"],
)
def test_no_other_word_is_a_unit(text: str) -> None:
    assert first(text).unit is None


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("no fewer than 40 rams", "least"),
        ("more than £40", "least"),
        ("40 or more rams", "least"),
        ("not more than 40 rams", "most"),
        ("just under 40 rams", "nearly"),
        ("an estimated US$40", "about"),
        ("40 rams", ""),
        ("more rams than 40", ""),
        ("under a 1965 treaty", ""),
    ],
)
def test_a_bound_is_said_beside_its_number(text: str, bound: str) -> None:
    assert first(text).bound == bound


def test_a_number_is_blanked_with_its_bound_and_unit() -> None:
    assert uncounted("It lost nearly 40 tonnes of hay.").split() == ["It", "lost", "of", "hay."]
    assert len(uncounted("It lost nearly 40 tonnes.")) == len("It lost nearly 40 tonnes.")


@pytest.mark.parametrize(
    ("claim", "evidence", "carried"),
    [
        ("nearly 200 rams", "197 rams", True),
        ("nearly 200 rams", "120 rams", False),
        ("nearly 200 rams", "203 rams", False),
        ("nearly 200 rams", "nearly 200 rams", True),
        ("fewer than 200 rams", "nearly 200 rams", True),
        ("nearly 200 rams", "up to 200 rams", False),
        ("200 rams", "nearly 200 rams", False),
        ("over 190 rams", "197 rams", True),
        ("over 190 rams", "nearly 200 rams", False),
        ("about 200 rams", "nearly 200 rams", True),
    ],
)
def test_a_claim_may_be_vaguer_than_its_evidence_never_otherwise(
    claim: str, evidence: str, carried: bool
) -> None:
    lacking = list(lacking_quantities(claim, evidence, there=frozenset({"ram"})))
    assert (not lacking) == carried
