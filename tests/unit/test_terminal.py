"""What the console command prints: texts of others without power over the terminal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from answer_factory import (
    make_answer,
    make_article,
    make_citation,
    make_date,
    make_evidence,
    make_sentence,
)

from rag.index.report import IngestReport, Refusal
from rag.reading.dates import find_dates
from rag.schema import Article, Passage, RetrievedPassage
from ui import terminal
from ui.doctor import Finding

COMMANDS = "\x1b[2J\x1b]0;owned\x07\x9b31m\r\b\x7f\u202egnp\u2066x\u2069"
POWERS = frozenset("\x1b\x07\x9b\r\b\x7f\u202e\u2066\u2069")
HOSTILE = f"Pier {COMMANDS} [red]open[/red] [/]"


@pytest.fixture(autouse=True)
def _wide_and_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colours of Rich's own, whatever the environment asks for, and room for tables."""
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "1000")


def hostile_article() -> Article:
    return make_article(
        "pier",
        f"{HOSTILE} on Tuesday.",
        title=HOSTILE,
        outlet=HOSTILE,
        author=HOSTILE,
        provenance={"title": HOSTILE},
    )


def print_hostile_answer() -> None:
    article = hostile_article()
    answer = make_answer(
        f"{HOSTILE} [1]",
        citations=[make_citation(article, article.text)],
        dates=(make_date(HOSTILE, date(2025, 3, 4)),),
    )
    terminal.print_answer(answer)


def print_hostile_refusal() -> None:
    answer = make_answer("No.", status="not_found", evidence=make_evidence(hostile_article()))
    terminal.print_answer(answer)


def print_hostile_passages() -> None:
    article = hostile_article()
    passage = Passage(
        article_id=article.article_id, start=0, end=len(article.text), text=article.text
    )
    found = RetrievedPassage(passage=passage, article=article, rank=1, score=1.0)
    terminal.print_passages([found])


def print_hostile_report() -> None:
    terminal.print_report(
        IngestReport(
            added=(HOSTILE,),
            refused=(Refusal(file=HOSTILE, problem=f"{HOSTILE} is empty.", mend=HOSTILE),),
            articles=1,
            passages=2,
        )
    )


def print_hostile_dates() -> None:
    mentions = find_dates("Tuesday", published=date(2025, 3, 3))
    terminal.print_dates([replace(each, text=HOSTILE) for each in mentions])


PRINTING: tuple[Callable[[], None], ...] = (
    print_hostile_answer,
    print_hostile_refusal,
    print_hostile_passages,
    print_hostile_report,
    print_hostile_dates,
    lambda: terminal.print_article(hostile_article()),
    lambda: terminal.print_articles([hostile_article()]),
    lambda: terminal.print_findings([Finding(part="index", state="broken", detail=HOSTILE)]),
)


@pytest.mark.parametrize("printing", PRINTING)
def test_no_text_of_others_commands_the_terminal(
    printing: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    printing()
    printed = capsys.readouterr().out
    assert not POWERS & set(printed)
    assert "Pier" in printed
    assert "[red]open[/red] [/]" in printed


def test_what_is_harmless_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    text = "Žofie Vane’s café,\ta “pier” in 東京:\nשלום."
    terminal.print_article(make_article("pier", text))
    assert text.expandtabs() in capsys.readouterr().out.expandtabs()


def test_an_answer_is_printed_with_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    article = make_article("pier", "The pier opened.", title="Pier opens", outlet="Marsh Gazette")
    answer = make_answer(
        "It opened. [1]",
        citations=[make_citation(article, article.text)],
        dates=(
            make_date("Tuesday", date(2025, 2, 25)),
            make_date("other", date(2025, 1, 1), marker=2),
        ),
        evidence=(make_sentence(make_article("b", "Sheep graze.")),),
    )
    terminal.print_answer(answer)
    printed = capsys.readouterr().out
    assert printed.startswith("It opened. [1]\n")
    (source,) = [line for line in printed.splitlines() if line.startswith("[1]")]
    for part in ("Pier opens", "Marsh Gazette", "2025-03-03"):
        assert part in source
    assert f"{source}\n    “The pier opened.”\n" in printed
    assert "Tuesday: Tuesday, 25 February 2025" in printed
    assert "other" not in printed
    assert "Sheep graze." not in printed
    assert printed.endswith("extractive, quotes\n")


def test_a_refusal_shows_the_nearest_and_calls_it_no_answer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    evidence = make_evidence(*(make_article(stem, f"Sheep {stem} graze.") for stem in "abcdefgh"))
    terminal.print_answer(make_answer("Not here.", status="not_found", evidence=evidence))
    text, nearest = capsys.readouterr().out.split("nearest")
    assert text.startswith("Not here.\n")
    assert "“Sheep a graze.”" in nearest
    assert nearest.index("Sheep a") < nearest.index("Sheep b")
    assert "Sheep h" not in nearest


def test_a_refusal_without_evidence_shows_none(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_answer(make_answer("Not here.", status="not_found"))
    assert capsys.readouterr().out.split("\n") == ["Not here.", "", "extractive, quotes", ""]


def test_no_passages_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_passages([])
    assert capsys.readouterr().out.strip()


def test_a_report_counts_and_cuts_long_lists(capsys: pytest.CaptureFixture[str]) -> None:
    names = tuple(f"barge-{number}.txt" for number in range(40))
    terminal.print_report(IngestReport(added=names, articles=40, passages=90))
    printed = capsys.readouterr().out
    assert "40  barge-0.txt, barge-1.txt" in printed
    assert "barge-39.txt" not in printed
    assert "more" in printed
    assert "removed" not in printed
    assert "40 articles in 90 passages" in printed


def test_progress_is_silent_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.waiting("Thinking"), terminal.ingest_progress() as progress:
        progress("barge.txt", 0, 1)
    told = capsys.readouterr()
    assert told.out == ""
    assert "\x1b" not in told.err
