"""The lexical index as it is written: by one, read by others, killed and damaged."""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from wordings import VOCABULARY, Row, found, make_row, random_rows, term

from rag.errors import StoreError
from rag.index.lexical import Lexical
from rag.schema import Article

SPAWNS = multiprocessing.get_context("spawn")


@pytest.fixture
def lexical(tmp_path: Path) -> Lexical:
    return Lexical(tmp_path / "lexical")


def test_reading_makes_nothing_on_disk(lexical: Lexical, tmp_path: Path) -> None:
    assert lexical.search([term("quay")], k=5) == ()
    assert lexical.frequencies(["quay"]) == {"quay": 0}
    assert (lexical.count(), lexical.ids(), lexical.wasted()) == (0, frozenset(), 0.0)
    lexical.remove(["000001:0-4"])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_nothing_was_committed_to_is_an_empty_index(
    lexical: Lexical, tmp_path: Path
) -> None:
    (tmp_path / "lexical").mkdir()
    (tmp_path / "lexical/.managed.json").write_text("[]")
    assert lexical.count() == 0
    lexical.add([make_row(1, "A barge")])
    assert found(lexical, "barge") == [1]


def test_storing_twice_stores_once(lexical: Lexical) -> None:
    row = make_row(1, "a barge at the quay", title="Old title")
    lexical.add([row, row, make_row(2, "a crane")])
    lexical.add([(row[0], replace(row[1], title="New name"))])
    assert lexical.count() == 2
    assert found(lexical, "barge") == [1]
    assert found(lexical, "title") == []
    assert found(lexical, "name") == [1]


def test_what_is_removed_is_not_found(lexical: Lexical) -> None:
    rows = random_rows(20)
    lexical.add(rows)
    lexical.remove([rows[3][0].passage_id, rows[4][0].passage_id, "no such id"])
    assert lexical.ids() == {passage.passage_id for passage, _ in rows} - {
        rows[3][0].passage_id,
        rows[4][0].passage_id,
    }
    assert not {3, 4} & set(found(lexical, *VOCABULARY))
    assert lexical.wasted() == pytest.approx(0.1)


def test_stored_once_more_it_ranks_as_if_nothing_had_been_removed(
    lexical: Lexical, tmp_path: Path
) -> None:
    rows = random_rows(60)
    lexical.add(rows)
    lexical.remove([passage.passage_id for passage, _ in rows[:40]])
    asked = [term(word) for word in VOCABULARY[:3]]
    fresh = Lexical(tmp_path / "fresh")
    fresh.add(rows[40:])
    assert lexical.wasted() == pytest.approx(2 / 3)
    assert lexical.search(asked, k=60) != fresh.search(asked, k=60)
    lexical.add(rows[40:])
    assert lexical.wasted() == 0.0
    assert lexical.search(asked, k=60) == fresh.search(asked, k=60)


def test_readers_see_each_commit_with_their_next_search(lexical: Lexical, tmp_path: Path) -> None:
    reader = Lexical(tmp_path / "lexical")
    for number in range(12):
        lexical.add([make_row(number, "a barge")])
        assert reader.count() == number + 1
    process = SPAWNS.Process(target=_add_one, args=(tmp_path / "lexical",))
    process.start()
    process.join()
    assert process.exitcode == 0
    assert reader.count() == lexical.count() == 13


def _add_one(folder: Path) -> None:
    Lexical(folder).add([make_row(99, "a barge from another process")])


def test_a_reader_goes_on_while_the_index_is_made_anew(lexical: Lexical, tmp_path: Path) -> None:
    lexical.add([make_row(1, "a barge")])
    assert lexical.count() == 1
    shutil.rmtree(tmp_path / "lexical")
    assert lexical.count() == 0
    Lexical(tmp_path / "lexical").add([make_row(2, "a barge"), make_row(3, "a crane")])
    assert found(lexical, "barge") == [2]


def test_threads_search_while_one_writes(lexical: Lexical) -> None:
    rows = random_rows(200)
    lexical.add(rows[:100])
    before = lexical.search([term("quay")], k=300)
    with ThreadPoolExecutor(4) as threads:
        searches = [threads.submit(lexical.search, [term("quay")], k=300) for _ in range(50)]
        lexical.add(rows[100:])
        searches += [threads.submit(lexical.search, [term("quay")], k=300) for _ in range(50)]
    after = lexical.search([term("quay")], k=300)
    assert len(after) > len(before)
    assert {each.result() for each in searches} <= {before, after}
    assert searches[-1].result() == after


class Interrupting:
    """An article that does something in the midst of being stored."""

    outlet = ""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act

    @property
    def title(self) -> str:
        self._act()
        return ""


def interrupt(rows: Sequence[Row], *, at: int, act: Callable[[], object]) -> list[Row]:
    """The rows, with an act between two of them."""
    passage, _ = rows[at]
    return [*rows[:at], (passage, cast(Article, Interrupting(act))), *rows[at + 1 :]]


def _die_while_adding(folder: Path, rows: list[Row], at: int) -> None:
    die = partial(os.kill, os.getpid(), signal.SIGKILL)
    Lexical(folder).add(interrupt(rows, at=at, act=die))


@pytest.mark.parametrize("at", [0, 1, 90])
def test_a_killed_writer_leaves_the_index_as_it_was(
    lexical: Lexical, tmp_path: Path, at: int
) -> None:
    rows = random_rows(100)
    lexical.add(rows[:10])
    process = SPAWNS.Process(target=_die_while_adding, args=(tmp_path / "lexical", rows, at))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert lexical.count() == 10
    lexical.add(rows)
    assert lexical.count() == 100
    assert found(lexical, *VOCABULARY) == found(Lexical(tmp_path / "lexical"), *VOCABULARY)


def test_an_error_in_the_midst_of_adding_changes_nothing(lexical: Lexical) -> None:
    rows = random_rows(50)
    lexical.add(rows[:5])
    with pytest.raises(StoreError, match="no space"):
        lexical.add(interrupt(rows, at=30, act=partial(_fail, OSError("no space"))))
    assert lexical.count() == 5
    lexical.add(rows)
    assert lexical.count() == 50


def test_an_interrupted_writer_gives_its_lock_back(lexical: Lexical) -> None:
    rows = random_rows(50)
    with pytest.raises(KeyboardInterrupt):
        lexical.add(interrupt(rows, at=30, act=partial(_fail, KeyboardInterrupt())))
    lexical.add(rows)
    assert lexical.count() == 50


def _fail(error: BaseException) -> None:
    raise error


def test_a_second_writer_is_refused_at_once(lexical: Lexical, tmp_path: Path) -> None:
    refused = list[StoreError]()

    def write_as_well() -> None:
        with pytest.raises(StoreError, match="Another program is changing") as told:
            Lexical(tmp_path / "lexical").add([make_row(7, "a crane")])
        refused.append(told.value)

    lexical.add(interrupt(random_rows(3), at=1, act=write_as_well))
    assert [each.mend for each in refused] == ["Wait until it has ended, then try again."]
    assert lexical.count() == 3


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def blank(file: Path) -> None:
    """Leave the end, by which tantivy knows the file as one of its own, and makes it panic."""
    file.write_bytes(bytes([1] * 16) + file.read_bytes()[16:])


@pytest.mark.parametrize(
    ("pattern", "damage"),
    [
        ("meta.json", cut_short),
        ("*.idx", cut_short),
        ("*.term", cut_short),
        ("*.store", cut_short),
        ("*.fieldnorm", Path.unlink),
        ("*.pos", Path.unlink),
        ("*.store", blank),
        ("*.idx", blank),
        ("*.fast", blank),
    ],
)
def test_a_broken_index_says_what_to_do(
    lexical: Lexical, tmp_path: Path, pattern: str, damage: Callable[[Path], object]
) -> None:
    lexical.add(random_rows(200))
    (file,) = (tmp_path / "lexical").glob(pattern)
    damage(file)
    reader = Lexical(tmp_path / "lexical")
    with pytest.raises(StoreError) as told:
        reader.search([term("quay barge")], k=5)
    assert str(told.value).isprintable()
    assert "delete that folder" in told.value.mend
    shutil.rmtree(tmp_path / "lexical")
    reader.add(random_rows(200))
    assert reader.count() == 200
