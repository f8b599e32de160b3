"""Names of people and places: what is the same, shortened or spelled otherwise."""

import pytest

from rag.answering.conflicts.names import Place, clean, read_name


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Orla Vane", "Vane"),
        ("Orla Mary Vane", "Orla Vane"),
        ("Sen Jae Orl", "Sen Jae-orl"),
        ("Vane Orla", "Orla Vane"),
        ("O. Vane", "Orla Vane"),
        ("Dr. Orla Vane", "Orla Vane's"),
        ("Tom Brill", "Thomas Brill"),
        ("Zoë Brandt", "Zoe Brandt"),
    ],
)
def test_the_same_person(left: str, right: str) -> None:
    assert read_name(left).agrees(read_name(right))
    assert read_name(right).agrees(read_name(left))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Orla Vane", "Tom Brill"),
        ("Orla Vane", "Odile Vane"),
        ("Orla Vane", "Orla Vaine"),
        ("Vane", "Brill"),
    ],
)
def test_another_person_or_another_spelling(left: str, right: str) -> None:
    assert not read_name(left).agrees(read_name(right))
    assert not read_name(right).agrees(read_name(left))


def test_a_day_or_an_ending_that_clings_to_a_name_is_no_part_of_it() -> None:
    assert clean("Orla Vane Friday") == "Orla Vane"
    assert clean("Orla Vane's") == "Orla Vane"


def place(*parts: str, told: str = "") -> Place:
    return Place(parts=parts, told=told)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (place("quillport"), place("quillport", "marshland")),
        (place("old quillport"), place("quillport")),
        (place("quillport", told="quillport, in marshland"), place("marshland")),
    ],
)
def test_one_place_or_one_within_the_other(left: Place, right: Place) -> None:
    assert left.agrees(right)
    assert right.agrees(left)


def test_two_places() -> None:
    assert not place("quillport").agrees(place("dunmere"))
    left, right = place("quillport", "marshland"), place("dunmere", "marshland")
    assert not left.agrees(right)
