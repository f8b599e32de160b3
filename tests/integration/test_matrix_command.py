"""`dateline eval matrix` on the sample collection, its variants in real processes of their own."""

import json
from pathlib import Path

from console import CORPUS, Command

from eval.runs.folder import read_run

CASES = Path(__file__).parents[2] / "eval" / "datasets" / "nara.jsonl"


def variant(folder: Path, name: str, *lines: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text("\n".join(("[model]", *lines)), "utf-8")
    return path


def test_variants_are_compared_and_one_that_fails_is_told(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    quotes = variant(tmp_path, "quotes", 'backend = "extractive"', "max_tokens = 100")
    wrong = variant(tmp_path, "wrong", "temperature = -1")
    asked = ("eval", "matrix", CASES, wrong, quotes, "--corpus", CORPUS, "--out", out)
    ended = command(*asked, "--limit", 3, "--as-of", "2026-01-12", "--json")
    assert ended.status == 0, ended.err
    results = json.loads(ended.out)
    assert results == json.loads((out / "matrix.json").read_text("utf-8"))
    by_name = {each["name"]: each for each in results}
    assert list(by_name) == ["wrong", "quotes"]
    assert "model.temperature" in by_name["wrong"]["error"]
    answered = by_name["quotes"]
    assert (answered["error"], answered["model"], answered["cases"]) == (None, "quotes", 3)
    assert answered["metrics"]["seconds_p50"]["value"] > 0
    assert answered["peak_memory_mb"] > 100
    run = read_run(out / "quotes")
    assert run.manifest["settings"]["model"]["max_tokens"] == 100
    assert run.summary is not None
    assert run.summary["metrics"] == answered["metrics"]
    assert len(list((out / ".indexes").iterdir())) == 1
    assert "<svg" in (out / "matrix.html").read_text("utf-8")


def test_where_every_variant_fails_so_does_the_command(command: Command, tmp_path: Path) -> None:
    wrong = variant(tmp_path, "wrong", "temperature = -1")
    ended = command("eval", "matrix", CASES, wrong, "--corpus", CORPUS, "--out", tmp_path / "out")
    assert ended.status == 1
    assert "wrong failed: The setting model.temperature" in " ".join(ended.out.split())
