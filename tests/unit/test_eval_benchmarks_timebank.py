import json
from datetime import date

import pytest

from eval.benchmarks.timebank import METRICS, GoldMention, TextCase, read_timebank
from eval.metrics.scoring import Outcome, score_case, score_crash
from rag.errors import CasesError
from rag.schema import DateMention

TEXT = "The fair opened on Friday and lasts three days."
ROW = {
    "doc_id": "GAZ20250311.2",
    "published": "2025-03-11T09:30",
    "text": TEXT,
    "mentions": [
        {"start": 19, "end": 25, "text": "Friday", "type": "DATE", "value": "2025-03-07"},
        {"start": 36, "end": 46, "text": "three days", "type": "DURATION", "value": "P3D"},
    ],
}


def written(tmp_path, *rows):
    file = tmp_path / "texts.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def gold(start, end, type_, value):
    return GoldMention(start=start, end=end, text="x" * (end - start), type=type_, value=value)


def found(start, end, type_, value):
    return DateMention(
        text="x" * (end - start), start=start, end=end, type=type_, value=value,
        start_date=None, end_date=None, rule="by hand",
    )  # fmt: skip


def scores_of(marked, findings):
    case = TextCase(id="a", published=date(2025, 1, 1), text="x" * 99, mentions=tuple(marked))
    return {each.name: each for each in score_case(METRICS, case, Outcome(found=tuple(findings)))}


def test_a_text_is_read_with_its_day_and_its_mentions(tmp_path):
    (case,) = read_timebank(written(tmp_path, ROW)).cases
    assert (case.id, case.published) == ("GAZ20250311.2", date(2025, 3, 11))
    assert case.mentions[1] == GoldMention(
        start=36, end=46, text="three days", type="DURATION", value="P3D"
    )


def test_its_dates_are_found_by_the_day_it_was_published(tmp_path):
    task = read_timebank(written(tmp_path, ROW))
    outcome = task.attempt(task.cases[0], repeat=0)
    assert [(each.text, each.value) for each in outcome.found] == [
        ("Friday", "2025-03-07"),
        ("three days", "P3D"),
    ]
    scores = score_case(task.metrics, task.cases[0], outcome)
    assert {each.value for each in scores} == {1.0}


def test_f1_is_weighted_so_that_its_mean_is_over_all_mentions():
    one = scores_of([gold(0, 4, "DATE", "2025")], [found(0, 4, "DATE", "2025")])
    other = scores_of(
        [gold(0, 4, "DATE", "2025"), gold(9, 12, "SET", "P1D")],
        [found(2, 6, "DATE", "2024"), found(20, 24, "TIME", "T10:00"), found(30, 33, "DATE", "1")],
    )
    for name, right in (("span_f1", 2), ("value_f1", 1)):
        pair = (one[name], other[name])
        mean = sum(each.value * each.weight for each in pair) / sum(each.weight for each in pair)
        assert mean == pytest.approx(2 * right / (3 + 4)), name
    assert (other["span_precision"].value, other["span_precision"].weight) == (1 / 3, 3)
    assert (other["span_recall"].value, other["span_recall"].weight) == (1 / 2, 2)
    assert other["value_precision"].value == other["value_recall"].value == 0
    assert (other["date_value_f1"].value, other["date_value_f1"].weight) == (0, 3)
    assert other["date_span_f1"].value == 2 / 3


def test_each_found_mention_counts_for_one_and_one_of_the_same_value_is_preferred():
    marked = [gold(0, 4, "DATE", "2025"), gold(2, 8, "DATE", "2026")]
    once = scores_of(marked, [found(0, 8, "DATE", "2026")])
    assert once["span_recall"].value == 0.5
    twice = scores_of(marked, [found(0, 3, "DATE", "2024"), found(3, 8, "DATE", "2025")])
    assert twice["value_recall"].value == 0.5
    assert twice["span_recall"].value == 1


def test_a_date_without_a_place_in_the_calendar_counts_as_a_date_but_not_as_calendar():
    marked = [gold(0, 3, "DATE", "PRESENT_REF"), gold(5, 9, "DATE", "2025-W03")]
    scores = scores_of(marked, [found(0, 3, "DATE", "2025-01-01"), found(5, 9, "DATE", "2025-W03")])
    assert scores["date_value_f1"].value == 0.5
    assert (scores["calendar_value_f1"].value, scores["calendar_value_f1"].weight) == (2 / 3, 3)


def test_a_date_that_is_taken_for_another_type_is_no_date_found():
    scores = scores_of([gold(0, 4, "DATE", "2025")], [found(0, 4, "DURATION", "2025")])
    assert scores["value_f1"].value == 1
    assert (scores["date_value_f1"].value, scores["date_value_f1"].weight) == (0, 1)


def test_where_nothing_is_marked_and_nothing_found_nothing_is_scored():
    assert {each.value for each in scores_of([], []).values()} == {None}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"published": "11 March 2025"}, "published"),
        ({"published": "2025-03-11 09:30"}, "published"),
        ({"published": "2025-02-30"}, "published"),
        ({"text": TEXT.replace("Friday", "Monday")}, "mentions.0.text"),
        ({"mentions": [{**ROW["mentions"][0], "type": "DAY"}]}, "mentions.0.type"),
        ({"mentions": [{**ROW["mentions"][0], "start": "19"}]}, "mentions.0.start"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path, changed, field):
    file = written(tmp_path, ROW, {**ROW, "doc_id": "b", **changed})
    with pytest.raises(CasesError, match=rf"texts\.jsonl, line 2, field {field}"):
        read_timebank(file)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CasesError, match=f"{tmp_path}/absent can't be read"):
        read_timebank(tmp_path / "absent")


def test_a_crash_weighs_what_was_marked_in_the_text():
    marked = [gold(0, 6, "DATE", "2025-01-01"), gold(8, 12, "DURATION", "P3D")]
    case = TextCase(id="a", published=date(2025, 1, 1), text="x" * 99, mentions=tuple(marked))
    crashed = {each.name: each for each in score_crash(METRICS, case, error="broken")}
    missed = scores_of(marked, [])
    for name in ("span_f1", "value_f1", "date_value_f1"):
        assert (crashed[name].value, crashed[name].weight) == (0, missed[name].weight)
