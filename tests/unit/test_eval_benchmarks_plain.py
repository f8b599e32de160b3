"""Plain ranking and fusion, with vectors and rankings made by hand."""

from datetime import date

import numpy
import pytest
from answer_factory import make_article

from eval.benchmarks.plain import PlainSearch, fuse_ranks, whole_articles
from rag.schema import Question

EAST, NORTH, WEST = (make_article(name, f"It lies in the {name}.") for name in "enw")
TITLED = make_article("t", "It lies.", title="A title")
POINTS = {
    "It lies in the e.": (1.0, 0.0),
    "It lies in the n.": (0.0, 1.0),
    "It lies in the w.": (-1.0, 0.0),
    "north by east": (0.6, 0.8),
}


class Compass:
    """rag.protocols.Embedder of a few words, counting what it is given."""

    identity = "compass"

    def __init__(self):
        self.given = []

    def embed(self, texts):
        self.given += texts
        return numpy.array([POINTS[text] for text in texts], dtype=numpy.float32)


def search(embedder, folder, *articles):
    candidates, texts = whole_articles(articles)
    return PlainSearch(
        candidates, texts=texts, embedder=embedder, folder=folder, progress=lambda *_: None
    )


def test_candidates_are_ranked_by_cosine_and_vectors_are_kept(tmp_path):
    asked = Question(text="north by east", as_of=date(2025, 3, 10), k=2)
    first, second = Compass(), Compass()
    for embedder in (first, second):
        found = search(embedder, tmp_path, WEST, EAST, NORTH).search(asked)
        assert [each.article for each in found] == [NORTH, EAST]
        assert [each.score for each in found] == pytest.approx([0.8, 0.6])
        assert [each.rank for each in found] == [1, 2]
        assert found[0].passage.text == NORTH.text
    assert len(first.given) == 4
    assert second.given == ["north by east"]


def test_other_texts_have_vectors_of_their_own(tmp_path):
    embedder = Compass()
    search(embedder, tmp_path, WEST, EAST)
    search(embedder, tmp_path, EAST)
    assert len(embedder.given) == 3


def test_a_whole_article_is_embedded_with_its_title():
    candidates, texts = whole_articles([TITLED, EAST])
    assert texts == ["A title It lies.", "It lies in the e."]
    assert [passage.text for passage, _ in candidates] == ["It lies.", "It lies in the e."]


def test_ranks_are_fused_by_the_sum_of_their_reciprocals():
    east, north, west = whole_articles([EAST, NORTH, WEST])[0]
    fused = fuse_ranks([[(east, 9.0), (north, 8.0)], [(north, 0.2), (west, 0.1)]])
    assert [candidate for candidate, _ in fused] == [north, east, west]
    assert [score for _, score in fused] == pytest.approx([1 / 61 + 1 / 62, 1 / 61, 1 / 62])
