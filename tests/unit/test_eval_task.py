"""Asking questions as a task: what an assistant is asked, and what is kept of its answers."""

import json
from datetime import date

import pytest
from answer_factory import AS_OF, make_answer, make_article, make_citation, make_evidence

from eval.cases import EvalCase
from eval.metrics.scoring import Measured, Metric
from eval.runs.run import run_task
from eval.runs.task import QuestionTask
from rag.schema import Budget, Turn


@pytest.fixture
def out(tmp_path):
    return tmp_path / "run"


def rows(out):
    return [json.loads(line) for line in (out / "records.jsonl").read_bytes().splitlines()]


ARTICLE = make_article("bridge", "Ada Ferrer opened the bridge on Tuesday.")
NAMED = EvalCase(
    id="named",
    question="Who opened the bridge?",
    kind="entity",
    answers=("Ferrer",),
    sources=("bridge",),
)
FOLLOWING = EvalCase(
    id="following",
    question="Who was it?",
    kind="follow-up",
    answers=("Ferrer",),
    sources=("bridge",),
    as_of=date(2025, 4, 1),
    history=(Turn(role="user", content="Was the bridge opened?"),),
    within=("id-bridge",),
)
QUOTED = Metric("quoted", lambda case, outcome: Measured(float(bool(outcome.answer)), "Quoted."))


class Assistant:
    """Answers alike every time; keeps what it was asked."""

    def __init__(self):
        self.asked = []

    def answer(self, question):
        quote = make_citation(ARTICLE, "Ada Ferrer opened the bridge")
        budget = Budget(context=0, prompt=len(question.text), passages_given=1, passages_cut=0)
        return make_answer(
            "It was Ada Ferrer.", citations=[quote], evidence=self.search(question), budget=budget
        )

    def search(self, question):
        self.asked.append(question)
        return make_evidence(ARTICLE)


def asking(*cases, assistant=None, answers=True):
    return QuestionTask(
        cases=cases,
        metrics=(QUOTED,),
        deciding=("quoted",),
        assistants=(assistant or Assistant(),),
        as_of=AS_OF,
        article={ARTICLE.article_id: ARTICLE}.get,
        answers=answers,
    )


def test_questions_carry_the_day_the_history_and_the_articles(out):
    assistant = Assistant()
    run_task(asking(NAMED, FOLLOWING, assistant=assistant), out=out, manifest={})
    first, second = assistant.asked
    assert (first.text, first.as_of, first.history) == (NAMED.question, AS_OF, ())
    assert (second.as_of, second.history) == (FOLLOWING.as_of, FOLLOWING.history)
    assert second.articles == ("id-bridge",)


def test_an_answer_is_kept_with_its_prompt_and_its_model(out):
    models = [
        {"backend": "extractive", "name": "quotes", "identity": "extractive"},
        {"backend": "ollama", "name": "never asked", "identity": "x"},
    ]
    summary = run_task(asking(NAMED, FOLLOWING), out=out, manifest={"models": models})
    row = rows(out)[0]
    assert row["answer"]["citations"][0]["quote"] == "Ada Ferrer opened the bridge"
    assert row["evidence"] == []
    assert row["answer"]["evidence"][0]["article_id"] == ARTICLE.article_id
    lengths = [len(NAMED.question), len(FOLLOWING.question)]
    assert summary.metrics["prompt_tokens"].value == sum(lengths) / 2
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["models"] == models[:1]
    assert manifest["ended"]


def test_retrieval_alone_keeps_the_evidence(out):
    assistant = Assistant()
    summary = run_task(asking(NAMED, assistant=assistant, answers=False), out=out, manifest={})
    row = rows(out)[0]
    assert row["answer"] is None
    assert row["evidence"][0]["article_id"] == ARTICLE.article_id
    assert len(assistant.asked) == 1
    assert "prompt_tokens" not in summary.metrics
