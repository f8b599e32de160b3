from xml.etree.ElementTree import fromstring

import pytest
from run_factory import HOSTILE, make_case, make_change, make_comparison, make_row, write_run

from eval.reports.junit import render


@pytest.fixture
def run(tmp_path):
    rows = [
        make_row("good", seconds=0.5),
        make_row("bad", right=False, kind="date"),
        make_row("crash", right=False, error="ModelError: it fell over"),
        make_row("open", right=None),
        make_row("good", repeat=1, seconds=1.5),
    ]
    return write_run(tmp_path / "run", rows)


def case(suites, name):
    (found,) = [each for each in suites.iter("testcase") if each.get("name") == name]
    return found


def test_every_case_is_a_test(run):
    suites = fromstring(render(run, None))
    assert suites.tag == "testsuites"
    assert [each.tag for each in suites] == ["testsuite"]
    counts = {"tests": "5", "failures": "1", "errors": "1", "skipped": "1", "time": "2.750"}
    for level in (suites, suites[0]):
        assert {name: level.get(name) for name in counts} == counts
    assert suites[0].get("timestamp") == "2026-03-09T10:15:00+00:00"
    assert case(suites, "good").attrib == {"classname": "entity", "name": "good", "time": "0.500"}
    assert case(suites, "good (2)").get("time") == "1.500"
    assert list(case(suites, "good")) == []


def test_wrong_crashed_and_undecided_cases_say_why(run):
    suites = fromstring(render(run, None))
    (failure,) = case(suites, "bad")
    assert (failure.tag, failure.get("message")) == ("failure", "It says none of 'Ferrer'.")
    assert failure.text == "Who opened the bridge at Lutz?"
    assert case(suites, "bad").get("classname") == "date"
    (error,) = case(suites, "crash")
    assert (error.tag, error.get("message")) == ("error", "ModelError: it fell over")
    assert [each.tag for each in case(suites, "open")] == ["skipped"]


def test_every_guarded_metric_is_a_test_of_a_second_suite(run):
    changes = (
        make_change("answer_accuracy", -0.05, failure="fell by 0.05"),
        make_change("recall@4", 0.0),
        make_change("quote_exact", None, failure="was not measured"),
        make_change("token_f1", -0.1, guarded=False),
    )
    suites = fromstring(render(run, make_comparison(*changes, problems=("2 are missing",))))
    assert [(each.get("name"), each.get("tests")) for each in suites] == [
        ("run", "5"),
        ("gate", "4"),
    ]
    assert (suites.get("tests"), suites.get("failures")) == ("9", "4")
    (failure,) = case(suites, "answer_accuracy")
    assert failure.get("message") == "answer_accuracy fell by 0.05"
    assert failure.text == (
        "base 0.800, new 0.750, difference -0.050 (-0.080 to -0.020), p 0.01, 40 cases"
    )
    assert list(case(suites, "recall@4")) == []
    assert case(suites, "cases 1")[0].get("message") == "2 are missing"


def test_a_baseline_file_has_no_times_and_is_told_all_the_same(run, tmp_path):
    from eval.comparing.baseline import read_baseline, write_baseline

    write_baseline(tmp_path / "kept.json", run)
    suites = fromstring(render(read_baseline(tmp_path / "kept.json"), None))
    assert (suites.get("tests"), suites.get("time")) == ("5", "0.000")


def test_characters_that_xml_lacks_are_replaced(tmp_path):
    text = f"{HOSTILE}\x00\x0b\ufffe\ud800\U0001f600"
    row = make_row(text, right=False, reason=text, kind=text, case=make_case("x", question=text))
    (found,) = fromstring(render(write_run(tmp_path / "run", [row]), None)).iter("testcase")
    shown = text.translate(dict.fromkeys(map(ord, "\x1b\x00\x0b\ufffe\ud800"), "\ufffd"))
    told = found.get("name"), found.get("classname"), found[0].get("message"), found[0].text
    assert told == (shown,) * 4
