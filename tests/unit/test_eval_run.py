import json
from dataclasses import replace
from datetime import date

import pytest
from answer_factory import AS_OF, make_answer, make_article, make_citation, make_evidence

from eval.cases import EvalCase
from eval.run import run_cases
from rag.errors import ArticleNotFound, DatelineError
from rag.schema import Turn

ARTICLE = make_article("bridge", "Ada Ferrer opened the bridge on Tuesday.")
NAMED = EvalCase(
    id="named",
    question="Who opened the bridge?",
    kind="entity",
    answers=("Ferrer",),
    sources=("bridge",),
)
FOLLOWING = replace(
    NAMED,
    id="following",
    question="Who was it?",
    kind="follow-up",
    as_of=date(2025, 4, 1),
    history=(Turn(role="user", content="Was the bridge opened?"),),
)
FAILING = replace(NAMED, id="failing", question="crash")
UNANSWERABLE = EvalCase(id="none", question="Who paid?", kind="unanswerable", sources=())


class Assistant:
    """Answers alike every time, but for one question that it fails on; keeps what it was asked."""

    def __init__(self):
        self.asked = []

    def answer(self, question):
        self.search(question)
        quote = make_citation(ARTICLE, "Ada Ferrer opened the bridge")
        return make_answer("It was Ada Ferrer.", citations=[quote], evidence=make_evidence(ARTICLE))

    def search(self, question):
        self.asked.append(question)
        if question.text == "crash":
            raise RuntimeError("the model\ndied")
        return make_evidence(ARTICLE)


class Articles:
    def article(self, article_id):
        if article_id != ARTICLE.article_id:
            raise ArticleNotFound("There is no such article.", mend="Look again.")
        return ARTICLE


@pytest.fixture
def start(tmp_path):
    def run(*cases, assistant=None, **options):
        return run_cases(
            cases,
            assistant=assistant or Assistant(),
            library=Articles(),
            out=tmp_path / "run",
            manifest={"settings": {}},
            as_of=AS_OF,
            **options,
        )

    return run


def records(tmp_path):
    lines = (tmp_path / "run" / "records.jsonl").read_text("utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def test_records_hold_case_answer_scores_and_seconds(start, tmp_path):
    start(NAMED, UNANSWERABLE)
    first, second = records(tmp_path)
    assert first["case"]["answers"] == ["Ferrer"]
    assert first["answer"]["citations"][0]["quote"] == "Ada Ferrer opened the bridge"
    assert first["seconds"] >= 0
    assert first["error"] is None
    scores = {score["name"]: score for score in first["scores"]}
    assert scores["answer_accuracy"]["value"] == 1
    assert "'Ferrer'" in scores["answer_accuracy"]["explanation"]
    assert scores["quote_exact"]["value"] == 1
    assert second["case"]["id"] == "none"


def test_the_summary_is_what_was_given_back(start, tmp_path):
    summary = start(NAMED, UNANSWERABLE)
    written = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert written["metrics"]["answer_accuracy"] == {"value": 1, "low": 1, "high": 1, "n": 1}
    assert written["metrics"]["refusal_recall"]["value"] == 0
    assert written["metrics"]["conflict_coverage"]["value"] is None
    assert written["metrics"]["seconds_p50"]["n"] == 2
    assert written["peak_memory_mb"] > 0
    assert written["metrics"].keys() == summary.metrics.keys()
    assert [wrong.id for wrong in summary.wrong] == ["none"]


def test_questions_carry_the_day_and_the_history(start):
    assistant = Assistant()
    start(NAMED, FOLLOWING, assistant=assistant)
    first, second = assistant.asked
    assert (first.text, first.as_of, first.history) == (NAMED.question, AS_OF, ())
    assert (second.as_of, second.history) == (FOLLOWING.as_of, FOLLOWING.history)


@pytest.mark.parametrize("retrieval_only", [False, True])
def test_a_crash_is_a_row_that_counts_as_wrong(start, tmp_path, retrieval_only):
    summary = start(FAILING, NAMED, retrieval_only=retrieval_only)
    failed, good = records(tmp_path)
    assert failed["error"] == "RuntimeError: the model died"
    assert failed["answer"] is None
    assert good["error"] is None
    assert summary.crashed == 1
    assert [wrong.id for wrong in summary.wrong] == ["failing"]
    assert "the model died" in summary.wrong[0].reason
    assert summary.metrics["recall@4"].value == 0.5


def test_retrieval_alone_is_scored_by_its_own_metrics(start, tmp_path):
    summary = start(NAMED, UNANSWERABLE, retrieval_only=True)
    assert set(summary.metrics) == {"recall@4", "mrr@10", "seconds_p50"}
    assert summary.metrics["mrr@10"].n == 1
    assert summary.wrong == ()
    record = records(tmp_path)[0]
    assert record["answer"] is None
    assert record["evidence"][0]["article_id"] == ARTICLE.article_id


def test_the_manifest_is_completed_with_model_and_end(start, tmp_path):
    start(NAMED, NAMED)
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["models"] == [{"backend": "extractive", "name": "quotes"}]
    assert manifest["settings"] == {}
    assert manifest["ended"]


def test_an_interrupted_run_keeps_its_records_and_has_no_summary(start, tmp_path):
    class Interrupted(Assistant):
        def answer(self, question):
            if question.text == "crash":
                raise KeyboardInterrupt
            return super().answer(question)

    start(NAMED)
    with pytest.raises(KeyboardInterrupt):
        start(NAMED, FAILING, assistant=Interrupted())
    assert len(records(tmp_path)) == 1
    assert not (tmp_path / "run" / "summary.json").exists()
    start(NAMED)


def test_progress_counts_every_case(start):
    seen = []
    start(NAMED, FAILING, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_a_folder_of_something_else_is_refused_before_any_question(start, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "notes.txt").write_text("mine")
    assistant = Assistant()
    with pytest.raises(DatelineError, match="not an evaluation run"):
        start(NAMED, assistant=assistant)
    assert assistant.asked == []
