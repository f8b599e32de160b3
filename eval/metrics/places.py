"""Places in articles: what was cited or found, where gold words stand, how the two meet. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import Literal

from eval.cases import EvalCase
from eval.metrics.scoring import Measured, Outcome
from rag.schema import Article

Measure = Callable[[EvalCase, Outcome], Measured]
"""What a factory of metrics gives: the function that measures one case."""

Findings = Literal["evidence", "passages"]
"""Which of an outcome's findings a metric of retrieval looks at."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an article: `article.text[start:end]`, in code points, end exclusive."""

    article: Article
    start: int
    end: int

    @property
    def source(self) -> str:
        """The article as cases name it: its file's name without folder and ending."""
        return source_of(self.article)


def source_of(article: Article) -> str:
    """Name an article as cases do: its file's name without folder and ending."""
    return PurePath(article.file).stem


def found_places(outcome: Outcome, *, of: Findings) -> tuple[Place, ...]:
    """Give the places of all evidence or of all passages, best first."""
    if of == "evidence":
        return tuple(Place(each.article, each.start, each.end) for each in outcome.evidence)
    return tuple(
        Place(each.article, each.passage.start, each.passage.end) for each in outcome.passages
    )


def find_words(article: Article, words: str) -> Iterator[Place]:
    """Give every place where the words stand in the article, in order.

    Case and punctuation count; any run of white space equals any other, and none around the words
    belongs to a place. Places may overlap. Words that are none stand nowhere.
    """
    pattern = _loose(words)
    if not pattern.pattern:
        return
    match = pattern.search(article.text)
    while match:
        yield Place(article, match.start(), match.end())
        match = pattern.search(article.text, match.start() + 1)


@lru_cache(maxsize=256)
def _loose(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, words.split())))


def meets(one: Place, other: Place) -> bool:
    """Tell whether two places share at least half of the shorter one's characters."""
    shorter = min(one.end - one.start, other.end - other.start)
    shared = min(one.end, other.end) - max(one.start, other.start)
    same = one.article.article_id == other.article.article_id
    return same and shorter > 0 and 2 * shared >= shorter


def is_covered(gold: Place, found: Iterable[Place]) -> bool:
    """Tell whether the found places together hold every character of a place but white space."""
    text, reached = gold.article.text, gold.start
    same = (each for each in found if each.article.article_id == gold.article.article_id)
    for each in sorted(same, key=lambda place: place.start):
        if text[reached : min(each.start, gold.end)].strip():
            return False
        reached = max(reached, each.end)
    return not text[reached : gold.end].strip()
