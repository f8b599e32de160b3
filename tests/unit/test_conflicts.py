"""Conflicts: reports that give different values for the thing asked."""

from dataclasses import replace

import pytest
from answer_factory import make_article, make_sentence
from conflict_reports import found, sides, told, told_by_copies

DROWNED = "How many sheep drowned?"
WARDEN = "Who is Quillport's lock warden?"
BY_TRAIN = "Did Vane travel by train or by car?"


@pytest.mark.parametrize(
    ("question", "left", "right", "values"),
    [
        (DROWNED, "The flood drowned 40 sheep.", "About 55 sheep drowned.", ["40", "About 55"]),
        (DROWNED, "Forty rowers lost 7 sheep.", "Nine sheep drowned.", ["7", "Nine"]),
        (
            "How many visits to Quillport did she make?",
            "It was her third visit to Quillport.",
            "It was her fourth visit to Quillport.",
            ["third", "fourth"],
        ),
        (
            WARDEN,
            "Lock warden Orla Vane resigned.",
            "Lock warden Tom Brill resigned.",
            ["Orla Vane", "Tom Brill"],
        ),
        (BY_TRAIN, "Vane travelled by train.", "Vane came by car.", ["by train", "by car"]),
    ],
)
def test_both_sides_are_given_in_order(
    question: str, left: str, right: str, values: list[str]
) -> None:
    expected = {value: [f"id-a{n}"] for n, value in enumerate(values, start=1)}
    assert sides(question, told(left, right)) == expected


@pytest.mark.parametrize(
    ("question", "left", "right"),
    [
        (DROWNED, "The flood drowned 40 sheep.", "In all 40 sheep drowned."),
        (DROWNED, "The flood drowned 40 sheep.", "The flood was 3 metres deep."),
        (DROWNED, "The flood drowned 40 sheep.", "By 12 March sheep grazed there again."),
        (DROWNED, "The flood drowned 40 sheep.", "Water stood 3 feet high; sheep drowned."),
        (WARDEN, "Lock warden Orla Vane resigned.", "Lock warden Vane resigned."),
        (WARDEN, "Lock warden Orla Mary Vane resigned.", "Lock warden Orla Vane resigned."),
        (WARDEN, "Lock warden Orla Vane resigned.", "The lock warden resigned."),
        (BY_TRAIN, "Vane travelled by train.", "Vane came by train."),
        (BY_TRAIN, "Vane travelled by train.", "Vane came neither by train nor by car."),
        ("Why did 40 sheep drown?", "The flood drowned 40 sheep.", "The ice drowned 55 sheep."),
    ],
)
def test_reports_that_agree_or_speak_of_other_things(question: str, left: str, right: str) -> None:
    assert sides(question, told(left, right)) == {}


def test_reports_of_one_side_stand_together() -> None:
    evidence = told(
        "The flood drowned 40 sheep.", "There 55 sheep drowned.", "Only 40 sheep drowned."
    )
    assert sides(DROWNED, evidence) == {"40": ["id-a1", "id-a3"], "55": ["id-a2"]}


def test_an_article_that_gives_both_values_corrects_itself() -> None:
    article = make_article("both", "First 40 sheep drowned. Later 55 sheep drowned.")
    evidence = [
        make_sentence(article, "First 40 sheep drowned."),
        make_sentence(article, "Later 55 sheep drowned.", rank=2),
    ]
    assert sides(DROWNED, evidence) == {}


def test_copies_that_give_a_value_are_one_voice() -> None:
    copies = told_by_copies("The flood drowned 40 sheep.", "Flood: 40 sheep drowned.")
    other = make_sentence(make_article("other", "Some 55 sheep drowned."), rank=3)
    assert sides(DROWNED, [*copies, other]) == {"40": ["id-a1"], "Some 55": ["id-other"]}


def test_a_value_that_one_of_two_copies_changed_is_a_conflict() -> None:
    evidence = told_by_copies(
        "The flood drowned 40 sheep at Ferry End.", "The flood drowned 55 sheep at Ferry End."
    )
    assert sides(DROWNED, evidence) == {"40": ["id-a1"], "55": ["id-a2"]}


def test_copies_that_quote_different_sentences_of_their_report_agree() -> None:
    evidence = told_by_copies(
        "The flood drowned 40 sheep at Ferry End.",
        "In the winter of 1954, the older farmers recall, 55 sheep drowned.",
    )
    assert sides(DROWNED, evidence) == {}


def test_what_is_far_from_the_best_speaks_of_something_else() -> None:
    near, far = told("The flood drowned 40 sheep.", "About 55 sheep drowned.")
    assert sides(DROWNED, [near, far])
    assert sides(DROWNED, [near, replace(far, score=near.score / 10)]) == {}


def test_one_report_or_none_is_no_conflict() -> None:
    assert sides(DROWNED, told("The flood drowned 40 sheep.")) == {}
    assert found(DROWNED, []) is None


@pytest.mark.parametrize(
    ("question", "left", "right"),
    [
        (DROWNED, "Four sheep drowned.", "In all 4 sheep drowned."),
        (DROWNED, "1,200 sheep drowned.", "As many as 1200 sheep drowned."),
        (DROWNED, "40 sheep drowned.", "55 goats drowned."),
        (WARDEN, "Lock warden Orla Vane resigned.", "Lock warden Orla Mary Vane resigned."),
    ],
)
def test_the_same_in_other_words_is_no_conflict(question: str, left: str, right: str) -> None:
    assert sides(question, told(left, right)) == {}


def test_people_are_counted_whatever_they_are_called() -> None:
    values = sides("How many people drowned?", told("Two miners drowned.", "Three men drowned."))
    assert list(values) == ["Two", "Three"]
