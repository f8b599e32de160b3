"""Questions to begin with, drawn from the collection. Pure but for the library it reads.

Of articles in English they are made of their sentences. The word order of other languages has no
rules here: of them the headline itself is asked for, as it stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from rag.answering.facts.names import names
from rag.index.filters import Filters
from rag.index.library import Library
from rag.schema import Article
from ui.example_rules import KINDS, Asked, questions_of

_LOOKED_AT = 24
_SHOWN = 4
_LONGEST_TITLE = 120
"""Characters of a headline that is still read at a glance."""

_QUOTED = re.compile(r"[“”„\"«»\n]")
"""What a headline in quotation marks would be broken by."""


def example_questions(library: Library) -> tuple[str, ...]:
    """Give a few questions that articles answer, newest first, the same at every visit.

    Only a handful of articles is read, however many there are, and one question is taken of each;
    of each kind there is one before there are two. Where English articles give too few, headlines
    in other languages are quoted. Raises StoreError.
    """
    catalogue = library.catalogue
    some = [library.article(each) for each in sorted(catalogue.article_ids(Filters()))[:_LOOKED_AT]]
    some.sort(key=lambda article: article.reference_date or date.min, reverse=True)
    of_articles = [article_questions(each, library=library) for each in some if _is_english(each)]
    asked = [each.text for each in _various(of_articles)]
    headlines = [f"“{each.title}”" for each in some if not _is_english(each) and _is_plain(each)]
    return tuple([*asked, *dict.fromkeys(headlines)][:_SHOWN])


def _is_english(article: Article) -> bool:
    return article.language in (None, "en")


def _is_plain(article: Article) -> bool:
    title = article.title or ""
    return 0 < len(title) <= _LONGEST_TITLE and not _QUOTED.search(title)


def article_questions(article: Article, *, library: Library) -> Iterator[Asked]:
    """Give the questions that the sentences of an article answer, in its order. Raises StoreError.

    What isn't evidence, such as a caption or a reader's comment, answers none.
    """
    catalogue = library.catalogue
    for start, end in catalogue.sentences(article.article_id):
        if any(first < end and start < last for first, last in article.asides):
            continue
        dates = [
            replace(each, start=each.start - start, end=each.end - start)
            for each in catalogue.dates(article.article_id, within=(start, end))
        ]
        yield from questions_of(article.text[start:end], dates=dates)


def _various(of_articles: Sequence[Iterable[Asked]]) -> list[Asked]:
    """Take one question of each article, of the kind and about the names least taken before."""
    left = [(place, asked) for place, questions in enumerate(of_articles) for asked in questions]
    taken: list[Asked] = []
    while left and len(taken) < _SHOWN:
        place, best = min(left, key=lambda each: (*_likeness(each[1], taken), each[0]))
        taken.append(best)
        left = [each for each in left if each[0] != place]
    return taken


def _likeness(asked: Asked, taken: Sequence[Asked]) -> tuple[int, int, int]:
    """Count the questions of this kind, and the names shared with those taken; rank the kind."""
    named = frozenset[str]().union(*(names(each.text) for each in taken))
    alike = sum(each.kind == asked.kind for each in taken)
    return alike, len(names(asked.text) & named), KINDS.index(asked.kind)
