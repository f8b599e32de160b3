import json

import pytest
from typer.testing import CliRunner

from eval.commands import commands
from rag.errors import DatelineError

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


@pytest.fixture
def run(tmp_path):
    (tmp_path / "corpus").mkdir()
    for name, text in ARTICLES.items():
        (tmp_path / "corpus" / name).write_text(text)
    cases = tmp_path / "cases.jsonl"
    cases.write_text("".join(json.dumps(case) + "\n" for case in CASES))

    def invoke(*options, corpus=tmp_path / "corpus"):
        named = ("--corpus", corpus, "--out", tmp_path / "run", *options)
        return CliRunner().invoke(commands, ["run", str(cases), *map(str, named)])

    return invoke


def test_answers_without_a_model_are_scored_over_a_temporary_index(run, tmp_path):
    done = run("--backend", "extractive", "--json")
    assert done.exit_code == 0, done.output
    metrics = json.loads(done.stdout)["metrics"]
    values = {name: metrics[name]["value"] for name in metrics}
    assert values["answer_accuracy"] == values["date_accuracy"] == values["refusal_recall"] == 1
    assert values["quote_exact"] == values["citation_recall"] == 1
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["as_of"] == "2025-05-06"
    assert manifest["settings"]["model"]["backend"] == "extractive"
    assert manifest["models"][0]["backend"] == "extractive"
    assert manifest["corpus"]["articles"] == 2


def test_retrieval_alone_keeps_the_index_it_is_given(run, tmp_path):
    options = ("--retrieval-only", "--limit", "1", "--as-of", "2025-05-20")
    done = run(*options, "--index", tmp_path / "index")
    assert done.exit_code == 0, done.output
    assert "recall@4" in done.stdout
    assert (tmp_path / "index").is_dir()
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["as_of"] == "2025-05-20"
    assert manifest["models"] == []
    assert (tmp_path / "run" / "records.jsonl").read_text().count("\n") == 1


def test_a_model_that_fails_every_case_fails_the_run(run, tmp_path, monkeypatch):
    # Nothing listens on port 9 of loopback, so that each case crashes at the model.
    monkeypatch.setenv("DATELINE_MODEL__OLLAMA_HOST", "http://127.0.0.1:9")
    done = run("--backend", "ollama")
    assert isinstance(done.exception, DatelineError)
    assert "Every case crashed" in str(done.exception)
    assert (tmp_path / "run" / "records.jsonl").read_text().count('"error": "Model') == 2


def test_a_corpus_that_is_not_there_is_an_error(run, tmp_path):
    assert isinstance(run(corpus=tmp_path / "absent").exception, DatelineError)
