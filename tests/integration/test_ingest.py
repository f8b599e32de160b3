"""Ingest into a real index: what it adds, leaves, updates and removes, and what it survives."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy
import pytest
from newsroom import FERRY, LIBRARY, UNDATED_FERRY, CountingEmbedder, again, files, stores_agree

from rag.errors import IngestError, StoreError
from rag.index.catalogue import FILE_NAME
from rag.index.lexical import Term
from rag.index.library import Library
from rag.index.report import Duplicate
from rag.retrieval.hybrid import HybridRetriever
from rag.schema import Question


def found(library: Library, text: str = "When will Lornhaven launch its ferry?") -> list[str]:
    question = Question(text=text, as_of=date(2025, 5, 7))
    return [each.text for each in HybridRetriever(library).retrieve(question).evidence]


def test_adds_every_article_with_its_vectors(library: Library, articles: Path) -> None:
    report = library.ingest([articles])
    assert set(report.added) == {"ferry.txt", "library.txt"} == files(library)
    assert (report.articles, report.passages) == library.catalogue.size()
    assert (report.updated, report.unchanged, report.removed, report.refused) == ((), (), (), ())
    assert stores_agree(library)
    assert "launch its new ferry on Friday" in found(library)[0]


def test_a_second_run_embeds_nothing(
    library: Library, articles: Path, embedder: CountingEmbedder
) -> None:
    before = embedder.passages
    first = library.ingest([articles])
    assert embedder.passages == before + first.passages
    words = embedder.words
    report = library.ingest([articles])
    assert (embedder.passages, embedder.words) == (before + first.passages, words)
    assert set(report.unchanged) == {"ferry.txt", "library.txt"}
    assert report.added == ()


def test_a_changed_file_is_read_anew_and_its_old_words_go(
    library: Library, articles: Path, embedder: CountingEmbedder
) -> None:
    library.ingest([articles])
    before = embedder.passages
    (articles / "ferry.txt").write_text(FERRY.replace("Friday", "Sunday"), "utf-8")
    report = library.ingest([articles])
    assert (report.updated, report.unchanged) == (("ferry.txt",), ("library.txt",))
    assert embedder.passages == before + 1
    assert report.articles == 2
    assert stores_agree(library)
    assert any("Sunday" in each for each in found(library))
    assert not any("Friday" in each for each in found(library))


def test_a_vanished_file_goes_and_files_elsewhere_stay(
    library: Library, articles: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text(FERRY.replace("Lornhaven", "Port Ellis"), "utf-8")
    library.ingest([articles, elsewhere])
    (articles / "ferry.txt").unlink()
    assert library.ingest([articles]).removed == ("ferry.txt",)
    assert files(library) == {"library.txt", "elsewhere.txt"}
    assert stores_agree(library)


def test_the_same_content_under_two_names_is_one_article(library: Library, articles: Path) -> None:
    (articles / "same.txt").write_text(FERRY, "utf-8")
    report = library.ingest([articles])
    assert report.duplicates == (Duplicate(file="same.txt", of=("ferry.txt",), exact=True),)
    assert report.articles == 2
    (articles / "ferry.txt").unlink()
    assert library.ingest([articles]).articles == 2
    assert files(library) == {"same.txt", "library.txt"}
    assert stores_agree(library)


def test_a_bad_file_stops_no_good_one(library: Library, articles: Path) -> None:
    (articles / "blank.txt").write_bytes(b" \n")
    (articles / "picture.txt").write_bytes(bytes(range(256)) * 8)
    report = library.ingest([articles])
    assert [each.file for each in report.refused] == ["blank.txt", "picture.txt"]
    assert all(each.problem and each.mend for each in report.refused)
    assert set(report.added) == {"ferry.txt", "library.txt"} == files(library)


def test_a_file_that_can_no_longer_be_read_keeps_its_article(
    library: Library, articles: Path
) -> None:
    library.ingest([articles])
    (articles / "ferry.txt").write_bytes(b"")
    for _ in range(2):
        (refused,) = library.ingest([articles]).refused
        assert refused.file == "ferry.txt"
        assert refused.problem == "ferry.txt is empty. Its earlier text stays."
    assert files(library) == {"ferry.txt", "library.txt"}


@pytest.mark.parametrize("wrong", ["empty", "missing", "bad"])
def test_where_nothing_can_be_read_the_index_is_as_it_was(
    library: Library, articles: Path, tmp_path: Path, wrong: str
) -> None:
    library.ingest([articles])
    before = library.articles(), library.vectors.ids(), found(library)
    if wrong != "missing":
        (tmp_path / wrong).mkdir()
    if wrong == "bad":
        (tmp_path / wrong / "ferry.txt").write_bytes(b"")
    with pytest.raises(IngestError):
        library.ingest([tmp_path / wrong])
    assert (library.articles(), library.vectors.ids(), found(library)) == before
    assert not library.catalogue.is_unfinished


@pytest.mark.parametrize("name", ["empty", "missing", "blank.txt"])
def test_where_nothing_can_be_read_no_index_is_made(
    library: Library, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "blank.txt").write_bytes(b"")
    with pytest.raises(IngestError):
        library.ingest([tmp_path / name])
    with pytest.raises(StoreError, match="no index"):
        again(library).articles()


def test_a_second_writer_is_turned_away(library: Library, articles: Path) -> None:
    library.ingest([articles])
    holding = (
        "import sys; from filelock import FileLock\n"
        "with FileLock(sys.argv[1]): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", holding, str(library.folder / "writing.lock")]
    (articles / "ferry.txt").unlink()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match="Another program is changing"):
            library.ingest([articles])
        assert "launch its new ferry on Friday" in found(library)[0]
        other.communicate()
    assert library.ingest([articles]).removed == ("ferry.txt",)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("format", "0", "another version"),
        ("embedder", "other@0123", "embedder other@0123"),
        ("passage_tokens", "64", "passage_tokens 64, not 256.* Set index.passage_tokens back"),
    ],
)
def test_an_index_of_another_making_is_left_alone(
    library: Library, articles: Path, name: str, value: str, told: str
) -> None:
    library.ingest([articles])
    library.close()
    with sqlite3.connect(library.folder / FILE_NAME) as connection:
        connection.execute("UPDATE about SET value = ? WHERE name = ?", (value, name))
    connection.close()
    before = (library.folder / FILE_NAME).read_bytes()
    with pytest.raises(StoreError, match=told):
        again(library).articles()
    with pytest.raises(StoreError, match=told):
        again(library).ingest([articles])
    assert (library.folder / FILE_NAME).read_bytes() == before


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0" + b"x" * 99])
def test_a_broken_index_is_told_and_left_alone(
    library: Library, articles: Path, content: bytes
) -> None:
    library.folder.mkdir()
    (library.folder / FILE_NAME).write_bytes(content)
    with pytest.raises(StoreError, match="can't be used"):
        library.articles()
    with pytest.raises(StoreError, match="can't be used"):
        library.ingest([articles])
    assert (library.folder / FILE_NAME).read_bytes() == content


def test_an_ingest_ended_midway_is_finished_by_the_next(library: Library, articles: Path) -> None:
    def end_at_the_second(file: str, done: float, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.ingest([articles], progress=end_at_the_second)
    assert library.ingest([articles]).articles == 2
    assert not library.catalogue.is_unfinished
    assert stores_agree(library)


def lose(library: Library) -> None:
    known = library.catalogue.passage_ids()
    library.vectors.remove(known)
    library.lexical.remove(known)


def lose_one(library: Library) -> None:
    first, second = sorted(library.catalogue.passage_ids())
    library.vectors.remove([first])
    library.lexical.remove([second])


def leave_one_over(library: Library) -> None:
    (passage, *_) = library.catalogue.passages(library.catalogue.passage_ids()).values()
    stray = replace(passage, start=9000, end=9999)
    library.vectors.add([stray.passage_id], numpy.ones((1, 384)))
    library.lexical.add([(stray, library.article(passage.article_id))])


@pytest.mark.parametrize("damage", [lose, lose_one, leave_one_over])
def test_what_is_searched_is_made_to_agree_with_the_catalogue_without_embedding(
    library: Library, articles: Path, embedder: CountingEmbedder, damage: Callable[..., None]
) -> None:
    library.ingest([articles])
    known = sorted(library.catalogue.passage_ids())
    before = [library.vectors.get([each]) for each in known], words_found(library)
    damage(library)
    assert not stores_agree(library)
    counts = embedder.passages, embedder.words
    library.ingest([articles])
    assert stores_agree(library)
    assert (embedder.passages, embedder.words) == counts
    after = [library.vectors.get([each]) for each in known], words_found(library)
    numpy.testing.assert_array_equal(after[0], before[0])
    assert after[1] == before[1]


def words_found(library: Library) -> list[set[str]]:
    stems = ("ferri", "librari", "close")
    return [
        {each for each, _ in library.lexical.search([Term(words=(stem,))], k=9)} for stem in stems
    ]


def test_a_lost_index_of_words_is_made_again(library: Library, articles: Path) -> None:
    library.ingest([articles])
    before = words_found(library)
    shutil.rmtree(library.folder / "lexical")
    opened = again(library)
    opened.ingest([articles])
    assert stores_agree(opened)
    assert words_found(opened) == before
    opened.close()


def test_an_undated_article_takes_the_date_of_its_story(library: Library, articles: Path) -> None:
    (articles / "undated.txt").write_text(UNDATED_FERRY, "utf-8")
    assert library.ingest([articles]).undated == ()
    (undated,) = (each for each in library.articles() if each.file == "undated.txt")
    assert (undated.published, undated.inferred) == (None, date(2025, 5, 5))
    assert "ferry.txt" in undated.provenance["inferred"]
    (friday,) = library.catalogue.dates(undated.article_id)
    assert (friday.text, friday.start_date) == ("Friday", date(2025, 5, 9))
    (articles / "ferry.txt").unlink()
    assert library.ingest([articles]).undated == ("undated.txt",)
    (undated,) = (each for each in library.articles() if each.file == "undated.txt")
    assert (undated.inferred, undated.provenance.get("inferred")) == (None, None)
    assert [each.start_date for each in library.catalogue.dates(undated.article_id)] == [None]


def test_readers_go_on_during_a_write(library: Library, articles: Path) -> None:
    library.ingest([articles])
    reader = again(library)
    before = files(reader), found(reader)
    seen = []
    (articles / "ferry.txt").unlink()
    (articles / "tower.txt").write_text(LIBRARY.replace("library", "tower"), "utf-8")

    def read_meanwhile(file: str, done: float, total: int) -> None:
        with library.catalogue.transaction():
            seen.append((files(reader), found(reader)))

    library.ingest([articles], progress=read_meanwhile)
    assert len(seen) > 1
    assert all(each == before for each in seen)
    assert files(reader) == {"library.txt", "tower.txt"}
    reader.close()


def test_an_article_removed_by_hand_is_gone_from_both_halves(
    library: Library, articles: Path
) -> None:
    library.ingest([articles])
    (ferry,) = (each for each in library.articles() if each.file == "ferry.txt")
    assert library.remove(ferry.article_id) == ferry
    assert files(library) == {"library.txt"}
    assert stores_agree(library)
    assert not any("ferry" in each for each in found(library))


def test_an_inferred_date_goes_with_the_article_removed_by_hand(
    library: Library, articles: Path
) -> None:
    (articles / "undated.txt").write_text(UNDATED_FERRY, "utf-8")
    library.ingest([articles])
    (ferry,) = (each for each in library.articles() if each.file == "ferry.txt")
    library.remove(ferry.article_id)
    assert {each.reference_date for each in library.articles()} == {None, date(2025, 5, 6)}


def test_removing_where_there_is_no_index_makes_none(library: Library) -> None:
    with pytest.raises(StoreError, match="no index"):
        library.remove("0123456789ab")
    assert not library.folder.exists()


def test_broken_vectors_are_told(library: Library, articles: Path) -> None:
    (library.folder / "chroma").mkdir(parents=True)
    (library.folder / "chroma" / "chroma.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="The vectors in "):
        library.ingest([articles])


def test_what_lies_in_a_folder_that_cannot_be_listed_stays(
    library: Library, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = articles / "inner"
    inner.mkdir()
    (articles / "library.txt").rename(inner / "library.txt")
    library.ingest([articles])
    (articles / "tower.txt").write_text(LIBRARY.replace("library", "tower"), "utf-8")
    gone = inner / "library.txt"
    gone.unlink()

    def unlistable(path: str, *rest: object) -> Iterator[object]:
        if Path(path) == inner:
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    scandir = os.scandir
    monkeypatch.setattr("os.scandir", unlistable)
    report = library.ingest([articles])
    assert (report.added, report.removed) == (("tower.txt",), ())
    assert [each.file for each in report.refused] == ["inner"]
    assert {article.file for article in library.articles()} >= {"library.txt", "ferry.txt"}
