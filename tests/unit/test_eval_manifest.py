import shutil
import subprocess
from dataclasses import replace
from datetime import date

from answer_factory import make_article

from eval import manifest
from rag.schema import as_json
from rag.settings import Settings


def describe(tmp_path, articles, *, cases="{}"):
    path = tmp_path / "cases.jsonl"
    path.write_text(cases)
    return manifest.describe_run(
        settings=Settings(),
        cases_file=path,
        articles=articles,
        as_of=date(2025, 3, 10),
        retrieval_only=True,
    )


def test_a_manifest_says_what_shaped_the_run(tmp_path):
    described = as_json(describe(tmp_path, [make_article("bridge")]))
    assert described["as_of"] == "2025-03-10"
    assert described["retrieval_only"] is True
    assert described["settings"]["index"]["passage_tokens"] == Settings().index.passage_tokens
    assert described["python"].startswith("3.")
    assert described["packages"]["typer"]
    assert described["corpus"]["articles"] == 1


def test_digests_follow_content_and_not_order(tmp_path):
    bridge, river = make_article("bridge"), make_article("river")
    base = describe(tmp_path, [bridge, river])
    assert describe(tmp_path, [river, bridge])["corpus"] == base["corpus"]
    changed = replace(river, text=river.text + " Today.")
    assert describe(tmp_path, [bridge, changed])["corpus"] != base["corpus"]
    assert describe(tmp_path, [bridge, river], cases="{} ")["cases"] != base["cases"]


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
