"""Ingest killed at random moments: the next run makes the index what an undisturbed one is.

The embedder here is a quick one of words' hashes, so that kills fall on the storing that is tested
and not on a model's work; all else is real: files, reading processes, SQLite, Chroma and SIGKILL.
"""

import hashlib
import multiprocessing
import os
import select
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

import numpy
import pytest

from rag.errors import StoreError
from rag.index import storing
from rag.index.catalogue import FILE_NAME, Catalogue
from rag.index.filters import EVERYTHING
from rag.index.library import VECTORS_FOLDER, Library
from rag.index.vectors import Vectors
from rag.protocols import WordVectors
from rag.settings import Settings

DIMENSIONS = 64
TABLES = {
    "about": "SELECT * FROM about",
    "articles": "SELECT * FROM articles",
    "files": "SELECT * FROM files",
    "sources": "SELECT * FROM sources",
    "passages": 'SELECT passage_id, article_id, "start", "end" FROM passages',
    "words": "SELECT passage_id, w.title, w.text FROM words w "
    "LEFT JOIN passages ON passage = w.rowid",
    "sketches": "SELECT article_id, minhash FROM sketches",
    "bands": "SELECT value, article_id FROM bands LEFT JOIN sketches USING (sketch)",
    "likenesses": "SELECT min(one.article_id, two.article_id), max(one.article_id, two.article_id) "
    "FROM likenesses JOIN sketches one USING (sketch) JOIN sketches two ON two.sketch = earlier",
    "voices": "SELECT * FROM voices",
}
"""All that the catalogue holds, but for the numbers of rows."""

CHILDREN = Path("/proc/thread-self/children")
SECONDS_TO_END = 10
KILLED = -signal.SIGKILL
STORES = {"catalogue.py", "sources.py", "vectors.py"}
"""The modules that write for others; a write is known by the line that asks them."""

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["chromadb", "llama_index.core.node_parser", "nltk", "rag.index.storing", "rag.index.ingest"]
)


class WordEmbedder:
    """rag.protocols.Embedder: a text is the sum of its words' random directions."""

    identity = "words@1"

    def embed(self, texts: Sequence[str]) -> numpy.ndarray:
        sums = [
            numpy.sum([_direction(word) for word in text.lower().split()], axis=0) for text in texts
        ]
        vectors = numpy.array(sums, dtype=numpy.float32).reshape(len(texts), DIMENSIONS)
        unit: numpy.ndarray = vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def embed_words(self, texts: Sequence[str]) -> list[WordVectors]:
        raise NotImplementedError

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def load(self) -> None:
        """Nothing is to be loaded."""


def _direction(word: str) -> numpy.ndarray:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
    return numpy.random.default_rng(seed).standard_normal(DIMENSIONS)


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
    """Let each transaction and each change of vectors be told once it is done."""
    transaction, add, remove = Catalogue.transaction, Vectors.add, Vectors.remove

    @contextmanager
    def told_transaction(self: Catalogue) -> Iterator[sqlite3.Connection]:
        with transaction(self) as connection:
            yield connection
        told(asking())

    def told_add(self: Vectors, *arguments: Any) -> None:
        add(self, *arguments)
        told(asking())

    def told_remove(self: Vectors, *arguments: Any) -> None:
        remove(self, *arguments)
        told(asking())

    replaced: Any = {"transaction": told_transaction, "add": told_add, "remove": told_remove}
    Catalogue.transaction = replaced["transaction"]  # type: ignore[method-assign]
    Vectors.add, Vectors.remove = replaced["add"], replaced["remove"]  # type: ignore[method-assign]


def ingest(folder: Path, index: Path, talk: Connection, kill_at: int) -> None:
    """Ingest in a process of its own, which ends after the write of that number; tell them all."""
    storing._PASSAGES_AT_ONCE = 4  # so that even few articles are stored in several steps
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
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        return {
            name: sorted(connection.execute(query).fetchall(), key=repr)
            for name, query in TABLES.items()
        }


def vectors(index: Path) -> dict[str, numpy.ndarray]:
    stored = Vectors(index / VECTORS_FOLDER)
    return {each: stored.get([each])[0] for each in sorted(stored.ids())}


@dataclass(frozen=True)
class Stage:
    """The folder in its second state, an index of its first, and what an undisturbed run gives.

    `writes` and `seconds` are those of undisturbed runs.
    """

    folder: Path
    before: Path
    rows: dict[str, list[tuple[object, ...]]]
    vectors: dict[str, numpy.ndarray]
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
        found = vectors(index)
        assert found.keys() == self.vectors.keys()
        for passage_id, vector in found.items():
            numpy.testing.assert_allclose(vector, self.vectors[passage_id], atol=1e-6)


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
    expected = rows(place / "whole"), vectors(place / "whole")
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
    assert library.catalogue.search(["road"], filters=EVERYTHING, k=3)
    assert select.select([reading], [], [], 0)[0] == []
    writer.kill()
    writer.join()
    assert select.select([reading], [], [], SECONDS_TO_END)[0] == [reading]
    os.close(reading)
    library.ingest([stage.folder])
    stage.check(index)
