"""Conflicts and what only looks like one, across what questions ask for."""

from datetime import date

import pytest
from conflict_reports import report, sides, told, told_on

DIED = "How many people died in the ferry fire off Dunmere?"
COST = "How much did the Brill tunnel cost?"
OPENED = "When did the Brill tunnel open?"
STAYED = "How long did the choir stay in Dunmere?"
HELD = "Where was the Marsh Games held?"
TIMES = "How many times have Vane and Brill met?"
MAYOR = "Who is the mayor of Dunmere?"
WON = "Who won the Dunmere regatta?"
SEALED = "Did the council close the Dunmere lock?"
FIRST = "Was it the second or the third visit by Vane to Dunmere?"
OLD = "How old is Orla Vane?"
TURNOUT = "What was the turnout in the Dunmere vote?"
TOLL = "What is the death toll of the ferry fire off Dunmere?"


@pytest.mark.parametrize(
    ("question", "left", "right", "values"),
    [
        (
            DIED,
            "The fire on the ferry off Dunmere killed 14 passengers.",
            "Off Dunmere, 17 people lost their lives when the ferry burned.",
            ["14", "17"],
        ),
        (
            DIED,
            "Nine people died in the ferry fire off Dunmere and 30 were hurt.",
            "The death toll of the ferry fire off Dunmere stands at 11.",
            ["Nine", "11"],
        ),
        (
            DIED,
            "The ferry fire off Dunmere cost 14 lives, including two children.",
            "In the ferry fire off Dunmere 12 people, three of them cooks, died.",
            ["14", "12"],
        ),
        (
            TOLL,
            "The death toll of the ferry fire off Dunmere is 14.",
            "Seventeen people died in the ferry fire off Dunmere.",
            ["14", "Seventeen"],
        ),
        (
            COST,
            "The Brill tunnel cost €40m to dig.",
            "Digging the Brill tunnel cost 46 million euros.",
            ["€40m", "46 million euros"],
        ),
        (
            STAYED,
            "The choir stayed in Dunmere for three weeks.",
            "The choir stayed ten days in Dunmere.",
            ["three weeks", "ten days"],
        ),
        (
            HELD,
            "The Marsh Games were held in Quillport.",
            "Last summer the Marsh Games were held in Harrowby.",
            ["Quillport", "Harrowby"],
        ),
        (
            TIMES,
            "It was the third meeting between Vane and Brill.",
            "Vane and Brill sat down for their second meeting.",
            ["third", "second"],
        ),
        (
            MAYOR,
            "Dunmere's mayor Orla Vane cut the ribbon.",
            "Tom Brill, the mayor of Dunmere, cut the ribbon.",
            ["Orla Vane", "Tom Brill"],
        ),
        (
            MAYOR,
            "The mayor of Dunmere, Orla Vane, was there.",
            "Mayor Orla Vaine of Dunmere was there.",
            ["Orla Vane", "Orla Vaine"],
        ),
        (
            WON,
            "Orla Vane won the Dunmere regatta by a length.",
            "The Dunmere regatta was won by Tom Brill.",
            ["Orla Vane", "Tom Brill"],
        ),
        (
            SEALED,
            "The council closed the Dunmere lock.",
            "The council has not closed the Dunmere lock, its clerk said.",
            ["yes", "no"],
        ),
        (
            FIRST,
            "It is the second visit by Vane to Dunmere.",
            "Her third visit brings Vane to Dunmere.",
            ["second", "third"],
        ),
        (
            OLD,
            "Orla Vane, 44, has rowed since she was a child.",
            "The 46-year-old Orla Vane rows every day.",
            ["44", "46"],
        ),
        (
            TURNOUT,
            "The turnout in the Dunmere vote was 58 per cent.",
            "In the Dunmere vote turnout reached 61%.",
            ["58 per cent", "61%"],
        ),
    ],
)
def test_reports_that_differ(question: str, left: str, right: str, values: list[str]) -> None:
    assert list(sides(question, told(left, right))) == values


@pytest.mark.parametrize(
    ("question", "left", "right"),
    [
        (
            DIED,
            "At least 14 people died in the ferry fire off Dunmere.",
            "The ferry fire off Dunmere killed 15 people.",
        ),
        (
            DIED,
            "The ferry fire off Dunmere killed 15 people.",
            "The ferry fire off Dunmere injured 31 people.",
        ),
        (
            DIED,
            "The ferry fire off Dunmere killed 15 people.",
            "Three children died in the ferry fire off Dunmere.",
        ),
        (
            DIED,
            "The ferry fire off Dunmere killed 15 people.",
            "Two more people died off Dunmere on Friday after the ferry fire.",
        ),
        (
            DIED,
            "The ferry fire off Dunmere killed 15 people.",
            "It was feared that the ferry fire off Dunmere could have killed 200 people.",
        ),
        (
            DIED,
            "The ferry fire off Dunmere killed 15 people.",
            "A ferry fire off Dunmere killed 60 people in 1911.",
        ),
        (
            COST,
            "The Brill tunnel cost €40m.",
            "The Brill tunnel cost 40,000,000 euros.",
        ),
        (
            COST,
            "The Brill tunnel cost €40m.",
            "The Brill tunnel cost 52 million dollars.",
        ),
        (
            COST,
            "The Brill tunnel cost €40m.",
            "The town had budgeted 31 million euros as the cost of the Brill tunnel.",
        ),
        (
            STAYED,
            "The choir stayed in Dunmere for two weeks.",
            "The choir stayed 14 days in Dunmere.",
        ),
        (
            HELD,
            "The Marsh Games were held in Quillport.",
            "The Marsh Games were held in Quillport, Marshland.",
        ),
        (
            MAYOR,
            "Dunmere's mayor Orla Vane cut the ribbon.",
            "Former mayor Tom Brill of Dunmere held the scissors.",
        ),
        (
            MAYOR,
            "Dunmere's mayor Orla Vane cut the ribbon.",
            "Tom Brill, mayor of Harrowby, had come to Dunmere.",
        ),
        (
            MAYOR,
            "Dunmere's mayor Orla Vane cut the ribbon.",
            "Deputy mayor Tom Brill of Dunmere held the scissors.",
        ),
        (
            WON,
            "Orla Vane won the Dunmere regatta.",
            "Tom Brill won the Dunmere regatta in 1998.",
        ),
        (
            SEALED,
            "The council closed the Dunmere lock.",
            "The council may close the Dunmere lock.",
        ),
        (
            SEALED,
            "The council closed the Dunmere lock.",
            "The council closed the Dunmere lock, but not the weir.",
        ),
        (
            TURNOUT,
            "The turnout in the Dunmere vote was 58 per cent.",
            "Orla Vane took 61% in the Dunmere vote.",
        ),
    ],
)
def test_reports_that_only_seem_to_differ(question: str, left: str, right: str) -> None:
    assert sides(question, told(left, right)) == {}


def test_days_are_compared_by_the_calendar() -> None:
    monday, thursday = date(2025, 3, 3), date(2025, 3, 6)
    evidence = told_on(
        (monday, "The Brill tunnel opened on Sunday."),
        (thursday, "The Brill tunnel opened on 1 March."),
    )
    assert list(sides(OPENED, evidence)) == ["Sunday", "1 March"]
    same = told_on(
        (monday, "The Brill tunnel opened on Sunday."),
        (thursday, "The Brill tunnel opened on 2 March."),
        (thursday, "The Brill tunnel opened this month."),
    )
    assert sides(OPENED, same) == {}


@pytest.mark.parametrize(
    "other",
    [
        "The Brill tunnel opened, the town said on Wednesday.",
        "The Brill tunnel was to open on 1 February.",
        "The Brill tunnel was closed on 4 March.",
        "At 8 p.m. the Brill tunnel opened.",
    ],
)
def test_a_day_of_something_else_is_no_other_day(other: str) -> None:
    evidence = told_on(
        (date(2025, 3, 3), "The Brill tunnel opened on Sunday."), (date(2025, 3, 6), other)
    )
    assert sides(OPENED, evidence) == {}


def test_an_age_grows_with_the_years() -> None:
    evidence = told_on(
        (date(2024, 3, 3), "Orla Vane, 44, rows."), (date(2025, 4, 3), "Orla Vane, 45, rows.")
    )
    assert sides(OLD, evidence) == {}


def test_a_short_name_that_fits_both_takes_no_side() -> None:
    evidence = told(
        "Dunmere's mayor Vane was there.",
        "Dunmere's mayor Orla Vane was there.",
        "Dunmere's mayor Odile Vane was there.",
    )
    assert sides(MAYOR, evidence) == {"Orla Vane": ["id-a2"], "Odile Vane": ["id-a3"]}


def test_which_of_a_name_is_asked_by_the_name() -> None:
    evidence = told("The keeper Orla Vane spoke for the lock.", "Odile Vane spoke for the lock.")
    assert list(sides("Which Vane speaks for the lock?", evidence)) == ["Orla Vane", "Odile Vane"]


def test_a_report_may_name_the_place_by_what_stands_there() -> None:
    asked = "How many people died in the fire at the Dunmere salt works?"
    said = "Six people died in the fire at the Vane salt works."
    evidence = [
        report("a", "The fire at the salt works in Dunmere killed five people."),
        report("b", said, text=f"{said} Dunmere mourns.", rank=2, lacking=["dunmer"]),
    ]
    assert list(sides(asked, evidence)) == ["five", "Six"]


def test_the_dead_of_another_place_are_not_counted() -> None:
    asked = "How many people died in the flood in Dunmere?"
    said = "In Harrowby 60 people died in the flood."
    evidence = [
        report("a", "The flood in Dunmere killed five people."),
        report("b", said, text=f"{said} Dunmere mourns.", rank=2, lacking=["dunmer"]),
    ]
    assert sides(asked, evidence) == {}


def test_one_here_and_two_there_are_counted_apart() -> None:
    text = "Three people died in the fire. One died in the hall and two outside."
    first, second = (f"{each.rstrip('.')}." for each in text.split(". "))
    evidence = [
        report("a", first, text=text),
        report("a", second, text=text, rank=2),
        report("b", "The fire killed four people.", rank=3),
    ]
    assert list(sides("How many people died in the fire?", evidence)) == ["Three", "four"]
