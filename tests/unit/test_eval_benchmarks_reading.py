"""The benchmark of reading: what it writes, and how it scores what comes back."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.benchmarks.reading import FileCase, FilesTask, ReadBack, read_files
from eval.benchmarks.rendering import RENDERINGS
from eval.metrics.scoring import Outcome, score_case
from rag.errors import CasesError

BODY = (
    "The pier of Lornhaven is closed. Divers found that two of its posts have rotted through, the "
    "harbour board said on Monday.\n\nThe board will vote on repairs next week. They would cost "
    "310,000 crowns, a tenth of its budget, and take until the autumn.\n"
)
ROW = {
    "doc_id": "pier",
    "title": "Pier closed: posts rotten & unsafe",
    "author": "Ines Calloway",
    "source": "Lornhaven Herald",
    "published_at": "2025-05-05T18:30:00+00:00",
    "body": BODY,
}


@pytest.fixture
def task(tmp_path: Path) -> FilesTask:
    (tmp_path / "articles.jsonl").write_text(json.dumps(ROW), "utf-8")
    return read_files(tmp_path)


def scores(task: FilesTask, case: FileCase, outcome: Outcome) -> dict[str, float | None]:
    return {each.name: each.value for each in score_case(task.metrics, case, outcome)}


def test_every_form_is_a_case(task: FilesTask) -> None:
    assert [each.kind for each in task.cases] == [*RENDERINGS]
    assert {each.group for each in task.cases} == {"pier"}


@pytest.mark.parametrize("form", RENDERINGS)
def test_what_was_written_comes_back(task: FilesTask, form: str) -> None:
    (case,) = (each for each in task.cases if each.kind == form)
    found = scores(task, case, task.attempt(case, repeat=0))
    assert found.pop("author_accuracy") == (None if form == "mail" else 1.0)
    assert found == dict.fromkeys(found, 1.0)


def test_what_comes_back_otherwise_is_wrong(task: FilesTask) -> None:
    case = next(each for each in task.cases if each.kind == "text")
    (right,) = task.attempt(case, repeat=0).found
    wrong = replace(
        right, title="Pier", outlet=None, author="Ines", published="2025-05-06", words={"pier": 9}
    )
    assert isinstance(right, ReadBack)
    found = scores(task, case, Outcome(found=(wrong,)))
    assert found.pop("words_kept") == pytest.approx(1 / 51, abs=0.02)
    assert found.pop("words_own") == pytest.approx(1 / 9)
    assert found == dict.fromkeys(found, 0.0)


def test_articles_without_a_date_are_refused(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(json.dumps(ROW | {"published_at": None}), "utf-8")
    with pytest.raises(CasesError, match="published_at"):
        read_files(tmp_path)
