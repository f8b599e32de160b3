import dataclasses
import json
import resource
from itertools import cycle

import pytest
from stored_run_factory import record, scored, stored

from eval.comparing.baseline import read_baseline, read_run_or_baseline, write_baseline
from eval.comparing.comparison import compare
from eval.metrics.suites import ANSWERS
from rag.errors import RunError

MANIFEST = {
    "task": "cases",
    "code": {"commit": "1f0c", "dirty": False},
    "settings": {"model": {"temperature": 0.0}},
    "corpus": {"articles": 3, "sha256": "ab"},
    "packages": {"left-out": "1"},
}
RECORDS = (
    record("b", right=True, reason="It says so.", scores={"quote_exact": 1.0, "recall@4": None}),
    record(
        "a", right=False, reason="It was refused.", scores={"quote_exact": 1 / 3}, group="story"
    ),
    record("a", repeat=1, right=None, scores={"recall@4": (2 / 3, 2.5)}, error="Model: gone"),
    record("c", question="", kind="période", scores={}),
)


@pytest.fixture
def baseline(tmp_path):
    path = tmp_path / "kept" / "small.json"
    write_baseline(path, stored(*RECORDS, **MANIFEST))
    return path


def test_what_comparing_needs_comes_back(baseline):
    kept = read_run_or_baseline(baseline)
    assert (kept.name, kept.path, kept.summary) == ("small", baseline, None)
    assert kept.manifest == {k: v for k, v in MANIFEST.items() if k != "packages"}
    first, second, third, fourth = kept.records
    assert [(each.id, each.repeat) for each in kept.records] == [
        ("a", 0), ("a", 1), ("b", 0), ("c", 0)
    ]  # fmt: skip
    assert first.scores["quote_exact"].value == 0.333333
    assert (first.right, first.reason, first.group) == (False, "It was refused.", "story")
    assert second.scores["recall@4"].value == 0.666667
    assert second.scores["recall@4"].weight == 2.5
    assert (second.right, second.error) == (None, "Model: gone")
    assert third == dataclasses.replace(RECORDS[0], scores=third.scores, reason="")
    assert third.scores["recall@4"].value is None
    assert fourth.kind == "période"


def test_a_run_passes_against_its_own_baseline(baseline):
    run = stored(*RECORDS, **MANIFEST)
    comparison = compare(read_baseline(baseline), run)
    assert comparison.passed
    assert comparison.flips == comparison.altered == ()
    assert all(each.difference.difference == 0 for each in comparison.changes)


def test_a_case_is_a_line_in_an_order_of_its_own(baseline, tmp_path):
    other = tmp_path / "other.json"
    write_baseline(other, stored(*reversed(RECORDS), **MANIFEST))
    text = baseline.read_text("utf-8")
    lines = [line.rstrip(",") for line in text.splitlines() if line.startswith('{"id"')]
    assert [json.loads(line)["id"] for line in lines] == ["a", "a", "b", "c"]
    kept = json.loads(text)["metrics"]
    assert json.loads(other.read_text("utf-8"))["metrics"] == kept
    assert other.read_text("utf-8") == text


def test_of_a_long_reason_the_beginning_is_kept_and_of_a_right_answer_none(tmp_path):
    path = tmp_path / "kept.json"
    reasons = (
        record("a", right=False, reason="x" * 900),
        record("b", right=True, reason="y" * 900),
    )
    write_baseline(path, stored(*reasons))
    assert [each.reason for each in read_baseline(path).records] == ["x" * 200, ""]


def test_a_hundred_and_thirty_cases_take_less_than_sixty_thousand_bytes(tmp_path):
    values = dict(
        zip((each.name for each in ANSWERS), cycle((None, 1.0, 1 / 3, 0.0)), strict=False)
    )
    records = (
        record(
            f"collection-{number:03}",
            scores=values,
            right=bool(number % 2),
            reason="It says none of 'the twelfth of May', 'May 12', '12 May'." * 2,
            question="On which day did the harbour board of Lornhaven launch its ferry?",
            group="an-article-of-some-length another-article-on-the-same",
            digest="0123456789abcdef",
        )
        for number in range(130)
    )
    path = tmp_path / "large.json"
    write_baseline(path, stored(*records, **MANIFEST))
    assert path.stat().st_size < 60_000


def test_text_that_is_half_a_character_does_not_stop_the_writing(tmp_path):
    path = tmp_path / "kept.json"
    write_baseline(path, stored(record("a", right=False, reason="said \udc80")))
    assert read_baseline(path).records[0].reason == "said ?"


def changed(baseline, **fields):
    return json.dumps({**json.loads(baseline.read_text("utf-8")), **fields})


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda _: "", "the whole file"),
        (lambda kept: kept.read_text("utf-8")[:-20], "the whole file"),
        (lambda kept: f"<<<<<<< HEAD\n{kept.read_text('utf-8')}", "the whole file"),
        (lambda _: "[]", "the whole file"),
        (lambda kept: changed(kept, format="dateline-eval-baseline/9"), "format"),
        (lambda kept: changed(kept, more=1), "more"),
        (lambda kept: changed(kept, cases=[]), "cases"),
        (lambda kept: changed(kept, metrics=["quote_exact"]), "not one score for each metric"),
        (lambda kept: changed(kept, cases=json.loads(kept.read_text())["cases"] * 2), "twice"),
        (lambda kept: kept.read_text("utf-8").replace("0.333333", "NaN"), r"cases\.0\.scores\.0"),
        (lambda kept: kept.read_text("utf-8").replace("0.333333", "true"), r"cases\.0\.scores\.0"),
        (lambda kept: kept.read_text("utf-8").replace('"right": false, ', ""), r"cases\.0\.right"),
    ],
)
def test_a_file_that_is_no_baseline_is_refused(baseline, spoil, problem):
    baseline.write_text(spoil(baseline), "utf-8")
    with pytest.raises(RunError, match=f"small.json is no baseline: .*{problem}"):
        read_run_or_baseline(baseline)


def test_what_is_not_there_is_no_baseline(tmp_path):
    with pytest.raises(RunError, match="neither a run's folder nor a baseline"):
        read_run_or_baseline(tmp_path / "absent.json")


def test_a_folder_is_read_as_a_run(tmp_path):
    with pytest.raises(RunError, match="holds no evaluation run"):
        read_run_or_baseline(tmp_path)


def test_a_baseline_that_cannot_be_written_leaves_the_old_one(baseline):
    before = baseline.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(RunError, match=r"small.json can't be written \(File too large"):
            write_baseline(baseline, scored([1.0] * 20))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert baseline.read_bytes() == before
    assert [each.name for each in baseline.parent.iterdir()] == ["small.json"]
