"""`dateline eval run` with real parts: index, retrieval, quotation, and an Ollama's recordings."""

import dataclasses
import json
import re
import signal
import subprocess
import sys

import pytest
from asking import likely_words
from replay import Manner, recorded, replay
from typer.testing import CliRunner

from eval.commands import commands
from eval.runs.folder import read_run
from rag.errors import DatelineError, RunError

ARTICLES = {
    "ferry.txt": "Published: 5 May 2025\n\nNew ferry for Lornhaven\n\n"
    "The harbour board of Lornhaven will launch its new ferry on Friday, its chairwoman said. "
    "The ferry was built in Maristow and carries 140 passengers.\n",
    "library.txt": "Published: 6 May 2025\n\nLibrary closes for repairs\n\n"
    "The town library of Quillby closes its doors for repairs in June. "
    "Its books move to the old school.\n",
}
CASES = (
    {
        "id": "date",
        "question": "When will Lornhaven launch its new ferry?",
        "kind": "date",
        "answers": ["May 9"],
        "date": "2025-05-09",
        "sources": ["ferry"],
    },
    {
        "id": "none",
        "question": "Which airline flies to Kathmandu?",
        "kind": "unanswerable",
        "sources": [],
    },
)


MODEL = ("--backend", "ollama", "--model", "smollm2:135m")


@pytest.fixture
def arguments(tmp_path):
    (tmp_path / "corpus").mkdir()
    for name, text in ARTICLES.items():
        (tmp_path / "corpus" / name).write_text(text)
    cases = tmp_path / "cases.jsonl"
    cases.write_text("".join(json.dumps(case) + "\n" for case in CASES))

    def listed(*options, corpus=tmp_path / "corpus", out=tmp_path / "run"):
        named = ("--corpus", corpus, "--out", out, "--index", tmp_path / "index", *options)
        return ["run", str(cases), *map(str, named)]

    return listed


@pytest.fixture
def run(arguments):
    def invoke(*options, **named):
        return CliRunner().invoke(commands, arguments(*options, **named))

    return invoke


def spoken():
    """Give a recorded reply as if its prompt had been as long as those here."""
    reply = recorded("chat_stream")
    body = re.sub(r'("prompt_eval_count":)\d+', r"\g<1>900", reply.body)
    assert body != reply.body
    return dataclasses.replace(reply, body=body)


def at(server, monkeypatch):
    monkeypatch.setenv("DATELINE_MODEL__OLLAMA_HOST", server.url)


def written(path):
    return json.loads(path.read_text())


def test_answers_without_a_model_are_scored(run, tmp_path):
    done = run("--backend", "extractive", "--json")
    assert done.exit_code == 0, done.output
    summary = json.loads(done.stdout)
    values = {name: each["value"] for name, each in summary["metrics"].items()}
    assert values["answer_accuracy"] == values["date_accuracy"] == values["refusal_recall"] == 1
    assert values["quote_exact"] == values["citation_recall"] == 1
    assert values["prompt_tokens"] > 10
    assert summary["kinds"]["date"]["answer_accuracy"]["n"] == 1
    assert summary == written(tmp_path / "run" / "summary.json")
    manifest = written(tmp_path / "run" / "manifest.json")
    assert manifest["as_of"] == "2025-05-06"
    assert manifest["settings"]["model"]["backend"] == "extractive"
    assert manifest["models"] == [
        {"backend": "extractive", "name": "quotes", "identity": "extractive"}
    ]
    assert manifest["corpus"]["articles"] == 2
    assert manifest["embedder"].startswith("all-MiniLM-L6-v2@")
    assert [record.right for record in read_run(tmp_path / "run").records] == [True, True]


def test_retrieval_alone_over_a_temporary_index(arguments, tmp_path):
    options = ("--retrieval-only", "--limit", "1", "--as-of", "2025-05-20")
    listed = arguments(*options)
    del listed[listed.index("--index") : listed.index("--index") + 2]
    done = CliRunner().invoke(commands, listed)
    assert done.exit_code == 0, done.output
    assert "recall@4" in done.stdout
    assert not (tmp_path / "index").exists()
    manifest = written(tmp_path / "run" / "manifest.json")
    assert manifest["as_of"] == "2025-05-20"
    assert manifest["models"] == []
    assert (tmp_path / "run" / "records.jsonl").read_text().count("\n") == 1


def test_articles_of_several_places_are_searched_together(run, tmp_path):
    more = tmp_path / "articles.jsonl"
    told = ("A ferry to Maristow", "The ferry sails on Monday."), ("Snails", "Snails eat lettuce.")
    row = {"source": "The Echo", "published_at": "2025-05-01T08:00:00+00:00"}
    more.write_text(
        "".join(json.dumps({"title": each, "body": body, **row}) + "\n" for each, body in told)
    )
    done = run("--retrieval-only", "--corpus", more, "--json")
    assert done.exit_code == 0, done.output
    assert written(tmp_path / "run" / "manifest.json")["corpus"]["articles"] == 4
    assert json.loads(done.stdout)["metrics"]["gold_article@4"]["value"] == 1
    first, *_ = (tmp_path / "run" / "records.jsonl").read_text().splitlines()
    found = json.loads(first)
    assert {*found["files"].values()} >= {"ferry.txt", "articles.jsonl, line 1"}
    # A line of the other file is no article of the answer, however well it fits.
    (tmp_path / "corpus" / "ferry.txt").write_text("The town hall of Quillby is closed.")
    missed = run("--retrieval-only", "--corpus", more, "--overwrite", "--json")
    assert json.loads(missed.stdout)["metrics"]["gold_article@4"]["n"] == 1


def test_several_jobs_give_what_one_gives(run, tmp_path):
    one, three = (
        run("--backend", "extractive", "--jobs", jobs, "--json", out=tmp_path / jobs)
        for jobs in ("1", "3")
    )
    assert (one.exit_code, three.exit_code) == (0, 0), three.output
    first, second = (json.loads(done.stdout)["metrics"] for done in (one, three))
    names = [name for name in first if not name.startswith("seconds")]
    assert [first[name] for name in names] == [second[name] for name in names]


def test_the_same_command_goes_on_and_then_shows_what_there_is(run, tmp_path):
    assert run("--backend", "extractive").exit_code == 0
    records = tmp_path / "run" / "records.jsonl"
    whole = records.read_text()
    records.write_text(whole[: whole.index("\n") + 20])
    done = run("--backend", "extractive", "--json")
    assert done.exit_code == 0, done.output
    assert "going on: 1 of 2 done" in done.stderr
    assert json.loads(done.stdout)["metrics"]["answer_accuracy"]["n"] == 1
    again = run("--backend", "extractive", "--json")
    assert "nothing is asked" in again.stderr
    assert json.loads(again.stdout) == json.loads(done.stdout)


def test_another_run_in_the_same_folder_is_refused_or_overwritten(run, tmp_path):
    assert run("--backend", "extractive").exit_code == 0
    (tmp_path / "corpus" / "ferry.txt").write_text(ARTICLES["ferry.txt"] + "It is white.\n")
    other = ("--backend", "extractive", "--limit", "1")
    refused = run(*other).exception
    assert isinstance(refused, RunError)
    assert "differs in cases, corpus." in str(refused)
    assert run(*other, "--overwrite").exit_code == 0
    assert written(tmp_path / "run" / "summary.json")["cases"] == 1


def test_a_model_that_fails_every_case_fails_the_run(run, tmp_path, monkeypatch):
    # Nothing listens on port 9 of loopback, so that each case crashes at the model.
    monkeypatch.setenv("DATELINE_MODEL__OLLAMA_HOST", "http://127.0.0.1:9")
    done = run("--backend", "ollama")
    assert isinstance(done.exception, RunError)
    assert "Every case crashed" in str(done.exception)
    assert (tmp_path / "run" / "records.jsonl").read_text().count('"error": "Model') == 2


def test_a_corpus_that_is_not_there_is_an_error(run, tmp_path):
    assert isinstance(run(corpus=tmp_path / "absent").exception, DatelineError)


def test_replies_are_remembered_from_one_run_to_the_next(run, tmp_path, monkeypatch):
    cache = ("--cache", tmp_path / "cache")
    with replay(recorded("tags"), SURE, spoken()) as server:
        at(server, monkeypatch)
        assert run(*MODEL, *cache).exit_code == 0
    manifest = written(tmp_path / "run" / "manifest.json")
    assert manifest["models"][0]["identity"] == f"smollm2:135m@{listed_digest()}"
    with replay(recorded("tags")) as server:
        at(server, monkeypatch)
        done = run(*MODEL, *cache, out=tmp_path / "again")
        assert done.exit_code == 0, done.output
    assert [each.path for each in server.received] == ["/api/tags"]
    first, again = (
        json.loads((tmp_path / name / "records.jsonl").read_text().splitlines()[0])
        for name in ("run", "again")
    )
    assert again["answer"]["text"] == first["answer"]["text"]
    assert first["saved_seconds"] == 0 < again["saved_seconds"] < again["seconds"]
    assert not first["error"]


def listed_digest():
    models = json.loads(recorded("tags").body)["models"]
    return next(each["digest"] for each in models if each["name"] == "smollm2:135m")


def test_repeats_differ_in_their_seed_alone(run, tmp_path, monkeypatch):
    monkeypatch.setenv("DATELINE_MODEL__TEMPERATURE", "0.8")
    monkeypatch.setenv("DATELINE_MODEL__SEED", "20")
    chats = [recorded("tags")] * 2 + [SURE, spoken()] * 2
    with replay(*chats) as server:
        at(server, monkeypatch)
        done = run(*MODEL, "--repeats", "2", "--json")
    assert done.exit_code == 0, done.output
    asked = (each.body for each in server.received if each.path == "/api/chat")
    first, second = (each for each in asked if "logprobs" not in each)
    assert first["options"]["temperature"] == 0.8
    assert (first["options"].pop("seed"), second["options"].pop("seed")) == (20, 21)
    assert first == second
    summary = json.loads(done.stdout)
    assert (summary["cases"], summary["repeats"]) == (2, 2)
    assert summary["metrics"]["refusal_recall"]["n"] == 2


SURE = likely_words(("Yes", -0.1), ("No", -2.5))
"""What the model is asked before an answer: whether it is there."""

CONSOLE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from ui.cli import main
main()
"""


def test_an_interruption_while_the_model_speaks_loses_nothing(
    run, arguments, tmp_path, monkeypatch
):
    # First the case about which no model is asked, then one whose answer never ends.
    rows = [json.dumps(case) + "\n" for case in reversed(CASES)]
    (tmp_path / "cases.jsonl").write_text("".join(rows))
    with replay(recorded("tags"), recorded("chat_stream"), manner=Manner(endless=True)) as server:
        at(server, monkeypatch)
        program = subprocess.Popen(
            [sys.executable, "-c", CONSOLE, "eval", *arguments(*MODEL)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert server.speaking.wait(120)
            program.send_signal(signal.SIGINT)
            _, said = program.communicate(timeout=60)
        finally:
            program.kill()
        assert server.hung_up.wait(10)
    assert (program.returncode, said) == (130, "interrupted; the same command goes on\n")
    assert (tmp_path / "run" / "records.jsonl").read_text().count("\n") == 1
    with replay(recorded("tags"), SURE, spoken()) as server:
        at(server, monkeypatch)
        done = run(*MODEL)
    assert "going on: 1 of 2 done" in done.stderr
    assert len(read_run(tmp_path / "run").records) == 2
