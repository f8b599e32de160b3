"""Saved web pages: their text, and what in it is no reporting."""

import pytest
from page_factory import (
    FIRST,
    PARAGRAPHS,
    RELATED,
    SECOND,
    TEXT,
    THIRD,
    TITLE,
    asides,
    ld,
    page,
    read,
)

from rag.errors import ReadingError


@pytest.mark.parametrize(
    ("words", "encoding", "declared"),
    [
        ("Die Fähre bleibt bis Freitag im Hafen, sagte das Amt.", "utf-8", ""),
        ("Die Fähre bleibt bis Freitag im Hafen, sagte das Amt.", "utf-8", "iso-8859-1"),
        ("Die Fähre bleibt bis Freitag im Hafen, sagte das Amt.", "utf-8-sig", "windows-1251"),
        ("Die Fähre bleibt bis Freitag im Hafen, sagte das Amt.", "utf-16", "utf-8"),
        ("The “ferry” costs €4 to the islands, the office said.", "cp1252", "iso-8859-1"),
        ("Паром останется в порту до пятницы, сказал капитан.", "cp1251", "windows-1251"),
        ("Паром останется в порту до пятницы, сказал капитан.", "koi8-r", "koi8-r"),
        ("渡船は金曜日まで 港に とどまると 事務所は 述べた。", "cp932", "Shift_JIS"),
        ("渡船は金曜日まで 港に とどまると 事務所は 述べた。", "iso2022_jp", "iso-2022-jp"),
        ("渡轮 将 停 在 港口 直到 星期五 镕", "gb18030", "gb2312"),
        ("여객선은 금요일까지 항구에 머문다고 사무소가 밝혔다.", "cp949", "euc-kr"),
    ],
)
@pytest.mark.parametrize("form", ["<meta charset={}>", "<?xml version='1.0' encoding='{}'?>"])
def test_encodings(words: str, encoding: str, declared: str, form: str) -> None:
    declaration = form.format(declared) if declared else ""
    content = (
        f"{declaration}<html><body><article><p>{words}</p><p>{words}!</p></article></body></html>"
    )
    assert read(content.encode(encoding)).text == f"{words}\n\n{words}!"


def test_single_broken_characters_leave_the_declared_encoding() -> None:
    content = page(f"<article>{PARAGRAPHS * 5}<p>Fähre</p></article>", head="<meta charset=utf-8>")
    text = read(content.encode().replace(b"port", b"p\xffrt", 1)).text
    assert "Fähre" in text
    assert "p\ufffdrt" in text


def test_a_page_cut_off_within_a_character_is_read() -> None:
    words = (
        "Die Fähre bleibt bis Freitag im Hafen. Für Gäste fährt ein Ersatz. Das Büro öffnet früh."
    )
    assert read(f"<p>{words}</p><p>Grüße, ä".encode()[:-1]).text == f"{words}\n\nGrüße, \ufffd"


def test_layout_of_the_text() -> None:
    body = (
        f"<article><h1>{TITLE}</h1><p>{FIRST}</p><h2>The <i>crack</i></h2><p>One&nbsp;line<br>and"
        f" <a href='/x'>another</a>,&shy; by <time>9 a.m.</time> as they said.</p><ul><li>Two boats"
        f" at noon</li><li>One boat <b>at six</b></li></ul><blockquote><p>{SECOND}</p></blockquote>"
        "<table><tr><th>Boat</th><th>Seats</th></tr><tr><td>Gull</td><td>40</td></tr></table>"
        f"<p>{THIRD}</p></article>"
    )
    assert read(page(body)).text.removeprefix(f"{TITLE}\n\n") == (
        f"{FIRST}\n\nThe crack\n\nOne line\nand another, by 9 a.m. as they said.\n\n"
        f"Two boats at noon\nOne boat at six\n\n{SECOND}\n\nBoat | Seats\nGull | 40\n\n{THIRD}"
    )


@pytest.mark.parametrize(
    "noise",
    [
        "<nav><a href='/'>Noise</a></nav>",
        "<header><ul><li><a href='/'>Noise</a></li></ul></header>",
        "<footer><p>Noise of the firm that runs the site</p></footer>",
        "<script>var words = '<p>Noise</p>';</script>",
        "<style>p::after { content: 'Noise' }</style>",
        "<p hidden>Noise in hidden words, which nobody sees.</p>",
        "<p style='color: red; display: none'>Noise in hidden words, which nobody sees.</p>",
        "<div style='VISIBILITY:hidden'><p>Noise in hidden words, which nobody sees.</p></div>",
        "<div class='share-bar'><ul><li><a href='#'>Noise on a network</a></li></ul></div>",
        "<div class='newsletter'><p>Noise: sign up for our letter</p><form><input></form></div>",
        "<section id='comments' class='comments'><p>Noise, says a reader.</p></section>",
        "<aside><p>Noise beside the report, in a box of its own.</p></aside>",
        "<iframe src='https://ads.example/'>Noise</iframe>",
        RELATED.replace("Bakers", "Noise"),
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_what_is_no_text(noise: str, inside: bool) -> None:
    ends = f"{noise}</article>" if inside else f"</article>{noise}"
    assert read(page(f"<article>{PARAGRAPHS}{ends}")).text == TEXT


@pytest.mark.parametrize(
    ("figure", "report", "rest"),
    [
        (
            "<figure><img src='a.jpg'><figcaption>The ferry lies at the quay on Thursday evening."
            " <span class='credit'>Ann Other / Harbour Post</span></figcaption></figure>",
            "The ferry lies at the quay on Thursday evening.",
            ["Ann Other / Harbour Post"],
        ),
        (
            "<div class='wp-caption'><img src='a.jpg'><p class='wp-caption-text'>The ferry lies at"
            " the quay on Thursday evening. (Ann Other/Harbour Post)</p></div>",
            "The ferry lies at the quay on Thursday evening.",
            ["(Ann Other/Harbour Post)"],
        ),
        (
            "<figure><div class='photo-caption'>The quay in winter</div>"
            "<div class='photo-credit'>Photo: Ann Other</div></figure>",
            "",
            ["The quay in winter", "Photo: Ann Other"],
        ),
    ],
)
def test_captions(figure: str, report: str, rest: list[str]) -> None:
    draft = read(page(f"<article><p>{FIRST}</p>{figure}<p>{SECOND}</p><p>{THIRD}</p></article>"))
    middle = "\n\n".join([report, *rest] if report else rest)
    assert draft.text == f"{FIRST}\n\n{middle}\n\n{SECOND}\n\n{THIRD}"
    assert asides(draft) == rest


def test_quotations_in_figures_stay() -> None:
    figure = f"<figure><blockquote><p>{SECOND}</p></blockquote></figure>"
    assert read(page(f"<article><p>{FIRST}</p>{figure}<p>{THIRD}</p></article>")).text == TEXT


def test_titles_and_lines_of_links_are_asides() -> None:
    link = "<p><a href='/b'>Why the bakers of the town rise early</a></p>"
    body = f"<h1>{TITLE}</h1><p>{FIRST}</p>{link}<p>{SECOND}</p><p>{THIRD}</p>"
    draft = read(page(f"<div class='entry-content'>{body}</div>"))
    assert asides(draft) == [TITLE, "Why the bakers of the town rise early"]
    assert FIRST in draft.text


def test_a_report_in_several_containers_comes_whole() -> None:
    parts = "<div class='ad'>Buy boats</div>".join(
        f"<div class='article-body'><p>{each}</p><p>More: {each}</p></div>"
        for each in (FIRST, SECOND, THIRD)
    )
    text = read(page(f"<main><h1>{TITLE}</h1>{parts}</main>{RELATED}")).text
    assert [each in text for each in (FIRST, SECOND, THIRD)] == [True] * 3
    assert "Bakers" not in text


def test_a_teaser_above_is_not_the_report() -> None:
    teaser = (
        "<article><p>Bakers rise early, and few people in the town know the reason for it.</p>"
        "<p>One of them told us a little of it over a cup of tea, after his night.</p></article>"
    )
    text = read(page(f"{teaser}<article><h1>{TITLE}</h1>{PARAGRAPHS}</article>")).text
    assert text.endswith(TEXT)
    assert "Bakers" not in text


@pytest.mark.parametrize(
    ("body", "gap"),
    [
        ("<br>".join([FIRST, SECOND, THIRD]), "\n"),
        ("<br><br>\n".join([FIRST, SECOND, THIRD]), "\n\n"),
        (f"<div>{FIRST}</div><div>{SECOND}</div><div>{THIRD}</div>", "\n\n"),
        (
            f"<center>{FIRST[:20]}<b>{FIRST[20:30]}</b>{FIRST[30:]}"
            f"<p><font size=2>{SECOND}</font><p>{THIRD}",
            "\n\n",
        ),
        (f"<table><tr><td>{FIRST}<br><br>{SECOND}<br><br>{THIRD}</td></tr></table>", "\n\n"),
    ],
)
def test_pages_without_containers_keep_their_breaks(body: str, gap: str) -> None:
    assert read(page(body)).text == gap.join([FIRST, SECOND, THIRD])


def test_preformatted_text_has_paragraphs() -> None:
    assert (
        read(page(f"<pre>{FIRST}\n\n{SECOND[:30]}\n{SECOND[31:]}\n \n{THIRD}</pre>")).text == TEXT
    )


def test_text_that_only_the_data_hold() -> None:
    data = {"@type": "NewsArticle", "headline": TITLE, "articleBody": f"{FIRST} {SECOND}"}
    assert read(page("<div id='app'></div>", head=ld(data))).text == f"{FIRST} {SECOND}"


@pytest.mark.parametrize(
    "content",
    [
        "<html></html>",
        "<!-- nothing -->",
        "<html><frameset cols='1,2'><frame src='a.html'><frame src='b.html'></frameset></html>",
        page("<script>document.write('the words of the article, which come later')</script>"),
        page("<nav><a href='/a'>One</a> <a href='/b'>Two</a></nav>"),
        "<p " + " ".join(f"a{number}" for number in range(300_000)) + ">text",
        "<div>" * 100_000 + "text",
        "<p>x" * 150_000,
    ],
)
def test_pages_without_an_article(content: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read(content)
    assert str(caught.value).startswith("ferry.html ")
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    "noise",
    [
        "<table><tr><td>" * 600,
        "<b>" * 1500,
        "<p>x" * 30_000,
        f"<i {'caption ' * 100_000}class='{'caption ' * 100_000}'></i>".replace(
            "<i caption", "<i a"
        ),
        "<div style='" + "a:b;" * 200_000 + "'>",
        "<figure><figcaption>One.</figcaption></figure>" * 3000,
        "<h1>x</h1>" * 5000 + "<time>9 January 2026</time>" * 5000,
        "<![CDATA[<!ENTITY a 'b'>]]>&a;&#0;&#xD800;&#x110000;",
        "\0\x01\x1b[31m\u202e\u200b\ufeff<pre>a&#1;b\n\nc&#x1b;</pre>",
    ],
)
def test_hostile_markup(noise: str) -> None:
    entities = "<!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
    content = f"{entities}<html><body><article>{PARAGRAPHS}</article>{noise}</body></html>"
    try:
        draft = read(content)
    except ReadingError:
        return
    assert FIRST in draft.text
    assert len(draft.text) <= len(content)
    assert not set("\0\x01\x1b\u202e\u200b\ufeff\ud800") & set(draft.text)
