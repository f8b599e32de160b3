"""RSS and Atom of every age, broken feeds, and XML that means harm."""

import time

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.formats.data.feeds import read_feed
from rag.reading.making import make_article
from rag.settings import ReadingSettings

TEXT = "The council met on Monday and decided to repair the old pier."
MORE = "Work begins in spring, the harbour master said."
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)


def rss(*items: str, top: str = '<?xml version="1.0"?>') -> str:
    entries = "".join(f"<item>{item}</item>" for item in items)
    about = "<title>Harbour Post</title><language>en-gb</language>"
    return f'{top}<rss version="2.0" {SPACES}><channel>{about}{entries}</channel></rss>'


def parts(feed: str | bytes) -> list[Draft | ReadingError]:
    content = feed.encode() if isinstance(feed, str) else feed
    return [*read_feed(content, name="news.xml", settings=ReadingSettings())]


def draft(feed: str | bytes) -> Draft:
    (only,) = parts(feed)
    assert isinstance(only, Draft)
    return only


def found(read: Draft) -> list[tuple[str, str, str]]:
    return [(each.field, each.value, each.where) for each in read.findings]


def test_an_rss_item() -> None:
    read = draft(
        rss(
            "<title>Pier &amp; quay</title><link> https://post.example/pier </link>"
            "<author>jane@post.example (Jane Roe)</author><itunes:author>Nobody</itunes:author>"
            "<pubDate>Fri, 09 Jan 2026 08:15:00 GMT</pubDate>"
            f"<media:title>No title</media:title><media:description>{TEXT * 9}</media:description>"
            f"<description>{MORE[:20]}</description>"
            f"<content:encoded><![CDATA[<p>{TEXT}</p><figure><figcaption>A pier</figcaption>"
            f"</figure><script>var a;</script><p>{MORE} AT&amp;T &lt;b&gt;</p>]]></content:encoded>"
        )
    )
    assert read.text == f"{TEXT}\n\nA pier\n\n{MORE} AT&T <b>"
    assert [read.text[start:end] for start, end in read.asides] == ["A pier"]
    assert read.part == "item 1"
    assert found(read) == [
        ("title", "Pier & quay", "feed entry"),
        ("author", "Jane Roe", "feed entry"),
        ("published", "2026-01-09T08:15:00+00:00", "feed entry"),
        ("url", "https://post.example/pier", "feed entry"),
        ("outlet", "Harbour Post", "feed"),
        ("language", "en", "feed"),
    ]


def test_an_item_tells_its_own_source_and_authors() -> None:
    read = draft(
        rss(
            "<dc:creator>Jane Roe</dc:creator><dc:creator>John Doe</dc:creator>"
            '<dc:date>2026-01-09</dc:date><source url="https://w.example">Wire News</source>'
            f'<guid isPermaLink="false">7</guid><description>{TEXT}</description>'
        )
    )
    assert [each for each in found(read) if each[2] == "feed entry"] == [
        ("outlet", "Wire News", "feed entry"),
        ("author", "Jane Roe, John Doe", "feed entry"),
        ("published", "2026-01-09", "feed entry"),
    ]


def test_atom() -> None:
    first, second = parts(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://post.example/a/">'
        '<title type="html">Harbour &amp;amp; Post</title><author><name>News Desk</name></author>'
        '<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Pier <b>now</b></div>'
        '</title><link rel="self" href="s"/><link href="../pier"/>'
        "<updated>2026-01-10T00:00:00Z</updated><published>2026-01-09T08:15:00Z</published>"
        '<content type="xhtml"><x:div xmlns:x="http://www.w3.org/1999/xhtml">'
        f"<x:p>{TEXT}</x:p><x:p>One<x:br/>two</x:p></x:div></content></entry>"
        "<entry><title>Quay</title><author><name>Jane Roe</name><email>j@post.example</email>"
        f"</author><source><title>Wire News</title></source><summary>{MORE}</summary></entry>"
        "</feed>"
    )
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.text, second.text) == (f"{TEXT}\n\nOne\ntwo", MORE)
    feed = [("author", "News Desk", "feed"), ("language", "en", "feed")]
    assert found(first) == [
        ("title", "Pier now", "feed entry"),
        ("published", "2026-01-09T08:15:00+00:00", "feed entry"),
        ("updated", "2026-01-10T00:00:00+00:00", "feed entry"),
        ("url", "https://post.example/pier", "feed entry"),
        ("outlet", "Harbour & Post", "feed"),
        *feed,
    ]
    assert found(second) == [
        ("title", "Quay", "feed entry"),
        ("outlet", "Wire News", "feed entry"),
        ("author", "Jane Roe", "feed entry"),
        ("outlet", "Harbour & Post", "feed"),
        *feed,
    ]


@pytest.mark.parametrize(
    "feed",
    [
        f'<rss version="0.91"><channel><item><title>A</title><description>{TEXT}</description>'
        "</item></channel></rss>",
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD" "http://my.netscape.com/rss.dtd">'
        f"<rss><channel><item><title>A</title><description>{TEXT}</description></item></channel>"
        "</rss>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/"><channel><title>Old</title></channel>'
        f"<item><title>A</title><description>{TEXT}</description></item></rdf:RDF>",
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>A</title>'
        f'<content mode="escaped">&lt;p&gt;{TEXT}&lt;/p&gt;</content></entry></feed>',
        f"<rss><channel><item><title>A</title><undeclared:encoded>{TEXT}</undeclared:encoded>"
        "</item></channel></rss>",
        f"<rss><channel><item><title>A</title><description><p>{TEXT}</p></description></item>"
        "</channel></rss>",
    ],
)
def test_feeds_of_every_age(feed: str) -> None:
    read = draft(feed)
    assert read.text == TEXT
    assert ("title", "A", "feed entry") in found(read)


def test_stray_ampersands_and_names_of_characters() -> None:
    read = draft(
        rss(f"<title>AT&T caf&eacute;</title><description>{TEXT} R&D & more</description>")
    )
    assert read.text == f"{TEXT} R&D & more"
    assert found(read)[0] == ("title", "AT&T café", "feed entry")


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_encodings(encoding: str) -> None:
    top = f'<?xml version="1.0" encoding="{encoding}"?>'
    feed = rss(f"<title>Café</title><description>{TEXT} Müller</description>", top=top)
    assert draft(feed.encode(encoding)).text == f"{TEXT} Müller"


def test_an_item_without_text_is_an_error_and_the_rest_is_read() -> None:
    good = f"<title>Pier</title><description>{TEXT}</description>"
    short = "<title>Quay is to be repaired</title><description>Soon.</description>"
    first, second, third, fourth = parts(rss(good, short, "", good))
    assert isinstance(first, Draft)
    assert "item 2, has no text" in str(second)
    assert "item 3, has no text" in str(third)
    assert isinstance(fourth, Draft)
    assert fourth.part == "item 4"


@pytest.mark.parametrize("end", ["", f"<item><title>Quay</title><description>{MORE[:-5]}"])
def test_a_feed_that_breaks_off(end: str) -> None:
    whole = f"<item><title>Pier</title><description>{TEXT}</description></item>"
    first, second = parts(f"<rss><channel>{whole}{end}")
    assert isinstance(first, Draft)
    assert first.text == TEXT
    assert "breaks off; 1 of its items" in str(second)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("<?xml version='1.0'?><note><to>x</to></note>", "first element is <note>"),
        ("<feedback><item/></feedback>", "first element is <feedback>"),
        ("no markup at all", "no element"),
        ("<rss", "no feed"),
        ("<rss/>", "without entries"),
        ("<rss><channel><title>Harbour Post</title></channel></rss>", "without entries"),
        (b"\x00\x01\x02\x03" * 50, "news.xml"),
    ],
)
def test_what_is_no_feed(content: str | bytes, told: str) -> None:
    with pytest.raises(ReadingError, match=told):
        parts(content)


LAUGHS = '<!ENTITY l0 "lol">' + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)
)


@pytest.mark.parametrize(
    "declared",
    [
        LAUGHS,
        f'<!ENTITY l9 "{"a" * 100_000}">',
        '<!ENTITY l9 SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p; <!ENTITY l9 "%p;">',
        f'<!ATTLIST item x CDATA "{"a" * 100_000}"><!ENTITY l9 "x">',
    ],
)
def test_entities_of_the_file_give_nothing(declared: str) -> None:
    top = f'<?xml version="1.0"?><!DOCTYPE rss [{declared}]>'
    bomb = "&l9;" * 20_000
    items = (f"<title>{bomb}</title><description>{bomb}{TEXT}</description>", *[""] * 500)
    begun = time.process_time()
    first, *_ = parts(rss(*items, top=top))
    assert time.process_time() - begun < 5
    assert isinstance(first, Draft)
    assert first.text == TEXT
    assert [each.field for each in first.findings] == ["outlet", "language"]


@pytest.mark.parametrize(
    "item",
    [
        *("<a>" * 100_000, "<!--" * 100_000, "<![CDATA[" * 50_000, "&" * 300_000, "<" * 300_000),
        "<author>" + "a" * 300_000 + "</author>",
        "<description>" + "&lt;p " * 100_000 + "</description>",
        "<description>" + "&lt;!--" * 50_000 + "</description>",
        "<a " + " ".join(f"b{n}=''" for n in range(50_000)) + "/>",
        "".join(f'<a xmlns:n{n}="u{n}"/>' for n in range(20_000)),
        "".join(f"<category>{n}</category>" for n in range(20_000)),
    ],
)
def test_nothing_takes_long(item: str) -> None:
    begun = time.process_time()
    read = parts("\n" * 300_000 + rss(f"<description>{TEXT}</description>", item))
    assert time.process_time() - begun < 5
    assert read
    assert isinstance(read[0], Draft)
    assert read[0].text == TEXT


def test_too_many_tags() -> None:
    with pytest.raises(ReadingError, match="over 1,000,000 tags"):
        parts("<rss>" + "<a/>" * 1_000_001)


def test_articles_of_feeds() -> None:
    read = draft(rss(f"<title>Pier</title><pubDate>2026-01-09</pubDate><summary>{TEXT}</summary>"))
    article = make_article(read, file="news.rss")
    assert (article.title, article.outlet, article.text) == ("Pier", "Harbour Post", TEXT)
    assert str(article.published) == "2026-01-09"
    assert article.provenance["published"] == "feed entry"
    assert article.provenance["outlet"] == "feed"


PIECES = st.sampled_from(
    [
        *("<item>", "</item>", "<entry>", "</entry>", "<title>", "</title>", "<description>"),
        *("</description>", "<content type='xhtml'>", "</content>", "<x:9b>", "<div>", "</div>"),
        *("<link href='http://[x'/>", "<pubDate>", "</pubDate>", "<![CDATA[", "]]>", "<!--", "-->"),
        *("&#0;", "&#xd800;", "&#9999999;", "&#99999999999;", "&nbsp;", "&foo;", "&", "<", "\0"),
        *("<?x y?>", "<!DOCTYPE x>", "xmlns='a'", "2026-01-09", TEXT, "\ufffe", "</rss>"),
    ]
)
LIKELY = st.lists(PIECES | st.text(max_size=6), max_size=30).map("".join)


@trials(max_examples=200, deadline=None)
@given(content=LIKELY.map(lambda text: f"<rss><channel>{text}".encode()) | st.binary(max_size=200))
def test_any_file_gives_drafts_or_errors(content: bytes) -> None:
    try:
        read = parts(content)
    except ReadingError:
        return
    for each in read:
        if isinstance(each, Draft):
            each.text.encode()
            assert each.text.strip()
            assert not set("\0\r") & set(each.text)
            assert all(0 <= start < end <= len(each.text) for start, end in each.asides)
