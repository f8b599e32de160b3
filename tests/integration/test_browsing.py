"""Leafing through a collection, on a real index."""

from datetime import date

import pytest

from rag.index.browsing import PAGE, Browser, Wanted
from rag.index.library import Library
from rag.schema import Article

ARTICLES = (
    ("Wolves return to Ardenne", "The Éclair", "Ann Lee", date(2025, 3, 1), "Hunters are worried."),
    ("A bridge is closed", "Harbour Post", "Bo Ek", date(2025, 5, 1), "Ferries run all night."),
    (None, None, None, None, "The choir sang in the rain, and nobody left."),
    ("Bakers rise early", "Harbour Post", None, date(2025, 4, 1), "Flour costs more than ever."),
)


@pytest.fixture
def browser(library: Library) -> Browser:
    library.add(
        [
            Article(
                article_id=f"{number:012x}",
                file=f"wire-{number}.txt",
                text=text,
                title=title,
                outlet=outlet,
                author=author,
                published=published,
            )
            for number, (title, outlet, author, published, text) in enumerate(ARTICLES)
        ]
    )
    return Browser(library)


def numbers(browser: Browser, wanted: Wanted) -> list[int]:
    return [int(each.article_id, 16) for each in browser.listed(wanted).articles]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), [1, 3, 0, 2]),
        (Wanted(order="title"), [1, 3, 2, 0]),
        (Wanted(order="outlet"), [1, 3, 0, 2]),
        (Wanted(order="added"), [3, 2, 1, 0]),
    ],
)
def test_articles_are_sorted(browser: Browser, wanted: Wanted, expected: list[int]) -> None:
    assert numbers(browser, wanted) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(words="WOLVES"), [0]),  # the title
        (Wanted(words="eclair"), [0]),  # the outlet, whose accent doesn't count
        (Wanted(words="ann"), [0]),  # the author
        (Wanted(words="wire-2"), [2]),  # the file
        (Wanted(words="ferry"), [1]),  # the text, which says "Ferries"
        (Wanted(words="bridge night"), [1]),  # title and text
        (Wanted(words="bridge choir"), []),
        (Wanted(words="'; -- \" * ( AND"), []),
        (Wanted(outlet="harbour"), [1, 3]),
        (Wanted(outlet="harbour", since=date(2025, 4, 2)), [1]),
        (Wanted(until=date(2025, 3, 31)), [0]),
    ],
)
def test_articles_are_found(browser: Browser, wanted: Wanted, expected: list[int]) -> None:
    listed = browser.listed(wanted)
    assert numbers(browser, wanted) == expected
    assert listed.found == len(expected)


def test_articles_come_by_pages(browser: Browser, library: Library) -> None:
    others = [
        Article(article_id=f"{number:012x}", file=f"{number}.txt", text=f"Notice {number}.")
        for number in range(100, 100 + 2 * PAGE)
    ]
    library.add(others)
    pages = [browser.listed(Wanted(order="added", page=page)) for page in (0, 1, 2, 3, 99)]
    assert [each.page for each in pages] == [1, 1, 2, 3, 3]
    assert [len(each.articles) for each in pages] == [PAGE, PAGE, PAGE, 4, 4]
    assert pages[0].articles[0].file == others[-1].file
    assert {each.pages for each in pages} == {3}


def test_what_was_removed_or_added_since_counts_at_once(browser: Browser, library: Library) -> None:
    assert browser.listed(Wanted()).found == 4
    library.remove(f"{1:012x}")
    assert numbers(browser, Wanted()) == [3, 0, 2]
    assert browser.listed(Wanted()).uploaded == frozenset()
