"""A pytest plugin: the cases of a case file as tests.

    pytest cases.jsonl --dateline-corpus articles/ --dateline-backend extractive

Every case is a test by the case's id, marked with its kind (`-m date`, `-k nara`); it is asked and
scored as by `dateline eval run`, and passes where the run would call it right. The library is
opened once for all. The plugin is loaded with every pytest of its environment: it imports nothing,
and does nothing, without `--dateline-corpus`.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from datetime import date

    from eval.cases import EvalCase
    from eval.metrics.scoring import Score
    from eval.runs.task import QuestionTask
    from rag.schema import Answer
    from rag.settings import Settings

_OPTIONS = {
    "corpus": ("PATH", "file or folder of the articles that the cases of a case file ask about"),
    "config": ("FILE", "settings file of Dateline, TOML"),
    "backend": ("NAME", "auto, ollama, openai, embedded or extractive; default: settings"),
    "index": ("DIR", "index to bring up to date; default: a temporary one"),
    "as-of": (
        "DATE",
        "the reader's day for cases without one, YYYY-MM-DD; default: the newest article's",
    ),
}


class WrongAnswer(Exception):
    """A case came out wrong; its message tells how, for the terminal."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, all of which begin with --dateline-."""
    group = parser.getgroup("dateline", "known-answer cases (dateline)")
    for name, (metavar, told) in _OPTIONS.items():
        group.addoption(f"--dateline-{name}", metavar=metavar, help=told)


def pytest_configure(config: pytest.Config) -> None:
    """Read the options where a corpus is given; raise UsageError for what can't be used."""
    if not _option(config, "corpus"):
        return
    from eval.cases import KINDS

    config.stash[_SESSION] = _Session(config)
    for kind in KINDS:
        config.addinivalue_line("markers", f"{kind}: a case of this kind")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "CaseFile | None":
    """Take a .jsonl file that is named on the command line, and no other, for a case file."""
    asked = _SESSION in parent.config.stash and parent.session.isinitpath(file_path)
    if asked and file_path.suffix == ".jsonl":
        return CaseFile.from_parent(parent, path=file_path)
    return None


class CaseFile(pytest.File):
    """A case file; its cases are the tests."""

    def collect(self) -> Iterator["CaseItem"]:
        """Read the cases; a file that can't be read is an error of collection, in one line."""
        from eval.casefile import read_cases
        from eval.reports.words import plain
        from rag.errors import DatelineError

        try:
            cases = read_cases(self.path)
        except DatelineError as error:
            raise self.CollectError(plain(str(error))) from error
        for case in cases:
            yield CaseItem.from_parent(self, name=plain(case.id), case=case)


class CaseItem(pytest.Item):
    """One case as a test."""

    def __init__(self, *, case: "EvalCase", **options: Any) -> None:
        super().__init__(**options)
        self.case = case
        self.add_marker(case.kind)

    def runtest(self) -> None:
        """Ask the case's question; raise WrongAnswer where what comes is not right."""
        from eval.metrics.scoring import deciding_score, score_case

        task = self.config.stash[_SESSION].task
        outcome = task.attempt(self.case, repeat=0)
        scores = score_case(task.metrics, self.case, outcome)
        applying = {each.name: each for each in scores if each.value is not None}
        deciding = deciding_score(scores, task.deciding)
        if deciding and deciding.value != 1:
            raise WrongAnswer(
                _told(self.case, outcome.answer, reason=deciding.explanation, scores=applying)
            )

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Tell what went wrong in words; a traceback is for what nobody expected."""
        from eval.reports.words import plain
        from rag.errors import DatelineError

        if isinstance(excinfo.value, WrongAnswer):
            return str(excinfo.value)
        if isinstance(excinfo.value, DatelineError):
            return plain(str(excinfo.value))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Name file and case."""
        return self.path, None, self.name


class _Session:
    """What all cases of a session share: the settings, and a task that asks and scores."""

    def __init__(self, config: pytest.Config) -> None:
        self._settings, self._as_of = _settings(config), _day(config)
        self._corpus = Path(_option(config, "corpus"))
        self._index = _option(config, "index")
        self._made: QuestionTask | BaseException | None = None
        self._opened = ExitStack()
        config.add_cleanup(self._opened.close)

    @property
    def task(self) -> "QuestionTask":
        """The task, made with the first case; what fails then fails every case at once."""
        if self._made is None:
            try:
                self._made = self._make()
            except Exception as error:
                self._made = error
        if isinstance(self._made, BaseException):
            raise self._made
        return self._made

    def _make(self) -> "QuestionTask":
        from eval.commands import options
        from eval.metrics.suites import ANSWERS, DECIDING
        from eval.runs.task import QuestionTask
        from rag.assemble import build_assistants

        index = Path(self._index) if self._index else None
        speakers = options.choose_speakers(self._settings)
        library = self._opened.enter_context(
            options.corpus_library(self._settings, corpus=[self._corpus], index=index)
        )
        return QuestionTask(
            cases=(),
            metrics=ANSWERS,
            deciding=DECIDING,
            assistants=build_assistants(self._settings, library=library, choices=speakers.choose),
            as_of=self._as_of or options.newest_day(library),
            article=options.article_lookup(library),
        )


_SESSION = pytest.StashKey[_Session]()


def _option(config: pytest.Config, name: str) -> Any:
    return config.getoption(f"--dateline-{name}")


def _settings(config: pytest.Config) -> "Settings":
    import typer

    from eval.commands.options import choose_settings
    from rag.errors import DatelineError

    file = _option(config, "config")
    try:
        return choose_settings(Path(file) if file else None, backend=_option(config, "backend"))
    except DatelineError as error:
        raise pytest.UsageError(str(error)) from error
    except typer.BadParameter as error:
        raise pytest.UsageError(f"--dateline-backend: {error.message}") from error


def _day(config: pytest.Config) -> "date | None":
    from datetime import date

    written = _option(config, "as-of")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise pytest.UsageError(
            f"--dateline-as-of: {written!r} is not a date; write it like 2026-01-31."
        ) from error


def _told(
    case: "EvalCase", answer: "Answer | None", *, reason: str, scores: "dict[str, Score]"
) -> str:
    from eval.reports.words import figure, plain

    lines = [
        f"Question: {case.question}",
        f"Answer:   {answer.text} ({answer.status})" if answer else "Answer:   none",
        f"Reason:   {reason}",
        "Scores:",
        *(
            f"  {figure(each.value, name=name)} {name}: {each.explanation}"
            for name, each in scores.items()
        ),
    ]
    return "\n".join(map(plain, lines))
