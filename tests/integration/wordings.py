"""Passages of few words, and how they are searched for in the lexical index."""

import random

from rag.index.lexical import Lexical, Term
from rag.schema import Article, Passage
from rag.words import words

Row = tuple[Passage, Article]

VOCABULARY = ("quay", "barge", "lock", "tide", "pilot", "crane", "buoy", "pier", "rope", "mast")


def make_row(number: int, text: str, *, title: str = "", outlet: str = "") -> Row:
    """A passage of an article of its own."""
    article = Article(
        article_id=f"{number:06d}", file=f"{number}.txt", text=text, title=title, outlet=outlet
    )
    passage = Passage(article_id=article.article_id, start=0, end=len(text), text=text)
    return passage, article


def random_rows(count: int, *, seed: int = 1) -> list[Row]:
    dice = random.Random(seed)
    return [
        make_row(number, " ".join(dice.choices(VOCABULARY, k=dice.randint(3, 9))))
        for number in range(count)
    ]


def term(phrase: str, weight: float = 1.0) -> Term:
    """What a question's words are asked for as: by their stems."""
    return Term(words=tuple(word.stem for word in words(phrase)), weight=weight)


def found(lexical: Lexical, *phrases: str, **how: object) -> list[int]:
    """The numbers of the articles that are found, best first."""
    hits = lexical.search([term(each) for each in phrases], k=100, **how)  # type: ignore[arg-type]
    return [int(passage_id.split(":")[0]) for passage_id, _ in hits]
