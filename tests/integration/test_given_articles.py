"""Articles that come from no file: stored like others, and left alone by every ingest."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from newsroom import CountingEmbedder, files, stores_agree

from rag.index.lexical import Term
from rag.index.library import Library
from rag.index.sources import Sources
from rag.index.storing import Storage, changing, finish
from rag.retrieval.hybrid import HybridRetriever
from rag.schema import Article, Question

FERRY = Article(
    article_id="a-1",
    file="a-1",
    title="New ferry for Lornhaven",
    published=date(2025, 5, 5),
    provenance={"published": "the row's date"},
    text="The harbour board of Lornhaven will launch its new ferry on Friday.",
)
MILL = Article(
    article_id="a-2",
    file="a-2",
    outlet="Maristow Post",
    published=date(2025, 5, 6),
    text="The old mill at Maristow burnt down in the night. Nobody was hurt.",
)
LIBRARY = (
    "Published: 6 May 2025\n\nLibrary closes for repairs\n\n"
    "The town library of Quillby closes its doors for repairs in June.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "library.txt").write_text(LIBRARY, "utf-8")
    return folder


def test_what_is_given_is_stored_as_it_is_and_found(library: Library) -> None:
    seen: list[tuple[str, float, int]] = []
    assert library.add([FERRY, MILL], progress=lambda *told: seen.append(told)) == 2
    assert seen == [("a-1", 0, 2), ("a-2", 1, 2)]
    assert {each.article_id: each for each in library.articles()} == {"a-1": FERRY, "a-2": MILL}
    assert stores_agree(library)
    asked = Question(text="When will Lornhaven launch its ferry?", as_of=date(2025, 5, 7))
    first = HybridRetriever(library).retrieve(asked).evidence[0]
    assert (first.article_id, first.text) == ("a-1", FERRY.text)


def test_what_is_there_already_is_not_embedded_again(
    library: Library, embedder: CountingEmbedder
) -> None:
    library.add([FERRY])
    before = embedder.passages
    assert library.add([FERRY]) == 0
    assert embedder.passages == before
    assert library.add([FERRY, MILL, MILL]) == 1
    assert embedder.passages == before + 1


def test_an_ingest_neither_removes_nor_renames_it(library: Library, folder: Path) -> None:
    library.add([FERRY, MILL])
    report = library.ingest([folder])
    assert (report.added, report.removed, report.articles) == (("library.txt",), (), 3)
    (folder / "library.txt").rename(folder / "moved.txt")
    assert library.ingest([folder]).removed == ("library.txt",)
    assert files(library) == {"a-1", "a-2", "moved.txt"}
    assert stores_agree(library)


def test_it_stays_when_a_file_that_gave_it_too_is_gone(library: Library, folder: Path) -> None:
    library.ingest([folder])
    (read,) = library.articles()
    assert library.add([read]) == 0
    (folder / "library.txt").unlink()
    (folder / "other.txt").write_text(LIBRARY.replace("library", "tower"), "utf-8")
    library.ingest([folder])
    assert files(library) == {"library.txt", "other.txt"}


def test_one_removed_by_hand_is_gone(library: Library, folder: Path) -> None:
    library.add([FERRY, MILL])
    library.remove("a-1")
    library.ingest([folder])
    assert files(library) == {"a-2", "library.txt"}
    assert stores_agree(library)


def test_what_was_interrupted_is_finished_by_the_next(
    library: Library, embedder: CountingEmbedder
) -> None:
    def stop_at_the_second(_name: str, done: float, _total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.add([FERRY, MILL], progress=stop_at_the_second)
    library.add([FERRY, MILL])
    assert not library.catalogue.is_unfinished
    assert files(library) == {"a-1", "a-2"}
    assert stores_agree(library)


def test_one_that_was_stored_but_not_yet_noted_is_noted_by_the_next(
    library: Library, folder: Path
) -> None:
    library.add([FERRY])
    # What is left when the power goes between the two.
    Sources(library.catalogue).remove([*Sources(library.catalogue).digests()])
    assert library.add([FERRY]) == 0
    library.ingest([folder])
    assert files(library) == {"a-1", "library.txt"}


def test_where_the_asides_of_a_text_change_its_passages_follow(
    library: Library, embedder: CountingEmbedder
) -> None:
    text = f"{FERRY.text}\n\nShare this article"
    before = Article(article_id="b", file="b", text=text)
    after = replace(before, asides=((len(FERRY.text) + 2, len(text)),))
    library.add([before])
    (old,) = library.catalogue.passage_ids()
    with changing(library):
        storage = Storage(library)
        assert not storage.put(after, renew=True)
        storage.store()
        finish(library)
    (new,) = library.catalogue.passage_ids()
    assert (old, new) == (f"b:0-{len(text)}", f"b:0-{len(FERRY.text)}")
    assert library.lexical.search([Term(words=("share",))], k=1) == ()
    assert stores_agree(library)


def test_a_collection_without_any_date_infers_none(library: Library) -> None:
    undated = Article(article_id="b", file="b", text=FERRY.text)
    library.add([undated])
    assert [each.inferred for each in library.articles()] == [None]
    library.add([FERRY])
    assert library.article("b").inferred == FERRY.published
