"""The gate over the real pipeline: seeded faults are caught, an unchanged system passes.

Faults are put into the parts from outside, one at a time, and each must fail the metric that is
there to see it.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from eval.casefile import read_cases
from eval.cases import EvalCase
from eval.commands import commands
from eval.commands.options import article_lookup, newest_day
from eval.comparing.baseline import read_baseline
from eval.metrics.suites import ANSWERS, DECIDING
from eval.runs.manifest import describe_run
from eval.runs.run import run_task
from eval.runs.task import Answering, QuestionTask
from rag.answering.assistant import Assistant
from rag.answering.prompts import Fitted, answering_prompt
from rag.answering.refusal import Verdict
from rag.assemble import Models
from rag.errors import RunError, SettingsError
from rag.index.catalogue import Catalogue
from rag.index.library import Library
from rag.protocols import Retriever
from rag.reading.dates import find_dates
from rag.retrieval.hybrid import HybridRetriever
from rag.schema import Answer, Citation, DateMention, Found, Question
from rag.settings import Settings

CASES = Path(__file__).parents[2] / "eval" / "datasets" / "nara.jsonl"

EVERY_THIRD = read_cases(CASES)[::3]
"""Of every story and every kind, for the sake of time; `.ci/run` asks them all."""


PROMPTED = ("nara-001", "nara-015", "nara-064")
"""Cases for the language model, which takes seconds for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What an assistant is made of, and how to put a fault into it."""

    library: Library
    retriever: Retriever
    settings: Settings
    patch: pytest.MonkeyPatch

    def assistant(self, retriever: Retriever | None = None) -> Assistant:
        return Assistant(
            retriever=retriever or self.retriever,
            choose_model=Models(self.settings).choose,
            max_tokens=self.settings.model.max_tokens,
            given=self.settings.model.evidence,
        )


Fault = Callable[[System], Answering]
RunWith = Callable[..., Path]
"""Called as `run_with(fault)`, or with `cases` of one's own; gives the folder of a finished run."""


@dataclass(frozen=True, slots=True)
class First:
    """A retriever that looks for so many passages and gives so many pieces of evidence."""

    retriever: Retriever
    count: int

    def retrieve(self, question: Question) -> Found:
        found = self.retriever.retrieve(replace(question, k=self.count))
        return replace(found, evidence=found.evidence[: self.count])


@dataclass(frozen=True, slots=True)
class Miscited:
    """An assistant whose citations are not what they should be."""

    assistant: Assistant
    spoil: Callable[[Citation], Citation]

    def answer(self, question: Question) -> Answer:
        answer = self.assistant.answer(question)
        return replace(answer, citations=tuple(map(self.spoil, answer.citations)))

    def search(self, question: Question) -> Found:
        return self.assistant.search(question)


def retrieval_cut_to_one(system: System) -> Answering:
    return system.assistant(First(system.retriever, count=1))


def citations_shifted_by_one(system: System) -> Answering:
    """Quote the sentence after the one meant: the article's own words, at the right offsets."""

    def shift(citation: Citation) -> Citation:
        text = system.library.article(citation.article_id).text
        spans = system.library.catalogue.sentences(citation.article_id)
        start, end = next((span for span in spans if span[0] >= citation.end), spans[0])
        return replace(citation, quote=text[start:end], start=start, end=end)

    return Miscited(system.assistant(), shift)


def offsets_off_by_one(system: System) -> Answering:
    return Miscited(
        system.assistant(), lambda each: replace(each, start=each.start + 1, end=each.end + 1)
    )


def dates_off_by_a_day(system: System) -> Answering:
    stored = Catalogue.dates

    def late(mentions: Sequence[DateMention]) -> tuple[DateMention, ...]:
        return tuple(
            replace(each, start_date=_next(each.start_date), end_date=_next(each.end_date))
            for each in mentions
        )

    def read(text: str, *, published: date | None) -> tuple[DateMention, ...]:
        return late(find_dates(text, published=published))

    system.patch.setattr(Catalogue, "dates", lambda self, article: late(stored(self, article)))
    system.patch.setattr("rag.answering.support.find_dates", read)
    return system.assistant()


def _next(day: date | None) -> date | None:
    return day and day + timedelta(days=1)


def refusals_off(system: System) -> Answering:
    system.patch.setattr(
        "rag.answering.outcomes.judge",
        lambda _, evidence, closely: Verdict(answerable=bool(evidence), reason="always"),
    )
    return system.assistant()


def nothing_wrong(system: System) -> Answering:
    return system.assistant()


@pytest.fixture(scope="module")
def run_with(
    sample_library: Library, sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> RunWith:
    """Give a function that asks the sample's cases of a system with a fault, once for each."""
    retriever = HybridRetriever(sample_library)  # one for all: it remembers what it has embedded

    @cache
    def run(fault: Fault, cases: tuple[EvalCase, ...] = EVERY_THIRD) -> Path:
        with pytest.MonkeyPatch.context() as patch:
            system = System(
                library=sample_library, retriever=retriever, settings=sample_settings, patch=patch
            )
            return carry_out(
                fault(system), system=system, cases=cases, out=tmp_path_factory.mktemp("gate")
            )

    return run


def carry_out(
    assistant: Answering, *, system: System, cases: Sequence[EvalCase], out: Path
) -> Path:
    as_of = newest_day(system.library)
    manifest = describe_run(
        task="cases",
        settings=system.settings,
        data=[CASES],
        cases=cases,
        articles=system.library.articles(),
        embedder=system.library.embedder.identity,
        as_of=as_of,
        answers=True,
    )
    task = QuestionTask(
        cases=cases,
        metrics=ANSWERS,
        deciding=DECIDING,
        assistants=[assistant],
        as_of=as_of,
        article=article_lookup(system.library),
    )
    run_task(task, out=out, manifest=manifest)
    return out


@pytest.fixture(scope="module")
def healthy(run_with: RunWith) -> Path:
    """The folder of a run in which nothing is wrong."""
    return run_with(nothing_wrong)


def dateline_eval(*arguments: object) -> Result:
    return CliRunner().invoke(commands, [str(each) for each in arguments])


def test_the_same_system_run_again_passes(healthy: Path, run_with: RunWith) -> None:
    again = run_with(lambda system: system.assistant())
    assert again != healthy
    done = dateline_eval("compare", healthy, again, "--gate", "--json")
    assert done.exit_code == 0, done.output
    compared = json.loads(done.stdout)
    assert compared["passed"]
    assert compared["flips"] == []
    assert {each["difference"]["difference"] for each in compared["changes"]} == {0.0}


@pytest.mark.parametrize(
    ("fault", "seen_by"),
    [
        (retrieval_cut_to_one, "evidence_recall@4"),
        (citations_shifted_by_one, "evidence_precision"),
        (offsets_off_by_one, "quote_exact"),
        (dates_off_by_a_day, "date_accuracy"),
        (refusals_off, "refusal_recall"),
    ],
)
def test_a_fault_is_caught(fault: Fault, seen_by: str, healthy: Path, run_with: RunWith) -> None:
    done = dateline_eval("compare", healthy, run_with(fault), "--gate", "--json")
    assert done.exit_code == 1, done.output
    failures = json.loads(done.stdout)["failures"]
    assert [seen_by] == [each.split()[0] for each in failures if each.startswith(f"{seen_by} fell")]


@pytest.mark.model
def test_a_prompt_without_its_question_is_caught(
    sample_library: Library,
    sample_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The only fault that a system without a language model can't show: it reads no prompt."""
    system = System(
        library=sample_library,
        retriever=First(HybridRetriever(sample_library), count=6),
        settings=embedded(sample_settings),
        patch=monkeypatch,
    )
    cases = [each for each in read_cases(CASES) if each.id in PROMPTED]
    assistant = system.assistant()
    base = carry_out(assistant, system=system, cases=cases, out=tmp_path / "base")

    def forgetful(question: Question, *rest: Any, **limits: Any) -> Fitted:
        return answering_prompt(replace(question, text=""), *rest, **limits)

    monkeypatch.setattr("rag.answering.assistant.answering_prompt", forgetful)
    new = carry_out(assistant, system=system, cases=cases, out=tmp_path / "new")
    done = dateline_eval("compare", base, new, "--gate", "--json")
    assert done.exit_code == 1, done.output
    failures = json.loads(done.stdout)["failures"]
    assert any(each.startswith("answer_accuracy fell") for each in failures)


def embedded(settings: Settings) -> Settings:
    model = settings.model.model_copy(update={"backend": "embedded", "max_tokens": 40})
    return settings.model_copy(update={"model": model})


@pytest.fixture
def baseline(healthy: Path, tmp_path: Path) -> Path:
    path = tmp_path / "kept" / "baseline.json"
    done = dateline_eval("accept", healthy, path)
    assert done.exit_code == 0, done.output
    assert "This baseline is new." in done.stderr
    return path


def test_a_run_passes_against_the_baseline_made_of_it(baseline: Path, healthy: Path) -> None:
    done = dateline_eval("compare", baseline, healthy, "--gate", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["paired"] == len(EVERY_THIRD)


def test_reports_are_written_by_their_endings(
    baseline: Path, run_with: RunWith, tmp_path: Path
) -> None:
    names = ("report.md", "report.xml", "report.html", "report.json")
    outs = [part for name in names for part in ("--out", tmp_path / "reports" / name)]
    done = dateline_eval("compare", baseline, run_with(retrieval_cut_to_one), *outs)
    assert done.exit_code == 0, done.output  # without --gate it only tells
    assert "fell by" in done.stdout
    for name in names:
        assert "ndcg" in (tmp_path / "reports" / name).read_text("utf-8")


def test_a_report_of_another_ending_is_bad_usage(baseline: Path) -> None:
    done = dateline_eval("compare", baseline, baseline, "--out", "report.pdf")
    assert done.exit_code == 2
    assert "report.pdf" in done.output


def test_accepting_shows_what_it_accepts(baseline: Path, run_with: RunWith) -> None:
    changed = run_with(refusals_off)
    assert dateline_eval("compare", baseline, changed, "--gate").exit_code == 1
    done = dateline_eval("accept", changed, baseline)
    assert done.exit_code == 0, done.output
    assert "refusal_recall" in done.stdout
    assert "Flipped" in done.stdout
    assert dateline_eval("compare", baseline, changed, "--gate").exit_code == 0


def test_accepting_is_told_as_json(healthy: Path, run_with: RunWith, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    new = dateline_eval("accept", healthy, path, "--json")
    told = json.loads(new.stdout)
    assert told == {
        "file": str(path),
        "bytes": path.stat().st_size,
        "records": len(EVERY_THIRD),
        "comparison": None,
    }
    changed = dateline_eval("accept", run_with(refusals_off), path, "--json")
    comparison = json.loads(changed.stdout)["comparison"]
    assert comparison["failures"]
    assert "refusal_recall" in {each["name"] for each in comparison["changes"]}


def test_a_baseline_of_other_cases_is_replaced_whole(run_with: RunWith, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    dateline_eval("accept", run_with(nothing_wrong, cases=EVERY_THIRD[9:11]), path)
    done = dateline_eval("accept", run_with(nothing_wrong, cases=EVERY_THIRD[:9]), path)
    assert done.exit_code == 0, done.output
    assert "no case is the same in both. It is replaced whole." in done.stderr
    assert len(read_baseline(path).records) == 9


def test_what_is_no_baseline_is_not_overwritten(healthy: Path, tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    path.write_text("{}")
    done = dateline_eval("accept", healthy, path)
    assert isinstance(done.exception, RunError)
    assert path.read_text() == "{}"


def test_cases_left_out_fail_unless_allowed(healthy: Path, run_with: RunWith) -> None:
    fewer = run_with(nothing_wrong, cases=EVERY_THIRD[:9])
    done = dateline_eval("compare", healthy, fewer, "--gate")
    assert done.exit_code == 1
    assert "of the base's cases are missing" in done.stdout
    assert dateline_eval("compare", healthy, fewer, "--gate", "--allow-missing").exit_code == 0


def test_a_run_with_crashes_fails_and_is_not_accepted_unasked(
    baseline: Path, run_with: RunWith
) -> None:
    def broken(system: System) -> Answering:
        def crash(citation: Citation) -> Citation:
            raise ValueError("it broke")

        return Miscited(system.assistant(), crash)

    kept = baseline.read_bytes()
    crashed = run_with(broken, cases=EVERY_THIRD[:9])
    done = dateline_eval("compare", baseline, crashed, "--gate", "--allow-missing")
    assert done.exit_code == 1
    assert "crashed rose by" in done.stdout
    refused = dateline_eval("accept", crashed, baseline)
    assert isinstance(refused.exception, RunError)
    assert "cases crashed, the first: ValueError: it broke" in str(refused.exception)
    assert baseline.read_bytes() == kept
    assert dateline_eval("accept", crashed, baseline, "--with-crashes").exit_code == 0
    assert b"ValueError: it broke" in baseline.read_bytes()


@pytest.mark.parametrize(
    ("guarded", "status"), [("answer_accuracy", 0), ("quote_exact", 1), ("quote_exactt", None)]
)
def test_a_file_of_guards_says_all_that_is_guarded(
    guarded: str, status: int | None, *, healthy: Path, run_with: RunWith, tmp_path: Path
) -> None:
    guards = tmp_path / "guards.toml"
    guards.write_text(f"[guards]\n{guarded} = {{ margin = 0 }}\n")
    faulty = run_with(offsets_off_by_one)
    done = dateline_eval("compare", healthy, faulty, "--gate", "--guards", guards)
    if status is None:
        assert isinstance(done.exception, SettingsError)
    else:
        assert done.exit_code == status
