"""`dateline ingest --watch`: a real folder, followed by the real command in its own process."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from console import Command
from filelock import FileLock

from rag.index.report import IngestReport
from ui import watching

DATELINE = Path(sys.executable).with_name("dateline")
FERRY = "Published: 5 May 2025\n\nNew ferry\n\nThe ferry of Lornhaven sails on Friday.\n"
TOWER = "Published: 6 May 2025\n\nOld tower\n\nThe tower of Quillby is closed until June.\n"


class Watching:
    """A running `ingest --watch`; what it prints is read line by line, and waited for."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.index = folder.parent / "index"
        self.process = subprocess.Popen(
            [DATELINE, "ingest", "--watch", folder, "--index", self.index, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def write(self, name: str, content: str) -> None:
        (self.folder / name).write_text(content, "utf-8")

    def end(self) -> tuple[int, str]:
        """Press Ctrl-C; give the status and what was printed yet.

        A line is printed a moment before its turn is over: the end may be announced, or just come.
        """
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate()
        return self.process.returncode, rest.removeprefix(
            "Ending after this; Ctrl-C again ends at once.\n"
        )


@pytest.fixture
def follow(tmp_path: Path) -> Iterator[Callable[..., Watching]]:
    """Give a function that follows a folder with these options."""
    folder = tmp_path / "articles"
    folder.mkdir()
    running = list[Watching]()

    def start(*options: str) -> Watching:
        running.append(Watching(folder, *options))
        return running[-1]

    yield start
    for each in running:
        if each.process.poll() is None:
            each.process.kill()
            each.process.communicate()


def test_what_changes_is_told_line_by_line(
    follow: Callable[..., Watching], command: Command
) -> None:
    watch = follow()
    assert "No articles found in articles" in watch.line()  # told, and waited on
    watch.write("ferry.txt", FERRY)
    assert watch.line().split() == ["added", "1", "ferry.txt"]
    assert watch.line() == "The index holds 1 articles in 1 passages."
    watch.write("ferry.txt", FERRY.replace("Friday", "Sunday"))
    assert watch.line().split() == ["updated", "ferry.txt"]
    watch.write("broken.txt", "\n")
    assert watch.line().split()[:2] == ["refused", "broken.txt"]
    with FileLock(watch.index / "writing.lock"):
        watch.write("tower.txt", TOWER)
        assert "Another program is changing the index" in watch.line()
    watch.write("same.txt", FERRY.replace("Friday", "Sunday"))
    told = [watch.line().split() for _ in range(3)]
    assert told[:2] == [["added", "same.txt"], ["added", "tower.txt"]]
    assert told[2] == ["duplicate", "same.txt", "is", "the", "same", "as", "ferry.txt"]
    (watch.folder / "ferry.txt").unlink()
    assert watch.line().split() == ["removed", "ferry.txt"]
    assert watch.end() == (0, "")
    listed = command("articles", "list", "--json", "--index", watch.index)
    assert {each["file"] for each in json.loads(listed.out)} == {"same.txt", "tower.txt"}


def test_json_is_a_report_a_line(follow: Callable[..., Watching]) -> None:
    watch = follow("--json")
    watch.line()
    watch.write("ferry.txt", FERRY)
    assert json.loads(watch.line())["added"] == ["ferry.txt"]
    os.utime(watch.folder / "ferry.txt")  # changes nothing, and is not told
    watch.write("tower.txt", TOWER)
    report = json.loads(watch.line())
    assert (report["added"], report["unchanged"]) == (["tower.txt"], ["ferry.txt"])
    assert watch.end() == (0, "")


def test_a_path_that_is_not_there_is_told_and_ends_it(command: Command, tmp_path: Path) -> None:
    ended = command("ingest", "--watch", tmp_path / "missing", "--index", tmp_path / "index")
    assert (ended.status, ended.out) == (1, "")
    assert "no file or folder missing" in ended.err
    assert "Check the path" in ended.err


class CountingLibrary:
    """Counts how often it is asked to ingest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    def ingest(self, paths: Sequence[Path], **_: Any) -> IngestReport:
        self.count += 1
        return IngestReport()


@pytest.mark.parametrize(
    ("turns", "times"),
    [
        ([()], 1),
        ([(), (), ()], 1),
        ([(), ("a.txt",), ()], 2),
        ([(), ("a.txt",), ("a.txt",), ("a.txt",)], 1),  # still being written
        ([(), ("a.txt",), ("a.txt",), ("a.txt", "b.txt"), (), ()], 2),
        ([(), (".a.txt.swp", "index/catalogue.sqlite3"), ()], 1),
    ],
)
def test_what_is_being_written_is_left_until_it_is_quiet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turns: list[tuple[str, ...]], times: int
) -> None:
    library: Any = CountingLibrary(tmp_path / "index")
    changes = [tuple(tmp_path / name for name in names) for names in turns]
    monkeypatch.setattr(watching, "_turns", lambda *_, **__: iter(changes))
    watching.follow(library, [tmp_path], json_lines=True)
    assert library.count == times
