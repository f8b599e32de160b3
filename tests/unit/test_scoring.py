"""How passages are scored for the searches of a question. Numbers are made by hand."""

import numpy

from rag.retrieval.scoring import Counts, Weights, rarity, reranked, score


def scored(
    words: list[list[float]],
    *,
    titles: list[list[float]] | None = None,
    sentences: list[list[list[float]]] | None = None,
    lengths: list[float] | None = None,
    rare: list[float] | None = None,
    likeness: list[float] | None = None,
    asked: list[list[float]] | None = None,
    allowed: list[list[bool]] | None = None,
    favoured: list[list[bool]] | None = None,
    phrases: list[float] | None = None,
    **weights: float,
) -> list[float]:
    passages, stems = len(words), len(words[0])
    held = sentences or [[row] for row in words]
    counts = Counts(
        words=numpy.array(words, dtype=float),
        titles=numpy.array(titles if titles else numpy.zeros((passages, stems)), dtype=float),
        sentences=numpy.array([row for rows in held for row in rows], dtype=float),
        begin=numpy.cumsum([0, *(len(rows) for rows in held[:-1])]),
        lengths=numpy.array(lengths or [100.0] * passages),
        rarity=numpy.array(rare or [1.0] * stems),
        phrases=numpy.array(phrases or [0.0] * passages),
    )
    none = [0.0] * passages
    found = score(
        counts,
        numpy.array(likeness or none),
        weights=Weights(**{**dict.fromkeys(Weights.__slots__, 0.0), **weights}),
        asked=numpy.array(asked or [[1.0] * stems]),
        allowed=numpy.array(allowed or [[True] * passages]),
        favoured=numpy.array(favoured or [[False] * passages]),
    )
    assert found.shape == (passages,)
    return [float(each) for each in found]


def test_more_of_the_words_is_better_and_none_is_nothing() -> None:
    both, one, none = scored([[1, 1], [1, 0], [0, 0]])
    assert both > one > none == 0


def test_quoted_words_as_they_stand_count_by_their_share() -> None:
    none, half, both = scored([[1], [1], [1]], phrases=[0, 0.5, 1], phrase=0.5)
    assert none < half < both
    assert len({*scored([[1], [1]], phrases=[0, 1])}) == 1


def test_a_word_said_again_adds_less_each_time() -> None:
    once, twice, thrice = scored([[1], [2], [3]])
    assert twice - once > thrice - twice > 0


def test_rare_words_and_short_passages_count_more() -> None:
    rare, common = scored([[1, 0], [0, 1]], rare=[3.0, 1.0])
    assert rare > common
    short, long = scored([[1], [1]], lengths=[50, 200])
    assert short > long


def test_rarity_falls_with_the_passages_that_hold_a_stem() -> None:
    found = rarity([0, 5, 100], passages=100)
    assert found[0] > found[1] > found[2] > 0
    assert numpy.isfinite(rarity([3], passages=0)).all()  # removed passages may still be counted


def test_words_in_one_sentence_beat_words_spread_out() -> None:
    near, apart = scored(
        [[1, 1], [1, 1]], sentences=[[[1, 1], [0, 0]], [[1, 0], [0, 1]]], sentence=1
    )
    assert near > apart


def test_likeness_puts_the_nearer_first() -> None:
    further, nearer = scored([[1], [1]], likeness=[0.2, 0.9], meaning=1)
    assert nearer > further


def test_the_title_and_the_day_asked_for_count() -> None:
    headed, bare = scored([[1], [1]], titles=[[1], [0]], title=0.2)
    assert headed > bare
    of_the_day, other = scored([[1], [1]], favoured=[[True, False]], published=0.3)
    assert of_the_day > other


def test_each_search_brings_its_best_to_the_front() -> None:
    # The second search's only passage fits it poorly, and is all that it has.
    strong, weaker, served = scored(
        [[4, 4, 0], [3, 3, 0], [0, 0, 1]],
        asked=[[1, 1, 0.3], [0.3, 0.3, 1]],
        allowed=[[True, True, False], [False, False, True]],
    )
    assert strong > served > 0.8 * strong
    assert strong > weaker


def test_what_no_search_is_for_comes_last() -> None:
    found = scored([[1], [5]], allowed=[[True, False]])
    assert found[1] == -numpy.inf


def test_questions_without_words_are_ranked_by_likeness() -> None:
    counts = Counts(
        words=numpy.zeros((2, 0)), titles=numpy.zeros((2, 0)), sentences=numpy.zeros((2, 0)),
        begin=numpy.array([0, 1]), lengths=numpy.ones(2), rarity=numpy.zeros(0),
        phrases=numpy.zeros(2),
    )  # fmt: skip
    found = score(
        counts, numpy.array([0.1, 0.4]),
        weights=Weights(title=1, sentence=1, meaning=1, published=1, phrase=1),
        asked=numpy.zeros((1, 0)), allowed=numpy.ones((1, 2), dtype=bool),
        favoured=numpy.zeros((1, 2), dtype=bool),
    )  # fmt: skip
    assert found.argmax() == 1


def test_a_reranker_has_its_share() -> None:
    scores, read = numpy.array([3.0, 2.0, 1.0]), numpy.array([-9.0, 0.0, 9.0])
    assert reranked(scores, read, weight=0).tolist() == [1, 0.5, 0]
    assert reranked(scores, read, weight=1).tolist() == [0, 0.5, 1]
    assert reranked(scores, read, weight=0.7).argmax() == 2
    assert reranked(numpy.array([2.0]), numpy.array([5.0]), weight=0.7).tolist() == [0]
