"""Asking questions as a task: what an assistant is asked, and what is kept of its answers."""

import json
import time
from datetime import date

import pytest
from answer_factory import AS_OF, make_answer, make_article, make_citation, make_evidence
from passage_factory import make_passages

from eval.cases import EvalCase
from eval.metrics.scoring import Measured, Metric, of_system
from eval.runs.run import run_task
from eval.runs.task import QuestionTask
from rag.schema import Budget, Found, Searched, Turn


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
        found = self.search(question)
        return make_answer(
            "It was Ada Ferrer.",
            citations=[quote],
            evidence=found.evidence,
            searched=found.searched,
            budget=budget,
        )

    def search(self, question):
        self.asked.append(question)
        alone = "Who opened the bridge?" if question.history else question.text
        return Found(evidence=make_evidence(ARTICLE), searched=Searched(text=alone))


class Searching:
    """Finds the whole article every time; keeps what it was asked."""

    def __init__(self):
        self.asked = []

    def search(self, question):
        self.asked.append(question)
        return make_passages((ARTICLE, 0, len(ARTICLE.text)))


class Clock:
    """Time that passes only in a call of what it is put around: so many seconds."""

    def __init__(self):
        self.now = 0.0

    def slow(self, call, *, seconds):
        def slowed(*arguments, **named):
            self.now += seconds
            return call(*arguments, **named)

        return slowed


def asking(*cases, assistant=None, answers=True, **fields):
    values = {
        "metrics": (QUOTED,),
        "deciding": ("quoted",),
        "assistants": (assistant or Assistant(),),
        "as_of": AS_OF,
        "article": {ARTICLE.article_id: ARTICLE}.get,
        "answers": answers,
    }
    return QuestionTask(cases=cases, **(values | fields))


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


@pytest.mark.parametrize("answers", [True, False])
def test_passages_are_those_of_the_words_that_were_searched_for(out, answers):
    searching = Searching()
    task = asking(NAMED, FOLLOWING, answers=answers, searching=searching)
    run_task(task, out=out, manifest={})
    assert [each.text for each in searching.asked] == [NAMED.question, "Who opened the bridge?"]
    assert [each.history for each in searching.asked] == [(), ()]
    assert searching.asked[1].articles == ("id-bridge",)
    assert rows(out)[0]["passages"][0]["passage"]["text"] == ARTICLE.text


def test_systems_beside_are_scored_by_the_same_metrics(out):
    def beside(case, question):
        assert (case, question.text) == (NAMED, NAMED.question)
        return {"nothing": (), "whole": make_passages((ARTICLE, 0, 9))}

    found = Metric("found", lambda case, outcome: Measured(float(bool(outcome.passages)), "So."))
    summary = run_task(
        asking(
            NAMED,
            answers=False,
            evidence=False,
            metrics=(found, of_system("nothing", found), of_system("whole", found)),
            searching=Searching(),
            beside=beside,
        ),
        out=out,
        manifest={},
    )
    values = {name: each.value for name, each in summary.metrics.items()}
    assert (values["found"], values["nothing.found"], values["whole.found"]) == (1, 0, 1)


@pytest.mark.parametrize(("answers", "evidence", "own"), [(1, 1, 1), (0, 1, 1), (0, 0, 10)])
def test_a_case_takes_the_time_of_what_is_measured(out, monkeypatch, answers, evidence, own):
    clock, assistant, searching = Clock(), Assistant(), Searching()
    monkeypatch.setattr(time, "perf_counter", lambda: clock.now)
    monkeypatch.setattr(assistant, "answer", clock.slow(assistant.answer, seconds=1))
    if not answers:
        monkeypatch.setattr(assistant, "search", clock.slow(assistant.search, seconds=1))
    monkeypatch.setattr(searching, "search", clock.slow(searching.search, seconds=10))
    run_task(
        asking(
            NAMED,
            assistant=assistant,
            answers=bool(answers),
            evidence=bool(evidence),
            searching=searching,
            beside=clock.slow(lambda case, question: {}, seconds=100),
        ),
        out=out,
        manifest={},
    )
    assert rows(out)[0]["seconds"] == own
