"""The lexical index: what is found in it, and in which order. Real tantivy, in real folders."""

import random
from pathlib import Path

import pytest
from wordings import VOCABULARY, found, make_row, random_rows, term

from rag.index.lexical import FieldWeights, Lexical, Term

TEXT_ONLY = FieldWeights(title=0.0)


@pytest.fixture
def lexical(tmp_path: Path) -> Lexical:
    return Lexical(tmp_path / "lexical")


def test_rare_words_count_more_than_frequent_ones(lexical: Lexical) -> None:
    rows = [make_row(number, f"The quay and {word}") for number, word in enumerate(VOCABULARY)]
    lexical.add(rows)
    assert found(lexical, "quay", "crane")[0] == VOCABULARY.index("crane")
    assert lexical.frequencies(["quay", "crane", "zeppelin"]) == {
        "quay": 10, "crane": 1, "zeppelin": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("the ferries sailed", "ferry"),
        ("El Niño came", "nino"),
        ("U.S. harbours", "US"),
        ("the sea-bed there", "seabed"),
        ("the seabed there", "seabed"),
        ("the sea-bed there", "sea"),
        ("the sea-bed there", "bed"),
        ("worth 1,250 crowns", "1250"),
    ],
)
def test_words_are_found_however_they_are_written(
    lexical: Lexical, written: str, asked: str
) -> None:
    lexical.add([make_row(1, written), make_row(2, "nothing of that kind")])
    assert found(lexical, asked) == [1]


@pytest.mark.parametrize(
    ("phrase", "numbers"),
    [
        ("the lock of the barge", [1]),
        ("barge of the lock", [2]),
        ("sea bed", [3]),
        ("lock quay", []),
        ("the seabed", [3]),
        ("seabed mined seabed", [3]),
    ],
)
def test_phrases_are_found_in_their_order_only(
    lexical: Lexical, phrase: str, numbers: list[int]
) -> None:
    lexical.add([
        make_row(1, "The lock of the barge"),
        make_row(2, "The barge of the lock at a quay"),
        make_row(3, "The sea-bed, not the seabed mined; seabed"),
    ])  # fmt: skip
    assert found(lexical, phrase) == numbers


def test_fields_weigh_what_they_are_given(lexical: Lexical) -> None:
    lexical.add([
        make_row(1, "A pilot left", title="Tides", outlet="The Quay Gazette"),
        make_row(2, "A quay of stone, a long quay", title="Tides", outlet="Courier"),
        make_row(3, "Another pilot", title="The quay", outlet="Courier"),
    ])  # fmt: skip
    assert set(found(lexical, "quay")) == {2, 3}
    assert found(lexical, "quay", weights=TEXT_ONLY) == [2]
    assert found(lexical, "quay", weights=FieldWeights(text=0.0)) == [3]
    assert found(lexical, "quay", weights=FieldWeights(title=9.0))[0] == 3
    assert found(lexical, "quay", weights=FieldWeights(outlet=9.0))[0] == 1
    assert found(lexical, "quay", weights=FieldWeights(text=0, title=0)) == []


def test_terms_weigh_what_they_are_given(lexical: Lexical) -> None:
    lexical.add([make_row(1, "a barge"), make_row(2, "a crane")])
    for heavy, light, first in (("barge", "crane", 1), ("crane", "barge", 2)):
        hits = lexical.search([term(heavy, 3.0), term(light, 0.5)], k=2)
        assert int(hits[0][0].split(":")[0]) == first
        assert hits[0][1] == pytest.approx(6 * hits[1][1], rel=1e-3)
    assert len(lexical.search([term("barge"), term("crane", 0.0)], k=2)) == 1


@pytest.mark.parametrize(
    "hostile", ["text:barge", '"', "barge AND crane", "*", "barge~2", "[a TO z]", "\0", "(", "^9"]
)
def test_nothing_searched_for_is_an_operator(lexical: Lexical, hostile: str) -> None:
    lexical.add([make_row(1, "a barge"), make_row(2, "a crane")])
    assert lexical.search([Term(words=(hostile,)), Term(words=(hostile, hostile))], k=5) == ()
    assert lexical.search([Term(words=())], k=5) == ()


@pytest.mark.parametrize("k", [1, 7, 50, 400])
def test_the_order_does_not_hang_on_how_the_index_was_written(tmp_path: Path, k: int) -> None:
    rows = random_rows(300)
    together, apart = Lexical(tmp_path / "together"), Lexical(tmp_path / "apart")
    together.add(rows)
    random.Random(2).shuffle(rows)
    for start in range(0, len(rows), 25):
        apart.add(rows[start : start + 25])
    for asked in (VOCABULARY[:1], VOCABULARY[:4], VOCABULARY):
        terms = [term(word, weight=1 + number / 7) for number, word in enumerate(asked)]
        assert together.search(terms, k=k) == apart.search(terms, k=k)


def test_equal_passages_come_in_order_of_their_ids(lexical: Lexical) -> None:
    lexical.add([make_row(number, "the same barge") for number in reversed(range(500))])
    assert [each for each, _ in lexical.search([term("barge")], k=30)] == [
        f"{number:06d}:0-14" for number in range(30)
    ]


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("passing_rank_worst", [False, True])
def test_a_narrowed_search_is_the_whole_one_less_what_does_not_pass(
    many: Lexical, share: float, passing_rank_worst: bool
) -> None:
    asked = [term("quay"), term("barge", 2.0)]
    everything = many.search(asked, k=5_000)
    ids = [passage_id.split(":")[0] for passage_id, _ in everything]
    if not passing_rank_worst:
        random.Random(3).shuffle(ids)
    within = frozenset(ids[-round(len(ids) * share) :])
    expected = tuple(hit for hit in everything if hit[0].split(":")[0] in within)
    for k in (1, 20, 5_000):
        assert many.search(asked, k=k, within=within) == expected[:k]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Lexical:
    """More articles than are named to tantivy one by one."""
    lexical = Lexical(tmp_path_factory.mktemp("many"))
    lexical.add(random_rows(4_000))
    return lexical


def test_within_no_articles_nothing_is_found(many: Lexical) -> None:
    assert many.search([term("quay")], k=5, within=frozenset()) == ()
    assert many.search([term("quay")], k=5, within=frozenset({"no such article"})) == ()
