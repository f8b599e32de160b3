"""Questions to begin with, drawn from the collection. Pure but for the library it reads."""

from datetime import date

from rag.index.filters import Filters
from rag.index.library import Library

_LOOKED_AT = 12
_SHOWN = 3


def example_questions(library: Library) -> tuple[str, ...]:
    """Give a few questions about titles of the collection, newest first, the same at every visit.

    Only a handful of articles is read, however many there are. Raises StoreError.
    """
    catalogue = library.catalogue
    some = [library.article(each) for each in sorted(catalogue.article_ids(Filters()))[:_LOOKED_AT]]
    titled = [article for article in some if article.title]
    titled.sort(key=lambda article: article.reference_date or date.min, reverse=True)
    return tuple(f"What is reported under “{article.title}”?" for article in titled[:_SHOWN])
