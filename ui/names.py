"""The names that a question can be narrowed to, drawn from the collection."""

from collections.abc import Iterable

from rag.index.library import Library


def collection_names(library: Library) -> tuple[tuple[str, ...], ...]:
    """Give the outlets, the authors and the languages, each in order. Raises StoreError.

    Names that differ in case alone are one.
    """
    articles = library.listing()
    return (
        _distinct(article.outlet for article in articles),
        _distinct(article.author for article in articles),
        _distinct(article.language for article in articles),
    )


def _distinct(names: Iterable[str | None]) -> tuple[str, ...]:
    by_folded = {name.casefold(): name for name in names if name}
    return tuple(by_folded[folded] for folded in sorted(by_folded))
