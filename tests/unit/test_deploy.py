"""deploy/: the unit and the container file name commands, settings and files that there are."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
from typer.main import get_command

from rag.llm import weights
from rag.settings import Settings
from ui.cli import app
from ui.server import stopping

PROJECT = Path(__file__).parents[2]
UNIT = (PROJECT / "deploy" / "dateline.service").read_text("utf-8")
CONTAINER = (PROJECT / "deploy" / "Containerfile").read_text("utf-8").replace("\\\n", " ")
CONTEXT = (PROJECT / "deploy" / "Containerfile.dockerignore").read_text("utf-8")
FIXED = ("LICENSE", "README.md", "pyproject.toml", "requirements.lock")


def unit(name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", UNIT, flags=re.MULTILINE)


def instructions(name: str) -> Iterator[str]:
    for line in re.findall(rf"^{name} (.*)$", CONTAINER, flags=re.MULTILINE):
        yield re.sub(r"^(--\S+ +)*", "", line)


def options_of(command: str) -> set[str]:
    group = get_command(app)
    parameters = group.commands[command].params  # type: ignore[attr-defined]
    return {name for each in parameters for name in each.opts}


def container_command() -> list[str]:
    (entry,), (command,) = instructions("ENTRYPOINT"), instructions("CMD")
    return [word.strip('"') for word in re.findall(r'"[^"]*"', entry + command)]


@pytest.mark.parametrize("words", [shlex.split(unit("ExecStart")[0]), container_command()])
def test_what_is_run_is_a_command_of_dateline(words: list[str]) -> None:
    program, command, *arguments = words
    assert Path(program).name == "dateline"
    assert {each for each in arguments if each.startswith("-")} <= options_of(command)


def test_a_stop_has_time_to_finish_answers() -> None:
    needed = Settings().server.grace + stopping.CLOSING + stopping.LAST
    assert float(unit("TimeoutStopSec")[0]) > needed
    told = re.search(r"--time (\d+)", CONTAINER)
    assert told
    assert float(told[1]) > needed


def test_the_unit_is_one_that_systemd_knows(tmp_path: Path) -> None:
    """Where there is no systemd, what it is made of is looked at alone."""
    assert re.findall(r"^\[(\w+)\]$", UNIT, flags=re.MULTILINE) == ["Unit", "Service", "Install"]
    verify = shutil.which("systemd-analyze")
    if verify:
        copy = tmp_path / "dateline.service"
        program = tmp_path / "dateline"
        program.touch(mode=0o755)
        copy.write_text(UNIT.replace("/opt/dateline/.venv/bin/dateline", str(program)), "utf-8")
        ended = subprocess.run([verify, "verify", copy], capture_output=True, text=True)
        assert "dateline.service" not in ended.stderr


def test_the_unit_writes_to_its_own_folders_alone() -> None:
    arguments = shlex.split(unit("ExecStart")[0])
    index = arguments[arguments.index("--index") + 1]
    assert unit("ProtectSystem") == ["strict"]
    assert index.startswith(f"/var/lib/{unit('StateDirectory')[0]}/")
    assert unit("User") == ["dateline"]
    assert unit("ReadWritePaths") == ["-/opt/dateline/.venv/share/dateline"]
    assert weights.joined_file(weights.BUNDLED_MODELS[0]).parts[-3:-1] == ("share", "dateline")


def test_what_the_image_copies_is_there_and_is_let_in() -> None:
    let_in = [line.removeprefix("!") for line in CONTEXT.splitlines() if line.startswith("!")]
    copied = [
        source
        for line in instructions("COPY")
        if "/opt" not in line.split()[0]
        for source in line.split()[:-1]
    ]
    assert set(copied) > set(FIXED)
    for source in copied:
        assert (PROJECT / source).exists()
        assert any(fnmatch(source, pattern) for pattern in let_in)
    packages = re.search(r"^packages = \[(.*)\]$", (PROJECT / "pyproject.toml").read_text(), re.M)
    assert packages
    assert set(re.findall(r'"(\w+)"', packages[1])) <= set(copied)


def test_the_image_lets_its_model_be_chosen() -> None:
    (default,) = instructions("ARG")
    for name in (default.removeprefix("MODEL="), "requirements-model-small.lock"):
        assert (PROJECT / name).is_file()
        assert name in CONTAINER
    for name in ("BUNDLED_MODELS", "bundled_model_path", "is_installed"):
        assert name in CONTAINER
        assert hasattr(weights, name)


def test_settings_of_the_image_are_settings() -> None:
    named = re.findall(r"DATELINE_(\w+?)__(\w+)=(\S+)", CONTAINER)
    assert len(named) == 2
    server = {name.lower(): value for section, name, value in named if section == "SERVER"}
    assert Settings.model_validate({"server": server}).server.host == "0.0.0.0"
    (port,) = instructions("EXPOSE")
    assert int(port) == Settings().server.port
    assert f":{port}/health" in CONTAINER


def test_nobody_runs_as_root() -> None:
    users = [re.match(r"USER (\d+):(\d+)", line) for line in CONTAINER.splitlines()]
    (user,) = [found for found in users if found]
    assert min(map(int, user.groups())) > 0
