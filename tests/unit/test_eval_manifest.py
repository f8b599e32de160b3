"""The manifest: what shaped a run, told without places; and what makes two runs the same one."""

import json
import platform
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from answer_factory import make_article
from eval_task import sums

from eval.runs import manifest
from rag.llm.extractive import ExtractiveModel
from rag.schema import ModelInfo, as_json
from rag.settings import ModelSettings, Settings

ARTICLES = (make_article("bridge"), make_article("river"))


class Named:
    """A model of which only its name is asked."""

    identity = "a model@34cd"

    def __init__(self, backend):
        self.info = ModelInfo(backend=backend, name="a model")


@pytest.fixture
def cases_file(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text("{}")
    return path


@pytest.fixture
def describe(cases_file, tmp_path, monkeypatch):
    """Give a function that describes a run, of code that lies in the test's own folder."""
    monkeypatch.setattr(manifest, "_SOURCE", tmp_path)

    def described(**changed):
        values = {
            "task": "cases",
            "settings": Settings(),
            "data": [cases_file],
            "cases": sums(3),
            "articles": ARTICLES,
            "embedder": "an embedder@12ab",
            "models": [ExtractiveModel()],
            "as_of": date(2025, 3, 10),
            "answers": True,
        }
        return as_json(manifest.describe_run(**(values | changed)))

    return described


def test_a_manifest_says_what_shaped_the_run(describe, cases_file):
    described = describe(repeats=2, jobs=4)
    assert described["task"] == "cases"
    assert described["as_of"] == "2025-03-10"
    assert described["settings"]["index"]["passage_tokens"] == Settings().index.passage_tokens
    assert described["cases"]["file"] == "cases.jsonl"
    assert described["cases"]["count"] == 3
    assert len(described["cases"]["sha256"]) == 64
    assert described["corpus"]["articles"] == 2
    assert described["models"] == [
        {"backend": "extractive", "name": "quotes", "identity": "extractive"}
    ]
    assert (described["seed"], described["repeats"], described["jobs"]) == (1, 2, 4)
    assert described["python"].startswith("3.")
    assert described["packages"]["typer"]
    assert described["machine"]["cores"] >= 1
    assert described["machine"]["memory_mb"] > 100
    assert described["machine"]["processor"]
    assert len(described["code"]["source"]) == 64
    assert cases_file.is_file()


def test_no_place_is_told(describe, tmp_path):
    model = {"ollama_host": "http://inner.example:11434", "embedded_model": f"{tmp_path}/own.gguf"}
    settings = Settings(
        model=model,
        index={"embedder": str(tmp_path), "chroma": "http://rack.example:8000"},
        retrieval={"reranker": f"{tmp_path}/cross"},
        server={"host": "desk.example"},
    )
    told = json.dumps(describe(settings=settings))
    for private in (
        str(tmp_path.parent),
        "inner.example",
        "rack.example",
        "desk.example",
        platform.node(),
    ):
        assert private not in told
    assert "own.gguf" in told
    assert '"reranker": "cross"' in told


def test_several_files_have_one_digest(describe, tmp_path):
    files = [tmp_path / "queries.jsonl", tmp_path / "corpus.jsonl"]
    for file in files:
        file.write_text(file.name)
    both = describe(data=files)["cases"]
    assert both["file"] == "queries.jsonl, corpus.jsonl"
    files[1].write_text("other")
    assert describe(data=files)["cases"]["sha256"] != both["sha256"]


def test_digests_follow_content_and_not_order(describe, cases_file):
    base = describe()
    assert describe(articles=ARTICLES[::-1])["corpus"] == base["corpus"]
    cases_file.write_text("{} ")
    assert describe()["cases"] != base["cases"]
    assert describe()["identity"] == base["identity"]


CHANGED = {
    "task": {"task": "bench"},
    "cases": {"cases": sums(3, wrong=1)},
    "corpus": {"articles": (ARTICLES[0], replace(ARTICLES[1], text="It rained."))},
    "settings": {"settings": Settings(retrieval={"passages": 3})},
    "as_of": {"as_of": date(2025, 3, 11)},
    "answers": {"answers": False},
    "embedder": {"embedder": "an embedder@34cd"},
    "models": {"models": []},
    "repeats": {"repeats": 2},
}


@pytest.mark.parametrize("name", CHANGED)
def test_runs_that_differ_in_what_shapes_records_are_not_the_same(describe, name):
    base, other = describe()["identity"], describe(**CHANGED[name])["identity"]
    assert [each for each in base if base[each] != other[each]] == [name]


@pytest.mark.parametrize(
    ("temperature", "backends", "samples"),
    [
        (0.0, ["ollama"], False),
        (0.7, ["ollama"], True),
        (0.7, ["extractive"], False),
        (0.7, [], False),
    ],
)
def test_only_a_model_that_is_warm_samples(describe, temperature, backends, samples):
    settings = Settings(model=ModelSettings(temperature=temperature))
    models = [Named(backend) for backend in backends]
    assert describe(settings=settings, models=models)["samples"] is samples


def test_what_shapes_no_record_leaves_the_run_the_same(describe):
    settings = Settings(
        server={"port": 0},
        model={"ollama_host": "http://elsewhere:1"},
        index={"chroma": "http://elsewhere:2", "collection": "news", "chroma_token": "secret"},
    )
    assert describe(jobs=4, settings=settings)["identity"] == describe()["identity"]


def test_the_source_digest_follows_the_code(describe, tmp_path):
    for room in ("rag", "eval"):
        (tmp_path / room / "inner").mkdir(parents=True)
    module = tmp_path / "eval" / "inner" / "module.py"
    module.write_text("A = 1\n")
    digests = [describe()["identity"]["code"]]
    module.write_text("A = 2\n")
    digests.append(describe()["identity"]["code"])
    module.rename(module.with_name("other.py"))
    digests.append(describe()["identity"]["code"])
    (tmp_path / "rag" / "notes.txt").write_text("no code")
    assert describe()["identity"]["code"] == digests[-1]
    assert len(set(digests)) == 3


def test_the_source_is_that_of_this_checkout():
    assert manifest._SOURCE.samefile(Path(__file__).parents[2])


def git(folder, *arguments):
    identity = ("-c", "user.name=n", "-c", "user.email=e@example.org")
    subprocess.run(
        [shutil.which("git"), "-C", folder, *identity, *arguments], check=True, capture_output=True
    )


def test_the_commit_and_whether_files_differ_from_it_are_known(tmp_path):
    assert manifest.code_version(tmp_path) == {"commit": None, "dirty": None}
    git(tmp_path, "init")
    (tmp_path / ".gitignore").write_text("installed\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    clean = manifest.code_version(tmp_path)
    assert len(clean["commit"]) == 40
    assert clean["dirty"] is False
    (tmp_path / "new.py").write_text("")
    assert manifest.code_version(tmp_path) == {"commit": clean["commit"], "dirty": True}
    (tmp_path / "installed").mkdir()
    assert manifest.code_version(tmp_path / "installed") == {"commit": None, "dirty": None}


def test_peak_memory_is_that_of_a_process():
    assert 10 < manifest.peak_memory_mb() < 100_000
