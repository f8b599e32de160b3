"""Completion: installed for each shell, and what a Tab offers of a real index."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.index.library import Library

DATELINE = Path(sys.executable).with_name("dateline")
BASH = "/bin/bash"
FILES = {
    "bash": ".bash_completions/dateline.sh",
    "zsh": ".zfunc/_dateline",
    "fish": ".config/fish/completions/dateline.fish",
}
TAB = """
source "$1"
COMP_WORDS=(dateline "${@:2}")
COMP_CWORD=$(( $# - 1 ))
_dateline_completion dateline
printf '%s\\n' "${COMPREPLY[@]}"
"""
"""Does what bash does when Tab is pressed behind the words of a line."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of nobody's, and the command on the path."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{DATELINE.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("shell", FILES)
def test_completion_is_installed_for_the_shell_that_asks(home: Path, shell: str) -> None:
    # A shell is known by the name of its program; this one needn't be installed for that.
    (home / shell).symlink_to(BASH)
    asking = [home / shell, "-c", "dateline --install-completion; exit $?"]
    done = subprocess.run(asking, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_DATELINE_COMPLETE=complete_{shell}" in (home / FILES[shell]).read_text()


def test_a_tab_in_bash_offers_what_the_index_holds(home: Path, sample_library: Library) -> None:
    subprocess.run(
        [BASH, "-c", "dateline --install-completion; exit $?"], check=True, capture_output=True
    )

    def tab(*words: str) -> list[str]:
        done = subprocess.run(
            [BASH, "-c", TAB, BASH, home / FILES["bash"], *words],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stderr == ""
        return done.stdout.splitlines()

    here = "--index", str(sample_library.folder)
    assert tab("articles", "re") == ["remove"]
    assert "--outlet" in tab("ask", "why", "--out")
    (outlet, *_) = sample_library.catalogue.outlets()
    assert tab("ask", "why", *here, "--outlet", outlet[:4]) == [outlet.replace(" ", "\\ ")]
    ids = {each.article_id for each in sample_library.listing()}
    assert set(tab("articles", "show", *here, "")) == ids
    assert tab("ask", "why", "--backend", "ext") == ["extractive"]
