from datetime import date

import pytest
from answer_factory import make_answer, make_article, make_citation, make_conflict, make_date

from eval import correctness
from eval.cases import CasePosition, EvalCase

NAMED = EvalCase(
    id="named",
    question="Who opened the bridge?",
    kind="entity",
    answers=("Mayor Ada Ferrer", "Ferrer"),
    sources=("bridge",),
)
DATED = EvalCase(
    id="dated",
    question="When was the bridge opened?",
    kind="date",
    answers=("March 4",),
    sources=("bridge",),
    date=date(2025, 3, 4),
)
CONFLICT = EvalCase(
    id="conflict",
    question="How long is the bridge?",
    kind="conflict",
    positions=(
        CasePosition(answers=("80 metres", "80 m"), sources=("bridge",)),
        CasePosition(answers=("90 metres",), sources=("river",)),
    ),
    sources=("bridge", "river"),
)
BRIDGE = make_article("bridge")
CITED = make_citation(BRIDGE, "The mayor opened the bridge on Tuesday.")


@pytest.mark.parametrize(
    ("text", "status", "value"),
    [
        ("The bridge was opened by Ada Ferrer's team.", "answered", 1),
        ("The bridge was opened by Ferrero.", "answered", 0),
        ("Ferrer", "conflicting", 1),
        ("The articles name Ferrer, but not for this.", "not_found", 0),
    ],
)
def test_any_accepted_string_makes_an_answer_right(text, status, value):
    measured, reason = correctness.answer_accuracy(NAMED, make_answer(text, status=status))
    assert measured == value
    assert reason


def test_the_reason_names_what_was_found_and_what_was_wanted():
    assert "'Ferrer'" in correctness.answer_accuracy(NAMED, make_answer("By Ferrer."))[1]
    assert "'Mayor Ada Ferrer', 'Ferrer'" in correctness.answer_accuracy(NAMED, make_answer("?"))[1]


@pytest.mark.parametrize(
    "text",
    [
        "It was opened on Tuesday, 4 March 2025.",
        "It was opened on 2025-03-04.",
        "It was opened on March 4, 2025.",
        "It was opened on Mar. 4.",
    ],
)
def test_a_date_counts_in_any_wording(text):
    assert correctness.date_accuracy(DATED, make_answer(text))[0] == 1
    assert correctness.answer_accuracy(DATED, make_answer(text))[0] == 1


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("It was opened on March 5, 2025.", "answered"),
        ("It was opened on March 4, 2024.", "answered"),
        ("It was opened in March 2025.", "answered"),
        ("It was opened.", "answered"),
        ("It was opened on March 4, 2025.", "not_found"),
    ],
)
def test_another_date_or_none_is_wrong(text, status):
    answer = make_answer(text, status=status)
    assert correctness.date_accuracy(DATED, answer)[0] == 0
    assert correctness.answer_accuracy(DATED, answer)[0] == 0


@pytest.mark.parametrize(
    ("named", "value"),
    [
        (make_date("Tuesday", date(2025, 3, 4)), 1),
        (make_date("Tuesday", date(2025, 3, 11)), 0),
        (make_date("Tuesday", date(2025, 3, 4), last=date(2025, 3, 10)), 0),
    ],
)
def test_a_relative_date_is_what_the_answer_says_it_is(named, value):
    # Read as of the reader's day, Monday 10 March, "Tuesday" would be the 4th in each of these.
    answer = make_answer("It was opened on Tuesday.", citations=[CITED], dates=(named,))
    assert correctness.date_accuracy(DATED, answer)[0] == value


@pytest.mark.parametrize(
    ("text", "marker", "value"),
    [("On opening day.", 1, 1), ("On opening day.", 2, 0), ("It was opened.", 1, 0)],
)
def test_a_date_of_the_answer_counts_if_it_is_cited_and_named(text, marker, value):
    named = make_date("opening day", date(2025, 3, 4), marker=marker)
    answer = make_answer(text, citations=[CITED], dates=(named,))
    assert correctness.date_accuracy(DATED, answer)[0] == value


def test_a_wrong_date_is_shown_with_its_reason():
    _, reason = correctness.date_accuracy(DATED, make_answer("On March 5, 2025."))
    assert "2025-03-04 doesn't come out" in reason
    assert "'March 5, 2025' is 2025-03-05" in reason


@pytest.mark.parametrize(
    ("text", "values", "share"),
    [
        ("It is 80 metres long.", (), 0.5),
        ("Some say 80 m, others 90 metres.", (), 1),
        ("Reports differ.", ("90 metres", "80 metres"), 1),
        ("Reports differ: 90 metres.", ("80 metres",), 1),
        ("Nobody knows.", (), 0),
    ],
)
def test_a_conflict_is_right_only_with_every_position(text, values, share):
    answer = make_answer(text, status="conflicting", conflicts=(make_conflict(*values),))
    assert correctness.conflict_coverage(CONFLICT, answer)[0] == share
    assert correctness.answer_accuracy(CONFLICT, answer)[0] == (share == 1)


def test_a_missing_position_is_named():
    assert "'90 metres'" in correctness.conflict_coverage(CONFLICT, make_answer("80 m"))[1]


@pytest.mark.parametrize(("status", "refused"), [("not_found", 1), ("answered", 0)])
def test_refusals_are_told_by_the_status_alone(status, refused):
    answer = make_answer("No article says so.", status=status)
    assert correctness.refusal_recall(NAMED, answer)[0] == refused
    assert correctness.false_refusal_rate(NAMED, answer)[0] == refused
