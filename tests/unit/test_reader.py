import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest
from answer_factory import as_copies, make_article, make_mention

from rag.schema import Article
from ui.drawing.reader import render_article


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def rows(article: Article) -> dict[str, str]:
    """What is told of an article, by term."""
    html = render_article(article, start=0, end=1)
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html)
    return {term: text_of(value).strip() for term, value in found}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("One. Two & three <b>. Four.", "Two & three <b>."),
        ("Ärger 🚢 im Hafen. Das Schiff sank.", "Das Schiff sank."),
        ("All of it.", "All of it."),
        ("First line\n\nsecond line\n", "line\n\nsecond"),
    ],
)
def test_the_mark_covers_exactly_the_quote(text: str, quote: str) -> None:
    start = text.index(quote)
    html = render_article(make_article("a", text), start=start, end=start + len(quote))
    assert [unescape(each) for each in re.findall(r"<mark>(.*?)</mark>", html, re.DOTALL)] == [
        quote
    ]
    assert text in text_of(html)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 2), (0, 99)])
def test_no_mark_where_there_is_no_such_span(start: int, end: int) -> None:
    html = render_article(make_article("a", "Short."), start=start, end=end)
    assert "<mark>" not in html
    assert "Short." in html


def test_every_value_tells_where_it_was_found() -> None:
    article = Article(
        article_id="a",
        file="bridge.txt",
        text="Text.",
        title="Bridge open",
        outlet="The Ledger",
        author="Ada Holm",
        place="Lutz",
        language="en",
        url="https://ledger.example/bridge",
        published=date(2025, 3, 3),
        published_at=datetime(2025, 3, 3, 9, 5, tzinfo=UTC),
        updated=date(2025, 3, 4),
        provenance={
            "title": "heading",
            "outlet": "copyright line",
            "author": "unknown",
            "place": "dateline",
            "language": "the words",
            "url": "Address line",
            "published": "Published line",
            "updated": "meta tag",
        },
    )
    assert rows(article) == {
        "Title": "from heading",
        "Outlet": "The Ledger from copyright line",
        "Author": "Ada Holm",
        "Place": "Lutz from dateline",
        "Published": "3 March 2025, 09:05 (UTC) from Published line",
        "Updated": "4 March 2025 from meta tag",
        "Language": "en from the words",
        "Address": "https://ledger.example/bridge from Address line",
        "File": "bridge.txt",
    }


@pytest.mark.parametrize(
    ("inferred", "term", "said"),
    [
        (date(2025, 3, 3), "Date inferred", "3 March 2025 from a report of the same story"),
        (None, "Published", "unknown"),
    ],
)
def test_an_article_without_a_date_says_so(inferred: date | None, term: str, said: str) -> None:
    found = {"inferred": "a report of the same story"}
    article = make_article("a", published=None, inferred=inferred, provenance=found)
    assert rows(article)[term] == said
    assert rows(article)["Title"] == "none; the file’s name stands above"


def test_no_address_is_a_link_whose_host_a_browser_might_look_up() -> None:
    article = make_article("a", url="https://ledger.example/bridge")
    assert "href" not in render_article(article, start=0, end=1)


def test_copies_are_named_and_open_at_a_click() -> None:
    article, *others = as_copies(
        make_article("bridge"), make_article("b", outlet="Mail & Star"), make_article("c")
    )
    html = render_article(article, start=0, end=1)
    assert rows(article)["Also carried by"] == "Mail & Star, news/c.txt"
    opened = re.findall(r'<button type="button" data-article="([^"]*)"', html)
    assert opened == [each.article_id for each in others]
    assert "Also carried by" not in rows(replace(article, copies=()))


def test_the_words_tell_their_days_even_across_the_ends_of_the_mark() -> None:
    text = "It opened on Tuesday, 4 March, at noon."
    dates = [make_mention(text, "Tuesday, 4 March"), make_mention(text, "noon", None)]
    html = render_article(make_article("a", text), start=0, end=20, dates=dates)
    day = '<time datetime="2025-03-04" title="Tuesday, 4 March 2025" tabindex="0">'
    assert f"<mark>It opened on {day}Tuesday</time></mark>{day}, 4 March</time>, at noon." in html


def test_what_is_no_report_stands_small_and_is_counted() -> None:
    article = make_article("a", "Related: a bear. The bridge opened.", asides=((0, 16),))
    html = render_article(article, start=17, end=35)
    assert "<small>Related: a bear.</small> <mark>The bridge opened.</mark>" in html
    assert rows(article)["Never quoted"] == "1 passage, in small grey print"
    assert "<small>" not in render_article(article, start=9, end=35)


@pytest.mark.parametrize(("language", "said"), [("ja", ' lang="ja"'), ('"x', ""), (None, "")])
def test_the_words_tell_their_language_to_those_who_hear_them(
    language: str | None, said: str
) -> None:
    html = render_article(make_article("a", language=language), start=0, end=1)
    assert re.findall(r' lang="[^"]*"', html) == ([said] if said else [])
