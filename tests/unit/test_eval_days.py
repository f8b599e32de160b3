from datetime import date

import pytest

from eval.metrics.days import find_days, resolved, wordings

WANTED = date(2026, 1, 13)  # a Tuesday
READ = date(2026, 1, 10)


def names(text, *, wanted=WANTED, as_of=READ):
    return any(each.names(wanted, as_of=as_of) for each in find_days(text))


@pytest.mark.parametrize(
    "text",
    [
        "January 13",
        "on the 13th of January",
        "Jan. 13, 2026",
        "Tuesday, 13 January 2026",
        "Tuesday the 13th",
        "It opens on the 13th.",
        "the thirteenth of January",
        "13.1.2026",
        "13/01/26",
        "1/13/2026",
        "2026-01-13",
        "on Tuesday",
        "next Tuesday",
        "in three days",
        "January 12 and 13",
        "12–13 January",
    ],
)
def test_a_day_is_recognised_in_any_wording(text):
    assert names(text)


@pytest.mark.parametrize(
    "text",
    [
        "January 14",
        "13 January 2025",
        "13 February",
        "January 2026",
        "on Wednesday",
        "last Tuesday",
        "in 13 days",
        "13 people in January",
        "the 13th century",
        "13 % in January",
    ],
)
def test_another_day_is_not(text):
    assert not names(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("today", READ),
        ("tomorrow", date(2026, 1, 11)),
        ("the day after tomorrow", date(2026, 1, 12)),
        ("yesterday", date(2026, 1, 9)),
        ("four days ago", date(2026, 1, 6)),
        ("a week ago", date(2026, 1, 3)),
        ("on New Year’s Day", date(2026, 1, 1)),
        ("Christmas Eve 2025", date(2025, 12, 24)),
    ],
)
def test_relative_days_and_feasts(text, wanted):
    assert names(text, wanted=wanted)
    assert not names(text, wanted=date(2026, 1, 7))


def test_may_and_march_are_months_only_when_capitalised():
    assert [each.month for each in find_days("12 may leave; on 12 May they march 3 miles")] == [5]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("from 12 to 14 January", ["first", "last"]),
        ("12 January to 3 February", ["first", "last"]),
        ("between 12 and 14 January", ["within", "within"]),
        ("put off from 12 January to 14 January", ["left", ""]),
        ("12 and 14 January", ["", ""]),
    ],
)
def test_ends_of_spans_are_told(text, parts):
    assert [each.part for each in find_days(text)] == parts


@pytest.mark.parametrize(
    ("text", "alternative"),
    [
        ("January 13 or January 14", True),
        ("the 13th or 14th of January", True),
        ("Monday or Tuesday", True),
        ("January 13 and 14", False),
    ],
)
def test_a_choice_between_days_is_told(text, alternative):
    assert [each.alternative for each in find_days(text)] == [alternative] * 2


def test_a_mention_is_a_stretch_of_the_text():
    text = "Voss came on Friday [6 June 2025], a week late."
    assert [text[each.start : each.end] for each in find_days(text)] == ["Friday", "6 June 2025"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("13 January 2026", WANTED),
        ("January 13", WANTED),
        ("December 30", date(2025, 12, 30)),
        ("Tuesday", WANTED),
        ("30 February 2026", None),
        ("January 2026", None),
    ],
)
def test_the_likeliest_day_is_given_for_explanations(text, day):
    (mention,) = find_days(text)
    assert resolved(mention, as_of=READ) == day


def test_every_usual_wording_names_its_day():
    assert len(wordings(WANTED)) == len(set(wordings(WANTED)))
    assert all(names(each) for each in wordings(WANTED))
