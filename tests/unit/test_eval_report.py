import io
import re

import pytest
from rich.console import Console
from run_factory import HOSTILE, make_change, make_comparison, make_flip

from eval.reports.terminal import build_comparison, build_report
from eval.runs.summary import RunSummary, WrongCase
from eval.statistics import Estimate


def estimate(value, *, cases=12):
    if value is None:
        return Estimate(value=None, low=None, high=None, n=0, standard_error=None, groups=0)
    return Estimate(
        value=value, low=value - 0.25, high=value + 0.16666, n=cases, standard_error=0.1, groups=5
    )


def shown(renderable, *, width=80):
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=True, color_system=None)
    console.print(renderable)
    return stream.getvalue()


def report(**fields):
    values = {
        "metrics": {"answer_accuracy": estimate(0.75), "date_accuracy": estimate(None)},
        "kinds": {"entity": {"answer_accuracy": estimate(0.75)}},
        "references": {},
        "cases": 14,
        "repeats": 1,
        "crashed": 1,
        "wrong_count": 0,
        "peak_memory_mb": 512.4,
        "overhead": 0.0123,
        "seconds": 61.5,
    }
    return shown(build_report(RunSummary(**(values | fields))))


def wrong(number=1, text="It says none of 'Ferrer'."):
    return tuple(
        WrongCase(id=f"case-{each}", question="Who opened it?", reason=text)
        for each in range(number)
    )


def row(text, name):
    (line,) = [line for line in text.splitlines() if line.startswith(name)]
    return re.split(r"\s{2,}", line.strip())


def test_metrics_have_their_interval_cases_and_groups():
    text = report()
    assert row(text, "answer_accuracy") == ["answer_accuracy", "0.750", "0.500 to 0.917", "12", "5"]
    assert row(text, "date_accuracy") == ["date_accuracy", "–", "–", "0", "0"]
    assert "14 cases" in text
    assert "0 wrong, 1 crashed; 61.5 s, 1.2% of them overhead; peak memory 512 MB" in text
    for absent in ("By kind", "Wrong", "hold these against", "times"):
        assert absent not in text


def test_systems_beside_have_tables_of_their_own_over_all_and_by_kind():
    metrics = {
        "recall@4": estimate(0.5),
        "mrr@10": estimate(0.6),
        "article_recall@4": estimate(0.9),
        "plain_dense.recall@4": estimate(0.25),
        "plain_dense.mrr@10": estimate(0.375),
        "article_oracle.recall@4": estimate(None),
    }
    text = report(metrics=metrics, kinds={"temporal": metrics, "null": {}})
    assert "temporal: value ± standard error" in text
    assert "null: value" not in text
    lines = [" ".join(each.split()) for each in text.splitlines()]
    assert lines.count("measured .500 ±.100 .600 ±.100") == 2
    assert lines.count("plain_dense .250 ±.100 .375 ±.100") == 2
    assert lines.count("article_oracle – –") == 2
    assert "plain_dense.recall@4" not in text


def test_seconds_and_tokens_have_digits_of_their_own():
    text = report(metrics={"seconds_p50": estimate(2.345), "prompt_tokens": estimate(412.4)})
    assert row(text, "seconds_p50")[1:3] == ["2.35", "2.10 to 2.51"]
    assert row(text, "prompt_tokens")[1:3] == ["412", "412 to 413"]


def test_several_kinds_are_told_apart_by_the_first_metric_of_each():
    first, second = {"a": estimate(0.5), "b": estimate(0.6)}, {"b": estimate(0.7)}
    text = report(kinds={"date": first, "unanswerable": second, "empty": {}})
    assert "By kind" in text
    assert row(text, "date ") == ["date", "a", "0.500", "0.250 to 0.667", "12"]
    assert row(text, "unanswerable") == ["unanswerable", "b", "0.700", "0.450 to 0.867", "12"]


def test_repeats_references_and_unknown_memory_are_said():
    text = report(repeats=3, references={"always refusing": 0.2}, peak_memory_mb=None)
    assert "14 cases, each asked 3 times" in text
    assert row(text, "always refusing") == ["always refusing", "0.200"]
    assert "peak memory unknown" in text


def test_wrong_cases_follow_with_their_reason():
    text = report(wrong=wrong(), wrong_count=1)
    assert row(text, "case-0") == ["case-0", "Who opened it?", "It says none of 'Ferrer'."]
    assert text.index("answer_accuracy") < text.index("Who opened it?")


def test_of_many_wrong_cases_the_first_are_shown_and_the_others_counted():
    text = report(wrong=wrong(150), wrong_count=290)
    assert "case-19" in text
    assert "case-20" not in text
    assert "and 270 wrong cases more" in text


def comparison():
    return make_comparison(
        make_change("answer_accuracy", -0.05, failure="fell by 0.050: more than chance"),
        make_change("false_refusal_rate", -0.1),
        make_change("citation_precision", 0.01, p_value=0.4, adjusted=0.4),
        make_change("token_f1", 0.05, guarded=False, adjusted=None, margin=None),
        make_change("mrr@10", None, failure="was not measured"),
        flips=(make_flip("left"), make_flip("gone"), make_flip("new", lost=False)),
        only_base=tuple(f"old-{number}" for number in range(30)),
        altered=("changed",),
        problems=("30 of the base's cases are missing",),
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("answer_accuracy", ["0.800", "0.750", "−0.050", "0.010", "0.040", "worse"]),
        ("false_refusal_rate", ["0.800", "0.700", "−0.100", "0.010", "0.040", "better"]),
        ("citation_precision", ["0.800", "0.810", "+0.010", "0.400", "0.040", "may be chance"]),
        ("token_f1", ["0.800", "0.850", "+0.050", "0.010", "0.040", "better"]),
        ("mrr@10", ["–", "–", "–", "–", "–", "one run only"]),
    ],
)
def test_a_change_has_its_figures_and_a_verdict(name, words):
    assert row(shown(build_comparison(comparison())), name) == [name, *words]


def test_guarded_metrics_are_marked_and_intervals_are_given():
    lines = shown(build_comparison(comparison())).splitlines()
    below = dict(zip((line.split(" ")[0] for line in lines), lines[1:], strict=False))
    assert below["citation_precision"].split()[:4] == ["guarded", "−0.020", "to", "0.040"]
    assert below["token_f1"].split() == ["0.020", "to", "0.080"]


def test_flips_uncompared_cases_and_the_gate_are_told():
    text = shown(build_comparison(comparison()))
    assert "40 cases in both" in text
    assert "Flipped: 2 lost, 1 gained" in text
    assert row(text, "left") == ["left", "Who?", "It said it.", "It says not."]
    assert "Only in the base (30): old-0," in text
    assert "and 10 more" in text
    assert "old-20" not in text
    assert "Altered, so not compared (1): changed" in text
    gate = text[text.index("The gate stops this") :]
    assert "answer_accuracy fell by 0.050: more than chance" in gate
    assert "mrr@10 was not measured" in gate
    assert "30 of the base's cases are missing" in gate


def test_a_comparison_without_objection_passes():
    text = shown(build_comparison(make_comparison(make_change("recall@4", 0.0, p_value=1.0))))
    assert "The gate lets this pass." in text
    assert "Flipped" not in text


def test_a_loss_counts_by_its_corrected_p():
    change = make_change("recall@4", -0.05, p_value=0.03, adjusted=0.2)
    assert row(shown(build_comparison(make_comparison(change))), "recall@4")[-1] == "may be chance"


def test_eighty_columns_hold_every_word():
    text = shown(build_comparison(comparison()))
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 80
    for words in ("citation_precision", "one run only", "−0.080 to −0.020", "may be chance"):
        assert words in text


@pytest.mark.parametrize(
    "text",
    [
        report(wrong=wrong(text=HOSTILE + "[red]x[/red] [/]"), references={HOSTILE: 1.0}),
        shown(
            build_comparison(
                make_comparison(
                    flips=(make_flip(HOSTILE, question="[red]x[/red] [/]", before=HOSTILE),),
                    problems=(HOSTILE,),
                    only_new=(HOSTILE,),
                    base=HOSTILE,
                )
            )
        ),
    ],
)
def test_what_others_wrote_is_shown_and_never_obeyed(text):
    assert "[red]x[/red]" in text
    assert not set("\x1b\x07\u202e") & set(text)


def test_a_loss_that_the_gate_stops_by_its_margin_is_not_told_as_chance():
    stopped = make_change("recall@4", -0.05, p_value=0.5, adjusted=1.0, failure="fell")
    same = make_change("mrr@10", 0.0, p_value=1.0, adjusted=1.0)
    told = shown(build_comparison(make_comparison(stopped, same)))
    assert row(told, "recall@4")[-1] == "past margin"
    assert row(told, "mrr@10")[-1] == "no difference"
