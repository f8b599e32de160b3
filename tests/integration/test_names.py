"""The names that the page's filters offer."""

from rag.index.library import Library
from ui.names import collection_names


def test_names_are_those_of_the_articles_in_order(sample_library: Library) -> None:
    articles = sample_library.listing()
    outlets, authors, languages = collection_names(sample_library)
    assert set(outlets) == {each.outlet for each in articles if each.outlet}
    assert set(authors) == {each.author for each in articles if each.author}
    assert languages == ("en",)
    for names in (outlets, authors):
        assert len(names) > 2
        assert list(names) == sorted(set(names), key=str.casefold)
