"""Copies in a collection: found as they come, one voice in search, answers and disagreements."""

import json
import random
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from console import Command
from story_factory import OTHER_REPORT, STORY, text_of, weather
from word_embedder import WordEmbedder

from rag.answering.assistant import Assistant
from rag.assemble import Models, build_library
from rag.index.catalogue import Catalogue
from rag.index.copies import clusters, link_copies
from rag.index.entries import make_entries
from rag.index.library import Library
from rag.index.report import Duplicate
from rag.index.splitting import Cut
from rag.retrieval.hybrid import HybridRetriever
from rag.schema import Answer, Article, Question
from rag.settings import Settings

TODAY = date(2026, 2, 12)
WHOLE = text_of(*STORY)
BEGINNING, END = text_of(*STORY[:4]), text_of(*STORY[3:])
OWN = (
    "The Gazette's own reporter met the lock keeper's daughter Mina Oake, who had rung the chapel "
    "bell for an hour so that nobody in the lower town would sleep through the flood."
)


def article(name: str, text: str, **fields: object) -> Article:
    return Article(article_id=name, file=f"{name}.txt", text=text, **fields)  # type: ignore[arg-type]


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    made = Catalogue(tmp_path, made_with={}, create=True)
    yield made
    made.close()


def store(catalogue: Catalogue, *articles: Article) -> tuple[Duplicate, ...]:
    cuts = [Cut(article=each, passages=(), sentences=()) for each in articles]
    catalogue.add(make_entries(cuts, catalogue=catalogue, embedder=WordEmbedder()))
    return link_copies(catalogue)


def remove(catalogue: Catalogue, name: str) -> None:
    with catalogue.transaction() as connection:
        connection.execute("DELETE FROM articles WHERE article_id = ?", (name,))
    link_copies(catalogue)


def voices(catalogue: Catalogue) -> dict[str, str]:
    return {each.article_id: each.voice for each in catalogue.articles()}


def test_copies_know_of_each_other(catalogue: Catalogue) -> None:
    found = store(
        catalogue,
        article("c", WHOLE, outlet="Northern Wire"),
        article("a", WHOLE.upper()),
        article("b", text_of(*STORY[:5]), outlet="Daily Meridian"),
        article("d", text_of(*OTHER_REPORT)),
    )
    assert found == (
        Duplicate(file="a.txt", of=("c.txt",), exact=True),
        Duplicate(file="b.txt", of=("c.txt", "a.txt"), exact=False),
    )
    assert voices(catalogue) == {"a": "a", "b": "a", "c": "a", "d": "d"}
    copies = catalogue.article("a").copies
    assert [(each.article_id, each.outlet, each.file) for each in copies] == [
        ("b", "Daily Meridian", "b.txt"),
        ("c", "Northern Wire", "c.txt"),
    ]
    assert catalogue.article("d").copies == ()


def test_voices_are_the_same_in_whatever_order_articles_come(tmp_path: Path) -> None:
    all_ = [
        *(article("a", BEGINNING), article("b", WHOLE), article("c", END)),
        article("d", text_of(*OTHER_REPORT)),
    ]
    for number, order in enumerate(permutations(all_)):
        folder = tmp_path / str(number)
        folder.mkdir()
        catalogue = Catalogue(folder, made_with={}, create=True)
        for part in (order,) if number % 2 else ([each] for each in order):
            store(catalogue, *part)
        assert voices(catalogue) == {"a": "a", "b": "a", "c": "a", "d": "d"}
        catalogue.close()


def test_what_a_removed_article_joined_comes_apart(catalogue: Catalogue) -> None:
    store(catalogue, article("a", BEGINNING), article("b", WHOLE), article("c", END))
    assert set(voices(catalogue).values()) == {"a"}
    remove(catalogue, "b")
    assert voices(catalogue) == {"a": "a", "c": "c"}
    assert catalogue.rows("SELECT * FROM voices") == []
    assert catalogue.rows("SELECT count(*) FROM bands") == [(128,)]
    store(catalogue, article("b", WHOLE))
    assert voices(catalogue) == {"a": "a", "b": "a", "c": "a"}


def test_linking_again_finds_nothing_new(catalogue: Catalogue) -> None:
    store(catalogue, article("a", WHOLE), article("b", WHOLE))
    before = catalogue.rows("SELECT * FROM sketches")
    assert store(catalogue, article("a", WHOLE)) == ()
    assert catalogue.rows("SELECT * FROM sketches") == before


def test_asides_are_no_part_of_what_is_compared(catalogue: Catalogue) -> None:
    masthead = "Quillport Gazette. " * 60
    text = f"{masthead}\n{STORY[0]}"
    store(
        catalogue,
        article("a", f"{STORY[0]}\n{STORY[1]}"),
        article("b", f"{masthead}\n{STORY[0]}\n{STORY[1]}", asides=((0, len(masthead)),)),
        article("c", f"{masthead}\n{OTHER_REPORT[2]}", asides=((0, len(masthead)),)),
        article("d", text, asides=((0, len(text)),)),
        article("e", text, asides=((0, len(text)),)),
    )
    assert voices(catalogue) == {"a": "a", "b": "a", "c": "c", "d": "d", "e": "e"}


def test_an_article_whose_asides_change_is_compared_again(catalogue: Catalogue) -> None:
    other = text_of(*OTHER_REPORT, *OTHER_REPORT)
    store(catalogue, article("a", WHOLE), article("b", f"{other}\n{WHOLE}"))
    assert voices(catalogue) == {"a": "a", "b": "b"}
    store(catalogue, article("b", f"{other}\n{WHOLE}", asides=((0, len(other)),)))
    assert voices(catalogue) == {"a": "a", "b": "a"}


def test_notices_of_one_template_stay_apart(catalogue: Catalogue) -> None:
    dice = random.Random(4)
    days = [
        weather(
            dice.choice(["Monday", "Tuesday", "Thursday"]),
            *(dice.randint(10, 30), dice.randint(-5, 9), dice.randint(5, 90)),
            *(dice.randint(0, 100), f"{dice.randint(16, 21)}:{dice.randint(10, 59)}"),
        )
        for _ in range(30)
    ]
    found = store(catalogue, *(article(f"{n:02}", text) for n, text in enumerate(days)))
    assert len(found) <= 2  # of 435 pairs: two days may be alike by chance
    # More are alike than a new one is compared with; its copy is among the first of them.
    (copy,) = store(catalogue, article("copy", f"{days[3]} So says the weather office."))
    assert "03.txt" in copy.of


def test_clusters_take_the_smallest_name() -> None:
    pairs = [("d", "c"), ("b", "c"), ("x", "y"), ("d", "a")]
    assert clusters(pairs) == {**dict.fromkeys("abcd", "a"), "x": "x", "y": "x"}
    assert clusters([]) == {}


CHANGED = WHOLE.replace("63 people", "36 people").replace("sheep were lost", "sheep drowned")
FILES = {
    "wire.txt": ("Northern Wire", WHOLE),
    "gazette.txt": ("Marsh Gazette", text_of(*STORY[:4], OWN, *STORY[4:])),
    "meridian.txt": ("Daily Meridian", CHANGED),
    "herald.txt": ("Tolvane Herald", text_of(*OTHER_REPORT)),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three copies of a report, two of them changed, and another report."""
    made = tmp_path_factory.mktemp("flood")
    for name, (outlet, text) in FILES.items():
        head = f"---\ntitle: The Marrow floods Quillport\noutlet: {outlet}\ndate: 2026-02-10\n---\n"
        (made / name).write_text(f"{head}\n{text}\n", "utf-8")
    return made


@pytest.fixture(scope="module")
def flooded(
    folder: Path, sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    library = build_library(sample_settings, index=tmp_path_factory.mktemp("flooded") / "index")
    report = library.ingest([folder])
    assert [(each.file, each.of, each.exact) for each in report.duplicates] == [
        ("meridian.txt", ("gazette.txt",), False),
        ("wire.txt", ("gazette.txt", "meridian.txt"), False),
    ]
    yield library
    library.close()


@pytest.fixture(scope="module")
def retriever(flooded: Library) -> HybridRetriever:
    return HybridRetriever(flooded)


def ask(retriever: HybridRetriever, settings: Settings, text: str) -> Answer:
    assistant = Assistant(
        retriever=retriever, choose_model=Models(settings).choose, max_tokens=100, given=6
    )
    return assistant.answer(Question(text=text, as_of=TODAY))


def test_what_copies_repeat_is_found_once_and_what_they_add_stays(
    folder: Path, sample_settings: Settings, tmp_path: Path
) -> None:
    # Short passages, so that copies have whole ones alike beside those that were changed.
    short = sample_settings.index.model_copy(update={"passage_tokens": 96})
    settings = sample_settings.model_copy(update={"index": short})
    library = build_library(settings, index=tmp_path / "index")
    library.ingest([folder])
    question = Question(text="What did Orla Vane say of the flood?", as_of=TODAY, k=100)
    found = HybridRetriever(library).search(question)
    library.close()
    texts = [each.passage.text for each in found]
    for said in ("Tom Brill", OWN[:60], "36 people", "63 people", "eleven fire brigades"):
        assert len([text for text in texts if said in text]) == 1
    assert [each.rank for each in found] == list(range(1, len(found) + 1))


def test_the_copy_of_an_outlet_is_found_by_its_name(retriever: HybridRetriever) -> None:
    for outlet, text in FILES.values():
        question = Question(text="What was flooded?", as_of=TODAY, k=100, outlets=(outlet,))
        found = retriever.search(question)
        assert {each.article.outlet for each in found} == {outlet}
        said = " ".join(each.passage.text for each in found)
        assert all(paragraph[:40] in said for paragraph in text.split("\n\n"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Who measured the water at the town bridge?", "Tom Brill"),
        ("When did the river Marrow break its bank at Quillport?", "Seventeen sheep"),
    ],
)
def test_a_sentence_of_one_voice_is_evidence_once(
    retriever: HybridRetriever, asked: str, said: str
) -> None:
    found = retriever.retrieve(Question(text=asked, as_of=TODAY))
    assert len([each for each in found.evidence if said in each.text]) == 1


def test_an_answer_says_who_else_carries_it(
    retriever: HybridRetriever, sample_settings: Settings
) -> None:
    answer = ask(retriever, sample_settings, "Who measured the water at the town bridge?")
    (citation,) = answer.citations
    assert citation.outlet
    assert {citation.outlet, *citation.also_carried_by} == {
        "Northern Wire", "Marsh Gazette", "Daily Meridian",
    }  # fmt: skip


def test_a_value_that_a_copy_changed_is_shown_beside_the_other(
    retriever: HybridRetriever, sample_settings: Settings
) -> None:
    answer = ask(retriever, sample_settings, "How many people had been taken to the school?")
    assert answer.status == "conflicting"
    (conflict,) = answer.conflicts
    assert {each.value for each in conflict.positions} == {"63", "36"}
    assert [len(each.citations) for each in conflict.positions] == [1, 1]
    changed = next(each for each in answer.citations if "36 people" in each.quote)
    assert changed.outlet == "Daily Meridian"
    other = next(each for each in answer.citations if each is not changed)
    assert "Daily Meridian" not in other.also_carried_by
    assert other.outlet not in changed.also_carried_by


def test_the_command_says_who_else_carries_it(
    command: Command, flooded: Library, folder: Path
) -> None:
    asked = ("ask", "Who measured the water at the town bridge?", "--index", flooded.folder)
    plain = command(*asked, "--backend", "extractive")
    (said,) = [line for line in plain.out.splitlines() if "also carried by" in line]
    answer = json.loads(command(*asked, "--backend", "extractive", "--json").out)
    (citation,) = answer["citations"]
    assert said.strip() == f"also carried by {', '.join(citation['also_carried_by'])}"
    assert len(citation["also_carried_by"]) == 2


def test_a_copy_that_is_removed_is_named_no_more(
    tmp_path: Path, folder: Path, sample_settings: Settings
) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    library = build_library(sample_settings, index=tmp_path / "index")
    library.ingest([tmp_path])
    (tmp_path / "meridian.txt").unlink()
    library.ingest([tmp_path])
    copies = {each.file: {copy.file for copy in each.copies} for each in library.articles()}
    assert copies == {"wire.txt": {"gazette.txt"}, "gazette.txt": {"wire.txt"}, "herald.txt": set()}
    library.close()
