"""What the catalogue keeps for retrieval: vectors, dates and words, and that it sees every change.

The embedder is one of words' hashes, so that a text's vector is known beforehand.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy
import pytest
from word_embedder import DIMENSIONS, WordEmbedder

from rag.errors import StoreError
from rag.index import derived, vocabulary
from rag.index.entries import embedded_text, make_entries
from rag.index.filters import Filters
from rag.index.lexical import Term
from rag.index.library import Library
from rag.index.splitting import Cut
from rag.index.storing import Storage, changing, finish
from rag.reading.dates import find_dates
from rag.schema import Article, Passage
from rag.settings import IndexSettings, Settings

PIER = Article(
    article_id="a-1",
    file="a-1",
    title="Pier reopens",
    outlet="Brackwater Courier",
    published=date(2024, 4, 3),
    text="The pier reopened on Monday. Its café serves 1,200 guests a day. The mayor's aunt sang.",
)
MILL = Article(
    article_id="a-2",
    file="a-2",
    outlet="Maristow Post",
    text=" ".join(f"The old mill lost wheel number {each} in the storm." for each in range(12)),
)


@pytest.fixture
def hashed() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def library(tmp_path: Path, hashed: WordEmbedder) -> Iterator[Library]:
    settings = Settings(index=IndexSettings(passage_tokens=32))
    library = Library(tmp_path / "index", settings=settings, embedder=hashed)
    library.add([PIER, MILL])
    yield library
    library.close()


@pytest.fixture
def other(library: Library) -> Iterator[Library]:
    """The same index as another process has it open."""
    other = Library(library.folder, settings=library.settings, embedder=library.embedder)
    yield other
    other.close()


def near(found: numpy.ndarray, *texts: str) -> bool:
    expected = WordEmbedder().embed(texts)
    return found.dtype == numpy.float32 and bool(numpy.allclose(found, expected, atol=1e-3))


def test_passages_have_the_vectors_of_what_is_embedded_for_them(library: Library) -> None:
    catalogue = library.catalogue
    passages = catalogue.passages(catalogue.passage_ids())
    assert len(passages) > 3
    asked = sorted(passages, reverse=True)
    found, vectors = catalogue.passage_vectors([asked[0], "gone:0-9", *asked[1:]])
    assert list(found) == asked
    assert near(vectors, *(embedded_text(passages[each], PIER if each < "a-2" else MILL)
                           for each in asked))  # fmt: skip
    for each, vector in zip(found, vectors, strict=True):
        numpy.testing.assert_allclose(library.vectors.get([each])[0], vector, atol=1e-6)


def test_vectors_within_articles_are_those_of_all_their_passages(library: Library) -> None:
    catalogue = library.catalogue
    for named in ([], ["a-2"], ["a-1", "gone", "a-2"]):
        found, vectors = catalogue.vectors_within(named)
        expected = catalogue.passage_ids(Filters(articles=(*named, "gone")))
        assert sorted(found) == sorted(expected)
        assert catalogue.passages_of(named) == len(found) == len(vectors)
        numpy.testing.assert_array_equal(vectors, catalogue.passage_vectors(found)[1])


def test_sentences_have_vectors_of_their_own(library: Library) -> None:
    for article in (PIER, MILL):
        spans = library.catalogue.sentences(article.article_id)
        assert len(spans) in (3, 12)
        vectors = library.catalogue.sentence_vectors(article.article_id)
        assert near(vectors, *(article.text[start:end] for start, end in spans))
    assert library.catalogue.sentence_vectors("gone").shape[0] == 0


def cut(text: str, *, passages: list[tuple[int, int]], sentences: list[tuple[int, int]]) -> Cut:
    return Cut(
        article=Article(article_id="c", file="c", title="Head", text=text),
        passages=tuple(
            Passage(article_id="c", start=start, end=end, text=text[start:end])
            for start, end in passages
        ),
        sentences=tuple(sentences),
    )


def test_a_sentence_in_two_passages_is_read_where_more_of_it_stands(
    library: Library, hashed: WordEmbedder
) -> None:
    across = cut(
        "One two three four five. Six seven.",
        passages=[(0, 7), (8, 24), (25, 35)],
        sentences=[(0, 24), (25, 35)],
    )
    hashed.parted.clear()
    (entry,) = make_entries([across], catalogue=library.catalogue, embedder=hashed)
    assert hashed.parted == [
        ("Head\nOne two", []),
        ("Head\nthree four five.", ["three four five."]),
        ("Head\nSix seven.", ["Six seven."]),
    ]
    assert near(entry.sentences.astype(numpy.float32), "three four five.", "Six seven.")
    assert entry.passages.shape == (3, DIMENSIONS)


def renew(library: Library, article: Article) -> None:
    with changing(library):
        storage = Storage(library)
        storage.put(article, renew=True)
        storage.store()
        finish(library)


def test_what_stays_of_a_renewed_article_is_not_embedded_again(
    library: Library, hashed: WordEmbedder
) -> None:
    before = library.catalogue.sentence_vectors("a-2")
    passages = library.catalogue.vectors_within(["a-2"])
    hashed.parted.clear()
    renew(library, replace(MILL, place="Maristow"))
    assert hashed.parted == []
    assert library.article("a-2").place == "Maristow"
    numpy.testing.assert_array_equal(library.catalogue.sentence_vectors("a-2"), before)
    numpy.testing.assert_array_equal(library.catalogue.vectors_within(["a-2"])[1], passages[1])
    (_, first_end), *_ = spans = library.catalogue.sentences("a-2")
    renew(library, replace(MILL, asides=((0, first_end + 1),)))
    assert 0 < len(hashed.parted) < len(passages[0]) + 1
    assert library.catalogue.sentences("a-2") == spans[1:]
    vectors = library.catalogue.sentence_vectors("a-2")
    assert near(vectors, *(MILL.text[start:end] for start, end in spans[1:]))


def test_dates_are_those_of_the_text_by_the_articles_day(library: Library) -> None:
    assert library.catalogue.dates("a-1") == find_dates(PIER.text, published=PIER.published)
    assert library.catalogue.dates("a-1")[0].start_date == date(2024, 4, 1)
    assert library.catalogue.dates("gone") == ()


def test_dates_of_a_span_lie_inside_it(library: Library) -> None:
    text = "It opens on Friday, and closes on 3 May 2024."
    library.add([Article(article_id="a-4", file="a-4", published=date(2024, 4, 3), text=text)])
    opens, closes = library.catalogue.dates("a-4")
    assert library.catalogue.dates("a-4", within=(opens.start, opens.end)) == (opens,)
    assert library.catalogue.dates("a-4", within=(opens.start, opens.end - 1)) == ()
    assert library.catalogue.dates("a-4", within=(opens.start + 1, len(text))) == (closes,)


def test_bodies_are_as_they_are_now(library: Library) -> None:
    before = library.catalogue.bodies(["a-2"])["a-2"]
    assert before.article.title == MILL.title
    renew(library, replace(MILL, title="Another title"))
    assert library.catalogue.bodies(["a-2"])["a-2"].article.title == "Another title"


def test_dates_are_read_anew_with_every_other_inferred_day(library: Library) -> None:
    later = Article(article_id="a-3", file="a-3", text="It opens on Friday, for three days.")
    library.add([later])
    assert [each.start_date for each in library.catalogue.dates("a-3")] == [None, None]
    for day in (date(2024, 4, 3), date(2024, 5, 3), None):
        library.catalogue.set_inferred("a-3", inferred=day, found="a guess" if day else None)
        assert library.catalogue.dates("a-3") == find_dates(later.text, published=day)
        assert library.article("a-3").reference_date == day


def test_every_word_of_a_sentence_has_its_vector(library: Library, hashed: WordEmbedder) -> None:
    found = library.catalogue.word_vectors(["pier", "cafe", "mayor", "storm", "pier", "unsaid"])
    assert found.keys() == {"pier", "cafe", "mayor", "storm"}
    for word, vector in found.items():
        assert near(vector, word)
    before = len(hashed.texts)
    library.add([replace(PIER, article_id="b", text="The pier's storm, 1,200 zebras.")])
    assert hashed.texts[before:] == ["zebras"]


@pytest.mark.parametrize("word", ["1200", "x" * 41])
def test_numbers_and_what_is_no_word_have_no_vector(library: Library, word: str) -> None:
    library.add([replace(PIER, article_id="b", text=f"The pier {word}.")])
    assert library.catalogue.word_vectors([word]) == {}


def test_words_are_read_again_once_they_are_forgotten(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "_REMEMBERED", 2)
    for _ in range(2):
        for words in (["pier", "mill", "storm"], ["wheel"], []):
            found = library.catalogue.word_vectors(words)
            assert found.keys() == set(words)
            assert all(near(vector, word) for word, vector in found.items())


def state(library: Library) -> tuple[object, ...]:
    catalogue = library.catalogue
    return (
        catalogue.size(),
        catalogue.outlets(),
        sorted(catalogue.article_ids(Filters(outlets=("brackwater courier",)))),
        catalogue.passages_of(["a-1", "b"]),
    )


def test_what_is_kept_in_memory_follows_every_change(library: Library, other: Library) -> None:
    before = (2, library.vectors.count()), ("Brackwater Courier", "Maristow Post"), ["a-1"], 1
    assert state(library) == state(other) == before
    assert other.catalogue.word_vectors(["zebras"]) == {}
    library.add([replace(PIER, article_id="b", outlet="The Tern", text="Zebras.")])
    outlets = ("Brackwater Courier", "Maristow Post", "The Tern")
    assert state(other) == state(library) == ((3, library.vectors.count()), outlets, ["a-1"], 2)
    assert other.catalogue.word_vectors(["zebras"]).keys() == {"zebras"}
    other.remove("b")
    assert state(library) == state(other) == before


def test_nothing_is_read_again_where_nothing_changed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(library), library.catalogue.word_vectors(["pier"]).keys()
    monkeypatch.delattr("rag.index.database.Database.rows")
    assert (state(library), library.catalogue.word_vectors(["pier"]).keys()) == before


def note_and_fail(library: Library, *, statement: str) -> None:
    with library.catalogue.transaction() as connection:
        library.catalogue.note_unfinished(True)
        connection.execute("DELETE FROM sources")
        connection.execute(statement)
        assert state(library)[0] == (0, 0)
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("statement", "error"),
    [("DELETE FROM articles", KeyboardInterrupt), ("DELETE FROM nothing", StoreError)],
)
def test_a_transaction_within_another_is_undone_with_it(
    library: Library, statement: str, error: type[BaseException]
) -> None:
    before = state(library)
    with pytest.raises(error):
        note_and_fail(library, statement=statement)
    assert not library.catalogue.is_unfinished
    assert library.catalogue.rows("SELECT count(*) FROM sources") == [(2,)]
    assert state(library) == before


def test_an_article_takes_all_it_had_with_it(library: Library) -> None:
    for article_id in ("a-1", "a-2"):
        library.remove(article_id)
    with sqlite3.connect(library.folder / "catalogue.sqlite3") as connection:
        for table in ("articles", "bodies", "passages", "dates", "sources", "sketches"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    connection.close()
    assert library.vectors.count() == library.lexical.count() == 0


def test_words_count_as_if_removed_passages_had_never_been(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "_WASTED", 0)
    expected = library.lexical.search([Term(words=("mill",))], k=3)
    library.add([replace(MILL, article_id=f"b-{each}") for each in range(3)])
    assert library.lexical.search([Term(words=("mill",))], k=3) != expected
    for each in range(3):
        library.remove(f"b-{each}")
    assert library.lexical.wasted() == 0
    assert library.lexical.search([Term(words=("mill",))], k=3) == expected
