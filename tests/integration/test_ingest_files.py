"""Files that give many articles, that move, and that are one under several names."""

import json
from pathlib import Path

import pytest
from newsroom import FERRY, UNDATED_FERRY, CountingEmbedder, again, files, stores_agree

from rag.index.library import Library
from rag.settings import FieldNames, ReadingSettings, Settings


def rows_file(folder: Path, *rows: str) -> Path:
    """A file of JSON Lines, an article a line."""
    file = folder / "news.jsonl"
    file.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    return file


def row(text: str, **fields: str) -> str:
    return json.dumps({"title": "A row", "published": "2025-05-08", "text": text} | fields)


MILL = "The mill of Tarn End burnt down in the night, and nobody was hurt."
ROAD = "The road from Olave to Skerrow stays closed for the whole of the summer."


def test_a_file_gives_many_articles_and_a_changed_one_embeds_what_is_new(
    library: Library, articles: Path, embedder: CountingEmbedder
) -> None:
    rows_file(articles, row(MILL), row(ROAD))
    report = library.ingest([articles])
    assert (report.articles, set(report.added)) == (
        4,
        {"ferry.txt", "library.txt", "news.jsonl"},
    )
    assert files(library) >= {"news.jsonl, line 1", "news.jsonl, line 2"}
    before = embedder.passages
    rows_file(articles, row(ROAD), row(MILL.replace("night", "morning")))
    assert library.ingest([articles]).updated == ("news.jsonl",)
    assert embedder.passages == before + 1
    assert len(library.articles()) == 4
    assert stores_agree(library)
    assert not any("night" in each.text for each in library.articles())


def test_a_file_with_a_part_that_cannot_be_read_is_read_again_until_it_can(
    library: Library, articles: Path, embedder: CountingEmbedder
) -> None:
    rows_file(articles, row(MILL), "{torn")
    first = library.ingest([articles])
    assert ("news.jsonl" in first.added, first.articles) == (True, 3)
    before = embedder.passages
    again = library.ingest([articles])
    assert [each.file for each in again.refused] == ["news.jsonl"]
    assert again.refused == first.refused
    assert set(again.unchanged) == {"ferry.txt", "library.txt", "news.jsonl"}
    rows_file(articles, row(MILL), row(ROAD))
    mended = library.ingest([articles])
    assert (mended.updated, mended.refused, mended.articles) == (("news.jsonl",), (), 4)
    assert embedder.passages == before + 1


def test_what_is_known_of_a_text_is_renewed_without_embedding_it(
    library: Library, articles: Path, embedder: CountingEmbedder
) -> None:
    rows_file(articles, row(MILL))
    library.ingest([articles])
    before = embedder.passages
    rows_file(articles, row(MILL).replace('"title"', '"headline"'))
    assert library.ingest([articles]).updated == ("news.jsonl",)
    (read,) = (each for each in library.articles() if each.text == MILL)
    assert read.provenance["title"] == "field headline"
    assert embedder.passages == before
    assert len(library.articles()) == 3
    assert stores_agree(library)


def test_the_bar_moves_with_every_article_of_a_file(library: Library, articles: Path) -> None:
    rows_file(articles, *(row(f"{MILL} It was fire {number}.") for number in range(5)))
    steps: list[tuple[float, int]] = []
    library.ingest([articles], progress=lambda _, done, total: steps.append((done, total)))
    assert steps == sorted(steps)
    assert {total for _, total in steps} == {3}
    assert sum(2 < done < 3 for done, _ in steps) == 5


def test_an_unchanged_run_reads_embeds_and_infers_nothing(
    library: Library, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (articles / "undated.txt").write_text(UNDATED_FERRY, "utf-8")
    first = library.ingest([articles])
    for name in ("infer_dates", "link_copies"):
        monkeypatch.delattr(f"rag.index.storing.{name}")
    monkeypatch.delattr("rag.reading.isolation._Worker")
    for name in ("embed", "embed_parts", "load"):
        monkeypatch.setattr(library.embedder, name, None)
    report = again(library).ingest([articles])
    assert set(report.unchanged) == set(first.added)
    assert (report.undated, report.passages) == (first.undated, first.passages)


@pytest.mark.parametrize("new", ["moved.txt", "inner/ferry.txt"])
def test_a_moved_file_keeps_its_article(
    library: Library, articles: Path, embedder: CountingEmbedder, new: str
) -> None:
    library.ingest([articles])
    before = embedder.passages
    (articles / "inner").mkdir()
    (articles / "ferry.txt").rename(articles / new)
    report = library.ingest([articles])
    assert (report.added, report.removed, report.duplicates) == ((new,), ("ferry.txt",), ())
    assert files(library) == {Path(new).name, "library.txt"}
    assert embedder.passages == before


def test_a_file_under_two_paths_is_one(library: Library, articles: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    linked.symlink_to(articles)
    report = library.ingest([articles, linked, articles / "ferry.txt"])
    assert report.added == ("ferry.txt", "library.txt")
    assert library.ingest([linked]).unchanged == ("ferry.txt", "library.txt")


def test_files_of_one_name_are_told_apart(library: Library, articles: Path) -> None:
    for name in ("north", "south"):
        (articles / name).mkdir()
        (articles / name / "ferry.txt").write_text(FERRY.replace("Lornhaven", name), "utf-8")
    (articles / "south" / "empty.txt").write_bytes(b"")
    report = library.ingest([articles])
    assert set(report.added) == {
        "ferry.txt", "library.txt", "north/ferry.txt", "south/ferry.txt",
    }  # fmt: skip
    assert [each.file for each in report.refused] == ["south/empty.txt"]
    (articles / "south" / "ferry.txt").unlink()
    assert library.ingest([articles]).removed == ("south/ferry.txt",)


def test_a_pattern_removes_what_it_would_have_found(library: Library, articles: Path) -> None:
    (articles / "inner").mkdir()
    (articles / "inner" / "mill.txt").write_text(f"The mill\n\n{MILL}\n", "utf-8")
    (articles / "inner" / "road.md").write_text(f"The road\n\n{ROAD}\n", "utf-8")
    assert library.ingest([articles / "**" / "*.txt"]).articles == 3
    library.ingest([articles])
    (articles / "inner" / "mill.txt").unlink()
    (articles / "inner" / "road.md").unlink()
    assert library.ingest([articles / "*.txt"]).removed == ()
    assert library.ingest([articles / "**" / "*.txt"]).removed == ("inner/mill.txt",)
    assert library.ingest([articles]).removed == ("inner/road.md",)


def test_other_names_for_the_fields_of_records_are_read_by(
    library: Library, articles: Path
) -> None:
    rows_file(articles, json.dumps({"words": MILL, "about": "Fire"}))
    library.ingest([articles])
    fields = FieldNames(text=("words",), title=("about",))
    settings = Settings(reading=ReadingSettings(fields=fields))
    other = Library(library.folder, settings=settings, embedder=library.embedder)
    assert "news.jsonl" in other.ingest([articles]).added
    assert "Fire" in {each.title for each in other.articles()}
    other.close()
