from dataclasses import replace
from datetime import date

import pytest
from answer_factory import make_answer, make_article, make_citation, make_conflict, make_date
from case_factory import CONFLICT, COUNTED, DATED, NAMED
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import CaseNumber, EvalCase
from eval.metrics import correctness
from eval.metrics.scoring import Outcome

BRIDGE = make_article("bridge")
CITED = make_citation(BRIDGE, "The mayor opened the bridge on Tuesday.")


LISTED = EvalCase(
    id="listed",
    question="Which towns does the bridge join?",
    kind="list",
    items=(("Aldmoor",), ("Great Toller", "Toller"), ("Finsby",)),
    wrong=("Harne",),
    sources=("bridge",),
)
YES_NO = EvalCase(
    id="yesno",
    question="Is the bridge open to lorries?",
    kind="yesno",
    answers=("no", "closed to lorries"),
    sources=("bridge",),
)
UNANSWERABLE = EvalCase(id="none", question="Who paid?", kind="unanswerable", sources=())
FALSE = EvalCase(
    id="false",
    question="Why did the mayor refuse to open the bridge?",
    kind="false-premise",
    answers=("opened the bridge",),
    wrong=("was ill",),
    sources=("bridge",),
)


def measured(metric, case, answer):
    return getattr(correctness, metric)(case, Outcome(answer=answer))


def value(metric, case, text, **fields):
    return measured(metric, case, make_answer(text, question=case.question, **fields)).value


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
    score = measured("answer_accuracy", NAMED, make_answer(text, status=status))
    assert score.value == value
    assert score.explanation


def test_the_reason_names_what_was_found_and_what_was_wanted():
    right = measured("answer_accuracy", NAMED, make_answer("By Ferrer."))
    wrong = measured("answer_accuracy", NAMED, make_answer("By Lind."))
    assert right.explanation == "It says 'Ferrer'."
    assert "'Mayor Ada Ferrer', 'Ferrer'" in wrong.explanation


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
    assert measured("date_accuracy", DATED, make_answer(text)).value == 1
    assert measured("answer_accuracy", DATED, make_answer(text)).value == 1


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
    assert measured("date_accuracy", DATED, answer).value == 0
    assert measured("answer_accuracy", DATED, answer).value == 0


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
    assert measured("date_accuracy", DATED, answer).value == value


@pytest.mark.parametrize(
    ("text", "marker", "value"),
    [("On opening day.", 1, 1), ("On opening day.", 2, 0), ("It was opened.", 1, 0)],
)
def test_a_date_of_the_answer_counts_if_it_is_cited_and_named(text, marker, value):
    named = make_date("opening day", date(2025, 3, 4), marker=marker)
    answer = make_answer(text, citations=[CITED], dates=(named,))
    assert measured("date_accuracy", DATED, answer).value == value


def test_a_wrong_date_is_shown_with_its_reason():
    reason = measured("date_accuracy", DATED, make_answer("On March 5, 2025.")).explanation
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
    assert measured("conflict_coverage", CONFLICT, answer).value == share
    assert measured("answer_accuracy", CONFLICT, answer).value == (share == 1)


def test_a_missing_position_is_named():
    assert "'90 metres'" in measured("conflict_coverage", CONFLICT, make_answer("80 m")).explanation


@pytest.mark.parametrize(
    "text",
    [
        "Ferrer or Lind",
        "It was not Ferrer but Lind.",
        "Some reports name Ferrer, others Lind.",
        "The articles don't say who opened it.",
        "",
    ],
)
def test_an_answer_that_leaves_it_open_is_wrong(text):
    assert value("answer_accuracy", NAMED, text) == 0


def test_a_conflict_that_is_none_is_wrong():
    sides = (make_conflict("Ada Ferrer", "Otto Lind"),)
    assert value("answer_accuracy", NAMED, "Ferrer. Lind.", conflicts=sides) == 0
    same = (make_conflict("Ada Ferrer", "Mayor Ferrer"),)
    assert value("answer_accuracy", NAMED, "Ferrer.", conflicts=same) == 1


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("On March 4 or March 5.", 0),
        ("Not on March 4.", 0),
        ("Between 3 and 4 March.", 0),
        ("It was to open on March 4 but opened on March 9.", 0),
        ("From 4 to 6 March.", 1),  # the question is when it was opened
        ("From 2 to 4 March.", 0),
        ("Work ended on 1 March; it opened on 4 March, not on 5 March.", 1),
    ],
)
def test_a_date_must_be_meant(text, right):
    assert value("date_accuracy", DATED, text) == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("six hundred and forty metres", 1),
        ("0.64 km", 1),
        ("640", 1),
        ("640 miles", 0),
        ("640 or 680 metres", 0),
        ("not 640 metres", 0),
        ("600 to 640 metres", 0),
        ("640 lamps on 800 metres", 0),
        ("on 6 April 2025", 0),
    ],
)
def test_a_number_counts_in_any_wording(text, right):
    assert value("number_accuracy", COUNTED, text) == right
    assert value("answer_accuracy", COUNTED, text) == right


@pytest.mark.parametrize(
    ("question", "unit", "right"), [("How many came?", "people", 0), ("In which year?", "", 1)]
)
def test_a_year_is_a_number_only_where_a_year_is_asked_for(question, unit, right):
    case = replace(COUNTED, question=question, number=CaseNumber(value=1965, unit=unit))
    assert value("number_accuracy", case, "It was founded in 1965.") == right


def test_the_whole_is_not_the_part_that_is_asked_for():
    case = replace(
        COUNTED, question="How many of its crew swam?", number=CaseNumber(value=11, unit="sailors")
    )
    assert value("number_accuracy", case, "Two of its 11 sailors swam.") == 0
    assert value("number_accuracy", case, "11 of its 13 sailors swam.") == 1


@pytest.mark.parametrize(
    ("text", "accepted", "right"),
    [
        ("3 people", "three", True),
        ("three hundred", "3", False),
        ("the 7th century", "seventh", True),
        ("seven centuries", "seventh", False),
        ("2,600,000 crowns", "2.6 million", True),
        ("on 12 March", "12", False),
        ("in 1965", "1965", True),
        ("4.5 per cent", "4.5", True),
        ("They declared it safe.", "declared safe", True),
    ],
)
def test_an_accepted_number_counts_by_its_value(text, accepted, right):
    case = replace(NAMED, question="What?", answers=(accepted,))
    assert value("answer_accuracy", case, text) == right


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Aldmoor, Finsby and Toller", 1),
        ("Aldmoor and Finsby", 2 / 3),
        ("Finsby, but not Aldmoor", 1 / 3),
        ("Harne", 0),
        ("The articles don't say.", 0),
    ],
)
def test_a_list_is_right_only_with_every_item(text, share):
    assert value("list_coverage", LISTED, text) == pytest.approx(share)
    assert value("answer_accuracy", LISTED, text) == (share == 1)


def test_what_is_listed_as_wrong_makes_an_answer_wrong():
    assert value("answer_accuracy", LISTED, "Aldmoor, Finsby, Toller and Harne") == 0
    assert value("answer_accuracy", LISTED, "Aldmoor, Finsby and Toller, not Harne") == 1


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("No.", 1),
        ("No, only buses.", 1),
        ("It is closed to lorries.", 1),
        ("The bridge is not open to lorries.", 1),
        ("Yes, though it was closed to lorries.", 0),
        ("The bridge is open to lorries.", 0),
        ("No one asked.", 0),
        ("See gate no. 5.", 0),
    ],
)
def test_yes_and_no_are_told_by_what_is_meant(text, right):
    assert value("answer_accuracy", YES_NO, text) == right


def test_a_denied_position_is_missing():
    assert value("conflict_coverage", CONFLICT, "It is 80 metres long, not 90 metres.") == 0.5


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("She opened the bridge herself.", 1),
        ("The mayor did not refuse.", 1),
        ("Not in these articles.", 1),
        ("Because of the rain.", 0),
        ("She was ill, and her deputy opened the bridge.", 0),
    ],
)
def test_a_false_premise_must_be_put_right_or_refused(text, right):
    assert value("false_premise", FALSE, text) == right


METRICS = (
    *("answer_accuracy", "exact_match", "token_f1", "date_accuracy", "number_accuracy"),
    *("refusal_precision", "refusal_f1", "false_refusal_rate"),
    *("list_coverage", "conflict_coverage", "false_premise", "refusal_recall"),
)


@pytest.mark.parametrize("metric", METRICS)
def test_a_run_without_answers_has_nothing_to_score(metric):
    assert measured(metric, NAMED, None).value is None


@pytest.mark.parametrize(
    ("metric", "case"),
    [
        ("answer_accuracy", UNANSWERABLE),
        ("answer_accuracy", FALSE),
        ("date_accuracy", NAMED),
        ("number_accuracy", NAMED),
        ("list_coverage", NAMED),
        ("conflict_coverage", NAMED),
        ("false_premise", NAMED),
    ],
)
def test_a_metric_says_nothing_of_other_sorts_of_cases(metric, case):
    assert value(metric, case, "Ferrer") is None


PIECES = (
    *("Ferrer", "Lind", "March 4", "6.6.2025", "Tuesday", "in", "two weeks", "80", "metres", "1,2"),
    *(
        "half",
        "a",
        "million",
        "dozen",
        "between",
        "and",
        "or",
        "either",
        "not",
        "No.",
        "rather than",
    ),
    *("$", "%", "[1]", "/", "–", ",", ".", ":", "\n", "½", "articles", "do not say", "but", "yes"),
    *("e\u0301", "\ud800", "\x00", "٣", ""),
)


@given(st.lists(st.sampled_from(PIECES), max_size=20), st.sampled_from(["", " "]))
def test_no_text_whatever_breaks_a_metric(pieces, between):
    answer = make_answer(between.join(pieces))
    for case in (NAMED, DATED, CONFLICT, LISTED, COUNTED, YES_NO, UNANSWERABLE, FALSE):
        for metric in METRICS:
            score = measured(metric, case, answer)
            assert score.value is None or 0 <= score.value <= 1
            assert score.explanation
