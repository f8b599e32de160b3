"""Ingest killed at random moments: the next run makes the index what an undisturbed one is.

The embedder here is a quick one of words' hashes, so that kills fall on the storing that is tested
and not on a model's work; all else is real: files, reading processes, SQLite, Chroma and SIGKILL.
"""

import multiprocessing
import os
import select
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from types import FrameType

import numpy
import pytest
from word_embedder import WordEmbedder

from rag.errors import StoreError
from rag.index import derived, entries
from rag.index.catalogue import FILE_NAME, Catalogue
from rag.index.lexical import Lexical, Term
from rag.index.library import Library
from rag.index.vectors import Vectors
from rag.settings import Settings
from rag.words import words

TABLES = {
    "about": "SELECT * FROM about",
    "articles": "SELECT * FROM articles",
    "bodies": "SELECT * FROM bodies",
    "dates": "SELECT * FROM dates",
    "files": "SELECT * FROM files",
    "sources": "SELECT * FROM sources",
    "passages": 'SELECT passage_id, article_id, "start", "end", vector FROM passages',
    "sketches": "SELECT article_id, minhash FROM sketches",
    "bands": "SELECT value, article_id FROM bands LEFT JOIN sketches USING (sketch)",
    "likenesses": "SELECT min(one.article_id, two.article_id), max(one.article_id, two.article_id) "
    "FROM likenesses JOIN sketches one USING (sketch) JOIN sketches two ON two.sketch = earlier",
    "voices": "SELECT * FROM voices",
}
"""All that the catalogue holds, but for the numbers of rows, and words that may be left over."""

QUESTIONS = ("Which council heard report 7?", "The road to Quillby", "Lornhaven in version 2")
CHILDREN = Path("/proc/thread-self/children")
SECONDS_TO_END = 10
KILLED = -signal.SIGKILL
STORES = {"database.py", "meanings.py", "catalogue.py", "sources.py", "vectors.py", "lexical.py"}
"""The modules that write for others; a write is known by the line that asks them."""

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        *("chromadb", "tantivy", "llama_index.core.node_parser", "nltk"),
        *("rag.index.storing", "rag.index.ingest"),
    ]
)


def library_in(index: Path) -> Library:
    return Library(index, settings=Settings(), embedder=WordEmbedder())


PLACES = ("Lornhaven", "Maristow", "Quillby", "Port Ellis", "Tarn End", "Skerrow", "Olave")


def article(number: int, *, version: int = 1, dated: bool = True) -> str:
    place, other = PLACES[number % 7], PLACES[(number + 3) % 7]
    head = f"Published: {number + 1} May 2025\n\n" if dated else ""
    body = " ".join(
        f"The council of {place} heard report {each} on the road to {other} in version {version}."
        for each in range(number % 5 * 4 + 3)
    )
    return f"{head}Roads of {place}\n\n{body}\n"


def write_first(folder: Path) -> None:
    """Write the articles from which most trials start."""
    folder.mkdir()
    for number in range(9):
        (folder / f"{number}.txt").write_text(article(number), "utf-8")
    (folder / "same.txt").write_text(article(3), "utf-8")
    (folder / "undated.txt").write_text(article(4, dated=False), "utf-8")


def write_second(folder: Path) -> None:
    """Change, remove, move, copy and add articles."""
    for number in (1, 2):
        (folder / f"{number}.txt").write_text(article(number, version=2), "utf-8")
    (folder / "3.txt").unlink()  # its copy stays
    (folder / "5.txt").unlink()
    (folder / "6.txt").rename(folder / "moved.txt")
    (folder / "inner").mkdir()
    for number in (9, 10, 11):
        (folder / "inner" / f"{number}.txt").write_text(article(number), "utf-8")
    (folder / "inner" / "0.txt").write_text(article(0), "utf-8")


def asking() -> str:
    """The line of the index's code that asked for what is being written."""
    frame: FrameType | None = sys._getframe(1)
    while frame:
        path = Path(frame.f_code.co_filename)
        if path.parent.name == "index" and path.name not in STORES:
            return f"{path.name}, line {frame.f_lineno}"
        frame = frame.f_back
    raise LookupError


def after_each_write(told: Callable[[str], None]) -> None:
    """Let each transaction and each change of what is searched be told once it is done."""
    transaction = Catalogue.transaction

    @contextmanager
    def told_transaction(self: Catalogue) -> Iterator[sqlite3.Connection]:
        is_part = self._connection.in_transaction
        with transaction(self) as connection:
            yield connection
        if not is_part:
            told(asking())

    def then_told(change: Callable[..., None]) -> Callable[..., None]:
        def changed(*arguments: object) -> None:
            change(*arguments)
            told(asking())

        return changed

    setattr(Catalogue, transaction.__name__, told_transaction)
    for store in (Vectors, Lexical):
        for name in ("add", "remove"):
            setattr(store, name, then_told(getattr(store, name)))


def ingest(folder: Path, index: Path, talk: Connection, kill_at: int) -> None:
    """Ingest in a process of its own, which ends after the write of that number; tell them all."""
    entries.AT_ONCE = 4  # so that even few articles are stored in several steps
    derived._WASTED = 0  # so that words count the same whatever was removed
    writes = list[str]()

    def told(line: str) -> None:
        writes.append(line)
        if len(writes) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    after_each_write(told)
    library = library_in(index)
    talk.send("begun")
    library.ingest([folder])
    talk.send(writes)


@dataclass(frozen=True)
class Run:
    """How a child ended, and the lines that asked for each write; none where it was killed."""

    status: int | None
    writes: list[str]


def run(folder: Path, index: Path, *, kill_at: int = 0, seconds: float | None = None) -> Run:
    """Ingest in a child that is killed after a write, or after so many seconds."""
    ours, theirs = FORKS.Pipe()
    child = FORKS.Process(target=ingest, args=(folder, index, theirs, kill_at))
    child.start()
    theirs.close()
    with closing(ours):
        assert ours.recv() == "begun"
        if seconds is not None and not ours.poll(seconds):
            child.kill()
        try:
            writes = ours.recv()
        except EOFError:
            writes = []
    child.join()
    return Run(child.exitcode, writes)


def rows(index: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that the catalogue holds, but for the numbers of rows."""
    with closing(sqlite3.connect(index / FILE_NAME)) as connection:
        return {
            name: sorted(connection.execute(query).fetchall(), key=repr)
            for name, query in TABLES.items()
        }


def vocabulary(index: Path) -> dict[str, bytes]:
    with closing(sqlite3.connect(index / FILE_NAME)) as connection:
        return dict(connection.execute("SELECT word, vector FROM vocabulary"))


@dataclass(frozen=True)
class Searched:
    """All that an index can be searched for: its vectors, and what questions find in both ways."""

    vectors: dict[str, numpy.ndarray]
    near: list[dict[str, float]]
    worded: list[tuple[tuple[str, float], ...]]


def searched(index: Path) -> Searched:
    library = library_in(index)
    stored = sorted(library.vectors.ids())
    assert library.lexical.ids() == set(stored) == set(library.catalogue.passage_ids())
    found = Searched(
        vectors={each: library.vectors.get([each])[0] for each in stored},
        near=[
            dict(library.vectors.search(library.embedder.embed([text])[0], k=len(stored)))
            for text in QUESTIONS
        ],
        worded=[
            library.lexical.search([Term(words=(word.stem,)) for word in words(text)], k=5)
            for text in QUESTIONS
        ],
    )
    library.close()
    return found


@dataclass(frozen=True)
class Stage:
    """The folder in its second state, an index of its first, and what an undisturbed run gives.

    `writes` and `seconds` are those of undisturbed runs.
    """

    folder: Path
    before: Path
    rows: dict[str, list[tuple[object, ...]]]
    vocabulary: dict[str, bytes]
    searched: Searched
    writes: dict[str, list[str]]
    seconds: float

    def begin(self, index: Path, *, kind: str) -> None:
        if kind == "update":
            shutil.copytree(self.before, index)

    def moment(self, kind: str, *, seed: int) -> int:
        """Draw a write to be killed after: any of a line's; each seed has another line."""
        writes = self.writes[kind]
        lines = sorted(set(writes))
        Random(kind).shuffle(lines)
        line = lines[seed % len(lines)]
        numbers = [number for number, each in enumerate(writes, start=1) if each == line]
        return Random(f"{kind} {seed}").choice(numbers)

    def check(self, index: Path) -> None:
        assert rows(index) == self.rows
        assert vocabulary(index).items() >= self.vocabulary.items()
        found = searched(index)
        assert found.worded == self.searched.worded
        assert found.vectors.keys() == self.searched.vectors.keys()
        for passage_id, vector in found.vectors.items():
            numpy.testing.assert_array_equal(vector, self.searched.vectors[passage_id])
        for near, expected in zip(found.near, self.searched.near, strict=True):
            assert near == pytest.approx(expected, abs=1e-6)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    place = tmp_path_factory.mktemp("crash")
    folder = place / "articles"
    write_first(folder)
    assert run(folder, place / "before").status == 0
    write_second(folder)
    begun = time.monotonic()
    writes = {"first": run(folder, place / "whole").writes}
    seconds = time.monotonic() - begun
    shutil.copytree(place / "before", place / "updated")
    writes["update"] = run(folder, place / "updated").writes
    whole = place / "whole"
    expected = rows(whole), vocabulary(whole), searched(whole)
    found = Stage(folder, place / "before", *expected, writes, seconds)
    found.check(place / "updated")
    return found


TRIALS = [*(("update", seed) for seed in range(14)), *(("first", seed) for seed in range(4))]


@pytest.mark.parametrize(("kind", "seed"), TRIALS)
def test_killed_between_two_writes(stage: Stage, tmp_path: Path, kind: str, seed: int) -> None:
    index = tmp_path / "index"
    stage.begin(index, kind=kind)
    assert run(stage.folder, index, kill_at=stage.moment(kind, seed=seed)).status == KILLED
    assert run(stage.folder, index).status == 0
    stage.check(index)


def test_the_trials_cover_every_line_that_writes(stage: Stage) -> None:
    assert len(set(stage.writes["update"])) <= sum(kind == "update" for kind, _ in TRIALS)


@pytest.mark.parametrize("seed", range(3))
def test_killed_while_it_mends_what_a_kill_left(stage: Stage, tmp_path: Path, seed: int) -> None:
    index = tmp_path / "index"
    stage.begin(index, kind="update")
    last = len(stage.writes["update"])
    late = Random(f"mending {seed}").randint(last // 2, last - 1)
    assert run(stage.folder, index, kill_at=late).status == KILLED
    assert run(stage.folder, index, kill_at=seed + 1).status == KILLED
    assert run(stage.folder, index).status == 0
    stage.check(index)


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_time(stage: Stage, tmp_path: Path, seed: int) -> None:
    """Within a call of SQLite or Chroma as well; a machine that is faster now may get done."""
    index = tmp_path / "index"
    stage.begin(index, kind="update")
    run(stage.folder, index, seconds=Random(seed).uniform(0.1, 0.9) * stage.seconds)
    assert run(stage.folder, index).status == 0
    stage.check(index)


def wait_to_be_killed(folder: Path, index: Path, talk: Connection) -> None:
    """Ingest until a first article came from the reading process, which stays, and wait there."""

    def tell(name: str, done: float, total: int) -> None:
        if not float(done).is_integer():
            talk.send([int(each) for each in CHILDREN.read_text().split()])
            talk.recv()

    library_in(index).ingest([folder], progress=tell)


def test_a_writer_holds_off_another_but_no_reader_and_leaves_nothing_behind(
    stage: Stage, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    stage.begin(index, kind="update")
    library = library_in(index)
    before = library.articles()
    ours, theirs = FORKS.Pipe()
    writer = FORKS.Process(target=wait_to_be_killed, args=(stage.folder, index, theirs))
    writer.start()
    (reading,) = map(os.pidfd_open, ours.recv())
    with pytest.raises(StoreError, match="Another program is changing"):
        library.ingest([stage.folder])
    with pytest.raises(StoreError, match="Another program is changing"):
        library.remove(before[0].article_id)
    assert library_in(index).articles() == before
    assert len(library.lexical.search([Term(words=("road",))], k=3)) == 3
    assert select.select([reading], [], [], 0)[0] == []
    writer.kill()
    writer.join()
    assert select.select([reading], [], [], SECONDS_TO_END)[0] == [reading]
    os.close(reading)
    assert run(stage.folder, index).status == 0
    stage.check(index)
