"""Dates for articles that state none, from dated articles of the same story."""

from collections import defaultdict
from collections.abc import Mapping

import numpy

from rag.index.filters import Filters
from rag.index.library import Library
from rag.schema import Article

_SAME_STORY = 0.5
"""Mean cosine of an article's passages to another's nearest ones from which both tell one story."""

_NEIGHBOURS = 24
"""Passages looked at beside each passage of the undated article."""


def infer_dates(library: Library) -> tuple[str, ...]:
    """Infer what can be inferred for articles without a date; give the files left undated.

    An article takes the date of the dated article most like it, when that is near enough to report
    the same story. What was inferred before is worked out anew, as its neighbours may have changed.
    """
    articles = {article.article_id: article for article in library.articles()}
    undated = [article for article in articles.values() if article.published is None]
    some_dated = len(undated) < len(articles)
    left = []
    for article in undated:
        nearest = None
        if some_dated:
            nearest = _nearest_dated(article, articles=articles, library=library)
        inferred = nearest.published if nearest else None
        found = f"the date of {nearest.file}, which reports the same story" if nearest else None
        if inferred is None:
            left.append(article.file)
        if (inferred, found) != (article.inferred, article.provenance.get("inferred")):
            library.catalogue.set_inferred(article.article_id, inferred=inferred, found=found)
    return tuple(left)


def _nearest_dated(
    article: Article, *, articles: Mapping[str, Article], library: Library
) -> Article | None:
    passage_ids = library.catalogue.passage_ids(Filters(articles=(article.article_id,)))
    if not passage_ids:
        return None
    vectors = library.vectors.get(passage_ids)
    likeness: dict[str, float] = defaultdict(float)
    for vector in vectors:
        for article_id, cosine in _best_by_article(vector, library=library).items():
            likeness[article_id] += cosine / len(vectors)
    dated = [
        (score, article_id)
        for article_id, score in likeness.items()
        if score >= _SAME_STORY and articles[article_id].published
    ]
    return articles[max(dated)[1]] if dated else None


def _best_by_article(vector: numpy.ndarray, *, library: Library) -> Mapping[str, float]:
    best: dict[str, float] = {}
    for passage_id, cosine in library.vectors.search(vector, k=_NEIGHBOURS):
        article_id = passage_id.rpartition(":")[0]
        best[article_id] = max(cosine, best.get(article_id, 0.0))
    return best
