"""JSON, JSON Lines and tables: which field says what, and parts that can't be read."""

import csv
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.formats.data.records import read_csv, read_json, read_json_lines
from rag.reading.making import make_article
from rag.settings import FieldNames, ReadingSettings

SETTINGS = ReadingSettings()
TEXT = "The council met on Monday and decided to repair the old pier."
MORE = "Work begins in spring, the harbour master said."
READERS = (read_json, read_json_lines, read_csv)

Reader = Callable[..., Iterator[Draft | ReadingError]]


def parts(
    read: Reader, content: object, *, settings: ReadingSettings = SETTINGS
) -> list[Draft | ReadingError]:
    if not isinstance(content, str | bytes):
        content = json.dumps(content)
    raw = content.encode() if isinstance(content, str) else content
    return [*read(raw, name="news", settings=settings)]


def draft(read: Reader, content: object, *, settings: ReadingSettings = SETTINGS) -> Draft:
    (only,) = parts(read, content, settings=settings)
    assert isinstance(only, Draft)
    return only


def error(read: Reader, content: object) -> ReadingError:
    (only,) = parts(read, content)
    assert isinstance(only, ReadingError)
    return only


def found(record: dict[str, Any]) -> dict[str, tuple[str, str]]:
    findings = draft(read_json, record).findings
    return {each.field: (each.value, each.where) for each in findings}


NEWS_API = {
    "source": {"id": None, "name": "Harbour Post"},
    "author": "Jane Roe",
    "title": "Pier to be repaired",
    "description": "Short.",
    "url": "https://post.example/pier?id=1",
    "publishedAt": "2026-01-09T08:15:00Z",
    "content": TEXT,
}
SCHEMA_ORG = {
    "@type": "NewsArticle",
    "headline": "Pier to be repaired",
    "author": [{"@type": "Person", "name": "Jane Roe"}, {"name": "John Doe"}],
    "publisher": {"name": "Harbour Post"},
    "datePublished": "2026-01-09T08:15:00+01:00",
    "dateModified": "2026-01-10",
    "inLanguage": "en-GB",
    "locationCreated": {"name": "Port Ellis"},
    "articleBody": TEXT,
}
CRAWLED = {
    "maintext": TEXT,
    "title": "Pier to be repaired",
    "authors": ["Jane Roe", "John Doe"],
    "date_publish": "2026-01-09 08:15:00",
    "date_download": "2026-02-01 00:00:00",
    "source_domain": "www.post.example",
    "language": "english",
}
WORDPRESS = {
    "title": {"rendered": "Pier &#8211; to be repaired"},
    "content": {"rendered": f"<p>{TEXT}</p>\n"},
    "date": "2026-01-09T08:15:00",
    "link": "https://post.example/pier",
}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            NEWS_API,
            {
                "title": ("Pier to be repaired", "field title"),
                "outlet": ("Harbour Post", "field source.name"),
                "author": ("Jane Roe", "field author"),
                "published": ("2026-01-09T08:15:00+00:00", "field publishedAt"),
                "url": ("https://post.example/pier?id=1", "field url"),
            },
        ),
        (
            SCHEMA_ORG,
            {
                "title": ("Pier to be repaired", "field headline"),
                "outlet": ("Harbour Post", "field publisher.name"),
                "author": ("Jane Roe, John Doe", "field author.name"),
                "published": ("2026-01-09T08:15:00+01:00", "field datePublished"),
                "updated": ("2026-01-10", "field dateModified"),
                "place": ("Port Ellis", "field locationCreated.name"),
                "language": ("en", "field inLanguage"),
            },
        ),
        (
            CRAWLED,
            {
                "title": ("Pier to be repaired", "field title"),
                "outlet": ("post.example", "field source_domain"),
                "author": ("Jane Roe, John Doe", "field authors"),
                "published": ("2026-01-09T08:15:00", "field date_publish"),
                "language": ("en", "field language"),
            },
        ),
        (
            WORDPRESS,
            {
                "title": ("Pier – to be repaired", "field title.rendered"),
                "published": ("2026-01-09T08:15:00", "field date"),
                "url": ("https://post.example/pier", "field link"),
            },
        ),
    ],
)
def test_usual_shapes(record: dict[str, Any], expected: dict[str, tuple[str, str]]) -> None:
    assert found(record) == expected
    assert draft(read_json, record).text == TEXT


@pytest.mark.parametrize("stamp", [1767945600, "1767945600", 1767945600000, 1767945600.0])
def test_dates_as_seconds_since_1970(stamp: object) -> None:
    assert found({"text": TEXT, "date": stamp})["published"] == (
        "2026-01-09T08:00:00+00:00",
        "field date",
    )


@pytest.mark.parametrize(
    "nothing", [None, "", "null", "tomorrow", "03/04/2026", 10**400, -1, [], {}, True, float("nan")]
)
def test_values_that_are_none_give_way_to_the_next_name(nothing: object) -> None:
    record = {"text": TEXT, "published": nothing, "date": "2026-01-09"}
    assert found(record) == {"published": ("2026-01-09", "field date")}


def test_names_are_a_setting() -> None:
    names = FieldNames(text=("Fliesstext",), outlet=("meta.blatt.kurz",))
    record = {"fliess_text": TEXT, "text": MORE, "meta": {"Blatt": [{"kurz": "Harbour Post"}]}}
    read = draft(read_json, record, settings=ReadingSettings(fields=names))
    assert read.text == TEXT
    assert [(each.value, each.where) for each in read.findings] == [
        ("Harbour Post", "field meta.Blatt.kurz")
    ]


def test_the_text_is_the_first_that_is_longer_than_the_title() -> None:
    record = {"title": "Pier to be repaired", "text": "Pier to be repaired", "content": TEXT}
    assert draft(read_json, record).text == TEXT


def test_html_becomes_paragraphs() -> None:
    markup = (
        f"<script>var a = '<p>';</script><p>{TEXT}</p>\n<figure><img alt='a > b'>"
        "<figcaption>The pier &amp; the quay</figcaption></figure><p>One<br>two <b>three</b></p>"
    )
    read = draft(read_json, {"body": markup})
    assert read.text == f"{TEXT}\n\nThe pier & the quay\n\nOne\ntwo three"
    assert [read.text[start:end] for start, end in read.asides] == ["The pier & the quay"]


def test_a_whole_page_is_read_as_one() -> None:
    page = (
        "<html><head><meta property='article:published_time' content='2026-01-09T08:15:00Z'>"
        f"</head><body><nav><a href='/'>Home</a></nav><article><h1>Pier</h1><p>{TEXT}</p>"
        f"<p>{MORE}</p></article></body></html>"
    )
    read = draft(read_json, {"html": page, "title": "Pier to be repaired"})
    assert TEXT in read.text
    assert "Home" not in read.text
    told = [(each.field, each.where) for each in read.findings]
    assert told[0] == ("title", "field title")
    assert ("published", "meta tag") in told


@pytest.mark.parametrize("text", [f"{TEXT}\n\nIf a < b and c > d, AT&T wins.", TEXT])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert draft(read_json, {"text": text}).text == text


def test_a_cut_article_says_so_outside_its_evidence() -> None:
    read = draft(read_json, {**NEWS_API, "content": f"{TEXT}… [+1234 chars]"})
    assert [read.text[start:end] for start, end in read.asides] == ["[+1234 chars]"]


@pytest.mark.parametrize(
    "holder",
    [
        lambda articles: articles,
        lambda articles: {"status": "ok", "title": "All", "articles": articles},
        lambda articles: {"response": {"docs": articles}},
        lambda articles: {"hits": {"hits": [{"_id": "1", "_source": each} for each in articles]}},
    ],
)
def test_articles_in_an_array(holder: Callable[[object], object]) -> None:
    read = parts(read_json, holder([NEWS_API, {"title": "Pier"}, SCHEMA_ORG]))
    assert [each.part for each in read if isinstance(each, Draft)] == ["item 1", "item 3"]
    (refused,) = [each for each in read if isinstance(each, ReadingError)]
    assert refused.problem.startswith("news, item 2, has no text")
    assert " text, body, " in refused.problem
    assert "It has title" in refused.mend
    assert "[reading.fields]" in refused.mend


@pytest.mark.parametrize(
    "content",
    [
        *("3", '"words"', "null", "[]", "{", f'{{"text": "{TEXT}', "{'text': 'a'}", '{"a": 1}]'),
        *("[" * 100_000, '{"a":' * 100_000, b"\x00\x01\x02", '{\n"text": "a"\n}\n{\n}'),
    ],
)
def test_files_that_hold_no_articles(content: str | bytes) -> None:
    with pytest.raises(ReadingError, match="news"):
        parts(read_json, content)


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (f'{{"text": "{TEXT} \\ud800"}}', f"{TEXT} \ufffd"),
        (f'{{"text": "{TEXT} \\ud83d\\ude00"}}', f"{TEXT} 😀"),
        (f'{{"text": "{TEXT}\\u0000\\r\\n\\r\\n{MORE}"}}', f"{TEXT}\n\n{MORE}"),
        (f'{{"text": "Old.", "text": "{TEXT}"}}', TEXT),
        (f'{{"text": "{TEXT}", "n": NaN, "i": {"9" * 5000}, "e": 1e999}}', TEXT),
    ],
)
def test_odd_json(record: str, text: str) -> None:
    assert draft(read_json, record).text == text
    assert draft(read_json_lines, record).text == text


def test_a_bad_line_is_named_and_the_rest_read() -> None:
    good = json.dumps({"text": TEXT}).encode()
    latin = json.dumps({"text": f"{TEXT} Café."}, ensure_ascii=False).encode("cp1252")
    lines = [b"\xef\xbb\xbf" + good, b"", b"{oops", b"[1]", b"\x00\xff", b"[" * 5000, latin, good]
    read = parts(read_json_lines, b"\r\n".join(lines))
    drafts = [each for each in read if isinstance(each, Draft)]
    assert [each.part for each in drafts] == ["line 1", "line 7", "line 8"]
    assert drafts[1].text == f"{TEXT} Café."
    refused = [each.problem for each in read if isinstance(each, ReadingError)]
    assert [each.split(",")[1] for each in refused] == [" line 3", " line 4", " line 5", " line 6"]


def test_json_and_json_lines_are_told_apart() -> None:
    lines = "\n".join(json.dumps({"text": TEXT + str(number)}) for number in range(3))
    assert parts(read_json, lines) == parts(read_json_lines, lines)
    array = json.dumps([{"text": TEXT}, {"text": MORE}], indent=1)
    assert parts(read_json_lines, array) == parts(read_json, array)
    wide = lines.encode("utf-16")
    assert parts(read_json_lines, wide) == parts(read_json_lines, lines)


def test_a_hundred_errors_are_told_and_the_rest_counted() -> None:
    lines = "x\n" * 150 + json.dumps({"text": TEXT})
    read = parts(read_json_lines, lines)
    assert sum(isinstance(each, Draft) for each in read) == 1
    assert len(read) == 102
    assert "50 more" in str(read[-1])
    given_up = parts(read_json_lines, "x\n" * 20_000)
    assert "9,900 more" in str(given_up[-1])


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_table(mark: str) -> None:
    rows = [
        *(["id", "Headline", "publication", "date", "authors", "content"], []),
        ["1", "Pier", "Harbour Post", "2026-01-09", "['Jane Roe', \"John Doe\"]", TEXT],
        ["2", "Quay", "Wire", "null", "", f'{TEXT}, "well"; or|not\n\n{MORE}'],
    ]
    lines = [mark.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    first, second = parts(read_csv, ("\ufeff" + "\r\n".join(lines)).encode())
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.part, second.part) == ("row 2", "row 3")
    assert second.text == f'{TEXT}, "well"; or|not\n\n{MORE}'
    assert [(each.field, each.value, each.where) for each in first.findings] == [
        ("title", "Pier", "field Headline"),
        ("outlet", "Harbour Post", "field publication"),
        ("author", "Jane Roe, John Doe", "field authors"),
        ("published", "2026-01-09", "field date"),
    ]


def test_long_cells() -> None:
    limit = csv.field_size_limit()
    long = "word " * limit
    assert draft(read_csv, f'title,text\nPier,"{long}"\n').text == long.strip()
    assert csv.field_size_limit() >= limit


def test_rows_that_cannot_be_read() -> None:
    refused = error(read_csv, f"title,text\nPier,{TEXT} Well, yes\n")
    assert "row 2 (line 2), has 3 cells" in refused.problem
    good, refused_too = parts(read_csv, f'title,text\nPier,{TEXT}\nQuay,"{TEXT}\nLast,{TEXT}\n')
    assert isinstance(good, Draft)
    assert "row 3, has a quote on line 3" in str(refused_too)
    with pytest.raises(ReadingError, match="first row of news") as caught:
        parts(read_csv, f"a,b\n1,{TEXT}\n")
    assert "It has a, b" in caught.value.mend


def test_articles_of_records() -> None:
    article = make_article(draft(read_json, SCHEMA_ORG), file="news.json")
    assert (article.title, article.outlet, article.author, article.language) == (
        *("Pier to be repaired", "Harbour Post", "Jane Roe, John Doe"),
        "en",
    )
    assert str(article.published_at) == "2026-01-09 08:15:00+01:00"
    assert article.text == TEXT
    assert article.provenance["published"] == "field datePublished"


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters(), max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["text", "title", "author", "date", "name", "articles", "source"])
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)
CELLS = st.sampled_from(['"', ",", ";", "\n", "\r\n", "text", "title", "<p>", "&amp;", "\0", TEXT])
TABLES = st.lists(CELLS | st.text(max_size=5), max_size=30).map("".join)


@trials(max_examples=150, deadline=None)
@given(
    content=ANY_JSON.map(lambda value: json.dumps(value).encode())
    | TABLES.map(lambda text: text.encode("utf-8", "surrogatepass"))
    | TABLES.map(lambda text: b"title,text\n" + text.encode("utf-8", "surrogatepass"))
    | st.binary(max_size=200)
)
def test_any_file_gives_drafts_or_errors(content: bytes) -> None:
    for read in READERS:
        try:
            found = parts(read, content)
        except ReadingError:
            continue
        for each in found:
            if isinstance(each, Draft):
                each.text.encode()
                assert each.text.strip()
                assert not set("\0\r") & set(each.text)
                assert all(0 <= start < end <= len(each.text) for start, end in each.asides)
            else:
                assert len(str(each).splitlines()) == 1
