"""How reports come to differ: a later one knows better, or they speak of two things."""

from datetime import date

import pytest
from conflict_reports import found, report, sides, told, told_on

from rag.answering.conflicts import Side
from rag.schema import Evidence

DIED = "How many people died in the Dunmere landslide?"
MONDAY, TUESDAY, LATER = date(2025, 3, 3), date(2025, 3, 4), date(2025, 6, 4)


def latest(question: str, evidence: list[Evidence]) -> tuple[str, str | None]:
    """Give the kind, and the value of the latest side."""
    disagreeing = found(question, evidence)
    assert disagreeing
    newest = [side.value for side in disagreeing.sides if side.latest]
    assert len(newest) <= 1
    return disagreeing.kind, newest[0] if newest else None


SIX, NINE = "The Dunmere landslide killed 6 people.", "The Dunmere landslide killed 9 people."
AMENDED = "The Dunmere landslide killed 6 people, not nine as first reported."


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([(MONDAY, SIX), (TUESDAY, NINE)], ("update", "9")),
        ([(TUESDAY, NINE), (MONDAY, SIX)], ("update", "9")),
        ([(MONDAY, NINE), (TUESDAY, SIX)], ("contradiction", None)),
        ([(MONDAY, SIX), (MONDAY, NINE)], ("contradiction", None)),
        ([(MONDAY, NINE), (TUESDAY, AMENDED)], ("update", "6")),
        ([(MONDAY, f"In 1925, {SIX}"), (TUESDAY, f"In 1925, {NINE}")], ("contradiction", None)),
    ],
)
def test_what_can_grow_or_is_corrected_is_an_update(
    reports: list[tuple[date, str]], expected: tuple[str, str | None]
) -> None:
    assert latest(DIED, told_on(*reports)) == expected


def test_a_note_under_the_article_says_that_it_corrects() -> None:
    said = SIX
    note = f"{said}\n\nAn earlier version of this article gave another number."
    evidence = [
        report("a", NINE),
        report("b", said, rank=2, text=note),
    ]
    assert latest(DIED, evidence) == ("update", "6")


def test_an_article_that_corrects_itself_stands_for_its_new_value() -> None:
    old, new = NINE, f"Correction: {SIX}"
    text = f"{old}\n\n{new}"
    itself = [report("a", old, text=text), report("a", new, rank=2, text=text)]
    assert found(DIED, itself) is None
    assert latest(DIED, [*itself, report("b", NINE, rank=3)]) == ("update", "6")


def test_another_holder_of_an_office_months_later_is_an_update() -> None:
    asked = "Who is the mayor of Dunmere?"
    first, second = "Dunmere's mayor Orla Vane spoke.", "Dunmere's mayor Tom Brill spoke."
    assert latest(asked, told_on((MONDAY, first), (LATER, second))) == ("update", "Tom Brill")
    assert latest(asked, told_on((MONDAY, first), (TUESDAY, second))) == ("contradiction", None)


@pytest.mark.parametrize(
    ("question", "left", "right", "kind"),
    [
        (
            "How many people live in Quillport?",
            "In Quillport, Marshland, live 4,100 people.",
            "In Quillport, Fenland, live 900 people.",
            "ambiguity",
        ),
        (
            "How many people live in Quillport?",
            "In Quillport, Marshland, live 4,100 people.",
            "In Quillport, Marshland, live 900 people.",
            "contradiction",
        ),
        (
            "How old is Orla Vane?",
            "The rower Orla Vane, 44, is from Dunmere.",
            "The judge Orla Vane, 61, is from Dunmere.",
            "ambiguity",
        ),
        (
            "When was the Mill House built?",
            "The Mill House (Quillport) was built in 1902.",
            "The Mill House (Harrowby) was built in 1885.",
            "ambiguity",
        ),
    ],
)
def test_two_things_of_one_name_are_told_from_a_contradiction(
    question: str, left: str, right: str, kind: str
) -> None:
    disagreeing = found(question, told(left, right))
    assert disagreeing
    assert disagreeing.kind == kind
    assert [side.latest for side in disagreeing.sides] == [False, False]


def test_a_side_has_the_day_of_its_last_report() -> None:
    disagreeing = found(
        DIED,
        told_on(
            (MONDAY, SIX),
            (TUESDAY, NINE),
            (TUESDAY, "Six people died in the Dunmere landslide."),
        ),
    )
    assert disagreeing
    assert [(side.value, side.day) for side in disagreeing.sides] == [
        ("6", TUESDAY),
        ("9", TUESDAY),
    ]


def test_one_voice_that_gives_both_values_speaks_of_two_things() -> None:
    text = (
        "The Dunmere landslide killed 6 people. In the Dunmere landslide of the Fens 9 people died."
    )
    first, second = (f"{each}." for each in text.rstrip(".").split(". "))
    evidence = [report("a", first, text=text), report("a", second, rank=2, text=text)]
    assert sides(DIED, evidence) == {}


def test_sides_without_days_are_no_update() -> None:
    evidence = [
        report("a", SIX, published=None),
        report("b", NINE, rank=2, published=None),
    ]
    disagreeing = found(DIED, evidence)
    assert disagreeing
    assert disagreeing.kind == "contradiction"
    assert disagreeing.sides == tuple(
        Side(value=value, evidence=(each,), day=None, latest=False)
        for value, each in zip(("6", "9"), evidence, strict=True)
    )
