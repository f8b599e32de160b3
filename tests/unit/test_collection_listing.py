import re
from datetime import date

import pytest

from rag.index.browsing import Listed
from rag.index.uploads import DiskUse
from rag.schema import Article
from ui.collection.listing import render_listing, render_removed, render_totals, written_size

HOSTILE = '<script>x()</script>"\u202eevil'
ARTICLE = Article(
    article_id="0123456789ab",
    file="mill.txt",
    text="",
    title="Mill burns",
    outlet="Gazette",
    published=date(2025, 5, 1),
)


def listed(*articles: Article, found: int = 1, page: int = 1, pages: int = 1) -> Listed:
    return Listed(
        articles=articles, uploaded=frozenset({"cafe"}), found=found, page=page, pages=pages
    )


def test_a_title_opens_its_article() -> None:
    html = render_listing(listed(ARTICLE), articles=9, outlets=["Gazette"])
    assert 'data-article="0123456789ab" data-start="0" data-end="0">Mill burns</button>' in html
    assert "1 of 9 articles" in html
    assert "1 May 2025" in html
    assert '<option value="Gazette">' in html


def test_a_removal_is_asked_about_before_it_is_done() -> None:
    html = render_listing(listed(ARTICLE), articles=1, outlets=())
    question = re.search(r"<details.*</details>", html)
    assert question is not None
    assert 'data-remove="0123456789ab"' in question[0]
    assert "Its file stays where it is" in question[0]
    assert html.count("data-remove") == 1


def test_an_upload_is_marked_and_its_file_goes_with_it() -> None:
    html = render_listing(
        listed(Article(article_id="cafe", file="a.txt", text="")), articles=1, outlets=()
    )
    assert "uploaded</span>" in html
    assert "Its uploaded file is deleted too" in html
    assert ">a.txt</button>" in html  # an article without a title goes by its file


def test_pages_are_turned() -> None:
    html = render_listing(listed(ARTICLE, found=60, page=1, pages=3), articles=60, outlets=())
    assert "Page 1 of 3" in html
    assert 'data-page="0" disabled>Previous' in html
    assert 'data-page="2">Next' in html
    assert "Previous" not in render_listing(listed(ARTICLE), articles=1, outlets=())


def test_nothing_found_is_told() -> None:
    html = render_listing(listed(found=0), articles=4, outlets=())
    assert "No article is like that" in html
    assert "<table" not in html


def test_what_others_wrote_is_text() -> None:
    article = Article(
        article_id=HOSTILE, file=HOSTILE, text="", title=HOSTILE, outlet=HOSTILE, author=HOSTILE
    )
    html = render_listing(listed(article), articles=1, outlets=[HOSTILE]) + render_removed(article)
    assert "<script" not in html
    assert '"\u202e' not in html
    assert html.count("&lt;script&gt;x()&lt;/script&gt;&quot;\u202eevil") == 8


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_950, "10 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (20_000_000, "20 MB"),
        (3_200_000_000, "3.2 GB"),
        (10**17, "100000 TB"),
    ],
)
def test_sizes_are_written_as_people_do(size: int, written: str) -> None:
    assert written_size(size) == written


def test_totals_name_uploads_where_there_are_any() -> None:
    none = render_totals(articles=1, passages=3, use=DiskUse(index=2_000, uploads=0, files=0))
    assert "1 article in 3 passages · 2.0 kB on disk<" in none
    two = render_totals(articles=2, passages=3, use=DiskUse(index=2_000, uploads=90, files=2))
    assert "on disk, 90 bytes of it in 2 uploaded files<" in two
