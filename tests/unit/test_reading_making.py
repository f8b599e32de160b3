"""Drafts become articles: what the format says is merged with what the text says."""

import contextlib
import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pier_report import BODY, FIRST, LAST, lines_outside

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.making import make_article
from rag.reading.metadata import FIELDS, UNKNOWN
from rag.reading.metadata.marks import Finding, finding
from rag.schema import Article

TITLE = "Pier to be repaired"


def made(text: str, *findings: tuple[Finding, ...], file: str = "a.html") -> Article:
    return make_article(
        Draft(text=text, findings=tuple(each for found in findings for each in found)), file=file
    )


def report(article: Article) -> list[str]:
    return lines_outside(article.asides, of=article.text)


@pytest.mark.parametrize(
    ("best", "worse"),
    [
        ("field headline", "mail header"),
        ("mail header", "feed entry"),
        ("feed entry", "feed"),
        ("feed", "JSON-LD"),
        ("JSON-LD", "meta tag"),
        ("meta tag", "markup"),
        ("markup", "title element"),
        ("title element", "Title line"),
        ("Title line", "document properties"),
        ("a place that no list knows", "document properties"),
    ],
)
def test_the_best_place_wins(best: str, worse: str) -> None:
    article = made(
        BODY,
        finding("title", "Quay to be repaired", where=worse),
        finding("title", TITLE, where=best),
    )
    assert (article.title, article.provenance["title"]) == (TITLE, best)


def test_what_the_format_says_beats_the_text_and_the_rest_is_added() -> None:
    article = made(
        f"By Ann Poe\n1 May 2024\n\nPORT ELLIS, Jan. 8 (Northwire) — {BODY}",
        finding("title", TITLE, where="markup"),
        finding("published", "2026-01-09T08:15:00+09:00", where="JSON-LD"),
    )
    assert article.published == date(2026, 1, 9)
    assert article.published_at == datetime.fromisoformat("2026-01-09T08:15:00+09:00")
    assert (article.author, article.outlet, article.place) == ("Ann Poe", "Northwire", "Port Ellis")
    assert article.provenance == {
        "title": "markup",
        "outlet": "dateline",
        "author": "byline",
        "published": "JSON-LD",
        "updated": UNKNOWN,
        "place": "dateline",
        "language": "the words",
        "url": UNKNOWN,
    }


@pytest.mark.parametrize(
    ("best", "worse", "moment"),
    [
        ("2026-01-09", "2026-01-09T08:15:00", datetime(2026, 1, 9, 8, 15)),
        ("2026-01-09", "2026-01-10T08:15:00", None),
        ("2026-01-09T23:30:00+00:00", "2026-01-10", datetime(2026, 1, 9, 23, 30, tzinfo=UTC)),
    ],
)
def test_time_of_publication_is_of_the_same_day(
    best: str, worse: str, moment: datetime | None
) -> None:
    article = made(
        BODY,
        finding("published", worse, where="meta tag"),
        finding("published", best, where="JSON-LD"),
    )
    assert (article.published, article.published_at) == (date(2026, 1, 9), moment)


@pytest.mark.parametrize(
    ("text", "file", "published", "where"),
    [
        (BODY, "a.html", date(2026, 1, 12), "meta tag"),
        (BODY, "2026-01-09-pier.html", date(2026, 1, 12), "meta tag"),
        (f"PORT ELLIS, Jan. 9 — {BODY}", "a.html", date(2026, 1, 9), "dateline"),
        (f"PORT ELLIS, Dec. 30 — {BODY}", "a.html", date(2025, 12, 30), "dateline"),
        (f"Published: 8 Jan. 2026\n\n{BODY}", "a.html", date(2026, 1, 8), "Published line"),
        (f"{BODY}\n© 2026 Harbour Post", "a.html", date(2026, 1, 12), "meta tag"),
    ],
)
def test_an_update_is_the_last_resort_for_the_date(
    text: str, file: str, published: date, where: str
) -> None:
    article = made(text, finding("updated", "2026-01-12", where="meta tag"), file=file)
    assert article.updated == date(2026, 1, 12)
    assert (article.published, article.provenance["published"]) == (published, where)


def test_an_update_before_the_publication_is_none() -> None:
    article = made(
        BODY,
        finding("published", "2026-01-09", where="JSON-LD"),
        finding("updated", "2026-01-08", where="JSON-LD"),
    )
    assert (article.updated, article.provenance["updated"]) == (None, UNKNOWN)


def test_when_a_document_was_changed_is_no_day_of_publication() -> None:
    article = made(BODY, finding("updated", "2026-01-12", where="document properties"))
    assert (article.published, article.updated) == (None, date(2026, 1, 12))


@pytest.mark.parametrize(
    ("title", "outlet", "where", "expected"),
    [
        (f"{TITLE} | Harbour Post", None, "title element", (TITLE, "Harbour Post")),
        (f"{TITLE} - The Estuary Times", None, "meta tag", (TITLE, "The Estuary Times")),
        (f"{TITLE} – Tidewater", "Tidewater", "title element", (TITLE, "Tidewater")),
        (f"{TITLE} | Ports | Tidewater", "Tidewater", "title element", (TITLE, "Tidewater")),
        (f"{TITLE}|Tidewater", "www.tidewater.example", "markup", (TITLE, "tidewater.example")),
        (f"Tidewater: {TITLE}", "Tidewater", "markup", (f"Tidewater: {TITLE}", "Tidewater")),
        (f"Tidewater | {TITLE}", "Tidewater", "title element", (TITLE, "Tidewater")),
        (f"{TITLE} - at last", None, "title element", (f"{TITLE} - at last", None)),
        ("Pier &amp; quay to be repaired", None, "JSON-LD", ("Pier & quay to be repaired", None)),
        ("Harbour Post", "Harbour Post", "title element", ("Harbour Post", "Harbour Post")),
    ],
)
def test_the_site_is_parted_from_the_title(
    title: str, outlet: str | None, where: str, expected: tuple[str, str | None]
) -> None:
    article = made(
        BODY,
        finding("title", title, where=where),
        finding("outlet", outlet or "", where="meta tag"),
    )
    assert (article.title, article.outlet) == expected


@pytest.mark.parametrize(
    ("value", "author"),
    [
        ("By Jane Roe", "Jane Roe"),
        ("Von Jana Roth", "Jana Roth"),
        ("JANE ROE AND ANN O'BRIEN", "Jane Roe and Ann O'Brien"),
        ("Jane Roe;Ann Poe | Jane Roe", "Jane Roe, Ann Poe"),
        ("Jane Roe, Al Orr and Ann Poe", "Jane Roe, Al Orr and Ann Poe"),
        ("roe@paper.example (Jane Roe)", "Jane Roe"),
        ("Jane Roe <roe@paper.example>", "Jane Roe"),
        ("Jane Roe, Staff Writer, The Harbour Post", "Jane Roe"),
        ("홍길동 기자", "홍길동"),
        ("Northwire", "Northwire"),
        ("https://www.paper.example/people/roe", None),
        ("roe@paper.example", None),
        ("admin", None),
        ("null", None),
    ],
)
def test_authors_are_names(value: str, author: str | None) -> None:
    assert made(BODY, finding("author", value, where="JSON-LD")).author == author


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("language", "en-GB", "en"),
        ("language", "German", "de"),
        ("language", "und", "en"),
        ("url", "https://paper.example/pier?page=2", "https://paper.example/pier?page=2"),
        ("url", "javascript:alert(1)", None),
        ("url", "ftp://paper.example/pier", None),
        ("url", "https://user:secret@paper.example/", None),
        ("url", "/2026/pier", None),
        ("url", "http://[broken", None),
        ("place", "PORT-AU-PRINCE", "Port-Au-Prince"),
        ("place", "ST. JOHN'S, Canada", "St. John's, Canada"),
        ("place", "WASHINGTON, D.C.", "Washington, D.C."),
        ("place", "2026", None),
        ("outlet", "https://www.paper.example/", "paper.example"),
        ("published", "9 January 2026", None),
        ("title", "x" * 301, None),
    ],
)
def test_values_are_cleaned_or_dropped(field: str, value: str, stored: str | None) -> None:
    article = made(BODY, finding(field, value, where="meta tag"))  # type: ignore[arg-type]
    assert getattr(article, field) == stored


@pytest.mark.parametrize(
    "above",
    [
        f"{TITLE}\n\n",
        f"{TITLE.upper()}\n\nBy Jane Roe\n\n",
        f"Jane Roe\n\n“{TITLE}”\n\n",
        f"{TITLE}\nJANE ROE\n9 January 2026\n",
        f"# {TITLE}\n\n",
    ],
)
def test_what_only_repeats_the_format_is_no_evidence(above: str) -> None:
    article = made(
        above + BODY,
        finding("title", f"{TITLE} | Harbour Post", where="title element"),
        finding("author", "Jane Roe", where="JSON-LD"),
    )
    assert report(article) == [FIRST, LAST]
    assert (article.title, article.author) == (TITLE, "Jane Roe")


@pytest.mark.parametrize("first", ["Repairs at the old pier begin", "What the council decided"])
def test_no_line_is_taken_for_a_title_that_is_known(first: str) -> None:
    article = made(f"{first}\n\n{BODY}", finding("title", TITLE, where="feed entry"))
    assert report(article) == [first, FIRST, LAST]
    assert made(f"{first}\n\n{BODY}").title == first


def test_asides_of_the_draft_are_joined_with_those_of_the_text() -> None:
    caption = "The old pier, seen from the harbour office by a boat of the council."
    text = f"{caption}\n\nPier to be repaired at last\n\n{BODY}\nShare Tweet Print"
    spans = ((-5, 4), (2, len(caption)), (len(text) - 8, len(text) + 9), (3, 3))
    article = make_article(Draft(text=text, asides=spans), file="a.html")
    assert report(article) == [FIRST, LAST]
    assert article.title == "Pier to be repaired at last"
    assert article.asides[0] == (0, len(caption))
    assert article.asides[-1] == (text.index("Share"), len(text))


@pytest.mark.parametrize("tail", ["9 January 2026", "By Jane Roe", "Published: 9 January 2026"])
def test_a_report_of_one_paragraph_is_no_title(tail: str) -> None:
    assert report(made(f"{FIRST}\n\n{tail}\n")) == [FIRST]
    assert report(made(f"The pier is closed.\n\n{tail}\n")) == ["The pier is closed."]


def test_a_draft_of_metadata_alone_is_refused() -> None:
    with pytest.raises(ReadingError, match=r"a\.html holds no words"):
        made(f"{TITLE}\nShare Tweet Print", finding("title", TITLE, where="markup"))
    with pytest.raises(ReadingError):
        make_article(Draft(text=BODY, asides=((0, len(BODY)),)), file="a.html")


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (BODY, "en"),
        ("Der Rat hat am Dienstag beschlossen, die alte Mole vor den Stürmen zu reparieren.", "de"),
        ("Le conseil a décidé mardi de réparer la vieille jetée avant les tempêtes.", "fr"),
        ("市議会は火曜日、冬の嵐の前に古い桟橋を修理することを決めた。", "ja"),
        ("시의회는 화요일 겨울 폭풍 전에 낡은 부두를 수리하기로 결정했다.", "ko"),
        ("Pier 9, quay 3.", None),
    ],
)
def test_language_of_the_words(words: str, language: str | None) -> None:
    article = made(words)
    assert article.language == language
    assert article.provenance["language"] == ("the words" if language else UNKNOWN)
    stated = made(words, finding("language", "nl-BE", where="markup"))
    assert (stated.language, stated.provenance["language"]) == ("nl", "markup")


def test_the_id_is_of_all_metadata_and_the_text() -> None:
    values = {
        **{"title": TITLE, "outlet": "Harbour Post", "author": "Jane Roe", "language": "nl"},
        **{"published": "2026-01-09", "updated": "2026-01-10", "place": "Port Ellis"},
        **{"url": "https://paper.example/pier"},
    }
    assert set(values) == set(FIELDS)
    articles = [made(BODY, finding(name, values[name], where="meta tag")) for name in FIELDS]
    timed = made(BODY, finding("published", "2026-01-09T08:15:00", where="meta tag"))
    ids = {article.article_id for article in (made(BODY), made(f"{BODY} "), timed, *articles)}
    assert len(ids) == 3 + len(FIELDS)
    assert made(BODY, file="other.html").article_id == made(BODY).article_id


PIECES = some.sampled_from(
    [
        *("Published: ", "09 Jan. 2026", "By ", "JANE ROE", "© 2025 ", "Share Tweet", "Sources:\n"),
        *(
            "PORT ELLIS, Feb. 30 (",
            ") — ",
            "(서울=",
            "[WIREPIX]",
            "Photo: ",
            " | ",
            "\n",
            "\n\n",
            ".",
        ),
        *("Related:\n", "https://a.example/b", "{{ #x }}", "Jane Roe is a reporter", "\u202e", "é"),
        FIRST,
    ]
)
FOUND = some.builds(
    lambda field, value, where: finding(field, value, where=where),
    some.sampled_from(FIELDS),
    some.text(max_size=20) | PIECES | some.sampled_from(["2026-01-09", "9999-12-31", "0001-01-01"]),
    some.sampled_from(["JSON-LD", "title element", "field x", "elsewhere"]),
)


@settings(max_examples=200, deadline=None)
@given(
    text=some.lists(PIECES | some.text(max_size=6), max_size=20).map("".join),
    found=some.lists(FOUND, max_size=6),
    asides=some.lists(some.tuples(some.integers(-5, 90), some.integers(-5, 90)), max_size=4),
)
def test_any_draft_gives_an_article_or_a_refusal(
    text: str, found: list[tuple[Finding, ...]], asides: list[tuple[int, int]]
) -> None:
    findings = tuple(each for group in found for each in group)
    try:
        article = make_article(
            Draft(text=text, findings=findings, asides=tuple(asides)), file="x.txt"
        )
    except ReadingError:
        return
    assert article.text == text
    assert tuple(article.provenance) == FIELDS
    for name in FIELDS:
        assert (getattr(article, name) is None) == (article.provenance[name] == UNKNOWN)
    ends = [-1, *(end for _, end in article.asides)]
    assert all(end < start for end, (start, _) in zip(ends, article.asides, strict=False))
    assert all(0 <= start < end <= len(text) for start, end in article.asides)


@pytest.mark.parametrize(
    "text",
    [
        *("a" * 1_000_000, "By " * 333_333, "[" * 1_000_000, "PORT " * 200_000, "\n" * 1_000_000),
        *("9 Jan 2026 " * 90_000, "a | " * 250_000, "{{ #x }} " * 100_000, "Reuters/" * 100_000),
        *("x\n" * 100_000, "Share " * 100_000, "Sources:\nA b\n" * 6000),
        *(
            "© 2025 The Post\n" * 6000,
            "The old pier [WIREPIX]\n" * 6000,
            "and the boats lie\n" * 9000,
        ),
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_texts_take_no_longer_than_their_length_allows(text: str) -> None:
    started = time.process_time()
    found = finding("title", text[:300], where="markup")
    with contextlib.suppress(ReadingError):
        make_article(Draft(text=f"{text} x", findings=found), file="a.txt")
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("part", "published"),
    [
        ("", date(2024, 5, 1)),
        ("/2024-05-02-pier.txt", date(2024, 5, 2)),
        ("/pier.txt", None),
        ("line 7", None),
        ("/2024-05-02.jsonl, line 7", None),
    ],
)
def test_a_date_in_the_name_is_of_the_article_that_bears_it(
    part: str, published: date | None
) -> None:
    between = "" if part.startswith("/") or not part else ", "
    article = make_article(Draft(text=BODY, part=part), file=f"2024-05-01-export{between}{part}")
    assert article.published == published
