"""What the markup of saved web pages says of their articles, and where."""

import pytest
from page_factory import (
    FIRST,
    PARAGRAPHS,
    RELATED,
    SECOND,
    STAMP,
    TEXT,
    THIRD,
    TITLE,
    ld,
    page,
    read,
    said,
    values,
)

from rag.reading.drafts import Draft


def test_json_ld() -> None:
    data = {
        "@context": "https://schema.org",
        "@type": "ReportageNewsArticle",
        "headline": "Ferry &amp; crew stay in port &#8211; until Friday",
        "datePublished": "2026-01-09T08:15:00+09:00",
        "dateModified": "2026-01-10T07:00:00Z",
        "author": [{"@type": "Person", "name": "Jane Roe"}, "John Doe"],
        "publisher": {"@type": "Organization", "name": "Harbour Post"},
        "inLanguage": "en-GB",
        "mainEntityOfPage": {"@id": "https://post.example/ferry"},
        "locationCreated": {"@type": "Place", "name": "Port Ellis"},
    }
    assert values(read(page(head=ld(data))), where="JSON-LD") == {
        "title": "Ferry & crew stay in port – until Friday",
        "published": "2026-01-09T08:15:00+09:00",
        "updated": "2026-01-10T07:00:00+00:00",
        "author": "Jane Roe, John Doe",
        "outlet": "Harbour Post",
        "place": "Port Ellis",
        "language": "en",
        "url": "https://post.example/ferry",
    }


def test_graph_of_things_that_refer_to_each_other() -> None:
    graph = [
        {"@type": "BreadcrumbList", "datePublished": "2001-01-01", "name": "Home"},
        {
            "@type": "Organization",
            "@id": "#post",
            "name": "Harbour Post",
            "dateModified": "2002-02-02",
        },
        {"@type": "Person", "@id": "#jane", "name": "Jane Roe"},
        {"@type": "WebPage", "name": f"{TITLE} - Harbour Post", "dateModified": "2026-01-10"},
        {
            "@type": ["Article", "NewsArticle"],
            "headline": TITLE,
            "datePublished": "2026-01-09",
            "author": {"@id": "#jane"},
            "publisher": {"@id": "#post"},
        },
        {
            "@type": "ItemList",
            "itemListElement": [{"@type": "NewsArticle", "datePublished": "2003-03-03"}],
        },
    ]
    draft = read(page(head=ld({"@context": "https://schema.org", "@graph": graph})))
    assert said(draft) == [
        ("title", TITLE, "JSON-LD"),
        ("published", "2026-01-09", "JSON-LD"),
        ("author", "Jane Roe", "JSON-LD"),
        ("outlet", "Harbour Post", "JSON-LD"),
        ("updated", "2026-01-10", "JSON-LD"),
    ]


def test_of_several_articles_the_pages_own() -> None:
    other = {"@type": "NewsArticle", "headline": "Bakers rise early", "datePublished": "2025-12-01"}
    own = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2026-01-09"}
    draft = read(page(f"<article><h1>{TITLE}</h1>{PARAGRAPHS}</article>", head=ld([other, own])))
    assert values(draft, where="JSON-LD") == {"title": TITLE, "published": "2026-01-09"}
    strangers = read(page(f"<article><h1>{TITLE}</h1>{PARAGRAPHS}</article>", head=ld([other] * 2)))
    assert values(strangers, where="JSON-LD") == {}


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "NewsArticle", "headline": "Broken',
        "[" * 100_000,
        '{"@type": 5, "author": {"name": {"x": [1]}}}',
        '["NewsArticle", null, 7]',
        '{"@type": "NewsArticle", "headline": 5, "datePublished": {"a": 1}, "author": [[], {}]}',
    ],
)
def test_broken_json_ld_is_passed_over(block: str) -> None:
    post = '{"@type": "BlogPosting", "headline": "Line\nbreak", "datePublished": "9 Jan 2026"}'
    scripts = "".join(
        f'<script type="application/ld+json">{each}</script>'
        for each in (block, f"<!-- {post}; -->")
    )
    draft = read(page(head=scripts))
    assert draft.text == TEXT
    if "NewsArticle" not in block or "Broken" in block:
        known = values(draft, where="JSON-LD")
        assert known == {"title": "Line break", "published": "2026-01-09"}


def test_a_headline_cut_short_is_none() -> None:
    data = {"@type": "NewsArticle", "headline": "Ferry stays in…", "datePublished": "2026-01-09"}
    draft = read(page(head=ld(data) + f'<meta property="og:title" content="{TITLE}">'))
    assert [each for each in said(draft) if each[0] == "title"] == [("title", TITLE, "meta tag")]


@pytest.mark.parametrize(
    ("tag", "field", "value"),
    [
        ('property="article:published_time" content="2026-01-09T08:15:00Z"', "published", STAMP),
        ('name="parsely-pub-date" content="2026-01-09T08:15:00Z"', "published", STAMP),
        ('name="DC.date.issued" content="2026-01-09"', "published", "2026-01-09"),
        ('name="citation_publication_date" content="2026/01/09"', "published", "2026-01-09"),
        ('name="sailthru.date" content="Fri, 09 Jan 2026 08:15:00 GMT"', "published", STAMP),
        ('name="pubdate" content="January 9, 2026"', "published", "2026-01-09"),
        ('itemprop="datePublished" content="2026-01-09"', "published", "2026-01-09"),
        ('property="article:modified_time" content="2026-01-10"', "updated", "2026-01-10"),
        ('http-equiv="last-modified" content="Fri, 09 Jan 2026 08:15 GMT"', "updated", STAMP),
        ('name="author" content="By Jane Roe"', "author", "Jane Roe"),
        ('name="dcterms.creator" content="Jane Roe"', "author", "Jane Roe"),
        ('property="og:site_name" content="Harbour Post"', "outlet", "Harbour Post"),
        ('name="twitter:title" content="Ferry stays"', "title", "Ferry stays"),
        ('property="og:locale" content="de_AT"', "language", "de"),
        ('property="og:url" content="https://post.example/ferry"', "url", "https://post.example/ferry"),
    ],
)  # fmt: skip
def test_meta_tags(tag: str, field: str, value: str) -> None:
    found = values(read(page(head=f"<meta {tag}>")), where="meta tag")
    assert found == {field: value}


@pytest.mark.parametrize(
    "tag",
    [
        '<meta property="article:author" content="https://social.example/jane">',
        '<meta name="date" content="last Friday">',
        '<meta name="date" content="01/02/2026">',
        '<meta name="publisher" content="https://social.example/post">',
        '<meta property="og:url" content="javascript:alert(1)">',
        '<meta property="og:url" content="/ferry">',
        '<meta property="og:title" content="">',
        '<link rel="canonical" href="ftp://post.example/ferry">',
    ],
)
def test_meta_tags_that_say_nothing(tag: str) -> None:
    assert said(read(page(head=tag))) == []


@pytest.mark.parametrize(
    "credits",
    [
        '<p class="byline">By <a rel="author" href="/jane">Jane Roe</a></p>'
        '<time datetime="2026-01-09T08:15:00Z">today</time>'
        ' Updated <time datetime="2026-01-10">.</time>',
        '<span class="author-name">JANE ROE, Harbour Correspondent</span>'
        '<span class="post-date">9 January 2026, 08:15 GMT</span>'
        '<span class="updated-date">Updated 10 January 2026</span>',
        '<span itemprop="author"><span itemprop="name">Jane Roe</span></span>'
        '<time itemprop="dateModified" datetime="2026-01-10">Jan 10</time>'
        '<time itemprop="datePublished" datetime="2026-01-09T08:15:00Z">Jan 9</time>',
    ],
)
@pytest.mark.parametrize("around", [("<article>", "</article>"), ("<div>", "</div>")])
def test_markup(credits: str, around: tuple[str, str]) -> None:
    opening, closing = around
    header = f"<h1>Ferry stays <em>in</em> port<br>until Friday</h1>{credits}"
    body = f"{RELATED}{opening}<div>{header}</div>{PARAGRAPHS}{RELATED}{closing}{RELATED}"
    draft = read(page(f'<h1 class="logo">Harbour Post</h1>{body}', head=f"<title>{TITLE}</title>"))
    assert values(draft, where="markup") == {
        "title": TITLE,
        "published": "2026-01-09T08:15:00+00:00",
        "updated": "2026-01-10",
        "author": "Jane Roe",
    }


def test_days_that_the_report_speaks_of_are_not_its_own() -> None:
    day = (
        "<p>The ferry sails again on <time datetime='2026-01-20'>Tuesday</time>, the harbour office"
    )
    body = (
        f"<main><h1>{TITLE}</h1><article>{day} hopes, if the part comes.</p>{{}}</article></main>"
    )
    assert "published" not in values(read(page(body.format(PARAGRAPHS))), where="markup")
    stamp = f"<time datetime='2026-01-09'>Friday</time>{PARAGRAPHS}"
    found = values(read(page(body.format(stamp))), where="markup")
    assert found == {"title": TITLE, "published": "2026-01-09"}


def test_a_headline_about_updates_updates_nothing() -> None:
    header = "<h1>Ferry: latest updates on the crack</h1><span class='date'>January 9, 2026</span>"
    assert values(read(page(header + PARAGRAPHS)), where="markup")["published"] == "2026-01-09"


def test_a_headline_below_the_sites_name() -> None:
    body = f"<h1>Harbour Post</h1><h2 class='entry-title'>{TITLE}</h2>{PARAGRAPHS}"
    draft = read(page(body, head=f"<title>{TITLE} | Harbour Post</title>"))
    assert values(draft, where="markup") == {"title": TITLE}


def test_times_of_other_reports_are_not_the_pages() -> None:
    body = (
        f"<div><h1>{TITLE}</h1>{PARAGRAPHS}</div><time datetime='2025-12-01'>1 Dec</time>{RELATED}"
    )
    assert "published" not in values(read(page(body)), where="markup")


def test_best_places_first() -> None:
    head = (
        "<title>Ferry stays | Harbour Post</title>"
        '<meta property="og:title" content="Ferry in port">'
        + ld({"@type": "NewsArticle", "headline": TITLE})
    )
    draft = read(page(f"<article><h1>Ferry news</h1>{PARAGRAPHS}</article>", head=head))
    assert said(draft) == [
        ("title", TITLE, "JSON-LD"),
        ("title", "Ferry in port", "meta tag"),
        ("title", "Ferry news", "markup"),
        ("title", "Ferry stays", "title element"),
        ("outlet", "Harbour Post", "title element"),
    ]


def test_titles_lose_the_sites_name_alone() -> None:
    head = (
        '<meta property="og:title" content="Ferry stays - for now - The Quay">'
        '<meta property="og:site_name" content="The Quay"><title>Ferry – a chronicle</title>'
    )
    titles = [value for field, value, _ in said(read(page(head=head))) if field == "title"]
    assert titles == ["Ferry stays - for now", "Ferry – a chronicle"]


@pytest.mark.parametrize(
    ("behind", "outlet"),
    [
        (" | Polygon", "Polygon"),
        (" - Polygon", "Polygon"),
        (" | Polygon | Games and more", "Polygon"),
        (" | World | Harbour Post", "Harbour Post"),
        (" and another", None),
        ("", None),
    ],
)
def test_what_stands_behind_the_headline_is_the_site(behind: str, outlet: str | None) -> None:
    head = f"<title>Ferry stays in port{behind}</title>"
    body = f"<article><h1>Ferry stays in port</h1>{PARAGRAPHS}</article>"
    assert values(read(page(body, head=head)), where="title element").get("outlet") == outlet


def test_a_page_that_says_nothing() -> None:
    draft = read(f"<p>{FIRST}<p>{SECOND}<p>{THIRD}")
    assert draft == Draft(text=TEXT)


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- saved from url=(0026)https://post.example/ferry -->",
        "<!--\n Page saved with SingleFile \n url: https://post.example/ferry \n saved: x\n-->",
    ],
)
def test_address_that_a_browser_noted(comment: str) -> None:
    draft = read(f"<!DOCTYPE html>\n{comment}\n{page().removeprefix('<!DOCTYPE html>')}")
    assert said(draft) == [("url", "https://post.example/ferry", "markup")]
