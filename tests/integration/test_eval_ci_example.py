"""docs/ci-example.yml: its commands, carried out as it writes them, on a small collection."""

import json
import shlex
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from eval.commands import commands

EXAMPLE = Path(__file__).parents[2] / "docs" / "ci-example.yml"
ARTICLE = (
    "Published: 5 May 2025\n\nNew ferry for Lornhaven\n\n"
    "The harbour board of Lornhaven will launch its new ferry on Friday, its chairwoman said.\n"
)
CASE = {
    "id": "launch",
    "question": "When will Lornhaven launch its new ferry?",
    "kind": "date",
    "answers": ["May 9"],
    "date": "2025-05-09",
    "sources": ["ferry"],
}


def steps() -> list[str]:
    """The arguments of each `dateline eval` in the workflow, in order."""
    job = yaml.safe_load(EXAMPLE.read_text("utf-8"))["jobs"]["evaluate"]
    told = [step["run"] for step in job["steps"] if "bin/dateline eval " in step.get("run", "")]
    return [each.partition("bin/dateline eval ")[2] for each in told]


def explained() -> list[str]:
    """The arguments of each `dateline eval` in the comment that heads it."""
    lines = (line.lstrip("# ") for line in EXAMPLE.read_text("utf-8").splitlines())
    text = "\n".join(lines).replace("\\\n", "")
    return [
        each.removeprefix("dateline eval ")
        for each in text.splitlines()
        if each.startswith("dateline eval ")
    ]


def invoke(arguments: str) -> Result:
    return CliRunner().invoke(commands, shlex.split(arguments))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "ferry.txt").write_text(ARTICLE)
    (tmp_path / "eval").mkdir()
    (tmp_path / "eval" / "cases.jsonl").write_text(json.dumps(CASE))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_example_does_what_it_says(repository: Path) -> None:
    for command in explained():
        assert invoke(command).exit_code == 0, command
    assert (repository / "eval" / "baseline.json").is_file()
    for command in steps():
        assert invoke(command).exit_code == 0, command
    assert all(
        (repository / "runs" / f"{name}").is_file()
        for name in ("report.html", "junit.xml", "summary.md")
    )


def test_a_loss_stops_the_example_job_and_leaves_its_reports(repository: Path) -> None:
    for command in explained():
        invoke(command)
    (repository / "articles" / "ferry.txt").write_text(ARTICLE.replace("Friday", "Monday"))
    ask, compare = steps()
    assert invoke(f"{ask} --overwrite").exit_code == 0
    done = invoke(compare)
    assert done.exit_code == 1
    assert "read different articles" in done.stderr
    assert "date\\_accuracy" in (repository / "runs" / "summary.md").read_text("utf-8")
