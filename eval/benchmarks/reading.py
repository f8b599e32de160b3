"""Reading files: known articles are written as pages, mails and texts, and read back.

No question and no index: `rag.reading` reads each file, and what it gives is held against what was
written. The articles are those of MultiHop-RAG's folder, all with title, outlet and time.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eval.benchmarks.benchmark import spread
from eval.benchmarks.rendering import RENDERINGS, Story
from eval.benchmarks.rows import Id, Row, Words, find_file, read_rows
from eval.metrics.scoring import Measured, Metric, Outcome, Scope
from rag.errors import ReadingError
from rag.reading import read_articles
from rag.settings import ReadingSettings

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCase(Story):
    """An article and the form in which it is written; `kind` is a name in RENDERINGS."""

    id: str
    kind: str
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """What came back of a file: metadata, and the words that can be evidence."""

    title: str | None
    outlet: str | None
    author: str | None
    published: str | None
    words: Mapping[str, int] = field(repr=False, metadata={"hidden": True})


def _same(name: str, *, wanted: Callable[[FileCase], str | None]) -> Metric:
    """Make the metric of a field: 1 where what came back is what was written."""

    def measure(case: FileCase, outcome: Outcome) -> Measured:
        (found,) = outcome.found
        value = getattr(found, name)
        right = _folded(value) == _folded(wanted(case))
        return Measured(float(right), f"{value!r} came back of {wanted(case)!r}.")

    scope = Scope(lambda case: bool(wanted(case)), f"The article has no {name}.")
    return Metric(f"{name}_accuracy" if name != "published" else "date_accuracy", measure, scope)


def _folded(value: str | None) -> str:
    return " ".join((value or "").split()).casefold()


def _kept(case: FileCase, outcome: Outcome) -> Measured:
    """The share of the report's words that came back as evidence."""
    (found,) = outcome.found
    written = Counter(_WORD.findall(case.body))
    kept = sum((written & Counter(found.words)).values())
    return Measured(kept / written.total(), f"{kept} of {written.total()} words came back.")


def _own(case: FileCase, outcome: Outcome) -> Measured:
    """The share of the evidence's words that are the report's, and not the page's around it."""
    (found,) = outcome.found
    words = Counter(found.words)
    own = sum((words & Counter(_WORD.findall(case.body))).values())
    whole = max(1, words.total())
    return Measured(own / whole, f"{own} of {words.total()} words are the report's.")


_WITHOUT_AUTHOR = "mail"
"""The one form that has no place for the author."""

METRICS = (
    _same("title", wanted=lambda case: case.title),
    _same("published", wanted=lambda case: case.published.date().isoformat()),
    _same("outlet", wanted=lambda case: case.outlet),
    _same("author", wanted=lambda case: None if case.kind == _WITHOUT_AUTHOR else case.author),
    Metric("words_kept", _kept),
    Metric("words_own", _own),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesTask:
    """Writes and reads each case's file; an `eval.runs.task.Task`."""

    cases: Sequence[FileCase]
    data: tuple[Path, ...]
    metrics: tuple[Metric, ...] = METRICS
    deciding: tuple[str, ...] = ("date_accuracy",)
    references: Mapping[str, float] = field(default_factory=dict)

    def attempt(self, case: FileCase, *, repeat: int) -> Outcome:  # noqa: ARG002 - Task's signature
        """Write the file into a folder of its own, and read it."""
        suffix, render = RENDERINGS[case.kind]
        with TemporaryDirectory(prefix="dateline-eval-") as folder:
            file = Path(folder) / f"article{suffix}"
            file.write_bytes(render(case))
            (read,) = read_articles(file, settings=ReadingSettings())
        if isinstance(read, ReadingError):
            raise read
        return Outcome(found=(_read_back(read),))


def _read_back(article: Any) -> ReadBack:
    spoken = list(article.text)
    for start, end in article.asides:
        spoken[start:end] = " " * (end - start)
    return ReadBack(
        title=article.title,
        outlet=article.outlet,
        author=article.author,
        published=article.published and article.published.isoformat(),
        words=Counter(_WORD.findall("".join(spoken))),
    )


class _Story(Row):
    doc_id: Id
    title: Words
    author: str | None = None
    source: str | None = None
    published_at: datetime
    body: Words


def read_files(folder: Path, *, limit: int | None = None) -> FilesTask:
    """Read the articles; each is a case in every form. Raises CasesError."""
    file = find_file(folder, "articles.jsonl")
    cases = [
        FileCase(
            id=f"{row.doc_id} {form}",
            kind=form,
            group=row.doc_id,
            title=row.title,
            outlet=row.source,
            author=row.author,
            published=row.published_at,
            body=row.body,
        )
        for _, row in read_rows(file, _Story, key="doc_id")
        for form in RENDERINGS
    ]
    return FilesTask(cases=spread(cases, limit), data=(file,))
