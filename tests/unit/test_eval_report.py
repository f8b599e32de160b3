import io

from rich.console import Console

from eval.report import build_report
from eval.run import RunSummary, WrongCase
from eval.statistics import Estimate


def shown(*, wrong=(), peak_memory_mb=512.4):
    summary = RunSummary(
        metrics={
            "answer_accuracy": Estimate(value=0.75, low=0.5, high=0.91666, n=12),
            "date_accuracy": Estimate(value=None, low=None, high=None, n=0),
        },
        cases=14,
        crashed=1,
        peak_memory_mb=peak_memory_mb,
        wrong=wrong,
    )
    stream = io.StringIO()
    Console(file=stream, width=120, force_terminal=True, color_system=None).print(
        build_report(summary)
    )
    return stream.getvalue()


def row(text, name):
    (line,) = [line for line in text.splitlines() if name in line]
    return [cell.strip() for cell in line.strip("│┃ ").split("│")]


def test_metrics_have_their_interval_and_number_of_cases():
    text = shown()
    assert row(text, "answer_accuracy") == ["answer_accuracy", "0.750", "0.500 to 0.917", "12"]
    assert row(text, "date_accuracy") == ["date_accuracy", "–", "–", "0"]
    assert "14 cases" in text
    assert "0 wrong" in text
    assert "1 crashed" in text
    assert "512 MB" in text
    assert "why" not in text


def test_unknown_memory_is_said():
    assert "peak memory unknown" in shown(peak_memory_mb=None)


def test_wrong_cases_follow_with_their_reason():
    wrong = (WrongCase(id="one", question="Who opened it?", reason="It says none of 'Ferrer'."),)
    text = shown(wrong=wrong)
    assert row(text, "one") == ["one", "Who opened it?", "It says none of 'Ferrer'."]
    assert text.index("answer_accuracy") < text.index("Who opened it?")


def test_what_others_wrote_is_shown_and_never_obeyed():
    hostile = "[red]x[/red] [/] \x1b[2J\x07\u202e"
    text = shown(wrong=(WrongCase(id="one", question=hostile, reason=hostile),))
    assert "[red]x[/red] [/]" in text
    assert not set("\x1b\x07\u202e") & set(text)
