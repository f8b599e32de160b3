"""The metrics of refusals, and those that compare an answer with what would be right as it is."""

import pytest
from answer_factory import make_answer
from case_factory import CONFLICT, COUNTED, DATED, NAMED

from eval.cases import EvalCase
from eval.metrics import correctness
from eval.metrics.scoring import Outcome

LISTED = EvalCase(
    id="listed",
    question="Which towns does the bridge join?",
    kind="list",
    items=(("Aldmoor",), ("Great Toller", "Toller"), ("Finsby",)),
    sources=("bridge",),
)
UNANSWERABLE = EvalCase(id="none", question="Who paid?", kind="unanswerable", sources=())
FALSE = EvalCase(
    id="false",
    question="Why did the mayor refuse to open the bridge?",
    kind="false-premise",
    answers=("opened the bridge",),
    sources=("bridge",),
)


def measured(metric, case, answer):
    return getattr(correctness, metric)(case, Outcome(answer=answer))


def value(metric, case, text):
    return measured(metric, case, make_answer(text, question=case.question)).value


REFUSALS = ("refusal_recall", "refusal_precision", "refusal_f1", "false_refusal_rate")


@pytest.mark.parametrize(
    ("case", "refused", "expected"),
    [
        (NAMED, True, (None, (0, 1), (0, 1), (1, 1))),
        (NAMED, False, (None, None, None, (0, 1))),
        (UNANSWERABLE, True, ((1, 1), (1, 1), (1, 2), None)),
        (UNANSWERABLE, False, ((0, 1), None, (0, 1), None)),
        (FALSE, True, (None, None, None, None)),
        (FALSE, False, (None, None, None, None)),
    ],
)
@pytest.mark.parametrize("in_words", [True, False])
def test_refusals_are_scored_by_what_was_expected(case, refused, expected, in_words):
    text = "No article says so." if refused and in_words else "Ferrer."
    status = "not_found" if refused and not in_words else "answered"
    for metric, wanted in zip(REFUSALS, expected, strict=True):
        score = measured(metric, case, make_answer(text, status=status))
        assert score.explanation
        assert (None if score.value is None else (score.value, score.weight)) == wanted, metric


def test_the_weighted_mean_of_refusal_f1_is_f1():
    # 3 right refusals, 1 false and 2 missed: precision 3/4, recall 3/5.
    refusal, other = make_answer("", status="not_found"), make_answer("Ferrer.")
    outcomes = [(UNANSWERABLE, refusal)] * 3 + [(NAMED, refusal)] + [(UNANSWERABLE, other)] * 2
    outcomes += [(NAMED, other)] * 5
    scores = [measured("refusal_f1", case, answer) for case, answer in outcomes]
    weighed = [(each.value, each.weight) for each in scores if each.value is not None]
    mean = sum(v * w for v, w in weighed) / sum(w for _, w in weighed)
    assert mean == pytest.approx(2 * (3 / 4) * (3 / 5) / (3 / 4 + 3 / 5))


@pytest.mark.parametrize(
    ("case", "text", "exact", "f1"),
    [
        (NAMED, "Ferrer [1]", 1, 1),
        (NAMED, "By Ada Ferrer", 0, 2 / 3),
        (DATED, "Tuesday, March 4, 2025 [1]", 1, 1),
        (DATED, "4 March", 1, 1),
        (COUNTED, "640 metres", 1, 1),
        (LISTED, "Aldmoor and Toller and Finsby", 1, 1),
        (CONFLICT, "80 m and 90 metres", 1, 1),
        (UNANSWERABLE, "No article says so.", 1, 1),
        (UNANSWERABLE, "Ferrer", 0, 0),
        (NAMED, "No article says so.", 0, 0),
        (FALSE, "She opened the bridge.", None, None),
    ],
)
def test_exact_match_and_token_f1_compare_with_what_would_be_right(case, text, exact, f1):
    assert value("exact_match", case, text) == exact
    assert value("token_f1", case, text) == (None if f1 is None else pytest.approx(f1))
