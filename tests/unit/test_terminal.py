"""What the console command prints: texts of others without power over the terminal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from answer_factory import (
    make_answer,
    make_article,
    make_citation,
    make_date,
    make_evidence,
    make_sentence,
)

from rag.index.report import Duplicate, IngestReport, Refusal
from rag.reading.dates import find_dates
from rag.schema import (
    AnswerSentence,
    Article,
    Conflict,
    Copy,
    Found,
    Position,
    Searched,
)
from ui import terminal
from ui.commands.doctor import Finding
from ui.terminal.answers import print_excerpt

COMMANDS = "\x1b[2J\x1b]0;owned\x07\x9b31m\r\b\x7f\u202egnp\u2066x\u2069"
POWERS = frozenset("\x1b\x07\x9b\r\b\x7f\u202e\u2066\u2069")
HOSTILE = f"Pier {COMMANDS} [red]open[/red] [/]"
HOSTILE_REFUSAL = Refusal(file=HOSTILE, problem=f"{HOSTILE} is empty.", mend=HOSTILE)


@pytest.fixture(autouse=True)
def _wide_and_coloured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for tables, and an environment that asks for escape codes where no terminal is."""
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.setenv(name, "1")
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
        citations=[replace(make_citation(article, article.text), also_carried_by=(HOSTILE,))],
        dates=(make_date(HOSTILE, date(2025, 3, 4)),),
    )
    terminal.print_answer(answer)


def print_hostile_refusal() -> None:
    answer = make_answer("No.", status="not_found", evidence=make_evidence(hostile_article()))
    terminal.print_answer(answer)


def print_hostile_found() -> None:
    searched = Searched(text="Pier", outlets=(HOSTILE,))
    evidence = make_evidence(hostile_article())
    terminal.print_found(Found(evidence=evidence, searched=searched), question="Pier")


def print_hostile_search() -> None:
    searched = Searched(text=HOSTILE, notes=(HOSTILE,))
    terminal.print_answer(make_answer("No.", status="not_found", searched=searched))


def print_hostile_report() -> None:
    terminal.print_report(
        IngestReport(
            added=(HOSTILE,),
            refused=(HOSTILE_REFUSAL,),
            duplicates=(Duplicate(file=HOSTILE, of=(HOSTILE,), exact=True),),
            articles=1,
            passages=2,
        )
    )


def print_hostile_changes() -> None:
    terminal.print_changes(
        IngestReport(
            updated=(HOSTILE,),
            refused=(HOSTILE_REFUSAL,),
            duplicates=(Duplicate(file=HOSTILE, of=(HOSTILE,), exact=False),),
        ),
        known=(),
    )


def print_hostile_dates() -> None:
    mentions = find_dates("Tuesday", published=date(2025, 3, 3))
    terminal.print_dates([replace(each, text=HOSTILE) for each in mentions])


PRINTING: tuple[Callable[[], None], ...] = (
    print_hostile_answer,
    print_hostile_refusal,
    print_hostile_found,
    print_hostile_search,
    print_hostile_report,
    print_hostile_changes,
    print_hostile_dates,
    lambda: terminal.print_article(hostile_article()),
    lambda: print_excerpt(hostile_article(), start=5, end=30),
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


def test_an_answer_says_who_else_carries_what_it_cites(capsys: pytest.CaptureFixture[str]) -> None:
    article = make_article("pier", "The pier opened.", outlet="Marsh Gazette")
    citation = make_citation(article, article.text)
    terminal.print_answer(make_answer("It opened. [1]", citations=[citation]))
    assert "carried" not in capsys.readouterr().out
    shared = replace(citation, also_carried_by=("Daily Meridian", "wire.txt"))
    terminal.print_answer(make_answer("It opened. [1]", citations=[shared]))
    printed = capsys.readouterr().out
    assert "“The pier opened.”\n    also carried by Daily Meridian, wire.txt\n" in printed


def test_each_side_of_a_disagreement_has_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    sides = ("Two sheep graze. [1]", "Three sheep graze. [2]")
    text = " ".join(sides)
    sentences = tuple(
        AnswerSentence(
            text=side,
            start=text.index(side),
            end=text.index(side) + len(side),
            citations=(marker,),
            support="supported",
        )
        for marker, side in enumerate(sides, start=1)
    )
    positions = tuple(Position(value=str(marker), citations=(marker,)) for marker in (1, 2))
    conflict = Conflict(subject="sheep", positions=positions)
    answer = replace(
        make_answer(text, status="conflicting"), sentences=sentences, conflicts=(conflict,)
    )
    terminal.print_answer(answer)
    told = capsys.readouterr().out.splitlines()
    assert told[:3] == ["The reports disagree.", *sides]


def test_an_excerpt_shows_what_stands_around_the_quote(capsys: pytest.CaptureFixture[str]) -> None:
    article = make_article("pier", f"{'Sheep. ' * 99}The pier opened.{' Cows.' * 99}", title="Pier")
    start = article.text.index("The pier")
    print_excerpt(article, start=start, end=start + len("The pier opened."))
    printed = " ".join(capsys.readouterr().out.split())
    assert printed.startswith("title Pier published 2025-03-03 file news/pier.txt … ")
    assert "Sheep. The pier opened. Cows." in printed
    assert printed.endswith("…")
    assert len(printed) < 1_000


def test_a_refusal_shows_the_nearest_and_calls_it_no_answer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    evidence = make_evidence(*(make_article(stem, f"Sheep {stem} graze.") for stem in "abcdefgh"))
    reason = "No report says who."
    answer = make_answer("Not here.", status="not_found", reason=reason, evidence=evidence)
    terminal.print_answer(answer)
    text, nearest = capsys.readouterr().out.split("nearest")
    assert text.startswith("Not here.\nNo report says who.\n")
    assert "“Sheep a graze.”" in nearest
    assert nearest.index("Sheep a") < nearest.index("Sheep b")
    assert "Sheep h" not in nearest


def test_a_refusal_without_evidence_shows_none(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_answer(make_answer("Not here.", status="not_found"))
    assert capsys.readouterr().out.split("\n") == ["Not here.", "", "extractive, quotes", ""]


def test_what_was_searched_for_is_printed_before_the_answer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    note = "No article here is from “Moon”."
    searched = Searched(text="Who opened the\npier?", since=date(2025, 2, 1), notes=(note,))
    terminal.print_answer(make_answer("The mayor.", searched=searched))
    told = f"Searched for: Who opened the pier? · published since 1 February 2025\n{note}\n\n"
    assert capsys.readouterr().out.startswith(f"{told}The mayor.\n")


def test_what_a_search_found_is_printed_best_first(capsys: pytest.CaptureFixture[str]) -> None:
    found = Found(
        evidence=make_evidence(make_article("a", "Sheep graze."), make_article("b", "Cows graze.")),
        searched=Searched(text="Which animals graze?"),
    )
    terminal.print_found(found, question="And which graze?")
    assert capsys.readouterr().out.splitlines() == [
        *("Searched for: Which animals graze?", ""),
        *("1. news/a.txt, 0 to 12", "Sheep graze.", ""),
        *("2. news/b.txt, 0 to 11", "Cows graze.", ""),
    ]


def test_that_nothing_was_found_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_found(Found(evidence=(), searched=Searched(text="Why?")), question="Why?")
    assert capsys.readouterr().out == "Nothing bears on the question.\n"


def test_a_report_counts_and_cuts_long_lists(capsys: pytest.CaptureFixture[str]) -> None:
    names = tuple(f"barge-{number}.txt" for number in range(40))
    terminal.print_report(IngestReport(added=names, articles=40, passages=90))
    printed = capsys.readouterr().out
    assert "40  barge-0.txt, barge-1.txt" in printed
    assert "barge-39.txt" not in printed
    assert "more" in printed
    assert "removed" not in printed
    assert "40 articles in 90 passages" in printed


def test_a_report_tells_duplicates_and_refusals_and_cuts_long_lists(
    capsys: pytest.CaptureFixture[str],
) -> None:
    refusals = [
        Refusal(file=f"{number}.txt", problem=f"{number}.txt is empty.", mend="Delete it.")
        for number in range(40)
    ]
    terminal.print_report(
        IngestReport(
            unchanged=("barge.txt",),
            refused=tuple(refusals),
            duplicates=(
                Duplicate(file="wire.txt", of=("a.txt", "b.txt"), exact=False),
                Duplicate(file="same.txt", of=("a.txt",), exact=True),
            ),
        )
    )
    printed = capsys.readouterr().out.splitlines()
    assert "duplicate         wire.txt is nearly the same as a.txt, b.txt" in printed
    assert "duplicate         same.txt is the same as a.txt" in printed
    assert "refused           7.txt is empty. Delete it." in printed
    assert "refused           and 32 more; --json gives all" in printed
    assert not any("39.txt" in line for line in printed)


def test_changes_are_a_line_each_and_known_refusals_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    refusals = tuple(
        Refusal(file=name, problem=f"{name} is empty.", mend="Delete it.") for name in "ab"
    )
    report = IngestReport(
        added=("one.txt", "two.txt"), removed=("old.txt",), unchanged=("three.txt",),
        refused=refusals,
    )  # fmt: skip
    terminal.print_changes(report, known=refusals[:1])
    assert capsys.readouterr().out.splitlines() == [
        "added     one.txt",
        "added     two.txt",
        "removed   old.txt",
        "refused   b is empty. Delete it.",
    ]


def test_a_piped_table_has_a_line_for_each_row_however_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    title = "A title that is longer than the lines of any terminal " * 9
    articles = [make_article(stem, "Words.", title=title, outlet="東京\tPost") for stem in "ab"]
    terminal.print_articles(articles)
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.split() == ["id", "published", "outlet", "lang", "title", "file"]
    assert len(lines) == 2
    assert all(title.strip() in line and "\t" not in line for line in lines)
    terminal.print_dates(
        [
            replace(each, text="on\nMonday")
            for each in find_dates("on Monday", published=date(2025, 3, 3))
        ]
    )
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_an_article_is_shown_with_all_that_is_known_of_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    moment = datetime(2025, 3, 3, 9, 5, tzinfo=timezone(timedelta(hours=9)))
    article = make_article(
        "pier",
        "Words.",
        published=moment.date(),
        published_at=moment,
        updated=date(2025, 3, 4),
        place="Quillby",
        language="en",
        url="https://post.example/pier",
        provenance={"published": "meta tag", "place": "dateline"},
        copies=(Copy(article_id="c0", outlet="Marsh Gazette", file="marsh.txt"),),
    )
    terminal.print_article(article)
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "published 2025-03-03 09:05+09:00 (meta tag)" in shown
    assert {"updated 2025-03-04 ()", "place Quillby (dateline)", "language en ()"} <= set(shown)
    assert "url https://post.example/pier ()" in shown
    assert "also carried by Marsh Gazette, marsh.txt (c0)" in shown


def test_an_inferred_date_stands_in_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    article = make_article("pier", "Words.", published=None, inferred=date(2025, 3, 4))
    terminal.print_articles([article])
    assert "(2025-03-04)" in capsys.readouterr().out
    terminal.print_article(article)
    assert "published" not in capsys.readouterr().out


def test_progress_is_silent_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.waiting("Thinking"), terminal.ingest_progress() as progress:
        progress("barge.txt", 0, 1)
    with terminal.transfer_progress() as transfer:
        transfer("pulling", 1, 2)
    told = capsys.readouterr()
    assert (told.out, told.err.strip()) == ("", "")
