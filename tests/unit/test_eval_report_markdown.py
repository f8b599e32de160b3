import pytest
from markdown_it import MarkdownIt
from run_factory import HOSTILE, make_case, make_change, make_comparison, make_flip, make_row
from run_factory import write_run as write

from eval.reports.markdown import escape, render


def rendered(markdown):
    return MarkdownIt("commonmark").enable("table").render(markdown)


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE.replace("\x1b", " "),
        "a | b",
        "*x* _y_ **z** ~~s~~ `c` $x$",
        "[x](javascript:1) ![y](z) <b> &amp; \\*",
        "<!-- x",
        "https://example.org www.example.org",
    ],
)
def test_text_of_others_stays_text(text):
    plain = MarkdownIt("commonmark").enable("table").renderInline(f"x {escape(text)}")
    assert "<" not in plain
    tables = rendered(f"| a |\n| - |\n| {escape(text)} |")
    assert tables.count("<td>") == 1


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("@admin", "@\u200badmin"),
        ("a@b.org", "a@\u200bb.org"),
        ("#12", "#\u200b12"),
        ("GH-12", "GH\u200b-12"),
        ("https://x.org", "https:\u200b//x.org"),
        ("www.x.org", "www\u200b.x.org"),
    ],
)
def test_nobody_is_notified_and_nothing_is_linked(text, apart):
    assert escape(text) == apart


def test_a_run_has_its_metrics_and_wrong_cases(tmp_path):
    rows = [make_row("one"), make_row("two", right=False), make_row("three", error="It broke.")]
    text = render(write(tmp_path / "run", rows), None)
    assert "## Dateline evaluation: run" in text
    assert "**1 of 3 cases right, 1 crashed.**" in text
    assert "| answer\\_accuracy | 0.667 | 0.567 to 0.767 | 3 |" in text
    assert "| date\\_accuracy | – | – | 0 |" in text
    assert "<summary>2 wrong cases</summary>" in text
    assert (
        "- **two** (entity) Who opened the bridge at Lutz?  \n  It says none of 'Ferrer'." in text
    )
    assert "It broke." in text
    assert "**one**" not in text


def test_a_comparison_has_its_verdicts_flips_and_objections(tmp_path):
    run = write(tmp_path / "run", [make_row("one")])
    told = make_comparison(
        make_change("answer_accuracy", -0.05, failure="fell by 0.05"),
        make_change("token_f1", 0.05, guarded=False, adjusted=None),
        make_change("recall@4", None, failure="was not measured"),
        flips=(make_flip("lost-one"), make_flip("found-one", lost=False)),
        only_new=("fresh",),
    )
    text = render(run, told)
    assert "**The gate stops this: 2 objections.**" in text
    assert "- answer\\_accuracy fell by 0.05" in text
    assert (
        "| answer\\_accuracy • | 0.800 | 0.750 | −0.050 | −0.080 to −0.020 | 0.010 | 0.040 "
        "| **worse**; **stopped** |" in text
    )
    assert "| token\\_f1 | 0.800 | 0.850 | +0.050 |" in text
    assert "<summary>Flipped: 1 lost, 1 gained</summary>" in text
    assert "- lost: **lost-one**" in text
    assert "<summary>Only in the new run: 1 case</summary>\n\n- fresh" in text
    passed = render(run, make_comparison(make_change("token_f1", 0.05, guarded=False)))
    assert "**The gate lets this pass; better: token\\_f1.**" in passed


def test_of_many_cases_some_are_shown_and_the_others_counted(tmp_path):
    rows = [make_row(f"case-{number}", right=False) for number in range(50)]
    flips = tuple(make_flip(f"flip-{number}") for number in range(45))
    text = render(write(tmp_path / "run", rows), make_comparison(flips=flips))
    assert "flip-19*" in text
    assert "flip-20*" not in text
    assert "- … and 25 more" in text
    assert "case-19*" in text
    assert "case-20*" not in text
    assert "- … and 30 more" in text


def test_a_pull_request_can_carry_the_worst_of_runs(tmp_path):
    case = make_case("x", question="<" * 5000)
    rows = [make_row(f"{n}", right=False, case=case, reason="|" * 5000) for n in range(400)]
    flips = tuple(make_flip(f"{n}", before="_" * 5000, after="a" * 5000) for n in range(400))
    assert len(render(write(tmp_path / "run", rows), make_comparison(flips=flips))) < 65_536


def test_hostile_words_make_no_element_of_their_own(tmp_path):
    case = make_case("x", question=HOSTILE)
    row = make_row(HOSTILE, right=False, case=case, reason=HOSTILE, kind=HOSTILE)
    flip = make_flip(HOSTILE, question=HOSTILE, before=HOSTILE, after=HOSTILE)
    told = make_comparison(make_change("a", 0.0), flips=(flip,), problems=(HOSTILE,), base=HOSTILE)
    page = rendered(render(write(tmp_path / "<b>run", [row]), told))
    for absent in ("<script", "<img", "<b>", "<a ", "<code", "<!--", "</script"):
        assert absent not in page
    assert page.count("<details>") == page.count("</details>") == 2
